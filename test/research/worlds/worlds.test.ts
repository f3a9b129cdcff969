/** Worlds whose truth is known are what they say they are. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { plantedEdge, randomWalk } from "../../../lib/research/worlds/nullWorlds.js";
import { blockSurrogate } from "../../../lib/research/worlds/blockSurrogate.js";
import type { Candles } from "../../../lib/market/candles.js";

const logReturns = ({ close }: Candles): number[] => Array.from(close).slice(1).map((c, i) => Math.log(c / close[i]!));
/** t of sign(sum of the last n) times the next return. */
function followerT(candles: Candles, lookback: number): { readonly t: number; readonly ratio: number } {
  const r = logReturns(candles), earned = r.slice(lookback).map((next, i) => Math.sign(r.slice(i, i + lookback).reduce((a, b) => a + b, 0)) * next);
  const mean = earned.reduce((a, b) => a + b, 0) / earned.length, deviation = Math.sqrt(earned.reduce((a, v) => a + (v - mean) ** 2, 0) / (earned.length - 1));
  return { t: (mean / deviation) * Math.sqrt(earned.length), ratio: mean / deviation };
}

describe("a random walk", () => {
  it("is a martingale: what its last bars did says nothing, and it goes nowhere on average", () => {
    const ts = Array.from({ length: 40 }, (_, seed) => followerT(randomWalk({ seed, bars: 1_500 }), 12).t), ends = Array.from({ length: 200 }, (_, seed) => randomWalk({ seed: 500 + seed, bars: 300 }).close[299]! / 30_000);
    expect(Math.abs(ts.reduce((a, b) => a + b, 0) / Math.sqrt(ts.length))).toBeLessThan(3.5);
    const mean = ends.reduce((a, b) => a + b, 0) / ends.length, error = Math.sqrt(ends.reduce((a, v) => a + (v - mean) ** 2, 0) / ends.length / ends.length);
    expect(Math.abs(mean - 1)).toBeLessThan(3.5 * error);
  });
  it("has the volatility asked for, and is labelled synthetic", () => {
    const walk = randomWalk({ seed: 5, bars: 20_000, volatility: 0.8 }), r = logReturns(walk), year = Math.sqrt((r.reduce((a, v) => a + v * v, 0) / r.length) * 8_760);
    expect(year).toBeGreaterThan(0.78);
    expect(year).toBeLessThan(0.82);
    expect(walk.origin.synthetic).toBe(true);
  });
  it("is the same for the same seed, a longer one begins alike", () => {
    expect(randomWalk({ seed: 9, bars: 500 })).toEqual(randomWalk({ seed: 9, bars: 500 }));
    expect(randomWalk({ seed: 9, bars: 800 }).close.subarray(0, 500)).toEqual(randomWalk({ seed: 9, bars: 500 }).close);
    expect(randomWalk({ seed: 10, bars: 500 }).close).not.toEqual(randomWalk({ seed: 9, bars: 500 }).close);
  });
});

describe("a planted edge", () => {
  it("earns its size a bar, in deviations of a bar, by following the bars it was planted on", () => {
    const ratios = Array.from({ length: 20 }, (_, seed) => followerT(plantedEdge({ seed, bars: 3_000, edge: 0.1, lookback: 12 }), 12).ratio), mean = ratios.reduce((a, b) => a + b, 0) / ratios.length;
    expect(Math.abs(mean - 0.1)).toBeLessThan(3.5 / Math.sqrt(20 * 3_000));
  });
});

describe("a block surrogate", () => {
  it("keeps every bar's shape: its moves are moves of the source", () => fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(1, 5, 40), (seed, block) => {
    const walk = randomWalk({ seed: 3, bars: 300 }), source = { ...walk, open: walk.open.map((open, i) => Math.min(walk.high[i]!, Math.max(walk.low[i]!, open + 20))) }, other = blockSurrogate(source, seed, block), moves = logReturns(source);
    logReturns(other).forEach((r) => expect(Math.min(...moves.map((m) => Math.abs(m - r)))).toBeLessThan(2e-6));
    expect([other.length, other.origin.synthetic, other.openTime]).toEqual([300, true, source.openTime]);
  }), { numRuns: 10 }));
  it("loses what came after what: a planted edge is gone", () => {
    const world = plantedEdge({ seed: 1, bars: 3_000, edge: 0.15, lookback: 5 }), ts = Array.from({ length: 20 }, (_, seed) => followerT(blockSurrogate(world, seed), 5).t);
    expect(followerT(world, 5).t).toBeGreaterThan(5);
    expect(Math.abs(ts.reduce((a, b) => a + b, 0) / Math.sqrt(ts.length))).toBeLessThan(3.5);
  });
  it("refuses blocks shorter than a bar", () => expect(() => blockSurrogate(randomWalk({ seed: 1, bars: 20 }), 1, 0.5)).toThrow("mean block is 0.5 bars, at least 1"));
});
