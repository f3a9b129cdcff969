import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CompensatedSum, mean, sum } from "../../lib/metrics/compensatedSum.js";
import { moments, standardDeviation, varies } from "../../lib/metrics/moments.js";
import { ascending, quantile } from "../../lib/metrics/quantile.js";
import { column, normals, someReturns } from "./fixtures.js";

describe("a compensated sum", () => {
  it("keeps what a plain sum loses beside a large term", () => {
    expect(sum(column(1, 1e100, 1, -1e100))).toBe(2);
    expect(sum(column(1e16, 1, 1, 1, -1e16))).toBe(3);
  });
  it("of three million tenths is exact to the last digit", () => {
    const tenths = new Float64Array(3_154_155).fill(0.1);
    expect(sum(tenths)).toBe(315_415.5);
    expect(tenths.reduce((a, b) => a + b, 0), "a plain sum is off in the tenth digit").not.toBe(315_415.5);
  });
  it("of integers equals the exact sum, in any order", () => {
    fc.assert(fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 40 }), (values) => {
      const exact = Number(values.reduce((a, v) => a + BigInt(v), 0n));
      expect(sum(Float64Array.from(values))).toBe(exact);
      expect(sum(Float64Array.from(values).reverse())).toBe(exact);
    }));
  });
  it("of nothing is 0, its mean is not defined, and NaN stays NaN", () => {
    expect(sum(column())).toBe(0);
    expect(mean(column())).toBeNaN();
    const total = new CompensatedSum();
    total.add(1);
    total.add(NaN);
    expect(total.value).toBeNaN();
  });
});

describe("moments", () => {
  it("of five values by hand", () => {
    // around the mean 4: -3, -2, -1, 0, 6; squares 9 + 4 + 1 + 0 + 36 = 50
    const m = moments(column(1, 2, 3, 4, 10));
    expect(m.mean).toBe(4);
    expect(m.deviation).toBeCloseTo(Math.sqrt(50 / 4), 14);
    expect(m.skewness).toBeCloseTo((-27 - 8 - 1 + 0 + 216) / 5 / 10 ** 1.5, 14);
    expect(m.kurtosis).toBeCloseTo((81 + 16 + 1 + 0 + 1296) / 5 / 100, 14);
  });
  it("of a normal variable have skewness 0 and RAW kurtosis 3", () => {
    const m = moments(normals(11, 200_000));
    expect(m.mean).toBeCloseTo(0, 1);
    expect(m.deviation).toBeCloseTo(1, 1);
    expect(Math.abs(m.skewness)).toBeLessThan(0.03);
    expect(Math.abs(m.kurtosis - 3)).toBeLessThan(0.06);
  });
  it("equal Welford's one-pass recurrence", () => {
    fc.assert(fc.property(someReturns, (returns) => {
      let count = 0, center = 0, squares = 0;
      for (const r of returns) {
        const before = r - center;
        center += before / ++count;
        squares += before * (r - center);
      }
      expect(moments(returns).mean).toBeCloseTo(center, 12);
      expect(moments(returns).deviation).toBeCloseTo(Math.sqrt(squares / (count - 1)), 12);
      expect(standardDeviation(returns)).toBe(moments(returns).deviation);
      expect(standardDeviation(returns, 0)).toBeCloseTo(Math.sqrt(squares / count), 12);
    }));
  });
  it("of too few or equal values are not defined", () => {
    expect(moments(column())).toMatchObject({ count: 0, mean: NaN, deviation: NaN, skewness: NaN, kurtosis: NaN });
    expect(moments(column(0.5))).toMatchObject({ mean: 0.5, deviation: NaN, skewness: NaN, kurtosis: NaN });
    expect(moments(column(0.01, 0.01, 0.01))).toMatchObject({ skewness: NaN, kurtosis: NaN });
    expect(standardDeviation(column(1), 0)).toBe(0);
    expect(standardDeviation(column(1))).toBeNaN();
  });
  it("tell rounding from variation at the scale of the numbers", () => {
    expect(varies(2e-16, 1.01)).toBe(false);
    expect(varies(1e-6, 1.01), "a basis point of a basis point varies").toBe(true);
    expect(varies(NaN, 1)).toBe(false);
  });
});

describe("a quantile", () => {
  it("interpolates linearly, as numpy does", () => {
    expect(quantile(column(1, 2), 0.3)).toBeCloseTo(1.3, 15);
    expect(quantile(column(4, 1, 3, 2), 0.5)).toBe(2.5);
    expect(quantile(column(10, 20, 30, 40, 50), 0.05)).toBeCloseTo(12, 12);
  });
  it("at 0 is the smallest, at 1 the largest, and never falls with p", () => {
    fc.assert(fc.property(someReturns, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (returns, p, q) => {
      expect(quantile(returns, 0)).toBe(Math.min(...returns));
      expect(quantile(returns, 1)).toBe(Math.max(...returns));
      expect(quantile(returns, Math.min(p, q))).toBeLessThanOrEqual(quantile(returns, Math.max(p, q)) + 1e-15);
    }));
  });
  it("leaves the values where they are", () => {
    const values = column(3, 1, 2);
    expect([...ascending(values)]).toEqual([1, 2, 3]);
    expect([...values]).toEqual([3, 1, 2]);
  });
  it("of nothing, of a NaN, or outside [0, 1] is not defined", () => {
    for (const [values, p] of [[column(), 0.5], [column(1, NaN, 2), 0], [column(1, 2), -0.01], [column(1, 2), 1.01], [column(1, 2), NaN]] as const) expect(quantile(values, p)).toBeNaN();
  });
});
