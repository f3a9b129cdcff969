import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signFlipSurrogate } from "../../lib/research/surrogate.js";
import { DATED, market, MINUTE, type BarRow } from "../backtest/scripted.js";

const bar = fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -40, max: 40 }), fc.nat({ max: 30 }), fc.nat({ max: 30 }), fc.nat({ max: 100 }));
const someBars = fc.array(bar, { minLength: 1, maxLength: 60 }).map((drawn) => {
  let close = 100_000;
  return drawn.map(([gap, move, up, down, volume]): BarRow => {
    const open = close + gap;
    close = open + move;
    return [open / 10, (Math.max(open, close) + up) / 10, (Math.min(open, close) - down) / 10, close / 10, volume, volume / 4];
  });
});
const close = (a: number, b: number, tolerance: number): void => expect(Math.abs(a - b)).toBeLessThanOrEqual(tolerance);

describe("a sign-flip surrogate", () => {
  it("keeps times, volume and every bar's range and move in size, relative to the close before", () => {
    fc.assert(fc.property(someBars, fc.nat(), (rows, seed) => {
      const real = market(rows, { skip: [3] }), flipped = signFlipSurrogate(real, seed, 1e6);
      expect([flipped.openTime, flipped.volume, flipped.gaps]).toEqual([real.openTime, real.volume, real.gaps]);
      for (let row = 0; row < real.length; row++) {
        const [before, now] = [real, flipped].map((c) => (row === 0 ? c.open[0]! : c.close[row - 1]!)) as [number, number];
        close((flipped.high[row]! - flipped.low[row]!) / now, (real.high[row]! - real.low[row]!) / before, 1e-9);
        close(Math.abs(flipped.close[row]! / now - 1), Math.abs(real.close[row]! / before - 1), 1e-9);
      }
    }), { seed: 20260301 });
  });
  it("mirrors a bar whole: high becomes low, what takers bought becomes what they sold", () => {
    const real = market([[100, 103, 99, 101, 10, 4]]), seeds = Array.from({ length: 20 }, (_, seed) => signFlipSurrogate(real, seed, 10));
    const shapes = new Set(seeds.map((c) => [c.open[0], c.high[0], c.low[0], c.close[0], c.takerBuyVolume![0]].join()));
    expect([...shapes].sort()).toEqual(["100,101,97,99,6", "100,103,99,101,4"]);
  });
  it("goes nowhere on average, where the market itself rises with every bar", () => {
    const rising = market(Array.from({ length: 100 }, (_, i): BarRow => [100 + i, 101.5 + i, 99.5 + i, 101 + i])), ends = Array.from({ length: 2_000 }, (_, seed) => signFlipSurrogate(rising, seed, 10).close[99]!);
    const mean = ends.reduce((a, b) => a + b, 0) / ends.length, error = Math.sqrt(ends.reduce((sum, end) => sum + (end - mean) ** 2, 0) / ends.length / ends.length);
    expect(Math.abs(mean - 100)).toBeLessThan(4 * error);
  });
  it("is the same for the same seed, on the tick, and labelled synthetic", () => {
    const real = market([[100, 103, 99, 101], [101, 104, 100, 103]]), once = signFlipSurrogate(real, 5, 10);
    expect(signFlipSurrogate(real, 5, 10).close).toEqual(once.close);
    expect(once.close.every((price) => Math.abs(price * 10 - Math.round(price * 10)) < 1e-9)).toBe(true);
    expect([once.origin.synthetic, once.openTime[1]]).toEqual([true, DATED + MINUTE]);
  });
});
