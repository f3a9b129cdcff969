/**
 * History of one symbol into the store: every kind asked for, over one window, from archives and REST, resumable and idempotent.
 * Says what it did and what is missing still. Knows no command line; opens neither the store nor the exchange.
 */
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isQuantError, QuantError } from "../../market/errors.js";
import { parseSymbol } from "../../market/symbol.js";
import { barStart, timeframeMs, timeframeOf, type Timeframe } from "../../market/timeframe.js";
import { utc, type Millis } from "../../market/units.js";
import { archiveAt, BINANCE_VISION, DAY } from "../dumps/archive.js";
import { checkExchange } from "../exchanges.js";
import type { Series, SeriesKind } from "../seriesTable.js";
import type { Source } from "../sources/source.js";
import type { Store } from "../store/store.js";
import type { Window } from "../window.js";
import { fillSeries } from "./fillSeries.js";
import type { FillListener, FillMeans, FillOutcome } from "./job.js";
import { patientStore, type Patience } from "./patientStore.js";

const MINUTE = 60_000;

/** Where rows may come from, and how patiently they are asked for. */
export interface BackfillMeans {
  readonly store: Store;
  /** Undefined: only archives are asked. */
  readonly source?: Source | undefined;
  /** Address of Binance Vision's archives or of a mirror of them; null: no archive is asked. Default Binance's own. */
  readonly dumps?: string | null | undefined;
  /** Folder for archives under way; made where it is missing. A file that was proved is used again by the next run. */
  readonly downloads: string;
  /** Archives fetched at once; default 6. */
  readonly parallel?: number | undefined;
  /** ms before each further try of an archive; default 1, 4 and 15 seconds. */
  readonly retryAfterMs?: readonly Millis[] | undefined;
  readonly patience?: Patience | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bars that end after it are not finished; default the exchange's clock, or the computer's where the exchange is not asked. */
  readonly now?: Millis | undefined;
  readonly listener?: FillListener | undefined;
}

export interface BackfillRequest {
  readonly exchange: string;
  readonly symbol: string;
  readonly kinds: readonly SeriesKind[];
  /** Of candles and marks; default 1m. */
  readonly timeframe?: Timeframe | undefined;
  readonly from: Millis;
  /** Exclusive; default now. */
  readonly to?: Millis | undefined;
}

/** In the order of the kinds. @throws QuantError UNKNOWN_SYMBOL, UNSUPPORTED_SERIES, EMPTY_WINDOW, NOTHING_PUBLISHED, and those of the store, DISK_FULL, CANCELED */
export async function backfill(means: BackfillMeans, request: BackfillRequest): Promise<readonly FillOutcome[]> {
  const series = request.kinds.map((kind) => seriesOf(kind, request)), asked = await ask(means.source, request.symbol), now = means.now ?? asked.now ?? Date.now();
  const windows = series.map(({ kind }) => windowOf(kind, request, now)), fill = await fillMeans({ ...means, source: asked.problem === undefined ? means.source : undefined }, now);
  const outcomes: FillOutcome[] = [];
  for (const [i, one] of series.entries()) outcomes.push(await fillSeries(fill, one, windows[i]!));
  if (asked.now === undefined && outcomes.every(({ problems, left, window }) => problems.length === 0 && left === window.to - window.from)) throw nothingPublished(request, means.dumps, asked.problem);
  return asked.problem === undefined ? outcomes : outcomes.map((outcome) => ({ ...outcome, problems: [asked.problem!.message, ...outcome.problems] }));
}

/** What both backfill and repair fill with. */
export async function fillMeans({ store, source, dumps = BINANCE_VISION, downloads, parallel = 6, retryAfterMs, patience, signal, listener = {} }: BackfillMeans, now: Millis): Promise<FillMeans> {
  await mkdir(downloads, { recursive: true, mode: 0o700 });
  await removeOld(downloads, now);
  const archives = dumps === null ? undefined : { base: dumps, folder: downloads, parallel, retryAfterMs, signal };
  const onWait = (reason: string): void => { listener.stage?.(reason); patience?.onWait?.(reason); };
  return { store: patientStore(store, { ...patience, onWait }), archives, source, now, listener };
}

/** @throws QuantError UNKNOWN_EXCHANGE, BAD_SYMBOL, BAD_TIMEFRAME, UNSUPPORTED_SERIES */
function seriesOf(kind: SeriesKind, { exchange, symbol, timeframe = "1m" }: BackfillRequest): Series {
  checkExchange(exchange);
  const market = parseSymbol(symbol), hasBars = kind === "candles" || kind === "mark";
  if (market.kind === "spot" && (kind === "funding" || kind === "mark")) throw new QuantError("input", "UNSUPPORTED_SERIES", `${symbol} is spot, which has no ${kind === "mark" ? "mark price" : "funding"}: ask for candles or trades, or for a perpetual such as ${symbol}:${market.quote}`, { kind, symbol });
  return { kind, exchange, symbol, timeframe: hasBars ? timeframeOf(timeframeMs(timeframe)) : undefined };
}

/** Whole bars, finished ones only. @throws QuantError EMPTY_WINDOW */
function windowOf(kind: SeriesKind, { timeframe = "1m", from, to = Infinity }: BackfillRequest, now: Millis): Window {
  const interval = kind === "candles" || kind === "mark" ? timeframeMs(timeframe) : 1, end = Math.min(to, now);
  const window = { from: barStart(from + interval - 1, interval), to: end === now ? barStart(now, interval) : barStart(end + interval - 1, interval) };
  if (window.to > window.from) return window;
  const why = to <= from ? `'to' (${utc(to)}) has to come after 'from' (${utc(from)})` : `nothing of it has happened yet: it begins ${utc(from)} and now is ${utc(now)}`;
  throw new QuantError("input", "EMPTY_WINDOW", `there is nothing to fetch: ${why}`, { from, to });
}

/** The exchange's clock, or why it could not be asked. */
interface Asked { readonly now?: Millis; readonly problem?: QuantError }

/** Asks for a few bars, so that a symbol that is none is told before a thousand archives are asked for. A source that does not answer is a problem, no end. */
async function ask(source: Source | undefined, symbol: string): Promise<Asked> {
  if (source === undefined) return {};
  try {
    const now = await source.serverTime(), to = barStart(now, MINUTE) - MINUTE;
    for await (const _ of source.pages({ kind: "candles", symbol, timeframe: "1m", from: to - 2 * MINUTE, to })) break;
    return { now };
  } catch (error) {
    if (isQuantError(error) && error.code.startsWith("EXCHANGE_")) return { problem: error };
    throw error;
  }
}

/** What an ended run has left. */
async function removeOld(folder: string, now: Millis): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name), found = await stat(path).catch(() => undefined);
    if (found?.isFile() === true && /\.(part|zip)$/.test(name) && now - found.mtimeMs > 7 * DAY) await rm(path, { force: true });
  }
}

function nothingPublished({ exchange, symbol, kinds, timeframe = "1m", from }: BackfillRequest, dumps: string | null | undefined, problem: QuantError | undefined): QuantError {
  const example = archiveAt({ kind: kinds[0]!, exchange, symbol, timeframe: kinds[0] === "candles" || kinds[0] === "mark" ? timeframe : undefined }, "monthly", from);
  const where = example === undefined || dumps === null ? `${exchange} publishes no archives of it` : `no archive such as ${example.name} lies at ${dumps ?? BINANCE_VISION}`;
  return new QuantError("input", "NOTHING_PUBLISHED", `nothing of ${kinds.join(", ")} of ${symbol} was found from ${utc(from)} on: ${where}, and ${problem === undefined ? "the exchange itself was not asked" : problem.message}; check the symbol, the dates and the network`, { symbol });
}
