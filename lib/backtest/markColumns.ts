/** Mark prices laid beside the candles, row by row. A row without one takes the bar's own, and how many did is told. Knows no account. */
import type { Candles, Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import type { MarkPrices } from "../market/series.js";
import { timeframeOf } from "../market/timeframe.js";
import type { MarkColumns } from "./simulatedVenue.js";

export interface AlignedMarks extends MarkColumns {
  /** Rows from `first` on for which there was no mark. */
  readonly missing: number;
}

/** @throws QuantError MARK_TIMEFRAME when marks and bars are not of the same length */
export function alignMarks(candles: Candles, mark: MarkPrices | Candles, first: number): AlignedMarks {
  if (mark.interval !== candles.interval) {
    throw new QuantError("data", "MARK_TIMEFRAME", `mark prices of ${timeframeOf(mark.interval)} can not be laid beside bars of ${candles.timeframe}: marks of ${candles.timeframe} were expected`, { mark: mark.interval, bars: candles.interval });
  }
  const rows = matchingRows(candles.openTime, mark.openTime);
  let missing = 0;
  for (let row = first; row < rows.length; row++) if (rows[row]! < 0) missing++;
  return { open: take(rows, mark.open, candles.open), high: take(rows, mark.high, candles.high), low: take(rows, mark.low, candles.low), close: take(rows, mark.close, candles.close), missing };
}

function matchingRows(openTime: Column, markTime: Column): Int32Array {
  const rows = new Int32Array(openTime.length).fill(-1);
  for (let row = 0, at = 0; row < openTime.length; row++) {
    while (at < markTime.length && markTime[at]! < openTime[row]!) at++;
    if (markTime[at] === openTime[row]) rows[row] = at;
  }
  return rows;
}

const take = (rows: Int32Array, marks: Column, own: Column): Float64Array => Float64Array.from(rows, (at, row) => (at < 0 ? own[row]! : marks[at]!));
