/** A collection over real sockets against the simulated exchange in compressed time, with everything that goes wrong; and what it has to have stored. Test code. */
import { setTimeout as sleep } from "node:timers/promises";
import { collect } from "../../../lib/data/collect/collect.js";
import type { SeriesState } from "../../../lib/data/collect/collectionState.js";
import { scaledTimers, type StreamTimers } from "../../../lib/data/collect/streamTimers.js";
import type { StoredKind } from "../../../lib/data/seriesTable.js";
import { openSource } from "../../../lib/data/sources/openSource.js";
import type { Source } from "../../../lib/data/sources/source.js";
import type { Store } from "../../../lib/data/store/store.js";
import { startExchange, type SimulatedExchange } from "../../../lib/exchange/index.js";
import { uniformRandom } from "../../../lib/market/random.js";
import { MINUTE, minuteFeed, START } from "../../exchange/feeds.js";

export const SYMBOL = "BTC/USDT:USDT";
/** Minutes of history before the clock begins: ten before a settlement. */
export const BEFORE = 470;

export interface Compressed { readonly exchange: SimulatedExchange; readonly source: Source; readonly timers: StreamTimers; readonly end: () => Promise<void> }

/** Everything that waits is `factor` times as fast, the exchange's clock, its weights and ccxt's timers alike; no timer below 100 ms. */
export async function compressed(minutes: number, factor: number, seed: number): Promise<Compressed> {
  const exchange = await startExchange({ feeds: [minuteFeed({ symbol: SYMBOL, minutes: BEFORE + minutes + 120, seed })], now: START + BEFORE * MINUTE, limits: { futures: 2_400 * factor } });
  const timers = { ...scaledTimers(factor, 100), deadlineMs: 3_000 }, source = await openSource("binance", { exchangeUrl: exchange.url, attempts: 4, backoffMs: 20, deadlineMs: 3_000, clockFactor: factor });
  return {
    exchange, source, timers,
    end: async () => {
      await source.close();
      await exchange.stop();
    },
  };
}

export interface Running { readonly series: number; readonly states: () => readonly SeriesState[]; readonly notices: readonly string[]; readonly stop: () => Promise<readonly SeriesState[]>; readonly failed: Promise<unknown> }

export function start(store: Store, { source, timers }: Compressed, streams: readonly StoredKind[], mostRows?: number, graceMs?: number): Running {
  const stop = new AbortController(), notices: string[] = [];
  let states: readonly SeriesState[] = [];
  const running = collect({ store, source, timers, mostRows, graceMs, signal: stop.signal, listener: { notice: (sentence) => notices.push(sentence), state: (series) => { states = series; } } }, { symbols: [SYMBOL], streams });
  const failed = running.then(() => undefined, (error: unknown) => error);
  return { series: streams.length, states: () => states, notices, failed, stop: () => { stop.abort(); return running; } };
}

export interface Trouble { readonly disconnects: number; readonly seed: number; /** Simulated. */ readonly minutes: number; readonly factor: number }

/** Plays `minutes` with disconnects at random moments between them, half-open connections, refusals and unreadable events; then waits in quiet. */
export async function playTrouble({ exchange }: Compressed, { disconnects, seed, minutes, factor }: Trouble): Promise<void> {
  const random = uniformRandom(seed), wall = (minutes * MINUTE) / factor, moments = Array.from({ length: disconnects }, () => random() * wall).sort((a, b) => a - b);
  const faults = exchange.faults, began = performance.now();
  faults.random(seed, { duplicate: 0.01, reorder: 0.005, late: 0.005, drop: 0.001, lateMs: 100 });
  exchange.clock.play(factor);
  for (const [i, moment] of moments.entries()) {
    await sleep(Math.max(0, moment - (performance.now() - began)));
    if (i === Math.floor(disconnects / 2)) exchange.freeze();
    else exchange.disconnect();
    if (i % 5 === 1) faults.answer({ kind: "status", status: 429, retryAfterSeconds: 0 }, { at: "lines" });
    if (i % 5 === 2) faults.answer({ kind: "status", status: 418, retryAfterSeconds: 1 }, { at: "aggTrades" });
    if (i % 5 === 3) faults.stream({ kind: "malformed" }, { at: "kline" });
    if (i % 5 === 4) faults.answer({ kind: "cut body" }, { at: "aggTrades" });
  }
  await sleep(Math.max(0, wall - (performance.now() - began)));
  faults.clear();
}

/** Waits for something to become true. */
export async function until(condition: () => Promise<boolean> | boolean, what: string, ms = 60_000): Promise<void> {
  for (const end = performance.now() + ms; !(await condition());) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await sleep(50);
  }
}
