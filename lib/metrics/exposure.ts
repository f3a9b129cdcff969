/** How much market a run held, and how much it traded (M8). Knows no returns. */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import type { Millis } from "../market/units.js";
import { CompensatedSum } from "./compensatedSum.js";
import { endTime, type EquityCurve } from "./equityCurve.js";
import { RunningPosition, type FillColumns } from "./fills.js";

/**
 * Share of [from, to] with a position other than 0, from 0 to 1, by the times of the fills. Fills outside the window count for the position, not for the time.
 * NaN for a window of no length.
 */
export function exposure(fills: FillColumns, from: Millis, to: Millis): number {
  const position = new RunningPosition();
  let held = 0, since = from;
  for (let i = 0; i < fills.time.length; i++) {
    const time = Math.min(Math.max(fills.time[i]!, from), to);
    if (position.quantity !== 0) held += time - since;
    since = time;
    position.add(fills.quantity[i]!);
  }
  if (position.quantity !== 0) held += to - since;
  return to > from ? held / (to - from) : NaN;
}

/**
 * Time-mean of |position| * mark / equity: 1 is the whole account in the market, above 1 is leverage. Each row's value holds until the next row;
 * a fill between two rows counts from the later one on.
 * @param mark quote currency, one price a row of the curve
 * @returns at least 0; NaN for a run of no length
 * @throws QuantError BAD_MARK when there are not as many marks as rows
 */
export function grossExposure(curve: EquityCurve, fills: FillColumns, mark: Column): number {
  const { time, equity } = curve, rows = time.length, position = new RunningPosition(), total = new CompensatedSum();
  if (mark.length !== rows) throw new QuantError("data", "BAD_MARK", `the equity curve has ${rows} rows and there are ${mark.length} mark prices: one for each row was expected`);
  for (let row = 0, fill = 0; row + 1 < rows; row++) {
    while (fill < fills.time.length && fills.time[fill]! <= time[row]!) position.add(fills.quantity[fill++]!);
    total.add((Math.abs(position.quantity) * mark[row]!) / equity[row]! * (time[row + 1]! - time[row]!));
  }
  const length = endTime(curve) - curve.startTime;
  return length > 0 ? total.value / length : NaN;
}

/** Time-mean of equity in quote currency, each row's value holding until the next; NaN for a run of no length. */
export function meanEquity(curve: EquityCurve): number {
  const { time, equity } = curve, total = new CompensatedSum();
  let previous = curve.startTime, held = curve.startEquity;
  for (let row = 0; row < time.length; row++) {
    total.add(held * (time[row]! - previous));
    previous = time[row]!;
    held = equity[row]!;
  }
  const length = previous - curve.startTime;
  return length > 0 ? total.value / length : NaN;
}

/** Sum of |quantity| * price over the fills, in quote currency; 0 without fills. */
export function tradedNotional({ quantity, price }: FillColumns): number {
  const total = new CompensatedSum();
  for (let i = 0; i < quantity.length; i++) total.add(Math.abs(quantity[i]!) * price[i]!);
  return total.value;
}

/**
 * Turnover a year: traded notional / mean equity / years. 2 is the account bought once and sold once a year.
 * @param years above 0, otherwise NaN
 */
export const turnover = (notional: number, averageEquity: number, years: number): number => (years > 0 ? notional / averageEquity / years : NaN);
