/**
 * What one set of parameters did, day by day: the one series that search, validation and significance all judge by (M1, M2).
 * Days are whole UTC days that the candles cover; rows of every split are such days. Knows no search.
 */
import type { Candles, Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { moneyFills } from "../market/inverse.js";
import type { Run } from "../market/run.js";
import type { Millis } from "../market/units.js";
import { DAY_MS, DAYS_A_YEAR, dailyEquity } from "../metrics/daily.js";
import { sharpe, volatility } from "../metrics/sharpe.js";
import type { RowRange } from "./splits.js";

export interface DailyResult {
  /** Simple net return of each day, fraction; -1 on the day of ruin and 0 after it. */
  readonly returns: Column;
  /** Traded notional of each day over equity at its start. */
  readonly turnover: Column;
}

/** First whole UTC day of the candles, ms, and how many there are. */
export interface DayGrid { readonly start: Millis; readonly days: number }

export function dayGrid({ openTime, length, interval }: Candles): DayGrid {
  const start = Math.ceil((openTime[0] ?? 0) / DAY_MS) * DAY_MS, end = length === 0 ? start : openTime[length - 1]! + interval;
  return { start, days: Math.max(0, Math.floor((end - start) / DAY_MS)) };
}

/** The same, and enough of them. @throws QuantError TOO_FEW_DAYS for fewer than ten */
export function daysOf(candles: Candles): DayGrid {
  const grid = dayGrid(candles);
  if (grid.days < 10) throw new QuantError("input", "TOO_FEW_DAYS", `the candles cover ${grid.days} whole UTC days: at least 10 were expected, since every ratio is one of daily returns`, { days: grid.days });
  return grid;
}

/** A run that began at a midnight, as days. */
export function dailyResult({ manifest, equity, fills: own }: Run, start: Millis, days: number): DailyResult {
  const fills = moneyFills(own, manifest.market);
  const daily = dailyEquity({ startTime: start, startEquity: manifest.account.cash, time: equity.time, equity: equity.equity });
  const at = Float64Array.from({ length: days + 1 }, (_, day) => Math.max(0, daily.equity[Math.min(day, daily.equity.length - 1)]!));
  const turnover = new Float64Array(days);
  for (let i = 0; i < fills.length; i++) {
    const day = Math.floor((fills.time[i]! - start) / DAY_MS);
    if (day < days && at[day]! > 0) turnover[day]! += Math.abs(fills.quantity[i]!) * fills.price[i]! / at[day]!;
  }
  return { returns: Float64Array.from({ length: days }, (_, day) => (at[day]! > 0 ? at[day + 1]! / at[day]! - 1 : 0)), turnover };
}

export const sliceDays = ({ returns, turnover }: DailyResult, { from, to }: RowRange): DailyResult => ({ returns: returns.subarray(from, to), turnover: turnover.subarray(from, to) });

export function joinDays(parts: readonly DailyResult[]): DailyResult {
  const join = (columns: readonly Column[]): Column => {
    const all = new Float64Array(columns.reduce((sum, column) => sum + column.length, 0));
    columns.reduce((row, column) => (all.set(column, row), row + column.length), 0);
    return all;
  };
  return { returns: join(parts.map(({ returns }) => returns)), turnover: join(parts.map(({ turnover }) => turnover)) };
}

/** Annual Sharpe ratio of the days; NaN where nothing varies. */
export const sharpeOfDays = ({ returns }: DailyResult): number => sharpe(returns);

/**
 * The ratio that would be left if every trade cost `penaltyBp` basis points more than the run charged:
 *     sharpe - penaltyBp / 10,000 * turnover a year / volatility a year
 * @returns NaN where nothing varies
 */
export function penalisedSharpe(result: DailyResult, penaltyBp: number): number {
  const { returns, turnover } = result, yearly = (turnover.reduce((a, b) => a + b, 0) / turnover.length) * DAYS_A_YEAR;
  return sharpe(returns) - (penaltyBp / 10_000) * yearly / volatility(returns);
}
