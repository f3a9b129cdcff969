import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exposure, grossExposure, meanEquity, tradedNotional, turnover } from "../../lib/metrics/exposure.js";
import { tradeStatistics } from "../../lib/metrics/tradeStatistics.js";
import { HOUR, column, curveOf, fillsOf, someFills } from "./fixtures.js";

describe("trade statistics", () => {
  it("of six trips by hand", () => {
    // wins 10, 20, 30; losses -15, -5; one of nothing
    const s = tradeStatistics(column(10, -15, 20, 0, 30, -5));
    expect(s).toMatchObject({ trips: 6, wins: 3, losses: 2, winRate: 0.5, averageWin: 20, averageLoss: -10, profitFactor: 3, expectancyRatio: 0.5, kelly: 0.25 });
    expect(s.expectancy).toBeCloseTo(40 / 6, 14);
    const center = 40 / 6, squares = [10, -15, 20, 0, 30, -5].reduce((a, p) => a + (p - center) ** 2, 0);
    expect(s.sqn).toBeCloseTo((Math.sqrt(6) * center) / Math.sqrt(squares / 5), 13);
  });
  it("have an expectancy that is both the mean and W averageWin - L |averageLoss|", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 40 }).filter((p) => p.some((v) => v > 0) && p.some((v) => v < 0)), (pnl) => {
      const s = tradeStatistics(Float64Array.from(pnl));
      expect(s.expectancy).toBeCloseTo(s.winRate * s.averageWin + (s.losses / s.trips) * s.averageLoss, 10);
      expect(s.profitFactor > 1).toBe(s.expectancy > 1e-12);
    }));
  });
  it("but for amounts of money do not change with the size of the trades", () => {
    const small = tradeStatistics(column(1, -2, 3, -0.5)), large = tradeStatistics(column(1024, -2048, 3072, -512));
    for (const key of ["winRate", "profitFactor", "expectancyRatio", "sqn", "kelly"] as const) expect(large[key]).toBeCloseTo(small[key], 12);
    expect(large.expectancy).toBeCloseTo(1024 * small.expectancy, 9);
  });
  it("of no trips are not defined", () => expect(tradeStatistics(column())).toEqual({
    trips: 0, wins: 0, losses: 0, winRate: NaN, averageWin: NaN, averageLoss: NaN, profitFactor: NaN, expectancy: NaN, expectancyRatio: NaN, sqn: NaN, kelly: NaN }));
  it("without a loss claim no infinite profit factor", () => expect(tradeStatistics(column(5, 7))).toMatchObject({ winRate: 1, averageLoss: NaN, profitFactor: NaN, expectancyRatio: NaN, kelly: NaN, expectancy: 6 }));
  it("without a win have a profit factor of 0", () => expect(tradeStatistics(column(-5, -7))).toMatchObject({ winRate: 0, averageWin: NaN, profitFactor: 0, kelly: NaN, expectancy: -6 }));
  it("of equal profits have no system quality, for they do not vary", () => {
    expect(tradeStatistics(column(5, 5, 5)).sqn).toBeNaN();
    expect(tradeStatistics(column(0, 0)).sqn).toBeNaN();
    expect(tradeStatistics(column(5)).sqn).toBeNaN();
  });
});

describe("exposure", () => {
  const inAndOut = fillsOf([[10, 1, 100, 0], [30, -1, 100, 0], [60, -2, 100, 0]]);
  it("is the share of time with a position, an open one held to the end", () => {
    expect(exposure(inAndOut, 0, 100)).toBe(0.6);
    expect(exposure(fillsOf([]), 0, 100)).toBe(0);
  });
  it("counts only the time inside the window", () => {
    expect(exposure(inAndOut, 20, 40)).toBe(0.5);
    expect(exposure(inAndOut, 70, 80)).toBe(1);
    expect(exposure(inAndOut, 0, 5)).toBe(0);
    expect(exposure(inAndOut, 5, 5)).toBeNaN();
  });
  it("equals an hour by hour look at the position", () => {
    fc.assert(fc.property(someFills, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 90 }), (fills, from, length) => {
      let held = 0;
      for (let hour = from; hour < from + length; hour++) {
        if (fills.quantity.reduce((position, q, i) => (fills.time[i]! <= hour * HOUR ? position + q : position), 0) !== 0) held++;
      }
      expect(exposure(fills, from * HOUR, (from + length) * HOUR)).toBeCloseTo(held / length, 12);
    }));
  });
});

describe("gross exposure", () => {
  const curve = curveOf(0, 1000, [[10, 1000], [20, 1000], [40, 500], [50, 500]]), marks = column(100, 100, 50, 50);
  it("is the time-mean of position value over equity", () => {
    // 0 until 20; from 20 to 40 |-5| * 100 / 1000; from 40 to 50 5 * 50 / 500
    expect(grossExposure(curve, fillsOf([[20, -5, 100, 0]]), marks)).toBeCloseTo((20 * 0.5 + 10 * 0.5) / 50, 14);
  });
  it("counts a fill between two rows from the later one on", () => expect(grossExposure(curve, fillsOf([[11, 5, 100, 0]]), marks)).toBeCloseTo((20 * 0.5 + 10 * 0.5) / 50, 14));
  it("is 0 without fills, not defined over no time, and refused without a mark for each row", () => {
    expect(grossExposure(curve, fillsOf([]), marks)).toBe(0);
    expect(grossExposure(curveOf(0, 1, []), fillsOf([]), column())).toBeNaN();
    expect(() => grossExposure(curve, fillsOf([]), column(1))).toThrow(/4 rows and there are 1 mark prices/);
  });
});

describe("turnover", () => {
  it("is what was traded over mean equity, a year", () => {
    expect(tradedNotional(fillsOf([[1, 2, 100, 0], [2, -3, 110, 0]]))).toBe(530);
    expect(turnover(530, 1000, 0.5)).toBeCloseTo(1.06, 14);
    expect(turnover(530, 1000, 0)).toBeNaN();
    expect(tradedNotional(fillsOf([]))).toBe(0);
  });
  it("divides by equity weighted with time: each value holds until the next row", () => {
    expect(meanEquity(curveOf(0, 100, [[10, 200], [40, 50]]))).toBe((100 * 10 + 200 * 30) / 40);
    expect(meanEquity(curveOf(0, 100, []))).toBeNaN();
  });
});
