/** Writes down what a run over prints was asked and on what it rests, and what it can not know. Nothing here depends on a clock. */
import { inForce } from "../../market/instrument.js";
import type { Manifest } from "../../market/run.js";
import { utc } from "../../market/units.js";
import { sourceHash } from "../../strategy/source.js";
import type { Strategy } from "../../strategy/strategy.js";
import { ofMargin, ofOrders } from "../doubts.js";
import { bracketsFrom, factsFrom } from "../manifest.js";
import type { TapeInput } from "./tapeInput.js";
import type { TapeData, TapeSettings } from "./tapeOptions.js";
import type { TapeSession } from "./tapeSession.js";
import type { TradeVenue } from "./tradeVenue.js";

export interface TapeParts {
  readonly strategy: Strategy;
  readonly params: Readonly<Record<string, number>>;
  readonly data: TapeData;
  readonly settings: TapeSettings;
  readonly session: TapeSession;
  readonly venue: TradeVenue;
  readonly input: TapeInput;
  readonly fundingMissing: boolean;
  readonly belowLot: number;
}

export function tapeManifest(parts: TapeParts): Manifest {
  const { strategy, params, settings, session, venue, input } = parts, { instrument, account, rules, seed, maker, taker, model, latency, sampleEvery } = settings, fees = inForce(instrument.fees, session.first).value;
  const source = maker !== undefined || taker !== undefined ? "as asked for this run" : `${fees.source} (${instrument.exchange} ${instrument.symbol})`;
  return {
    version: 1, kind: "backtest", strategy: { name: strategy.name, sourceHash: sourceHash(strategy), params: { ...params } }, market: marketOf(parts), account,
    fees: { maker: maker ?? fees.maker, taker: taker ?? fees.taker, source }, rules,
    tape: { queue: model, latency, sampleEvery, trades: input.rows("trades"), quotes: input.rows("quotes"), depth: input.rows("depth"), breaks: venue.touch.book.breaks },
    facts: (factsFrom(settings, session.first) ?? bracketsFrom(settings, session.first)) === undefined ? "dated" : "extrapolated", seed, node: process.version, doubts: doubtsOf(parts),
  };
}

/** Prints have no bars: `bars` counts the prints, and nothing of them can be known to be missing. */
function marketOf({ data, settings, session, input, fundingMissing }: TapeParts): Manifest["market"] {
  const { exchange, symbol, kind } = settings.instrument;
  return {
    exchange, symbol, prices: data.origin.symbol, timeframe: "trades", builtFrom: "trades", synthetic: data.origin.synthetic, from: session.first, to: session.last, bars: input.rows("trades"), gapBars: 0,
    dataHash: input.hash(), mark: "proxy", funding: kind === "spot" ? "none" : fundingMissing ? "missing-allowed" : "history",
  };
}

function doubtsOf({ data, settings, session, venue, input, fundingMissing, belowLot }: TapeParts): readonly string[] {
  const doubts: string[] = [], { origin } = data, { instrument, model, rules, spot } = settings, from = factsFrom(settings, session.first), { counts } = venue.executions;
  if (origin.synthetic) doubts.push("SYNTHETIC: these prints were made by a random generator, not by a market");
  if (input.rows("depth") === 0) doubts.push(input.rows("quotes") === 0 ? "no quotes and no book: the queue at a price is unknown, so only prints through an order fill it" : "no book: the queue behind the best price is unknown until it is the best");
  doubts.push(`places in a queue are guessed from the sizes a level shows (${model.kind}), and what we would have changed in the market is not simulated`);
  if (rules.mode === "optimistic") doubts.push("optimistic: an order that is printed through fills whole, whatever was printed");
  if (venue.touch.book.breaks > 0) doubts.push(`the book was broken ${venue.touch.book.breaks} times; until the next snapshot its levels were not believed`);
  if (origin.symbol !== instrument.symbol || origin.exchange !== instrument.exchange) doubts.push(`prints of ${origin.symbol} on ${origin.exchange} stand in for ${instrument.symbol} on ${instrument.exchange}`);
  if (!spot && settings.margin === undefined) doubts.push("mark: proxy, equity and ruin are seen at the last print");
  if (fundingMissing) doubts.push(`funding of ${instrument.symbol} is missing in part or in whole and was left out, as allowed`);
  if (from !== undefined) doubts.push(`order filters and fees of ${instrument.symbol} are known from ${utc(from).slice(0, 10)} on; before that date they are extrapolated`);
  doubts.push(...ofMargin(settings, session.first, "last print"));
  if (counts.aboveCap > 0) doubts.push(`${counts.aboveCap} taker orders larger than the touch showed filled whole at it`);
  return [...doubts, ...ofOrders({ refused: venue.acceptance.refused, counts: { cut: counts.cut, aboveCap: 0 }, belowLot, settings })];
}
