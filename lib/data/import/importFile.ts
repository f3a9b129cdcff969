/** One file into the store, and everything that follows from it: tables put in order, the ledger of gaps brought up to date. Knows no command line. */
import { recordGaps, type LedgerTotals } from "../gaps/gapLedger.js";
import { mergeParts } from "../mergedParts.js";
import { SERIES_TABLES } from "../seriesTable.js";
import type { Store } from "../store/store.js";
import { storeFile, type StoredFile, type StoreFileOptions } from "./storeFile.js";

/** Written rows that are worth putting the table in order at once; who imports many small files does it at their end. */
const MANY_ROWS = 100_000;

/** `gaps`: of the whole series after this import; zero for kinds without bars. */
export interface ImportResult extends StoredFile { readonly gaps: LedgerTotals }

/** @throws QuantError as `storeFile` */
export async function importFile(store: Store, path: string, options: StoreFileOptions): Promise<ImportResult> {
  let gaps: LedgerTotals = { gaps: 0, bars: 0 };
  const stored = await storeFile(store, path, options, async ({ series, rows, unchanged }) => {
    if (rows - unchanged >= MANY_ROWS) await mergeParts(store, SERIES_TABLES[series.kind].name);
    gaps = await recordGaps(store, series);
  });
  return { ...stored, gaps };
}
