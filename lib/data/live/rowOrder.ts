/** Rows of columns put in the order of their key (time, then id), each once; parts of them, and parts put together. Knows no feed and no store. */
import type { Column } from "../../market/candles.js";
import type { SeriesColumns } from "../seriesTable.js";
import type { ColumnName } from "../sources/columnNames.js";

/** What names a row: bars, settlements by time; trades and quotes by time and id. */
export interface RowKey { readonly time: number; readonly id: number }

export const BEFORE_ALL: RowKey = { time: -Infinity, id: -Infinity };

export const isAfter = (a: RowKey, b: RowKey): boolean => a.time > b.time || (a.time === b.time && a.id > b.id);

export const rowCount = (columns: SeriesColumns): number => columns.time?.length ?? 0;

export const keyAt = (columns: SeriesColumns, row: number): RowKey => ({ time: columns.time![row]!, id: columns.id?.[row] ?? 0 });

/** Rows after `last`, ascending; of rows with one key the first given. */
export function orderedAfter(columns: SeriesColumns, last: RowKey): SeriesColumns {
  if (isOrderedAfter(columns, last)) return columns;
  const keys = Array.from({ length: rowCount(columns) }, (_, row) => keyAt(columns, row)), after = keys.map((_, row) => row).filter((row) => isAfter(keys[row]!, last));
  const order = after.sort((a, b) => keys[a]!.time - keys[b]!.time || keys[a]!.id - keys[b]!.id || a - b);
  const once = order.filter((row, i) => i === 0 || isAfter(keys[row]!, keys[order[i - 1]!]!));
  return mapColumns(columns, (column) => Float64Array.from(once, (row) => column[row]!));
}

/** The usual case, told without an object a row: history is millions of them. */
function isOrderedAfter({ time, id }: SeriesColumns, last: RowKey): boolean {
  let before = last.time, beforeId = last.id;
  for (let row = 0; row < (time?.length ?? 0); row++) {
    const at = time![row]!, number = id?.[row] ?? 0;
    if (at < before || (at === before && number <= beforeId)) return false;
    before = at;
    beforeId = number;
  }
  return true;
}

/** Rows `from` to `to` (exclusive), as views. */
export const rowsBetween = (columns: SeriesColumns, from: number, to: number): SeriesColumns => mapColumns(columns, (column) => column.subarray(from, to));

/** First row at or after `time`; rows ascend. */
export function rowAtTime(columns: SeriesColumns, time: number): number {
  const row = columns.time?.findIndex((value) => value >= time) ?? -1;
  return row < 0 ? rowCount(columns) : row;
}

/** Rows of both, one after the other; a column that only one has is NaN in the other. */
export function concatRows(a: SeriesColumns, b: SeriesColumns): SeriesColumns {
  const before = rowCount(a), after = rowCount(b);
  if (before === 0) return b;
  if (after === 0) return a;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])] as ColumnName[];
  return Object.fromEntries(names.map((name) => {
    const column = new Float64Array(before + after).fill(NaN);
    if (a[name] !== undefined) column.set(a[name]);
    if (b[name] !== undefined) column.set(b[name], before);
    return [name, column];
  }));
}

function mapColumns(columns: SeriesColumns, change: (column: Column) => Column): SeriesColumns {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, change(column)]));
}
