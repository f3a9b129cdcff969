/**
 * How far and how long an account was below its best (M5).
 * Works on the curve as sampled, not on its daily grid: a loss within the day is a loss. Knows no returns but where a name says so.
 */
import type { Column } from "../market/candles.js";
import type { Millis } from "../market/units.js";
import { endTime, type EquityCurve } from "./equityCurve.js";

/** Below its peak by at most everything: equity under 0 is a debt, not a deeper drawdown. */
const depth = (equity: number, peak: number): number => Math.max(equity / peak - 1, -1);

/**
 * Drawdown column: D[i] = E[i] / max(first, E[0..i]) - 1, from -1 (all is lost) to 0 (a peak).
 * @param firstPeak the starting equity, above 0; the first value where it is left out
 * @returns as long as `equity`; all NaN when the first peak is not above 0
 */
export function drawdown(equity: Column, firstPeak: number = equity[0] ?? NaN): Column {
  const column = new Float64Array(equity.length);
  let peak = firstPeak > 0 ? firstPeak : NaN;
  for (let i = 0; i < equity.length; i++) {
    if (equity[i]! > peak) peak = equity[i]!;
    column[i] = depth(equity[i]!, peak);
  }
  return column;
}

export interface DrawdownStatistics {
  /** The lowest drawdown, a fraction from -1 to 0; 0 when equity never fell below its peak. */
  readonly maxDrawdown: number;
  /** ms: longest time from the last row at a peak to the first row that reaches it again, or to the end. 0 without a drawdown. */
  readonly longestDuration: Millis;
  /** Share of time at a value below the peak, from 0 to 1, each value holding until the next row. NaN for a run of no length. */
  readonly timeUnderWater: number;
}

/** The three in one pass over the rows, the starting equity being the first peak. */
export function drawdownStatistics(curve: EquityCurve): DrawdownStatistics {
  const { startTime, time, equity } = curve;
  let peak = curve.startEquity, peakTime = startTime, lowest = 0, longest = 0, under = 0, previous = startTime, wasUnder = false;
  for (let i = 0; i < equity.length; i++) {
    const e = equity[i]!, t = time[i]!, isUnder = e < peak;
    if (wasUnder) under += t - previous;
    if (isUnder || wasUnder) longest = Math.max(longest, t - peakTime);
    if (isUnder) lowest = Math.min(lowest, depth(e, peak));
    else {
      peak = e;
      peakTime = t;
    }
    previous = t;
    wasUnder = isUnder;
  }
  const length = endTime(curve) - startTime;
  return { maxDrawdown: lowest, longestDuration: longest, timeUnderWater: length > 0 ? under / length : NaN };
}

/** Deepest drawdown of compounded returns, 1 being the first peak; 0 when there are no returns. */
export function maxDrawdownOfReturns(returns: Column): number {
  let wealth = 1, peak = 1, lowest = 0;
  for (let i = 0; i < returns.length; i++) {
    wealth *= 1 + returns[i]!;
    if (wealth > peak) peak = wealth;
    lowest = Math.min(lowest, depth(wealth, peak));
  }
  return lowest;
}
