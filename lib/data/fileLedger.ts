/**
 * The ledger of imported files. A file is entered as begun before its first row is written and as whole after the last, so that an import
 * that was interrupted can be named. The same file again adds nothing.
 */
import type { Timeframe } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";
import type { Series } from "./seriesTable.js";
import type { FileKind } from "./sources/columnNames.js";
import type { Store } from "./store/store.js";

export interface ImportedFile {
  /** Of the file as it lies on disk, hex. */
  readonly sha256: string;
  readonly kind: FileKind;
  readonly series: Series;
  readonly name: string;
  readonly rows: number;
  readonly first: Millis;
  readonly last: Millis;
}

/** A file whose rows may be in the store in part: importing it again completes them. */
export interface UnfinishedFile { readonly name: string; readonly kind: FileKind; readonly exchange: string; readonly symbol: string; readonly timeframe: Timeframe | undefined }

/** Entered with 0 rows, which no whole file has. */
export const fileBegun = (store: Store, file: ImportedFile): Promise<void> => enter(store, { ...file, rows: 0 });

/** @param begun whether this import has entered it as begun; if not, nothing was written, and a file that is whole already keeps its entry */
export async function fileWhole(store: Store, file: ImportedFile, begun: boolean): Promise<void> {
  if (begun) return enter(store, file);
  const { sha256, kind, series: { exchange, symbol, timeframe: tf = "" } } = file;
  const known = await store.rows(`SELECT 1 FROM files FINAL WHERE rows > 0 AND sha256 = {sha256: String} AND kind = {kind: String} AND exchange = {exchange: String} AND symbol = {symbol: String} AND tf = {tf: String}`,
    { sha256, kind, exchange, symbol, tf });
  if (known.length === 0) await enter(store, file);
}

async function enter(store: Store, { sha256, kind, series: { exchange, symbol, timeframe: tf = "" }, name, rows, first, last }: ImportedFile): Promise<void> {
  await store.insertColumns("files", { sha256: [sha256], kind, exchange, symbol, tf, name, rows, first_ts: first, last_ts: last });
}

/** Files whose import was interrupted, or is running now. */
export async function unfinishedFiles(store: Store): Promise<readonly UnfinishedFile[]> {
  const rows = await store.rows<Omit<UnfinishedFile, "timeframe"> & { readonly tf: string }>("SELECT name, kind, exchange, symbol, tf FROM files FINAL WHERE rows = 0 ORDER BY name");
  return rows.map(({ tf, ...row }) => ({ ...row, timeframe: tf === "" ? undefined : tf }));
}

/** Files that are stored whole, the oldest import first. */
export async function wholeFiles(store: Store): Promise<readonly ImportedFile[]> {
  type Row = { sha256: string; kind: FileKind; exchange: string; symbol: string; tf: string; name: string; rows: string; first: string; last: string };
  const rows = await store.rows<Row>(`SELECT sha256, kind, exchange, symbol, tf, name, rows, toUnixTimestamp64Milli(first_ts) AS first, toUnixTimestamp64Milli(last_ts) AS last
    FROM files FINAL WHERE rows > 0 ORDER BY imported, name`);
  return rows.map(({ sha256, kind, exchange, symbol, tf, name, rows: count, first, last }) => ({
    sha256, kind, name, rows: Number(count), first: Number(first), last: Number(last),
    series: { kind: kind === "taker" ? "candles" : kind, exchange, symbol, timeframe: tf === "" ? undefined : tf },
  }));
}
