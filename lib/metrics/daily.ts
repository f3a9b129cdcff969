/**
 * The daily series that every headline ratio is computed from: equity at 00:00 UTC, idle days included (M1).
 * Knows no ratio. Bitcoin trades every day, so a year has 365 of them.
 */
import type { Column } from "../market/candles.js";
import type { Millis } from "../market/units.js";
import { endEquity, endTime, type EquityCurve } from "./equityCurve.js";

export const DAY_MS: Millis = 86_400_000;
export const DAYS_A_YEAR: number = 365;

/** Points of equity on a time grid. */
export interface EquityPoints { readonly time: Column; readonly equity: Column }

/**
 * Equity at the run's start, at each 00:00 UTC after it, and at the run's end. At a midnight counts the last row known by then, that instant included.
 * A run that begins or ends within a day has a first or last step shorter than a day; it is kept, since dropping it would drop profit or loss,
 * and counts as a day in the ratios. A run of no length has one point.
 */
export function dailyEquity(curve: EquityCurve): EquityPoints {
  const { startTime } = curve, end = endTime(curve), firstMidnight = (Math.floor(startTime / DAY_MS) + 1) * DAY_MS;
  const midnights = Math.max(0, Math.ceil((end - firstMidnight) / DAY_MS)), length = end > startTime ? midnights + 2 : 1;
  const time = new Float64Array(length), equity = new Float64Array(length);
  time[0] = startTime;
  equity[0] = curve.startEquity;
  fillMidnights(curve, firstMidnight, time.subarray(1, midnights + 1), equity.subarray(1, midnights + 1));
  if (length > 1) {
    time[length - 1] = end;
    equity[length - 1] = endEquity(curve);
  }
  return { time, equity };
}

function fillMidnights(curve: EquityCurve, first: Millis, time: Float64Array, equity: Float64Array): void {
  let row = 0, known = curve.startEquity;
  for (let day = 0; day < time.length; day++) {
    const midnight = first + day * DAY_MS;
    while (row < curve.time.length && curve.time[row]! <= midnight) known = curve.equity[row++]!;
    time[day] = midnight;
    equity[day] = known;
  }
}

/**
 * Simple returns r[i] = E[i+1] / E[i] - 1, one fewer than values; empty below two values.
 * @param equity above 0 except for the last value, as `solventCurve` leaves it; a return after a value of 0 is not finite
 */
export function simpleReturns(equity: Column): Column {
  const returns = new Float64Array(Math.max(equity.length - 1, 0));
  for (let i = 0; i < returns.length; i++) returns[i] = equity[i + 1]! / equity[i]! - 1;
  return returns;
}
