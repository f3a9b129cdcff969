/** Seeded markets and a strategy that asks for anything at all: what laws are tried on. */
import { defineStrategy, type Strategy } from "../../lib/strategy/strategy.js";
import type { Funding } from "../../lib/market/series.js";
import { DATED, MINUTE, type BarRow } from "./scripted.js";

/** A number in [0, 1) from two whole numbers, so that a strategy may look random and stay pure. */
export function noise(seed: number, n: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}

/** Minutes of a walk around 100 with jumps between them, and volumes to match. */
export function walk(seed: number, length: number): BarRow[] {
  const tenth = (x: number): number => Math.round(x * 10) / 10, rows: BarRow[] = [];
  for (let i = 0, close = 100; i < length; i++) {
    const open = Math.max(tenth(close + (noise(seed, 9 * i) - 0.5) * (noise(seed, 9 * i + 1) < 0.1 ? 4 : 0.2)), 20);
    close = Math.max(tenth(open + (noise(seed, 9 * i + 2) - 0.5) * 3), 20);
    const high = tenth(Math.max(open, close) + noise(seed, 9 * i + 3) * 1.5), low = tenth(Math.max(Math.min(open, close) - noise(seed, 9 * i + 4) * 1.5, 10)), volume = Math.round(noise(seed, 9 * i + 5) * 400);
    rows.push([open, high, low, close, volume, Math.round(volume * noise(seed, 9 * i + 6))]);
  }
  return rows;
}

/** Asks for anything at all, anywhere near the market, at closes and on fills. @param times quantities and distances, for markets of another size */
export const restless = (seed: number, onFills: boolean, times = { size: 1, away: 1 }): Strategy => defineStrategy({
  name: "restless", params: {}, indicators: () => ({}), state: () => ({ n: 0 }), decideOn: onFills ? ["bar", "fill"] : ["bar"],
  decide({ close }, { position }, want, _params, state) {
    const draw = (k: number): number => noise(seed, 1000 * state.n + k);
    state.n++;
    for (let k = 0; k < 4; k++) {
      const size = times.size * (1 + 4 * draw(8 * k)), away = times.away * 2.5 * draw(8 * k + 1), reduceOnly = draw(8 * k + 2) < 0.2;
      if (draw(8 * k + 3) < 0.4) want.bid(k, close - away, size, { reduceOnly });
      if (draw(8 * k + 4) < 0.4) want.ask(k, close + away, size, { reduceOnly });
    }
    if (draw(40) < 0.3) want.stop(0, close * (position > 0 ? 0.985 : 1.015), draw(41) < 0.5 ? undefined : 2);
    if (draw(42) < 0.1) want.position(Math.round(6 * draw(43)) - 3);
    if (draw(44) < 0.2) want.order(1, { type: "limit", side: draw(45) < 0.5 ? "buy" : "sell", price: close * (0.99 + 0.02 * draw(46)), quantity: 2, timeInForce: draw(47) < 0.5 ? "GTC" : "GTX" });
    if (draw(48) < 0.2) want.order(2, { type: "stop-market", side: draw(49) < 0.5 ? "buy" : "sell", trigger: close * (draw(49) < 0.5 ? 1.01 : 0.99), quantity: 2 });
    if (draw(50) < 0.5) want.keep();
  },
});

/** A settlement every seven minutes, at rates to either side. */
export const funding = (seed: number, length: number): Funding => {
  const rows = Array.from({ length: Math.floor(length / 7) }, (_, i) => i);
  return { exchange: "binance", symbol: "BTC/USDT:USDT", length: rows.length, time: Float64Array.from(rows, (i) => DATED + (7 * i + (i % 3) / 3) * MINUTE), rate: Float64Array.from(rows, (i) => (noise(seed, i) - 0.5) / 500), mark: Float64Array.from(rows, () => NaN) };
};
