/** The ledger of files that were imported whole: written last, so that a file that stands here is in the store. The same file again adds nothing. */
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

export async function recordFile(store: Store, { sha256, kind, series: { exchange, symbol, timeframe: tf = "" }, name, rows, first, last }: ImportedFile): Promise<void> {
  const known = await store.rows(`SELECT 1 FROM files WHERE sha256 = {sha256: String} AND kind = {kind: String} AND exchange = {exchange: String} AND symbol = {symbol: String} AND tf = {tf: String} LIMIT 1`,
    { sha256, kind, exchange, symbol, tf });
  if (known.length > 0) return;
  await store.insertColumns("files", { sha256: [sha256], kind, exchange, symbol, tf, name, rows, first_ts: first, last_ts: last });
}
