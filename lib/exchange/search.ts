/** Where times stand in an ascending column, and which rows a question means. Knows no market. */
import type { Column } from "../market/candles.js";
import type { Millis } from "../market/units.js";

/** Rows of [from, to], both inclusive, as exchanges count; at most `limit` of them, from the side that is named. */
export interface RowRange { readonly from: Millis; readonly to: Millis; readonly limit: number; readonly side: "oldest" | "newest" }

/** First row whose value is at or above `value`; the column's length when there is none. */
export function lowerBound(column: Column | Int32Array, value: number): number {
  let low = 0, high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of the range whose time is not after `now`, ascending. */
export function rowsWithin(time: Column, { from, to, limit, side }: RowRange, now: Millis): readonly number[] {
  const first = lowerBound(time, from), end = lowerBound(time, Math.min(to, now) + 1), start = side === "oldest" ? first : Math.max(first, end - limit);
  return Array.from({ length: Math.max(0, Math.min(end, start + limit) - start) }, (_, i) => start + i);
}
