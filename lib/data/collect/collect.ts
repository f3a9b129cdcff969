/**
 * Live collection of some series of one exchange into the store until it is stopped: one collector a store, every series on its own, its state told and stored
 * every few seconds. Knows no command line and opens neither the store nor the exchange.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isQuantError, QuantError } from "../../market/errors.js";
import { parseSymbol } from "../../market/symbol.js";
import { timeframeMs, timeframeOf, type Timeframe } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import { patientStore } from "../backfill/patientStore.js";
import type { StoredKind, StoredSeries } from "../seriesTable.js";
import type { Source } from "../sources/source.js";
import type { Store } from "../store/store.js";
import { collectSeries, nameOf } from "./collectSeries.js";
import { newState, type SeriesState } from "./collectionState.js";
import { claimCollection, type CollectorLease } from "./collectorLease.js";
import { streamFeed } from "./streamFeed.js";
import { STREAM_TIMERS, type StreamTimers } from "./streamTimers.js";

/** What can be collected. */
export const STREAMS: readonly StoredKind[] = ["candles", "trades", "quotes", "mark", "funding"];

export interface CollectMeans {
  readonly store: Store;
  readonly source: Source;
  /** Ends the collection: what was heard is stored first. */
  readonly signal: AbortSignal;
  readonly timers?: StreamTimers | undefined;
  /** Rows of a series that memory holds while the store is away; default 100,000 (about 20 MB). Beyond it the oldest are given up, and asked for again where they have a history. */
  readonly mostRows?: number | undefined;
  /** How long the end may take; default 20,000 ms. */
  readonly graceMs?: Millis | undefined;
  readonly listener?: CollectListener | undefined;
}

export interface CollectListener {
  /** Something went wrong, or is well again: a sentence without its full stop. */
  readonly notice?: ((sentence: string) => void) | undefined;
  /** After each beat. */
  readonly state?: ((series: readonly SeriesState[]) => void) | undefined;
}

export interface CollectRequest {
  readonly symbols: readonly string[];
  readonly streams: readonly StoredKind[];
  /** Of candles and mark; default 1m. */
  readonly timeframe?: Timeframe | undefined;
}

/** Between two words to the store. */
const BEAT: Millis = 5_000;
const GRACE: Millis = 20_000;

/**
 * Ends with the signal; the state of each series as it was then.
 * @throws QuantError COLLECTOR_RUNNING, UNKNOWN_SYMBOL, UNSUPPORTED_SERIES, UNSUPPORTED_EXCHANGE, BAD_SYMBOL, BAD_TIMEFRAME
 */
export async function collect(means: CollectMeans, request: CollectRequest): Promise<readonly SeriesState[]> {
  const series = seriesOf(means.source.exchange, request), states = series.map(newState), end = new Ending(means.signal, means.graceMs ?? GRACE);
  const lease = await claimCollection(means.store);
  try {
    await Promise.all([beat(means, lease, states, end), ...collectAll(means, series, states, end).map((work) => work.catch((error: unknown) => end.fail(error)))]);
    end.throwIfFailed();
    return states;
  } finally {
    end.over();
    await lease.release(JSON.stringify(states)).catch(() => undefined); // a claim that is not renewed ends by itself
  }
}

/** @throws QuantError BAD_SYMBOL, BAD_TIMEFRAME, UNSUPPORTED_SERIES */
function seriesOf(exchange: string, { symbols, streams, timeframe = "1m" }: CollectRequest): readonly StoredSeries[] {
  const bars = timeframeOf(timeframeMs(timeframe));
  return symbols.flatMap((symbol) => streams.map((kind): StoredSeries => {
    const market = parseSymbol(symbol);
    if (market.kind === "spot" && (kind === "mark" || kind === "funding")) throw new QuantError("input", "UNSUPPORTED_SERIES", `${symbol} is spot, which has no ${kind === "mark" ? "mark price" : "funding"}: collect its candles, trades and quotes, or a perpetual such as ${symbol}:${market.quote}`, { kind, symbol });
    return { kind, exchange, symbol, timeframe: kind === "candles" || kind === "mark" ? bars : undefined };
  }));
}

function collectAll({ store, source, timers = STREAM_TIMERS, mostRows, listener = {} }: CollectMeans, series: readonly StoredSeries[], states: readonly SeriesState[], { stop, abort }: Ending): readonly Promise<void>[] {
  const of = (one: StoredSeries): SeriesState => states.find(({ kind, symbol }) => kind === one.kind && symbol === one.symbol)!, notice = listener.notice ?? (() => undefined);
  const feed = streamFeed(source, {
    timers, mostRows, listener: {
      heard: (one, at) => { const state = of(one); state.heardTo = Math.max(at, state.heardTo ?? at); state.heardAt = Date.now(); },
      failed: (one, sentence) => { const state = of(one); state.breaks++; state.problem = sentence; },
      dropped: (one, rows) => { of(one).dropped += rows; notice(`${nameOf(one)}: ${rows.toLocaleString("en-US")} rows were given up, for memory holds ${(mostRows ?? 100_000).toLocaleString("en-US")} of them while the store is away; ${one.kind === "quotes" ? "they are lost" : "the exchange is asked for them again"}`); },
    },
  });
  return series.map((one) => {
    const patient = patientStore(store, { forMs: Infinity, everyMs: Math.max(timers.backoffMs, 100), forRoom: true, signal: abort, onWait: (reason) => notice(`${nameOf(one)}: ${reason}`) });
    return collectSeries({ store: patient, feed, source, timers, notice, stop, abort }, one, of(one));
  });
}

/** The store is told every few seconds; while it is away nobody is. */
async function beat({ listener = {} }: CollectMeans, lease: CollectorLease, states: readonly SeriesState[], end: Ending): Promise<void> {
  while (!end.stop.aborted) {
    try {
      await lease.renew(JSON.stringify(states));
    } catch (error) {
      if (isQuantError(error, "COLLECTOR_RUNNING")) end.fail(error);
    }
    listener.state?.(states);
    await sleep(BEAT, undefined, { signal: end.stop }).catch(() => undefined);
  }
}

/** How a collection ends: on demand or by a failure, first gently, and after a grace at once. */
class Ending {
  private readonly stopper = new AbortController();
  private readonly aborter = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private failure: { readonly error: unknown } | undefined;
  private readonly onDemand = (): void => this.begin();

  constructor(private readonly demand: AbortSignal, private readonly graceMs: Millis) {
    if (demand.aborted) this.begin();
    else demand.addEventListener("abort", this.onDemand);
  }

  get stop(): AbortSignal { return this.stopper.signal; }
  get abort(): AbortSignal { return this.aborter.signal; }

  fail(error: unknown): void {
    this.failure ??= { error };
    this.begin();
  }

  throwIfFailed(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }

  over(): void {
    this.demand.removeEventListener("abort", this.onDemand);
    clearTimeout(this.timer);
  }

  private begin(): void {
    if (this.stopper.signal.aborted) return;
    this.stopper.abort();
    this.timer = setTimeout(() => this.aborter.abort(), this.graceMs);
  }
}
