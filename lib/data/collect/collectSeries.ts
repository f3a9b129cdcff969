/**
 * One series collected until it is stopped: from its last stored row by REST to the present, then by stream, each hole asked for before it goes on, every row into the store.
 * What breaks is begun again from what is stored. Knows neither the other series nor who runs it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isQuantError } from "../../market/errors.js";
import { barStart, timeframeMs } from "../../market/timeframe.js";
import { utc, type Millis } from "../../market/units.js";
import { recordEvidence } from "../gaps/evidence.js";
import { absentBars } from "../gaps/missing.js";
import { storeRows } from "../import/storeRows.js";
import { followRows } from "../live/followRows.js";
import type { LiveFeed } from "../live/liveFeed.js";
import { rowCount } from "../live/rowOrder.js";
import { successionOf } from "../live/seam.js";
import { SERIES_TABLES, seriesFilter, writeRows, type Series, type SeriesColumns, type StoredSeries } from "../seriesTable.js";
import type { Source } from "../sources/source.js";
import type { Store } from "../store/store.js";
import type { SeriesState } from "./collectionState.js";
import type { StreamTimers } from "./streamTimers.js";

export interface SeriesMeans {
  /** Waits for itself while it is away. */
  readonly store: Store;
  readonly feed: LiveFeed;
  readonly source: Source;
  readonly timers: StreamTimers;
  /** What is worth telling a person, a sentence without its full stop. */
  readonly notice: (sentence: string) => void;
  /** The feed ends with what it has heard; the rest of the work is done. */
  readonly stop: AbortSignal;
  /** All ends at once. */
  readonly abort: AbortSignal;
}

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
/** How far back a collection catches up by itself; what lies before it is a backfill's work. Six hours of trades are some hundred questions already. */
const REACH: Readonly<Record<StoredSeries["kind"], Millis>> = { candles: 30 * DAY, mark: 30 * DAY, funding: 30 * DAY, trades: 6 * HOUR, quotes: 0 };
/** Settlements and trades of so long are written down as whole at a time: one row of evidence, not one a second. */
const WHOLE_EVERY: Millis = 10 * MINUTE;

/** Codes after which trying again can not help. */
const FINAL = new Set(["UNKNOWN_SYMBOL", "UNSUPPORTED_SERIES", "UNSUPPORTED_TIMEFRAME", "BAD_SYMBOL", "BAD_EXCHANGE_URL"]);

/** @throws QuantError of FINAL; others are told and tried again */
export async function collectSeries(means: SeriesMeans, series: StoredSeries, state: SeriesState): Promise<void> {
  const { timers, stop } = means;
  for (let failures = 0; !stop.aborted;) {
    const before = state.rows;
    try {
      await collectOnce(means, series, state);
      if (!stop.aborted) throw new Error("its stream ended");
    } catch (error) {
      if (stop.aborted) return lost(means, series, state, error);
      if (isQuantError(error) && FINAL.has(error.code)) throw error;
      state.problem = error instanceof Error ? error.message : String(error);
      means.notice(`${nameOf(series)}: ${state.problem}; it is begun again from what is stored`);
      failures = state.rows > before ? 1 : failures + 1;
      await sleep(Math.min(timers.longestBackoffMs, timers.backoffMs * 2 ** failures), undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

export const nameOf = ({ kind, symbol, timeframe }: StoredSeries): string => [kind, "of", symbol, timeframe].filter((word) => word !== undefined).join(" ");

async function collectOnce({ store, feed, source, timers, notice, stop, abort }: SeriesMeans, series: StoredSeries, state: SeriesState): Promise<void> {
  const now = barStart(await source.serverTime(), series.timeframe === undefined ? 1 : timeframeMs(series.timeframe)), from = await beginning(store, series, now, notice), ledger = new WholeLedger(store, series, from);
  const stopping: LiveFeed = { rows: (asked, signal) => feed.rows(asked, AbortSignal.any([signal, stop])) };
  const follow = { store, feed: stopping, source: witnessed(source, store, series), now: () => now, askAgainMs: timers.askAgainMs };
  try {
    for await (const { columns, knownTo } of followRows(follow, series, successionOf(series), { from, to: Infinity }, abort)) {
      state.rows += await put(store, series, columns);
      state.storedTo = knownTo;
      await ledger.knownTo(knownTo);
    }
  } finally {
    await ledger.close();
  }
}

/** Where the stored rows end, or now where none are; no further back than its reach. The last stored row is read once more: what follows it is told by it. */
async function beginning(store: Store, series: StoredSeries, present: Millis, notice: (sentence: string) => void): Promise<Millis> {
  const { where, params } = seriesFilter(series);
  const [found] = await store.rows<{ rows: string; last: string }>(`SELECT count() AS rows, toUnixTimestamp64Milli(max(ts)) AS last FROM ${SERIES_TABLES[series.kind].name} WHERE ${where}`, params);
  if (found === undefined || found.rows === "0") return present;
  const last = Number(found.last), from = present - REACH[series.kind];
  if (last >= from || series.kind === "quotes") return last;
  notice(`${nameOf(series)}: stored to ${utc(last)} and collected from ${utc(from)} on: npm run data -- backfill brings what lies between`);
  return from;
}

/** Rows under the rules of every row of the store; what is stored already stays as it is. */
async function put(store: Store, series: StoredSeries, columns: SeriesColumns): Promise<number> {
  const rows = rowCount(columns);
  if (rows === 0) return 0;
  if (series.kind === "quotes") await writeRows(store, series, columns, undefined);
  else await storeRows(store, { ...series, kind: series.kind }, { rows, columns, asked: "with its stream", span: { from: -Infinity, to: Infinity }, now: Infinity });
  return rows;
}

/** Bars that the exchange did not have when it was asked are written down, so that the ledger of gaps knows why they are missing. */
function witnessed(source: Source, store: Store, series: StoredSeries): Source {
  const { timeframe } = series;
  if (timeframe === undefined || series.kind === "quotes") return source;
  const bars: Series = { ...series, kind: series.kind };
  return {
    ...source,
    async *pages(request) {
      for await (const page of source.pages(request)) {
        await recordEvidence(store, bars, "absent", "rest", absentBars(page.columns.time ?? new Float64Array(0), timeframeMs(timeframe), page), page.asked);
        yield page;
      }
    },
  };
}

/** Stretches of trades and settlements of which every row is stored, written down so that a backfill need not ask for them. */
class WholeLedger {
  private written: Millis;
  private known: Millis;
  private readonly series: Series | undefined;

  constructor(private readonly store: Store, { kind, ...series }: StoredSeries, from: Millis) {
    this.series = kind === "trades" || kind === "funding" ? { ...series, kind } : undefined;
    this.written = this.known = from;
  }

  async knownTo(known: Millis): Promise<void> {
    this.known = known;
    if (known - this.written >= WHOLE_EVERY) await this.close();
  }

  async close(): Promise<void> {
    if (this.series === undefined || !(this.known > this.written)) return;
    await recordEvidence(this.store, this.series, "whole", "rest", [{ from: this.written, to: this.known }], "a live collection");
    this.written = this.known;
  }
}

/** The end came while rows were on their way. */
function lost({ notice }: SeriesMeans, series: StoredSeries, { storedTo }: SeriesState, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error), from = storedTo === undefined ? "" : ` after ${utc(storedTo)}`;
  notice(`${nameOf(series)}: what was heard${from} could not be stored any more (${why}); ${series.kind === "quotes" ? "quotes have no history to fetch them from" : "the next collection or backfill fetches it"}`);
}
