/**
 * A run cut into windows of equal time: what each earned, how much the market moved within it, how far it got. The rows of K6.
 * Knows no regression. A window with a gap in it has no row.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import type { Millis } from "../market/units.js";
import { lastKnown, type MidPrices } from "./midPrices.js";

export interface VolWindows {
  /** ms. */
  readonly window: Millis;
  /** ms, UTC: where each window begins, ascending, multiples of `window`. */
  readonly start: Column;
  /** Quote currency: change of equity. */
  readonly pnl: Column;
  /** Sum of squared moves, in the square of what a move is measured in. */
  readonly realisedVariance: Column;
  /** End - start, in what a move is measured in. */
  readonly displacement: Column;
}

/**
 * How a move is measured: `price`, in quote currency, the ladder's own scale (its slope is quantity / 2 spacings);
 * `log`, as returns, where years of very different prices stand side by side.
 */
export type MoveScale = "price" | "log";

/** Equity at each time; a run's equity has this form. */
export interface EquitySamples { readonly time: Column; readonly equity: Column }

/**
 * Whole windows only, from one multiple of `window` (UTC) to the next, with equity known at both ends and every bar within.
 * The variance is at the scale of `mids`: for a ladder no coarser than its spacing.
 * @throws QuantError BAD_WINDOW when the window is not a multiple of the bars' length
 */
export function volWindows(equity: EquitySamples, mids: MidPrices, window: Millis, scale: MoveScale = "price"): VolWindows {
  const { time, interval } = mids;
  if (!(window > 0 && window < Infinity) || (interval > 0 && window % interval !== 0)) {
    throw new QuantError("input", "BAD_WINDOW", `windows of ${window} ms were asked for: a multiple of the bars' ${interval} ms was expected`, { window, interval });
  }
  const bounds = boundaries(time, window), value = scale === "price" ? mids.mid : mids.mid.map(Math.log);
  const wealth = lastKnown(equity.time, equity.equity, interval, bounds), level = lastKnown(time, value, interval, bounds), variance = variances(mids, value, bounds, window);
  const whole: number[] = [];
  for (let w = 0; w < variance.length; w++) if (!Number.isNaN(wealth[w + 1]! - wealth[w]! + level[w + 1]! - level[w]! + variance[w]!)) whole.push(w);
  const column = (of: (w: number) => number): Column => Float64Array.from(whole, of);
  return { window, start: column((w) => bounds[w]!), pnl: column((w) => wealth[w + 1]! - wealth[w]!), realisedVariance: column((w) => variance[w]!), displacement: column((w) => level[w + 1]! - level[w]!) };
}

/**
 * Each window's result beside the variance and the displacement of the window directly before it: what could be known when it was traded.
 */
export function laggedWindows({ window, start, pnl, realisedVariance, displacement }: VolWindows): VolWindows {
  const rows: number[] = [];
  for (let w = 1; w < start.length; w++) if (start[w]! - start[w - 1]! === window) rows.push(w);
  const pick = (column: Column, back: number): Column => Float64Array.from(rows, (w) => column[w - back]!);
  return { window, start: pick(start, 0), pnl: pick(pnl, 0), realisedVariance: pick(realisedVariance, 1), displacement: pick(displacement, 1) };
}

function boundaries(time: Column, window: Millis): Column {
  const first = Math.ceil((time[0] ?? NaN) / window) * window, last = time[time.length - 1] ?? NaN;
  return Float64Array.from({ length: Math.max(0, Math.floor((last - first) / window) + 1) || 0 }, (_, w) => first + w * window);
}

/** Sum of squared moves in each window; NaN where one of its bars is missing. */
function variances({ time, interval }: MidPrices, value: Column, bounds: Column, window: Millis): Column {
  const windows = Math.max(0, bounds.length - 1), sums = new Float64Array(windows), moves = new Float64Array(windows);
  for (let i = 1, w = 0; i < time.length && w < windows; i++) {
    while (w < windows && time[i]! > bounds[w + 1]!) w++;
    if (w === windows || time[i]! <= bounds[w]! || (interval > 0 && time[i]! - time[i - 1]! !== interval)) continue;
    sums[w]! += (value[i]! - value[i - 1]!) ** 2;
    moves[w]!++;
  }
  return interval > 0 ? sums.map((sum, w) => (moves[w]! * interval === window ? sum : NaN)) : sums;
}
