/** What a run can not know or took for granted, in sentences for a person. Knows how each is said, not how it was found. */
import type { Candles } from "../market/candles.js";
import { timeframeMs } from "../market/timeframe.js";
import { utc, type Millis } from "../market/units.js";
import type { Strategy } from "../strategy/strategy.js";
import type { Counts } from "./executions.js";
import { bracketsFrom, bracketsUntil } from "./manifest.js";
import type { Settings } from "./options.js";
import type { QuotedSpacing } from "./quoting.js";
import { REFUSALS } from "./refusal.js";

export interface Doubtful {
  readonly strategy: Strategy;
  readonly candles: Candles;
  readonly settings: Settings;
  /** First open of the window. */
  readonly from: Millis;
  /** Close of the last bar. */
  readonly to: Millis;
  readonly gapBars: number;
  /** Rows without a mark of their own; undefined when there was no series. */
  readonly marksMissing: number | undefined;
  readonly fundingMissing: boolean;
  /** First date of the facts, where the window begins before it. */
  readonly factsFrom: Millis | undefined;
  readonly refused: ArrayLike<number>;
  readonly counts: Counts;
  readonly belowLot: number;
  /** Undefined for a run that never quoted both sides. */
  readonly spacing: QuotedSpacing | undefined;
}

const bars = (n: number, what = "bar"): string => `${n.toLocaleString("en-US")} ${what}${n === 1 ? "" : "s"}`;

export function doubtsOf(run: Doubtful): readonly string[] {
  return [...ofMarket(run), ...ofQuoting(run), ...ofAccount(run), ...ofMargin(run.settings, run.from, run.marksMissing === undefined ? "bar's own prices" : undefined), ...ofOrders(run)];
}

function ofMarket({ candles, settings, from, gapBars, strategy }: Doubtful): string[] {
  const { origin, timeframe } = candles, doubts: string[] = [], traded = settings.instrument;
  if (origin.synthetic) doubts.push("SYNTHETIC: these bars were made by a random generator, not by a market");
  doubts.push(`fills are computed from ${timeframe} bars: the path inside a bar is a guess and the queue position is unknown`);
  if (origin.symbol !== traded.symbol || origin.exchange !== traded.exchange) {
    doubts.push(`prices of ${origin.symbol} on ${origin.exchange} stand in for ${traded.symbol}${origin.exchange === traded.exchange ? "" : ` on ${traded.exchange}`}`);
  }
  const { slippageTicks } = settings.rules;
  doubts.push(`takers pay ${slippageTicks} ${slippageTicks === 1 ? "tick" : "ticks"} beyond the bar's price: the spread and their own impact are not in it`);
  if (gapBars > 0) doubts.push(`${bars(gapBars)} of the window ${gapBars === 1 ? "does" : "do"} not exist; nothing was filled in`);
  const parts = missingParts(candles, from, gapBars);
  if (parts > 0) doubts.push(`${bars(parts, `${origin.builtFrom} bar`)} inside the ${timeframe} bars ${parts === 1 ? "does" : "do"} not exist; those bars are built from the others`);
  if ((strategy.decideOn ?? []).some((event) => typeof event === "object")) doubts.push("timers ring at the closes of bars only");
  return doubts;
}

/** Shorter bars that are missing inside existing longer ones; a longer bar that is missing lacks all of its own. Bars made of prints have no parts. */
function missingParts({ partGaps = [], origin, interval }: Candles, from: Millis, gapBars: number): number {
  if (partGaps.length === 0) return 0;
  const missing = partGaps.filter((gap) => gap.from >= from).reduce((sum, gap) => sum + gap.bars, 0);
  return Math.max(0, missing - gapBars * (interval / timeframeMs(origin.builtFrom)));
}

/** R1, R2. */
function ofQuoting({ spacing, settings, candles }: Doubtful): string[] {
  if (spacing === undefined) return [];
  const { smallest, meanRange, nearer } = spacing, percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`, doubts: string[] = [];
  const seen = nearer > 0 ? `, in ${percent(nearer)} of the closes looked at` : "";
  if (settings.rules.path === "fixed") doubts.push("compat: the path open, high, low, close invents profit for quotes on both sides: compare it with other simulators, believe nothing of it");
  if (smallest < meanRange) doubts.push(`path-dominated: quotes stood as near as ${percent(smallest)} of the price to each other, a ${candles.timeframe} bar spans ${percent(meanRange)} on average${seen}: which of them a bar met first is a guess, so that its profit is no evidence; finer bars would be`);
  return doubts;
}

function ofAccount({ settings, to, marksMissing, fundingMissing, factsFrom }: Doubtful): string[] {
  const doubts: string[] = [], { instrument, spot } = settings, seen = bracketsUntil(settings, to);
  if (!spot && settings.margin === undefined && marksMissing === undefined) doubts.push("mark: proxy, equity and ruin are seen at the bars' own prices");
  if (marksMissing !== undefined && marksMissing > 0) doubts.push(`${bars(marksMissing)} had no mark price; their own prices stood in`);
  if (fundingMissing) doubts.push(`funding of ${instrument.symbol} is missing in part or in whole and was left out, as allowed`);
  if (factsFrom !== undefined) doubts.push(`order filters and fees of ${instrument.symbol} are known from ${utc(factsFrom).slice(0, 10)} on; before that date they are extrapolated`);
  if (seen !== undefined) doubts.push(`leverage brackets of ${instrument.symbol} were last seen on ${utc(seen).slice(0, 10)}; after that date they are extrapolated`);
  return doubts;
}

/** What is not known of a position that may be taken over. @param proxy what stands in for the mark, where it has no series */
export function ofMargin(settings: Settings, from: Millis, proxy: string | undefined): string[] {
  const { margin, instrument } = settings, known = bracketsFrom(settings, from), doubts: string[] = [];
  if (margin === undefined) return doubts;
  if (proxy !== undefined) doubts.push(`mark: proxy, liquidation is seen at the ${proxy}, which run further than an exchange's mark: without mark prices it is hit sooner, or at another time, than it would have been`);
  doubts.push("auto-deleveraging is not simulated: a profitable position is never closed for somebody else's loss");
  if (known !== undefined) doubts.push(`leverage brackets of ${instrument.symbol} are known from ${utc(known).slice(0, 10)} on; before that date they are extrapolated`);
  return doubts;
}

/** What was refused, cut or too small, whatever the fills were made of. */
export function ofOrders({ refused, counts, belowLot, settings }: Pick<Doubtful, "refused" | "belowLot" | "settings"> & { readonly counts: Pick<Counts, "cut" | "aboveCap"> }): string[] {
  const doubts = REFUSALS.flatMap(({ code, because }, kind) => ((refused[kind] ?? 0) > 0 ? [`${bars(refused[kind]!, "order")} refused because ${because} (${code})`] : []));
  if (counts.cut > 0) doubts.push(`${bars(counts.cut, "market order")} cut to what cash and fee allowed at the fill`);
  if (counts.aboveCap > 0) doubts.push(`${bars(counts.aboveCap, "taker order")} larger than ${settings.rules.participation} of one side's volume filled whole`);
  if (belowLot > 0) doubts.push(`${bars(belowLot, "wanted order")} smaller than one lot, so nothing was asked`);
  return doubts;
}
