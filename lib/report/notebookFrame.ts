/**
 * Results as a danfo DataFrame, at the notebook's edge only: for tables of results, never for candles.
 * danfojs is loaded at the first call (about a second) and named in no type, so that notebooks without frames stay light.
 */
import { QuantError } from "../market/errors.js";

/** danfojs-node's Series, the part that is exact: its frame-level arithmetic and tensors go through 32 bits (67,123.456789 becomes 67,124.453), these do not. */
export interface FrameSeries {
  readonly values: readonly unknown[];
  readonly index: readonly (string | number)[];
  readonly shape: readonly number[];
  mean(): number; sum(): number; std(): number; min(): number; max(): number; median(): number;
  /** Elementwise against a number, for `query`. */
  gt(other: number): FrameSeries; lt(other: number): FrameSeries; ge(other: number): FrameSeries; le(other: number): FrameSeries; eq(other: number | string): FrameSeries;
}

/** danfojs-node's DataFrame, the part we answer for; the object is the whole one. https://danfo.jsdata.org/api-reference/dataframe */
export interface Frame {
  readonly columns: readonly string[];
  readonly index: readonly (string | number)[];
  /** Rows, columns. */
  readonly shape: readonly number[];
  readonly values: readonly unknown[];
  column(name: string): FrameSeries;
  head(rows?: number): Frame;
  tail(rows?: number): Frame;
  query(condition: FrameSeries): Frame;
  /** About quadratic in the rows: fine to 20,000; sort larger tables in SQL. */
  sortValues(by: string, options?: { readonly ascending?: boolean }): Frame;
  describe(): Frame;
  groupby(by: readonly string[]): { mean(): Frame; sum(): Frame; count(): Frame; min(): Frame; max(): Frame };
  toString(): string;
}

export type FrameRows = readonly Readonly<Record<string, unknown>>[];
/** Columns of one length; typed arrays are copied, since danfo refuses them. */
export type FrameColumns = Readonly<Record<string, ArrayLike<unknown>>>;

/** Above it danfo needs gigabytes and minutes (measured: 3.6 M rows, 5.6 GB). */
export const MAX_FRAME_ROWS = 200_000;

const isRows = (table: FrameRows | FrameColumns): table is FrameRows => Array.isArray(table);
const grouped = (n: number): string => n.toLocaleString("en-US");

/** The one length of all columns. */
function lengthOf(columns: FrameColumns): number {
  const [first, ...others] = Object.entries(columns);
  const odd = others.find(([, values]) => values.length !== first?.[1].length);
  if (first && odd) throw new QuantError("input", "COLUMNS_DIFFER", `The columns of a frame need one length: '${first[0]}' has ${grouped(first[1].length)} values, '${odd[0]}' has ${grouped(odd[1].length)}.`);
  return first?.[1].length ?? 0;
}

/** @throws QuantError EMPTY_FRAME, FRAME_TOO_LARGE */
export function checkFrameSize(rows: number): void {
  if (rows === 0) throw new QuantError("input", "EMPTY_FRAME", "A frame needs at least one row; this table has none.");
  if (rows > MAX_FRAME_ROWS) throw new QuantError("input", "FRAME_TOO_LARGE", `${grouped(rows)} rows are too many for a danfo frame (at most ${grouped(MAX_FRAME_ROWS)}): aggregate in ClickHouse with rows(sql), or work on the Float64Array columns and frame their summary.`, { rows });
}

/** danfo reads the first row for its names; rows that lack one would shift the others. */
function checkRows(rows: FrameRows): void {
  const names = Object.keys(rows[0] ?? {}).join(", ");
  const odd = rows.findIndex((row) => Object.keys(row).join(", ") !== names);
  if (odd >= 0) throw new QuantError("input", "ROWS_DIFFER", `Row ${odd} of the table has other columns (${Object.keys(rows[odd] ?? {}).join(", ")}) than row 0 (${names}); all rows need the same, in the same order.`);
}

/**
 * Rows (objects) or columns (arrays by name) as a danfo DataFrame of 1 to 200,000 rows; the kernel shows it as a table.
 * @example const trades = await frame(run.roundTrips); trades.query(trades.column("pnl").lt(0)).head()
 * @throws QuantError EMPTY_FRAME, FRAME_TOO_LARGE, COLUMNS_DIFFER, ROWS_DIFFER
 */
export async function frame(table: FrameRows | FrameColumns): Promise<Frame> {
  checkFrameSize(isRows(table) ? table.length : lengthOf(table));
  if (isRows(table)) checkRows(table);
  const { DataFrame } = await import("danfojs-node");
  const content = isRows(table) ? table.map((row) => ({ ...row })) : Object.fromEntries(Object.entries(table).map(([name, values]) => [name, Array.from(values)]));
  return new DataFrame(content) as unknown as Frame;
}
