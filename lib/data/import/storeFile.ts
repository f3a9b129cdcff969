/**
 * The rows of one file into the store: the whole file is looked at first, then written, so that a broken row or a contradiction stores nothing of it.
 * The same file again changes nothing. A process killed while writing may leave some of the file's rows (ClickHouse shows them a few hundred thousand
 * at a time): the ledger of files then calls it unfinished, and the same file again completes it. Knows no command line and no gaps.
 */
import { basename } from "node:path";
import { QuantError } from "../../market/errors.js";
import { parseSymbol } from "../../market/symbol.js";
import { timeframeMs, timeframeOf, type Timeframe } from "../../market/timeframe.js";
import { utc, type Millis } from "../../market/units.js";
import { checkExchange } from "../exchanges.js";
import { fileBegun, fileWhole } from "../fileLedger.js";
import type { FileKind } from "../sources/columnNames.js";
import { csvBlocks } from "../sources/csvBlocks.js";
import { fileSha256, type BytesRead } from "../sources/fileBytes.js";
import { sniffLayout, type Layout } from "../sources/layout.js";
import { brokenRow, type Block } from "../sources/rowDecoder.js";
import type { Store } from "../store/store.js";
import type { Window } from "../window.js";
import { atStoredResolution, refuseIdleCandles } from "./blockRules.js";
import { changeOf, writeChange, type Change, type OnDiffering } from "./change.js";
import type { Contradiction } from "./difference.js";
import { describeStep, keyOf, rowFault, smallestStep } from "./rowRules.js";
import type { Series } from "../seriesTable.js";

export interface StoreFileOptions {
  /** Told from the file when left out. */
  readonly kind?: FileKind | undefined;
  readonly exchange: string;
  readonly symbol: string;
  /** Needed for candles, mark and taker; without meaning for the others. */
  readonly timeframe?: Timeframe | undefined;
  /** Of rows that are stored already with other numbers; default refuse. */
  readonly onDiffering?: OnDiffering | undefined;
  /** What the file is named for: a row outside of it is broken. Default: any time. */
  readonly span?: Window | undefined;
  /** SHA-256 of the file in hex, where it has just been computed. */
  readonly sha256?: string | undefined;
  /** Bars that end after it are refused as unfinished; default the computer's clock. */
  readonly now?: Millis | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/** Bytes while "checking", rows while "storing". */
export interface ImportProgress { readonly stage: "checking" | "storing"; readonly done: number; readonly total: number }

export interface StoredFile {
  readonly file: string;
  readonly series: Series;
  readonly kind: FileKind;
  readonly rows: number;
  readonly first: Millis;
  readonly last: Millis;
  readonly added: number;
  /** Stored rows that got numbers which were unknown. */
  readonly completed: number;
  readonly replaced: number;
  /** Rows that differ from the stored ones, which stayed as they were. */
  readonly kept: number;
  readonly unchanged: number;
  /** What a reader has to know, in sentences. */
  readonly notes: readonly string[];
}

/** A change and what was done to the file's numbers before. */
interface FileChange extends Change { readonly note: string | undefined }

/** Changes kept in memory between looking and writing; a longer file is read twice. */
const KEPT_BLOCKS = 2;

/**
 * @param follow what has to be done when the rows are stored: only then does the file count as whole
 * @throws QuantError BROKEN_ROW (file, line, what was expected), CONTRADICTS_STORED (where that is refused), UNKNOWN_EXCHANGE, BAD_SYMBOL,
 *   TIMEFRAME_NEEDED, AMBIGUOUS_KIND, and those of sniffLayout and fileBytes
 */
export async function storeFile(store: Store, path: string, options: StoreFileOptions, follow: (stored: StoredFile) => Promise<void> = () => Promise.resolve()): Promise<StoredFile> {
  checkExchange(options.exchange);
  parseSymbol(options.symbol);
  const layout = await sniffLayout(path, options.kind), sha256 = options.sha256 ?? await fileSha256(path), series = await seriesOf(path, layout, options);
  const look = (): AsyncGenerator<FileChange> => changes(store, path, layout, series, options);
  const { kept: changed, ...seen } = await lookThrough(path, layout, options, look());
  const file = { sha256, kind: layout.kind, series, name: basename(path), rows: seen.rows, first: seen.first, last: seen.last };
  const writes = seen.rows > seen.unchanged;
  if (writes) await fileBegun(store, file);
  let stored = 0;
  for await (const change of changed ?? look()) {
    options.onProgress?.({ stage: "storing", done: stored, total: seen.rows });
    await writeChange(store, series, change);
    stored += change.block.length;
  }
  const result: StoredFile = { file: basename(path), series, kind: layout.kind, ...countsOf(seen, options.onDiffering) };
  await follow(result);
  await fileWhole(store, file, writes);
  return result;
}

async function seriesOf(path: string, layout: Layout, { exchange, symbol, timeframe }: StoreFileOptions): Promise<Series> {
  const kind = layout.kind === "taker" ? "candles" : layout.kind;
  if (kind === "funding" || kind === "trades") return { kind, exchange, symbol, timeframe: undefined };
  if (timeframe === undefined) throw await timeframeNeeded(path, layout);
  return { kind, exchange, symbol, timeframe: timeframeOf(timeframeMs(timeframe)) }; // 60m is stored as 1h
}

async function timeframeNeeded(path: string, layout: Layout): Promise<QuantError> {
  for await (const { columns, length } of csvBlocks(path, layout)) {
    const step = length > 1 ? smallestStep(columns.time ?? new Float64Array(0)) : NaN, hint = Number.isNaN(step) ? "" : `: its rows are ${describeStep(step)} apart`;
    return new QuantError("input", "TIMEFRAME_NEEDED", `${basename(path)} holds ${layout.kind}, which need a --timeframe${hint}`, { path, step });
  }
  return new QuantError("data", "EMPTY_FILE", `${basename(path)} has no rows`, { path });
}

/** Block by block: read, checked, compared with the store. Throws at the first row that may not be stored. */
async function* changes(store: Store, path: string, layout: Layout, series: Series, options: StoreFileOptions): AsyncGenerator<FileChange> {
  const { kind } = layout, now = options.now ?? Date.now();
  const onRead = (read: BytesRead): void => options.onProgress?.({ stage: "checking", ...read });
  let previous = -Infinity;
  for await (const raw of csvBlocks(path, layout, onRead)) {
    const { block: own, note } = atStoredResolution(kind, raw), key = own.columns[keyOf(kind)]!, context = { timeframe: series.timeframe, now, previous, span: options.span };
    check(kind, own, context);
    previous = key[key.length - 1]!;
    const change = await changeOf(store, series, kind, own, options.onDiffering ?? "refuse"), { block, difference: { firstContradiction, contradicting } } = change;
    if (kind === "taker") check("candles", block, { ...context, previous: -Infinity });
    if (firstContradiction !== undefined && (options.onDiffering ?? "refuse") === "refuse") throw contradiction(block, firstContradiction, contradicting);
    yield { ...change, note };
  }
}

function check(kind: FileKind, block: Block, context: Parameters<typeof rowFault>[2]): void {
  const fault = rowFault(kind, block, context);
  if (fault !== undefined) throw brokenRow(block.file, block.firstLine + fault.row, fault.why);
}

function contradiction(block: Block, { row, column, given, stored }: Contradiction, count: number): QuantError {
  const line = block.firstLine + row, others = count > 1 ? ` (and ${count - 1} more rows that differ)` : "";
  return new QuantError("data", "CONTRADICTS_STORED",
    `${block.file}, line ${line}: the ${column} of ${utc(block.columns.time![row]!)} is ${given}, but ${stored} is stored${others}; nothing of this file was stored, --replace would overwrite`, { line, column, given, stored, count });
}

interface Seen {
  readonly rows: number; readonly first: Millis; readonly last: Millis; readonly added: number; readonly completed: number; readonly differing: number; readonly unchanged: number;
  readonly notes: readonly string[];
}

/** The whole file, and its changes where they are few enough to be kept. */
async function lookThrough(path: string, layout: Layout, options: StoreFileOptions, found: AsyncIterable<FileChange>): Promise<Seen & { readonly kept: readonly FileChange[] | undefined }> {
  let kept: FileChange[] | undefined = [], rows = 0, traded = 0, first = NaN, last = NaN, added = 0, completed = 0, differing = 0;
  const notes = new Set<string>();
  for await (const change of found) {
    const { block, difference: { added: a, completed: c, contradicting: d }, note } = change, time = block.columns.time!;
    if (rows === 0) first = time[0]!;
    last = time[time.length - 1]!;
    rows += block.length;
    [added, completed, differing] = [added + a, completed + c, differing + d];
    traded += block.columns.volume?.reduce((count, volume) => count + (volume > 0 ? 1 : 0), 0) ?? 0;
    if (note !== undefined) notes.add(note);
    if (kept !== undefined && kept.length < KEPT_BLOCKS) kept.push(change);
    else kept = undefined;
  }
  if (rows === 0) throw new QuantError("data", "EMPTY_FILE", `${basename(path)} has no rows`, { path });
  if (layout.kind === "candles" && options.kind === undefined) refuseIdleCandles(basename(path), rows, traded);
  return { kept, rows, first, last, added, completed, differing, unchanged: rows - added - completed - differing, notes: [...notes] };
}

function countsOf({ differing, ...seen }: Seen, onDiffering: OnDiffering = "refuse"): Omit<StoredFile, "file" | "series" | "kind"> {
  return onDiffering === "keep" ? { ...seen, replaced: 0, kept: differing } : { ...seen, replaced: differing, kept: 0 };
}
