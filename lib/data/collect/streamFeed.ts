/**
 * A live feed out of an exchange's streams: bars, trades and quotes as they are told, mark prices and settlements asked for when the stream says that
 * they are due. Opens its connections with the first series that is asked for and closes them with the last. Stores nothing; puts no hole right (the seam does).
 */
import { QuantError } from "../../market/errors.js";
import { parseSymbol } from "../../market/symbol.js";
import type { Millis } from "../../market/units.js";
import type { LiveBatch, LiveFeed } from "../live/liveFeed.js";
import type { StoredSeries } from "../seriesTable.js";
import type { Source } from "../sources/source.js";
import { dueRows } from "./dueRows.js";
import { RowQueue } from "./rowQueue.js";
import { SharedSessions } from "./sharedSessions.js";
import type { Listener, StreamSession } from "./streamSession.js";
import { STREAM_TIMERS, type StreamTimers } from "./streamTimers.js";

export interface StreamFeedOptions {
  readonly timers?: StreamTimers | undefined;
  /** Rows of a series that are held for whoever takes them; default 100,000 (about 20 MB). Beyond it the oldest are given up. */
  readonly mostRows?: number | undefined;
  readonly listener?: FeedListener | undefined;
}

/** Told about each series; every member may be left out. */
export interface FeedListener {
  /** An event came, by the exchange's clock. */
  readonly heard?: ((series: StoredSeries, at: Millis) => void) | undefined;
  /** The stream broke and is dialled again. */
  readonly failed?: ((series: StoredSeries, sentence: string) => void) | undefined;
  readonly dropped?: ((series: StoredSeries, rows: number) => void) | undefined;
}

/** Exchanges whose streams are understood. */
export const STREAMED: readonly string[] = ["binance"];

const MOST_ROWS = 100_000;

/** @param source asked for marks and settlements; of the same exchange. @throws QuantError UNSUPPORTED_SERIES at the first row */
export function streamFeed(source: Source, options: StreamFeedOptions = {}): LiveFeed {
  if (!STREAMED.includes(source.exchange)) throw new QuantError("unsupported", "UNSUPPORTED_EXCHANGE", `the streams of ${source.exchange} are not understood yet, only those of ${STREAMED.join(", ")}`, { exchange: source.exchange });
  const sessions = new SharedSessions(source.exchangeUrl, options.timers ?? STREAM_TIMERS);
  return {
    async *rows(series, signal) {
      const symbol = parseSymbol(series.symbol), left = new AbortController(), ended = AbortSignal.any([signal, left.signal]);
      if (symbol.kind === "inverse" || (symbol.kind === "spot" && (series.kind === "mark" || series.kind === "funding"))) throw unsupported(series);
      const session = await sessions.enter(symbol.kind), leave = onceOnly(() => sessions.leave(symbol.kind)), onAbort = (): void => void leave();
      signal.addEventListener("abort", onAbort); // whoever stops may never ask for the end
      try {
        yield* series.kind === "mark" || series.kind === "funding" ? dueRows({ session, source, signal: ended, options }, { ...series, kind: series.kind }) : toldRows({ session, source, signal: ended, options }, { ...series, kind: series.kind });
      } finally {
        left.abort();
        signal.removeEventListener("abort", onAbort);
        await leave();
      }
    },
  };
}

/** What one series is listened to with. */
export interface Listening { readonly session: StreamSession; readonly source: Source; readonly signal: AbortSignal; readonly options: StreamFeedOptions }

async function* toldRows({ session, signal, options: { timers = STREAM_TIMERS, mostRows = MOST_ROWS, listener = {} } }: Listening, series: StoredSeries & { readonly kind: "candles" | "trades" | "quotes" }): AsyncGenerator<LiveBatch> {
  const queue = new RowQueue(mostRows), failure = new AbortController(), { kind: channel, symbol, timeframe } = series;
  let told = 0;
  const ear: Listener = {
    hear: ({ row, at }) => {
      if (at !== undefined) listener.heard?.(series, at);
      if (row !== undefined) queue.push(row);
    },
    interrupted: () => queue.interrupted(),
    failed: (sentence) => listener.failed?.(series, sentence),
  };
  const listening = session.listen({ channel, symbol, timeframe }, ear, signal).catch((error: unknown) => { failure.abort(error); });
  for await (const batch of queue.batches(timers.batchMs, AbortSignal.any([signal, failure.signal]))) {
    if (queue.dropped > told) listener.dropped?.(series, queue.dropped - told);
    told = queue.dropped;
    yield batch;
  }
  failure.signal.throwIfAborted();
  await listening;
}

function onceOnly<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => (done ??= work());
}

function unsupported({ kind, symbol }: StoredSeries): QuantError {
  return new QuantError("unsupported", "UNSUPPORTED_SERIES", `${kind} of ${symbol} have no stream that is understood here: candles, trades and quotes of spot and of linear perpetuals have, mark and funding of linear perpetuals`, { kind, symbol });
}
