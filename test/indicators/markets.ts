/** Markets for the tests of this room: seeded, so that a failure can be run again. */
import { candles, type Candles } from "../../lib/market/candles.js";
import type { Bar, Indicator } from "../../lib/indicators/index.js";

export const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 1);
const ORIGIN = { exchange: "none", symbol: "BTC/USDT", synthetic: true, builtFrom: "1m" } as const;

export interface Row { readonly open: number; readonly high: number; readonly low: number; readonly close: number; readonly volume: number; readonly minute?: number }

/** One-minute candles of the given rows; `minute` counts from the start and leaves a gap where it jumps. */
export function market(rows: readonly Row[]): Candles {
  const column = (read: (row: Row, i: number) => number): Float64Array => Float64Array.from(rows, read);
  return candles(ORIGIN, "1m", {
    openTime: column((row, i) => START + (row.minute ?? i) * MINUTE),
    open: column((row) => row.open), high: column((row) => row.high), low: column((row) => row.low), close: column((row) => row.close), volume: column((row) => row.volume),
  });
}

/** Bars that close at the given prices and open where the one before closed. */
export function closes(...prices: readonly number[]): Candles {
  return market(prices.map((close, i) => {
    const open = prices[i - 1] ?? close;
    return { open, high: Math.max(open, close), low: Math.min(open, close), close, volume: 1 };
  }));
}

/** Mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A walk in cents with gaps, opens away from the last close, flat stretches and minutes without volume. `scale` lifts it: 1e100 makes huge prices. */
export function lively(seed: number, length: number, scale = 1): Candles {
  const chance = random(seed), rows: Row[] = [];
  let price = 100 + Math.floor(chance() * 900), minute = Math.floor(chance() * 7), flat = 0;
  for (let i = 0; i < length; i++) {
    flat = flat > 0 ? flat - 1 : chance() < 0.03 ? 4 : 0;
    const swing = flat > 0 ? 0 : 1, cents = (size: number): number => Math.round(chance() * size * 100) / 100;
    const open = price + (chance() < 0.2 ? swing * cents(2) : 0);
    price = Math.max(1, Math.round((price + swing * (chance() - 0.5) * 6) * 100) / 100);
    const high = Math.max(open, price) + swing * cents(2), low = Math.max(0.5, Math.min(open, price) - swing * cents(2));
    rows.push({ open: open * scale, high: high * scale, low: low * scale, close: price * scale, volume: chance() < 0.1 ? 0 : cents(50), minute });
    minute += chance() < 0.04 ? 2 + Math.floor(chance() * 20) : 1;
  }
  return market(rows);
}

/** Pushes every row, with one reused object as the engine does. */
export function pushAll(indicator: Indicator, c: Candles, from = 0): Float64Array {
  const bar: Bar = { time: 0, open: 0, high: 0, low: 0, close: 0, volume: 0, interval: c.interval }, out = new Float64Array(c.length - from);
  for (let i = from; i < c.length; i++) {
    Object.assign(bar, { time: c.openTime[i], open: c.open[i], high: c.high[i], low: c.low[i], close: c.close[i], volume: c.volume[i] });
    out[i - from] = indicator.push(bar);
  }
  return out;
}

/** First row where two columns differ in a bit, all NaN being one; -1 for none. */
export function firstDifference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return a.findIndex((value, i) => !Object.is(value, b[i]));
}
