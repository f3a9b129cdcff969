/**
 * What the market's mid was at an instant, out of prices by the time they became known. The ruler of every markout.
 * Knows no fill. Nothing is carried over a gap: where no price is known, the answer is NaN.
 */
import type { Candles, Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import type { Millis } from "../market/units.js";

export interface MidPrices {
  /** ms, UTC, not descending: when each price became known. Of a bar its close, not its open. */
  readonly time: Column;
  /** Quote currency, above 0. */
  readonly mid: Column;
  /** Length of a bar in ms: a price holds for less than that. 0 for quotes, each of which holds until the next. */
  readonly interval: Millis;
}

/** The closes of bars as mids: the only prices of a bar whose time is known. */
export const barMids = (candles: Candles): MidPrices => ({ time: candles.openTime.map((open) => open + candles.interval), mid: candles.close, interval: candles.interval });

/** @throws QuantError BAD_MIDS naming the first row that breaks a promise of `MidPrices` */
export function checkMids({ time, mid, interval }: MidPrices): void {
  if (time.length !== mid.length) throw badMids(-1, `there are ${time.length} times and ${mid.length} prices, as many of each were expected`);
  if (!(interval >= 0 && interval < Infinity)) throw badMids(-1, `the interval is ${interval} ms, a bar's length or 0 for quotes was expected`);
  for (let i = 0; i < time.length; i++) {
    if (!(time[i]! >= (i > 0 ? time[i - 1]! : -Infinity) && time[i]! < Infinity && mid[i]! > 0 && mid[i]! < Infinity)) {
      throw badMids(i, `time ${time[i]}, price ${mid[i]}: ascending times and finite prices above 0 were expected`);
    }
  }
}

function badMids(row: number, why: string): QuantError {
  return new QuantError("data", "BAD_MIDS", row < 0 ? `mid prices: ${why}` : `mid price ${row}: ${why}`, { row });
}

/**
 * m(t + horizon) for each moment t: the last mid known at or before that instant.
 * A fill of a bar run is stamped with its bar's open, so that its true horizon lies between `horizon` - interval and `horizon`.
 * @param moments ms, UTC, not descending
 * @param horizon ms, at least 0
 * @returns NaN below a bar's length, inside a gap, and beyond the last price
 */
export function midsAfter({ time, mid, interval }: MidPrices, moments: Column, horizon: Millis): Column {
  return horizon >= interval ? lastKnown(time, mid, interval, moments, horizon) : new Float64Array(moments.length).fill(NaN);
}

/**
 * The last value known at or before each moment + shift, in one pass over both columns.
 * @param holds ms for less than which a value is good; 0 for until the next
 * @returns NaN before the first row, where the last one is too old, and after the end
 */
export function lastKnown(time: Column, value: Column, holds: Millis, moments: Column, shift: Millis = 0): Column {
  const rows = time.length, end = time[rows - 1] ?? -Infinity, known = new Float64Array(moments.length).fill(NaN);
  for (let i = 0, row = 0; i < moments.length; i++) {
    const at = moments[i]! + shift;
    if (at > end) break;
    while (row < rows && time[row]! <= at) row++;
    if (row > 0 && (holds === 0 || at - time[row - 1]! < holds)) known[i] = value[row - 1]!;
  }
  return known;
}
