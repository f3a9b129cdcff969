/**
 * Fewer points, the same picture: in every pixel column of the time axis the lowest and the highest row stay, with their exact values,
 * and so do the first and the last row. Picks rows, never makes values up. After M4 / MinMax: Jugel et al. (2014), VLDB 7(10).
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";

/** What a trace is allowed by default: two rows in each of six hundred columns, about as many as a notebook's figure has pixels across; a trace is then some 35 KB. */
export const MAX_POINTS = 1_200;

/**
 * Rows to draw, ascending. All of them where they fit, else at most `limit`.
 * Rows whose value is NaN are left out. Ties keep the earlier row.
 * @param time ms UTC, not descending
 * @param limit at least 4
 */
export function minMaxRows(time: Column, values: Column, limit: number = MAX_POINTS): Uint32Array {
  if (!(Number.isInteger(limit) && limit >= 4)) throw new QuantError("input", "BAD_LIMIT", `a figure of ${limit} points was asked for: a whole number from 4 on was expected`, { limit });
  const rows = finiteRows(values);
  if (rows.length <= limit) return rows;
  const first = rows[0]!, last = rows[rows.length - 1]!, columns = (limit >> 1) - 1;
  const start = time[first]!, span = time[last]! - start, scale = span > 0 ? columns / span : 0;
  const kept = new Uint32Array(limit);
  let count = 0, column = 0, lowest = first, highest = first;
  const keep = (row: number): void => {
    if (count === 0 || kept[count - 1] !== row) kept[count++] = row;
  };
  const close = (): void => {
    keep(Math.min(lowest, highest));
    keep(Math.max(lowest, highest));
  };
  keep(first);
  for (const row of rows) {
    const here = Math.min(columns - 1, Math.floor((time[row]! - start) * scale));
    if (here !== column) {
      close();
      column = here;
      lowest = highest = row;
    } else if (values[row]! < values[lowest]!) lowest = row;
    else if (values[row]! > values[highest]!) highest = row;
  }
  close();
  keep(last);
  return kept.slice(0, count);
}

/** The named rows of a column. */
export const pick = (column: Column, rows: Uint32Array): Float64Array => Float64Array.from(rows, (row) => column[row]!);

function finiteRows(values: Column): Uint32Array {
  const rows = new Uint32Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) if (!Number.isNaN(values[row]!)) rows[count++] = row;
  return rows.subarray(0, count);
}
