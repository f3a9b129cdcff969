/**
 * A strategy over prints, quotes and book messages: the engine of a bar run and a venue of its own on one clock, each with its own books,
 * for between them messages take time (F18 to F20). Synchronous and pure but for the clock that times it; stores and draws nothing.
 */
import { Engine } from "../../engine/engine.js";
import { nowColumns, type NowColumns } from "../../engine/view.js";
import { QuantError } from "../../market/errors.js";
import { runId, type Run } from "../../market/run.js";
import { summarise } from "../../metrics/summary.js";
import { resolveParams } from "../../strategy/param.js";
import type { Strategy } from "../../strategy/strategy.js";
import type { BacktestResult } from "../backtest.js";
import { fundingHole, requireFunding } from "../fundingCover.js";
import { Stopwatch } from "../stopwatch.js";
import { auditTape } from "./auditTape.js";
import { Clock } from "./clock.js";
import { Questions } from "./questions.js";
import { Reports } from "./reports.js";
import { Sighting } from "./sightings.js";
import { TapeInput } from "./tapeInput.js";
import { tapeManifest } from "./tapeManifest.js";
import { resolveTapeOptions, tapeEpochs, type TapeData, type TapeOptions, type TapeSettings } from "./tapeOptions.js";
import { TapeSession } from "./tapeSession.js";
import { TradeVenue } from "./tradeVenue.js";
import { TapeView } from "./tapeView.js";
import { VenueBooks } from "./venueBooks.js";

/**
 * Runs a strategy over a tape. In `decide`, `time` is now, `close` the last print seen, `bid` and `ask` the touch as seen; the other fields
 * of the bar and the indicators are those of the last closed bar of `candles`, NaN without. Equity is sampled every `sampleEvery` ms.
 * The same arguments give the same bytes of fills and equity, on one Node version.
 * @throws QuantError BAD_TAPE, EMPTY_RANGE, BAD_OPTION, UNSUPPORTED, FUNDING_MISSING; AUDIT when its own fills do not hold
 */
export function backtestTrades(strategy: Strategy, data: TapeData, options: TapeOptions = {}): BacktestResult {
  const settings = resolveTapeOptions(strategy, data, options), params = resolveParams(strategy.name, strategy.params, options.params), input = new TapeInput(data);
  const indicating = new Stopwatch(), columns = columnsOf(strategy, params, data), indicatorTime = indicating.stop();
  const { session, venue, books, engine } = assemble(strategy, params, data, settings, columns);
  const engineTime = play(session, input);
  if (session.first !== session.first) throw new QuantError("input", "EMPTY_RANGE", "there is nothing to run on: no print, quote or book message was given", {});
  const fundingMissing = fundingIsMissing(data, settings, session, options.allowMissingFunding === true);
  const manifest = tapeManifest({ strategy, params, data, settings, session, venue, input, fundingMissing, belowLot: engine.reconciler.belowLot });
  const run = runOf(manifest, session, venue);
  auditTape(run, books.account);
  return { run, timing: { indicatorMs: indicatorTime.wall, engineMs: engineTime.wall, indicatorCpuMs: indicatorTime.cpu, engineCpuMs: engineTime.cpu } };
}

function columnsOf(strategy: Strategy, params: Readonly<Record<string, number>>, { candles }: TapeData): { readonly columns: NowColumns; readonly warm: number } {
  const indicators = Object.entries(strategy.indicators(params) as Readonly<Record<string, { column(c: unknown): Float64Array }>>), names = indicators.map(([name]) => name);
  if (candles === undefined) {
    if (names.length > 0) throw new QuantError("input", "BAD_OPTION", `${strategy.name} has indicators (${names.join(", ")}), which are fed by bars: give candles beside the prints`, { names });
    return { columns: {}, warm: 0 };
  }
  const columns = Object.fromEntries(indicators.map(([name, indicator]) => [name, indicator.column(candles)] as const));
  const warm = Object.values(columns).reduce((latest, column) => Math.max(latest, firstNumber(column)), 0);
  return { columns: nowColumns(candles, undefined, columns), warm };
}

function firstNumber(column: Float64Array): number {
  const row = column.findIndex((value) => value === value);
  return row < 0 ? Infinity : row;
}

interface Assembly { readonly session: TapeSession; readonly venue: TradeVenue; readonly books: VenueBooks; readonly engine: Engine }

/** The engine is asked when the session says so, so that for it every question is a `bar`. */
function assemble(strategy: Strategy, params: Readonly<Record<string, number>>, data: TapeData, settings: TapeSettings, { columns, warm }: ReturnType<typeof columnsOf>): Assembly {
  const { account, margin, size, spot, rules, queue } = settings, decideOn = strategy.decideOn ?? ["bar"], sighting = new Sighting(), clock = new Clock(), books = new VenueBooks(account.cash, margin, new Reports(clock, settings.response));
  const engine = new Engine({
    strategy: { ...strategy, decideOn: decideOn.includes("fill") ? ["bar", "fill"] : ["bar"] }, params, cash: account.cash, leverage: account.leverage, margin, size, spot, interval: 0,
    tolerance: { ticks: 0, steps: 0 }, view: new TapeView(columns, sighting), firstDecision: warm,
  });
  const onPrint = decideOn.includes("trade") ? (): number => session.see() : undefined;
  const venue = new TradeVenue({ rules, queue, liquidation: account.liquidation, spot, cuts: size.kind === "share", quoted: data.quotes !== undefined, onPrint }, books, clock);
  const session = new TapeSession({
    decideOn, feed: settings.feed, clock, sampleEvery: settings.sampleEvery, candles: data.candles, funding: spot ? undefined : data.funding, epochs: tapeEpochs(settings), sighting,
  }, engine, venue, books, new Questions(clock, settings.order));
  return { session, venue, books, engine };
}

/** Chunk by chunk; only the playing is timed, not what reading a chunk takes. */
function play(session: TapeSession, input: TapeInput): { readonly wall: number; readonly cpu: number } {
  let wall = 0, cpu = 0;
  for (;;) {
    const playing = new Stopwatch(), lacking = session.play(), time = playing.stop();
    wall += time.wall;
    cpu += time.cpu;
    if (lacking === "done") return { wall, cpu };
    session.give(lacking, input.next(lacking));
  }
}

function fundingIsMissing({ funding }: TapeData, { spot, instrument }: TapeSettings, { first, last }: TapeSession, allowed: boolean): boolean {
  if (spot) return false;
  if (!allowed) requireFunding(funding, instrument.symbol, first, last);
  return funding === undefined || funding.length === 0 || fundingHole(funding, first, last) !== undefined;
}

function runOf(manifest: Run["manifest"], session: TapeSession, venue: TradeVenue): Run {
  const { price, ...equity } = session.samples.columns(), fills = venue.executions.log.columns(venue.moments), funding = venue.funding.columns(), { placed, amended, canceled, rejected, filled } = venue.executions.counts;
  const metrics = summarise({ curve: { startTime: manifest.market.from, startEquity: manifest.account.cash, time: equity.time, equity: equity.equity }, fills, funding, mark: price });
  const numbers = Object.entries(metrics).flatMap(([name, value]): [string, number][] => (typeof value === "number" ? [[name, value]] : typeof value === "boolean" ? [[name, value ? 1 : 0]] : []));
  return {
    id: runId(manifest), manifest, status: venue.ruined ? "liquidated" : "completed", metrics: Object.freeze(Object.fromEntries(numbers)),
    counts: { placed, amended, canceled, rejected, filled }, equity, fills, funding,
  };
}
