import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawdown, drawdownStatistics, maxDrawdownOfReturns } from "../../lib/metrics/drawdown.js";
import { simpleReturns } from "../../lib/metrics/daily.js";
import type { EquityCurve } from "../../lib/metrics/equityCurve.js";
import { apart, column, curveOf, someCurve } from "./fixtures.js";

const rounded = (values: Float64Array): number[] => [...values].map((v) => Number(v.toFixed(12)));
const scaled = (curve: EquityCurve, factor: number): EquityCurve => ({ ...curve, startEquity: curve.startEquity * factor, equity: curve.equity.map((e) => e * factor) });

/** By definition: every pair of rows, the start being a row. */
function naive(curve: EquityCurve): { lowest: number; longest: number; under: number } {
  const time = [curve.startTime, ...curve.time], equity = [curve.startEquity, ...curve.equity];
  let lowest = 0, longest = 0, under = 0;
  for (let i = 0; i < time.length; i++) {
    const peak = Math.max(...equity.slice(0, i + 1));
    lowest = Math.min(lowest, equity[i]! / peak - 1);
    if (equity[i]! >= peak) continue;
    under += (time[i + 1] ?? time[i]!) - time[i]!;
    let from = i, to = i;
    while (equity[from]! < peak) from--;
    while (to < time.length - 1 && equity[to]! < peak) to++;
    longest = Math.max(longest, time[to]! - time[from]!);
  }
  return { lowest, longest, under };
}

describe("a drawdown", () => {
  it("is the share below the highest value so far", () => expect(rounded(drawdown(column(100, 120, 90, 120, 60, 130)))).toEqual([0, 0, -0.25, 0, -0.5, 0]));
  it("counts the starting equity as the first peak", () => {
    expect(rounded(drawdown(column(90, 95), 100))).toEqual([-0.1, -0.05]);
    expect(drawdownStatistics(curveOf(0, 100, [[10, 90], [20, 95]]))).toEqual({ maxDrawdown: 90 / 100 - 1, longestDuration: 20, timeUnderWater: 0.5 });
  });
  it("stays between all and nothing, and is nothing exactly at each new high", () => {
    fc.assert(fc.property(someCurve, (curve) => {
      const depth = drawdown(curve.equity, curve.startEquity);
      let peak = curve.startEquity;
      depth.forEach((d, i) => {
        peak = Math.max(peak, curve.equity[i]!);
        expect(d).toBeGreaterThanOrEqual(-1);
        expect(d).toBeLessThanOrEqual(0);
        expect(d === 0).toBe(curve.equity[i] === peak);
      });
    }));
  });
  it("is at most everything: a debt is not deeper", () => {
    expect([...drawdown(column(100, -50))]).toEqual([0, -1]);
    expect(drawdownStatistics(curveOf(0, 100, [[10, -50]])).maxDrawdown).toBe(-1);
    expect(maxDrawdownOfReturns(column(0.5, -1.5))).toBe(-1);
  });
  it("of no values is empty, and from no first peak is not defined", () => {
    expect(drawdown(column()).length).toBe(0);
    expect([...drawdown(column(0, 1))]).toEqual([NaN, NaN]);
    expect(maxDrawdownOfReturns(column())).toBe(0);
  });
});

describe("drawdown statistics", () => {
  it("of one ledger by hand", () => {
    // 100 | 110 at 10, 99 at 20, 110 at 40 (recovered after 30), 110 at 50 (still the peak), 88 at 60, 100 at 90: open 40 since 50
    const curve = curveOf(0, 100, [[10, 110], [20, 99], [40, 110], [50, 110], [60, 88], [90, 100], [100, 100]]);
    expect(drawdownStatistics(curve)).toEqual({ maxDrawdown: 88 / 110 - 1, longestDuration: 50, timeUnderWater: (20 + 40) / 100 });
  });
  it("equal a search over all pairs of rows", () => {
    fc.assert(fc.property(someCurve, (curve) => {
      const s = drawdownStatistics(curve), n = naive(curve), length = (curve.time.at(-1) ?? curve.startTime) - curve.startTime;
      expect(s.maxDrawdown).toBeCloseTo(n.lowest, 14);
      expect(s.longestDuration).toBe(n.longest);
      expect(apart(s.timeUnderWater, length > 0 ? n.under / length : NaN)).toBeLessThan(1e-14);
    }));
  });
  it("do not change when the account is a power of two larger", () => {
    fc.assert(fc.property(someCurve, fc.integer({ min: -20, max: 20 }), (curve, power) => {
      expect(drawdownStatistics(scaled(curve, 2 ** power))).toEqual(drawdownStatistics(curve));
    }));
  });
  it("of a curve and of its returns have the same depth", () => {
    fc.assert(fc.property(someCurve, (curve) => {
      const all = Float64Array.of(curve.startEquity, ...curve.equity);
      expect(maxDrawdownOfReturns(simpleReturns(all))).toBeCloseTo(drawdownStatistics(curve).maxDrawdown, 12);
    }));
  });
  it("of a curve that only rises are 0", () => expect(drawdownStatistics(curveOf(0, 100, [[10, 100], [20, 120]]))).toEqual({ maxDrawdown: 0, longestDuration: 0, timeUnderWater: 0 }));
});
