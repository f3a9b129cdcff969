/** What a block of rows would change in the store, and that change written. Knows no files; whether the rows are right was asked before. */
import type { FileKind } from "../sources/columnNames.js";
import type { Block } from "../sources/rowDecoder.js";
import type { Store } from "../store/store.js";
import { columnsOf, readStretch, writeRows, type Series, type StoredStretch } from "../seriesTable.js";
import { ontoCandles } from "./blockRules.js";
import { difference, gather, type Difference } from "./difference.js";
import { keyOf } from "./rowRules.js";

/** What is done about a row that differs from the stored one: nothing of its file is stored, it is written over, or the stored one is kept and the row counted. */
export type OnDiffering = "refuse" | "replace" | "keep";

/** A block beside the store: what of it is to be written. */
export interface Change { readonly block: Block; readonly stored: StoredStretch; readonly difference: Difference }

/** @param kind of the rows: taker volume is laid over the stored candles of its times, the others are rows of their own */
export async function changeOf(store: Store, series: Series, kind: FileKind, rows: Block, onDiffering: OnDiffering): Promise<Change> {
  const time = rows.columns.time!, stored = await readStretch(store, series, time[0]!, time[time.length - 1]!);
  const block = kind === "taker" ? ontoCandles(rows, stored.columns) : rows, key = keyOf(kind);
  return { block, stored, difference: difference(block.columns[key]!, block.columns, stored.columns[key] ?? new Float64Array(0), stored.columns, onDiffering === "keep" ? "leave" : "take") };
}

export async function writeChange(store: Store, series: Series, { block, stored, difference: found }: Change): Promise<void> {
  if (found.rows.length === 0) return;
  const rows = Object.fromEntries(columnsOf(series.kind).map((name) => [name, gather(block.columns[name], stored.columns[name], found, block.length)]));
  await writeRows(store, series, rows, stored.rows === 0 ? undefined : stored.version + 1);
}
