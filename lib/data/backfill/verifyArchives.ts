/**
 * Archives that were issued again since they were stored: their published checksums are compared with those in the ledger of files, and what has changed
 * is fetched and stored over the rows it differs from. Knows no gaps.
 */
import { mkdir, rm } from "node:fs/promises";
import { isQuantError } from "../../market/errors.js";
import { archiveAt, BINANCE_VISION, type Archive } from "../dumps/archive.js";
import { checksumOf, download, type DownloadOptions } from "../dumps/download.js";
import { fetchAhead } from "../dumps/fetchAhead.js";
import { wholeFiles, type ImportedFile } from "../fileLedger.js";
import { recordGaps } from "../gaps/gapLedger.js";
import { storeFile } from "../import/storeFile.js";
import type { Store } from "../store/store.js";
import type { BackfillMeans } from "./backfill.js";
import { patientStore } from "./patientStore.js";

export interface Verified {
  /** Archives whose checksum is the one they were stored with. */
  readonly same: number;
  readonly reissued: readonly { readonly name: string; readonly rows: number; readonly replaced: number; readonly added: number }[];
  /** Archives that are no longer published. */
  readonly gone: readonly string[];
  readonly problems: readonly string[];
}

/** @throws QuantError of the store, DISK_FULL, CANCELED */
export async function verifyArchives({ store: given, dumps, downloads, parallel = 6, retryAfterMs, signal, now = Date.now(), patience, listener }: Omit<BackfillMeans, "source">): Promise<Verified> {
  const store = patientStore(given, patience);
  await mkdir(downloads, { recursive: true, mode: 0o700 });
  const options: DownloadOptions = { base: dumps ?? BINANCE_VISION, folder: downloads, retryAfterMs, signal }, stored = latestArchives(await wholeFiles(store));
  const reissued: Verified["reissued"][number][] = [], gone: string[] = [], problems: string[] = [];
  let same = 0, done = 0;
  for await (const asked of fetchAhead(stored, parallel, ({ archive }) => checksumOf(archive, options))) {
    listener?.progress?.({ done: ++done, total: stored.length, rows: 0 });
    const { archive, sha256 } = asked.item;
    try {
      if ("error" in asked) throw asked.error;
      if (asked.value === undefined) gone.push(archive.name);
      else if (asked.value === sha256) same++;
      else reissued.push({ name: archive.name, ...await storeAgain(store, archive, options, now) });
    } catch (error) {
      if (!isQuantError(error) || !(error.kind === "data" || error.code === "ARCHIVE_UNREACHABLE")) throw error;
      problems.push(error.message);
    }
  }
  return { same, reissued, gone, problems };
}

interface StoredArchive { readonly archive: Archive; readonly sha256: string }

/** Files of the ledger that are archives by their names, each in its latest edition. The ledger gives the oldest import first. */
function latestArchives(files: readonly ImportedFile[]): readonly StoredArchive[] {
  const latest = new Map<string, StoredArchive>();
  for (const { name, series, first, sha256 } of files) {
    const archive = (["monthly", "daily"] as const).map((period) => archiveAt(series, period, first)).find((candidate) => candidate?.name === name);
    if (archive !== undefined) latest.set(archive.path, { archive, sha256 });
  }
  return [...latest.values()];
}

async function storeAgain(store: Store, archive: Archive, options: DownloadOptions, now: number): Promise<{ readonly rows: number; readonly replaced: number; readonly added: number }> {
  const { series, span } = archive, file = await download(archive, options);
  if (file === undefined) return { rows: 0, replaced: 0, added: 0 };
  try {
    const { rows, replaced, added } = await storeFile(store, file.path, { ...series, span, sha256: file.sha256, now, onDiffering: "replace" });
    await recordGaps(store, series);
    return { rows, replaced, added };
  } finally {
    await rm(file.path, { force: true });
  }
}
