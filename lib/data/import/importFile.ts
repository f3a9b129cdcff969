/**
 * One file into the store: the whole file is looked at first, then written, so that a broken row or a contradiction stores nothing of it.
 * The same file again changes nothing. A process killed while writing may leave some of the file's rows (ClickHouse shows them a few hundred thousand
 * at a time): the ledger of files then calls it unfinished, and the same import again completes it. Knows no command line.
 */
import { basename } from "node:path";
import { QuantError } from "../../market/errors.js";
import { parseSymbol } from "../../market/symbol.js";
import { timeframeMs, timeframeOf, type Timeframe } from "../../market/timeframe.js";
import { utc, type Millis } from "../../market/units.js";
import { checkExchange } from "../exchanges.js";
import { fileBegun, fileWhole } from "../fileLedger.js";
import { recordGaps, type LedgerTotals } from "../gapLedger.js";
import { mergeParts } from "../mergedParts.js";
import type { FileKind } from "../sources/columnNames.js";
import { csvBlocks } from "../sources/csvBlocks.js";
import { fileSha256, type BytesRead } from "../sources/fileBytes.js";
import { sniffLayout, type Layout } from "../sources/layout.js";
import { brokenRow, type Block } from "../sources/rowDecoder.js";
import type { Store } from "../store/store.js";
import { atStoredResolution, ontoCandles, refuseIdleCandles } from "./blockRules.js";
import { difference, gather, type Contradiction, type Difference } from "./difference.js";
import { describeStep, keyOf, rowFault, smallestStep } from "./rowRules.js";
import { columnsOf, readStretch, SERIES_TABLES, writeRows, type Series, type StoredStretch } from "../seriesTable.js";

export interface ImportOptions {
  /** Told from the file when left out. */
  readonly kind?: FileKind | undefined;
  readonly exchange: string;
  readonly symbol: string;
  /** Needed for candles, mark and taker; without meaning for the others. */
  readonly timeframe?: Timeframe | undefined;
  /** Overwrites stored rows that differ; default false: they are an error. */
  readonly replace?: boolean | undefined;
  /** Bars that end after it are refused as unfinished; default the computer's clock. */
  readonly now?: Millis | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/** Bytes while "checking", rows while "storing". */
export interface ImportProgress { readonly stage: "checking" | "storing"; readonly done: number; readonly total: number }

export interface ImportResult {
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
  readonly unchanged: number;
  /** Of the whole series after this import; zero for kinds without bars. */
  readonly gaps: LedgerTotals;
  /** What a reader has to know, in sentences. */
  readonly notes: readonly string[];
}

/** A block beside the store: what of it is to be written. */
interface Change { readonly block: Block; readonly stored: StoredStretch; readonly difference: Difference; readonly note: string | undefined }

/** Written rows that are worth putting the table in order at once; who imports many small files does it at their end. */
const MANY_ROWS = 100_000;

/** Changes kept in memory between looking and writing; a longer file is read twice. */
const KEPT_BLOCKS = 2;

/**
 * @throws QuantError BROKEN_ROW (file, line, what was expected), CONTRADICTS_STORED (without `replace`), UNKNOWN_EXCHANGE, BAD_SYMBOL,
 *   TIMEFRAME_NEEDED, AMBIGUOUS_KIND, and those of sniffLayout and fileBytes
 */
export async function importFile(store: Store, path: string, options: ImportOptions): Promise<ImportResult> {
  checkExchange(options.exchange);
  parseSymbol(options.symbol);
  const layout = await sniffLayout(path, options.kind), sha256 = await fileSha256(path), series = await seriesOf(path, layout, options);
  const look = (): AsyncGenerator<Change> => changes(store, path, layout, series, options);
  const { kept, ...seen } = await lookThrough(path, layout, options, look());
  const file = { sha256, kind: layout.kind, series, name: basename(path), rows: seen.rows, first: seen.first, last: seen.last };
  if (seen.rows > seen.unchanged) await fileBegun(store, file);
  let stored = 0;
  for await (const change of kept ?? look()) {
    options.onProgress?.({ stage: "storing", done: stored, total: seen.rows });
    await write(store, series, change);
    stored += change.block.length;
  }
  if (seen.rows - seen.unchanged >= MANY_ROWS) await mergeParts(store, SERIES_TABLES[series.kind].name);
  const gaps = await recordGaps(store, series);
  await fileWhole(store, file);
  return { file: basename(path), series, kind: layout.kind, gaps, ...seen };
}

async function seriesOf(path: string, layout: Layout, { exchange, symbol, timeframe }: ImportOptions): Promise<Series> {
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
async function* changes(store: Store, path: string, layout: Layout, series: Series, options: ImportOptions): AsyncGenerator<Change> {
  const { kind } = layout, now = options.now ?? Date.now();
  const onRead = (read: BytesRead): void => options.onProgress?.({ stage: "checking", ...read });
  let previous = -Infinity;
  for await (const raw of csvBlocks(path, layout, onRead)) {
    const { block: own, note } = atStoredResolution(kind, raw), key = own.columns[keyOf(kind)]!, time = own.columns.time!;
    check(kind, own, { timeframe: series.timeframe, now, previous });
    previous = key[key.length - 1]!;
    const stored = await readStretch(store, series, time[0]!, time[time.length - 1]!), block = kind === "taker" ? ontoCandles(own, stored.columns) : own;
    if (kind === "taker") check("candles", block, { timeframe: series.timeframe, now, previous: -Infinity });
    const found = difference(block.columns[keyOf(kind)]!, block.columns, stored.columns[keyOf(kind)] ?? new Float64Array(0), stored.columns);
    if (found.firstContradiction !== undefined && options.replace !== true) throw contradiction(block, found.firstContradiction, found.contradicting);
    yield { block, stored, difference: found, note };
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
  readonly rows: number; readonly first: Millis; readonly last: Millis; readonly added: number; readonly completed: number; readonly replaced: number; readonly unchanged: number;
  readonly notes: readonly string[];
}

/** The whole file, and its changes where they are few enough to be kept. */
async function lookThrough(path: string, layout: Layout, options: ImportOptions, found: AsyncIterable<Change>): Promise<Seen & { readonly kept: readonly Change[] | undefined }> {
  let kept: Change[] | undefined = [], rows = 0, traded = 0, first = NaN, last = NaN, added = 0, completed = 0, replaced = 0;
  const notes = new Set<string>();
  for await (const change of found) {
    const { block, difference: { added: a, completed: c, contradicting: r }, note } = change, time = block.columns.time!;
    if (rows === 0) first = time[0]!;
    last = time[time.length - 1]!;
    rows += block.length;
    [added, completed, replaced] = [added + a, completed + c, replaced + r];
    traded += block.columns.volume?.reduce((count, volume) => count + (volume > 0 ? 1 : 0), 0) ?? 0;
    if (note !== undefined) notes.add(note);
    if (kept !== undefined && kept.length < KEPT_BLOCKS) kept.push(change);
    else kept = undefined;
  }
  if (rows === 0) throw new QuantError("data", "EMPTY_FILE", `${basename(path)} has no rows`, { path });
  if (layout.kind === "candles" && options.kind === undefined) refuseIdleCandles(basename(path), rows, traded);
  return { kept, rows, first, last, added, completed, replaced, unchanged: rows - added - completed - replaced, notes: [...notes] };
}

async function write(store: Store, series: Series, { block, stored, difference: found }: Change): Promise<void> {
  if (found.rows.length === 0) return;
  const rows = Object.fromEntries(columnsOf(series.kind).map((name) => [name, gather(block.columns[name], stored.columns[name], found, block.length)]));
  await writeRows(store, series, rows, stored.rows === 0 ? undefined : stored.version + 1);
}
