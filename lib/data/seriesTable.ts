/**
 * Where each kind of series lives in the store and how a stretch of it is read and written. Names of tables and columns stand here and nowhere else in this room.
 * Knows no files; whether rows may be written is decided elsewhere.
 */
import type { Column } from "../market/candles.js";
import type { Timeframe } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";
import type { ColumnName } from "./sources/columnNames.js";
import type { InsertColumn, QueryParams, Store } from "./store/store.js";
import type { Window } from "./window.js";

/** What exchanges answer for the past. */
export type SeriesKind = "candles" | "mark" | "funding" | "trades";
/** What is stored: best quotes too, which only a live stream brings. */
export type StoredKind = SeriesKind | "quotes";

/** One stored series. `timeframe` is there for candles and mark, and for them only. */
export interface Series {
  readonly kind: SeriesKind;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe | undefined;
}

/** A series, be it one that only a live stream brings. */
export type StoredSeries = Omit<Series, "kind"> & { readonly kind: StoredKind };

export type SeriesColumns = Readonly<Partial<Record<ColumnName, Column>>>;

interface SeriesTable { readonly name: string; readonly hasTimeframe: boolean; readonly columns: readonly (readonly [ColumnName, string])[] }

const OHLC = [["time", "ts"], ["open", "open"], ["high", "high"], ["low", "low"], ["close", "close"]] as const;

export const SERIES_TABLES: Readonly<Record<StoredKind, SeriesTable>> = {
  candles: { name: "candles", hasTimeframe: true, columns: [...OHLC, ["volume", "volume"], ["quoteVolume", "quote_volume"], ["trades", "trades"], ["takerBuyVolume", "taker_buy_volume"]] },
  mark: { name: "mark_prices", hasTimeframe: true, columns: OHLC },
  funding: { name: "funding", hasTimeframe: false, columns: [["time", "ts"], ["rate", "rate"], ["mark", "mark"]] },
  trades: { name: "trades", hasTimeframe: false, columns: [["time", "ts"], ["id", "id"], ["price", "price"], ["quantity", "quantity"], ["side", "side"]] },
  quotes: { name: "quotes", hasTimeframe: false, columns: [["time", "ts"], ["id", "id"], ["bid", "bid"], ["bidSize", "bid_size"], ["ask", "ask"], ["askSize", "ask_size"]] },
};

export const columnsOf = (kind: StoredKind): readonly ColumnName[] => SERIES_TABLES[kind].columns.map(([column]) => column);

/** Condition and parameters that pick one series. */
export function seriesFilter({ kind, exchange, symbol, timeframe }: StoredSeries): { readonly where: string; readonly params: QueryParams } {
  const where = "exchange = {exchange: String} AND symbol = {symbol: String}", params = { exchange, symbol };
  return SERIES_TABLES[kind].hasTimeframe ? { where: `${where} AND tf = {tf: String}`, params: { ...params, tf: timeframe ?? "" } } : { where, params };
}

/** What is stored of a series between two times, both inclusive; without rows no columns. `version` is the highest among them. */
export interface StoredStretch { readonly rows: number; readonly version: number; readonly columns: SeriesColumns }

export async function readStretch(store: Store, series: StoredSeries, from: Millis, to: Millis): Promise<StoredStretch> {
  const { name, columns } = SERIES_TABLES[series.kind], { where, params } = seriesFilter(series), bounds = { ...params, from: new Date(from), to: new Date(to) };
  const within = `${where} AND ts BETWEEN {from: DateTime64(3, 'UTC')} AND {to: DateTime64(3, 'UTC')}`;
  const [size] = await store.rows<{ rows: string; version: string }>(`SELECT count() AS rows, max(ver) AS version FROM ${name} WHERE ${within}`, bounds);
  const rows = Number(size?.rows ?? 0), version = Number(size?.version ?? 0);
  if (rows === 0) return { rows, version, columns: {} };
  const order = series.kind === "trades" ? "id" : series.kind === "quotes" ? "ts, id" : "ts"; // ids of trades ascend with time, and they are what trades are compared by
  const found = await store.columns(`SELECT ${columns.map(([, column]) => column).join(", ")} FROM ${name} FINAL WHERE ${within} ORDER BY ${order}`, bounds, { rows });
  return { rows: found.length, version, columns: Object.fromEntries(columns.map(([column, inTable]) => [column, found.column(inTable)])) };
}

/** Times of the stored rows, in [from, to) where a window is given: ascending, each once. */
export async function readTimes(store: Store, series: Series, window?: Window): Promise<Column> {
  const { where, params } = seriesFilter(series), within = window === undefined ? "" : "AND ts >= {from: DateTime64(3, 'UTC')} AND ts < {to: DateTime64(3, 'UTC')}";
  const bounds = window === undefined ? params : { ...params, from: new Date(window.from), to: new Date(window.to) };
  const stored = await store.columns(`SELECT toFloat64(toUnixTimestamp64Milli(ts)) AS time FROM ${SERIES_TABLES[series.kind].name} WHERE ${where} ${within} ORDER BY ts`, bounds);
  return distinct(stored.column("time"));
}

/** A row that was replaced stands there twice until the store merges it, and reading times alone is cheaper without FINAL. */
function distinct(times: Column): Column {
  let length = 0;
  for (let i = 0; i < times.length; i++) if (i === 0 || times[i] !== times[length - 1]) times[length++] = times[i]!;
  return times.subarray(0, length);
}

/** @param version of the rows; undefined for rows that nothing stored competes with */
export async function writeRows(store: Store, series: StoredSeries, rows: SeriesColumns, version: number | undefined): Promise<void> {
  const { name, hasTimeframe, columns } = SERIES_TABLES[series.kind], insert: Record<string, InsertColumn> = { exchange: series.exchange, symbol: series.symbol };
  if (hasTimeframe) insert["tf"] = series.timeframe ?? "";
  for (const [column, inTable] of columns) insert[inTable] = rows[column] ?? NaN;
  if (version !== undefined) insert["ver"] = version;
  await store.insertColumns(name, insert);
}
