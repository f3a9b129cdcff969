/**
 * Rows of one series deleted for good, and what the ledgers say of them: the gap they leave counts as not fetched, files that held them as not stored,
 * so that the same backfill or import brings them back. What sources did not have stays known. Asks nobody whether it should.
 */
import { QuantError } from "../market/errors.js";
import { parseSymbol } from "../market/symbol.js";
import { timeframeMs, timeframeOf } from "../market/timeframe.js";
import { utc } from "../market/units.js";
import { checkExchange } from "./exchanges.js";
import { evidenceOf, recordEvidence } from "./gaps/evidence.js";
import { recordGaps } from "./gaps/gapLedger.js";
import { SERIES_TABLES, seriesFilter, type Series, type SeriesKind } from "./seriesTable.js";
import { intersect, subtract } from "./spans.js";
import type { QueryParams, Store } from "./store/store.js";
import { sqlTime, windowOf, type Window } from "./window.js";

export interface DeleteRequest {
  readonly kind: SeriesKind;
  readonly exchange: string;
  readonly symbol: string;
  /** Of candles and marks. */
  readonly timeframe?: string | undefined;
  /** Default: from the first row. */
  readonly from?: string | number | undefined;
  /** Exclusive; default: to the last row. */
  readonly to?: string | number | undefined;
}

/** What a deletion is about. */
export interface Deletion { readonly series: Series; readonly window: Window; readonly rows: number; readonly first: number; readonly last: number }

/** Counts what would be deleted and deletes nothing. @throws QuantError NO_DATA, TIMEFRAME_NEEDED, UNKNOWN_EXCHANGE, BAD_SYMBOL, BAD_DATE, EMPTY_WINDOW */
export async function planDeletion(store: Store, { kind, exchange, symbol, timeframe, from, to }: DeleteRequest): Promise<Deletion> {
  checkExchange(exchange);
  parseSymbol(symbol);
  const { name, hasTimeframe } = SERIES_TABLES[kind], window = windowOf(from, to);
  if (hasTimeframe && timeframe === undefined) throw new QuantError("input", "TIMEFRAME_NEEDED", `${kind} are stored by timeframe: name the one to delete with --timeframe, such as 1m`, { kind });
  const series: Series = { kind, exchange, symbol, timeframe: hasTimeframe && timeframe !== undefined ? timeframeOf(timeframeMs(timeframe)) : undefined };
  const { where, params } = within(series, window);
  const [found] = await store.rows<{ rows: string; first: string; last: string }>(`SELECT count() AS rows, toUnixTimestamp64Milli(min(ts)) AS first, toUnixTimestamp64Milli(max(ts)) AS last FROM ${name} FINAL WHERE ${where}`, params);
  const rows = Number(found?.rows ?? 0);
  if (rows > 0) return { series, window, rows, first: Number(found?.first), last: Number(found?.last) };
  const span = window.from === -Infinity && window.to === Infinity ? "" : ` ${[window.from === -Infinity ? "" : `from ${utc(window.from)}`, window.to === Infinity ? "" : `to ${utc(window.to)}`].join(" ").trim()}`;
  throw new QuantError("input", "NO_DATA", `no ${[kind, "of", symbol, series.timeframe, "of", exchange].filter((word) => word !== undefined).join(" ")} are stored${span}: npm run data -- status lists what is`, { kind, exchange, symbol });
}

/** Deletes what was planned. A kill in the middle leaves rows or ledgers to be deleted by the same call again. */
export async function deleteRows(store: Store, { series, window }: Deletion): Promise<void> {
  const { name } = SERIES_TABLES[series.kind], { where, params } = within(series, window), key = seriesKey(series);
  await store.command(`DELETE FROM files WHERE ${key.where} AND first_ts < {to: DateTime64(3, 'UTC')} AND last_ts >= {from: DateTime64(3, 'UTC')}`, { ...key.params, ...bounds(window) });
  await cutEvidence(store, series, window);
  await store.command(`DELETE FROM ${name} WHERE ${where}`, params);
  await recordGaps(store, series);
}

/** What was fetched whole or repaired is neither within the window any longer. */
async function cutEvidence(store: Store, series: Series, window: Window): Promise<void> {
  const stale = (await evidenceOf(store, series)).filter((entry) => entry.finding !== "absent" && intersect([entry], [window]).length > 0), key = seriesKey(series);
  if (stale.length === 0) return;
  for (const { finding, source, reference, ...span } of stale) await recordEvidence(store, series, finding, source, subtract([span], [window]), reference);
  await store.command(`DELETE FROM gap_evidence WHERE ${key.where} AND finding != 'absent' AND from_ts < {to: DateTime64(3, 'UTC')} AND to_ts > {from: DateTime64(3, 'UTC')}`, { ...key.params, ...bounds(window) });
}

function within(series: Series, window: Window): { readonly where: string; readonly params: QueryParams } {
  const { where, params } = seriesFilter(series);
  return { where: `${where} AND ts >= {from: DateTime64(3, 'UTC')} AND ts < {to: DateTime64(3, 'UTC')}`, params: { ...params, ...bounds(window) } };
}

/** How the ledgers name a series. */
function seriesKey({ kind, exchange, symbol, timeframe: tf = "" }: Series): { readonly where: string; readonly params: QueryParams } {
  return { where: "kind = {kind: String} AND exchange = {exchange: String} AND symbol = {symbol: String} AND tf = {tf: String}", params: { kind, exchange, symbol, tf } };
}

/** No row is older than 2009 (rowRules.ts), and a DELETE can not read 1970 as a time: ClickHouse writes it '0'. */
const bounds = ({ from, to }: Window): QueryParams => ({ from: sqlTime(Math.max(from, Date.UTC(2009, 0))), to: sqlTime(to) });
