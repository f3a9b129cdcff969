import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { downsideDeviation, omega, sortino } from "../../lib/metrics/downside.js";
import { cagr, calmar, compound } from "../../lib/metrics/growth.js";
import { autocorrelation, loFactor, neweyWestLags, sharpe, sharpeSample, sharpeStandardError, volatility } from "../../lib/metrics/sharpe.js";
import { conditionalValueAtRisk, tailRatio, valueAtRisk } from "../../lib/metrics/tail.js";
import { apart, column, normals, seeded, someReturns } from "./fixtures.js";

const shuffled = (values: Float64Array, seed: number): Float64Array => {
  const random = seeded(seed), copy = Float64Array.from(values);
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
};

describe("the Sharpe ratio", () => {
  it("of three returns by hand, with n - 1 and 365 days", () => {
    // mean 0.01, deviations 0.01, -0.02, 0.01: variance 0.0006 / 2
    expect(sharpe(column(0.02, -0.01, 0.02))).toBeCloseTo((0.01 / Math.sqrt(0.0003)) * Math.sqrt(365), 12);
    expect(volatility(column(0.02, -0.01, 0.02))).toBeCloseTo(Math.sqrt(0.0003 * 365), 14);
  });
  it("does not depend on the order of days, nor do Sortino, Omega and the tails", () => {
    fc.assert(fc.property(someReturns, fc.integer(), (returns, seed) => {
      const other = shuffled(returns, seed);
      expect([sharpe, sortino, omega, valueAtRisk, conditionalValueAtRisk, tailRatio].filter((ratio) => apart(ratio(returns), ratio(other)) > 1e-9)).toEqual([]);
    }));
  });
  it("changes its sign with the returns and not with leverage", () => {
    fc.assert(fc.property(someReturns, fc.integer({ min: 1, max: 20 }), (returns, leverage) => {
      expect(sharpe(returns.map((r) => -r))).toBeCloseTo(-sharpe(returns), 9);
      expect(sharpe(returns.map((r) => leverage * r))).toBeCloseTo(sharpe(returns), 9);
    }));
  });
  it("falls by the risk-free rate over the deviation", () => expect(sharpe(column(0.02, -0.01, 0.02), 1, 0.004)).toBeCloseTo(0.006 / Math.sqrt(0.0003), 12));
  it("is not defined without at least two returns that vary", () => {
    for (const returns of [column(), column(0.1), column(0.01, 0.01, 0.01), column(0, 0, 0)]) expect(sharpe(returns)).toBeNaN();
  });
  it("is not defined for equity that grows by the same share each day, whatever the last digit of its returns", () => {
    const equity = Float64Array.from({ length: 400 }, (_, i) => 10_000 * 1.01 ** i), returns = equity.subarray(1).map((e, i) => e / equity[i]! - 1);
    expect(new Set(returns).size, "the returns do differ in their last digits").toBeGreaterThan(1);
    expect(sharpe(returns)).toBeNaN();
    expect(sharpeSample(returns).skewness).toBeNaN();
  });
  it("carries raw kurtosis: a normal sample has a standard error of sqrt((1 + SR^2 / 2) / (T - 1))", () => {
    const sample = { sharpe: 0.8, observations: 101, skewness: 0, kurtosis: 3 };
    expect(sharpeStandardError(sample)).toBeCloseTo(Math.sqrt(1.32 / 100), 14);
    expect(sharpeStandardError({ ...sample, observations: 1 })).toBeNaN();
  });
  it("scatters over many samples by its standard error", () => {
    const all = normals(5, 400 * 250), each = Array.from({ length: 400 }, (_, i) => sharpeSample(all.subarray(i * 250, (i + 1) * 250).map((z) => 0.15 + z)));
    const center = each.reduce((a, s) => a + s.sharpe, 0) / 400, scatter = Math.sqrt(each.reduce((a, s) => a + (s.sharpe - center) ** 2, 0) / 399);
    expect(scatter / sharpeStandardError(each[0]!)).toBeGreaterThan(0.9);
    expect(scatter / sharpeStandardError(each[0]!)).toBeLessThan(1.1);
  });
});

describe("Lo's factor", () => {
  it("is the square root of the periods where no autocorrelation counts", () => expect(loFactor(normals(1, 30), 365, 0)).toBeCloseTo(Math.sqrt(365), 13));
  it("of returns that repeat is below the square root, of returns that alternate above", () => {
    const trending = column(1, 1, 1, -1, -1, -1, 1, 1, 1, -1, -1, -1), alternating = column(1, -1, 1, -1, 1, -1, 1, -1, 1, -1);
    expect(loFactor(trending, 365, 1)).toBeLessThan(Math.sqrt(365));
    expect(loFactor(alternating, 4, 1)).toBeNaN();
    expect(loFactor(alternating.map((r, i) => r + (i % 4)), 4, 1)).toBeGreaterThan(2);
  });
  it("for two periods is 2 / sqrt(2 + 2 rho), rho by hand", () => {
    // 1, 2, 3, 6 around 3: -2, -1, 0, 3; products 2 + 0 + 0, squares 14
    expect(autocorrelation(column(1, 2, 3, 6), 1)).toBeCloseTo(2 / 14, 14);
    expect(autocorrelation(column(1, 2, 3, 6), 2)).toBeCloseTo((0 - 3) / 14, 14);
    expect(loFactor(column(1, 2, 3, 6), 2)).toBeCloseTo(2 / Math.sqrt(2 + 4 / 14), 14);
  });
  it("is the variance of summed periods: overlapping sums of an AR(1) scatter by Q / eta", () => {
    const noise = normals(9, 40_000), returns = new Float64Array(40_000);
    for (let i = 1; i < returns.length; i++) returns[i] = 0.3 * returns[i - 1]! + noise[i]!;
    const q = 10, sums = Float64Array.from({ length: returns.length - q }, (_, i) => returns.subarray(i, i + q).reduce((a, b) => a + b, 0));
    const scatter = volatility(sums, 1) / volatility(returns, 1);
    expect(q / loFactor(returns, q)).toBeCloseTo(scatter, 1);
  });
  it("is not defined with fewer returns than lags need, or when they do not vary", () => {
    expect(loFactor(column(1, 2, 3), 365)).toBeNaN();
    expect(loFactor(column(1, 2, 3), 3, 2)).toBeNaN();
    expect(loFactor(column(1, 1, 1, 1), 2)).toBeNaN();
    expect(loFactor(column(1, -1, 1, -1), 3, 1), "rho is -3/4, so the estimated variance over three periods is 0").toBeNaN();
    expect(autocorrelation(column(), 0)).toBeNaN();
  });
  it("counts an autocorrelation of 1 at lag 0 and of 0 beyond the data", () => {
    expect(autocorrelation(column(1, 2, 4), 0)).toBe(1);
    expect(autocorrelation(column(1, 2, 4), 3)).toBe(0);
  });
  it("is cut at Newey and West's lag: 4 at a hundred days, 7 at four years", () => expect([neweyWestLags(0), neweyWestLags(100), neweyWestLags(1460)]).toEqual([0, 4, 7]));
});

describe("downside ratios", () => {
  it("divide by all returns, not by the losing ones", () => {
    expect(downsideDeviation(column(0.03, -0.02, 0.01, -0.04))).toBeCloseTo(Math.sqrt((0.0004 + 0.0016) / 4), 15);
    expect(sortino(column(0.03, -0.02, 0.05, -0.04), 4)).toBeCloseTo((0.005 / Math.sqrt(0.0005)) * 2, 13);
  });
  it("measure from the minimum acceptable return", () => expect(sortino(column(0.03, -0.02, 0.05, -0.04), 1, 0.01)).toBeCloseTo((0.005 - 0.01) / Math.sqrt((0.0009 + 0.0025) / 4), 13));
  it("are not defined where nothing was lost", () => {
    expect(sortino(column(0.01, 0.02, 0.03))).toBeNaN();
    expect(omega(column(0.01, 0.02))).toBeNaN();
    expect(downsideDeviation(column(0.01, 0.02))).toBe(0);
    for (const value of [sortino(column()), sortino(column(-0.1)), omega(column()), downsideDeviation(column())]) expect(value).toBeNaN();
  });
  it("include Omega, gains over losses around its threshold", () => {
    expect(omega(column(0.03, -0.02, 0.01, -0.04))).toBeCloseTo(0.04 / 0.06, 14);
    expect(omega(column(0.03, -0.02, 0.01, -0.04), 0.01)).toBeCloseTo(0.02 / 0.08, 14);
    expect(omega(column(-0.1, -0.2))).toBe(0);
  });
  it("agree: Omega is above 1 exactly when the mean and Sortino are above 0", () => {
    fc.assert(fc.property(someReturns.filter((r) => r.some((v) => v < 0) && Math.abs(r.reduce((a, b) => a + b, 0)) > 1e-9), (returns) => {
      expect(omega(returns) > 1).toBe(sortino(returns) > 0);
    }));
  });
});

describe("tails", () => {
  const returns = Float64Array.from({ length: 21 }, (_, i) => (i - 10) / 100);
  it("read the percentile and the mean of what lies at or below it", () => {
    expect(valueAtRisk(returns, 0.05)).toBeCloseTo(-0.09, 14);
    expect(conditionalValueAtRisk(returns, 0.05)).toBeCloseTo(-0.095, 14);
    expect(conditionalValueAtRisk(returns, 0.149), "floor(20 * 0.149) + 1 = 3 of them").toBeCloseTo(-0.09, 14);
    expect(tailRatio(returns.map((r) => (r > 0 ? 2 * r : r)))).toBeCloseTo(2, 12);
  });
  it("at a cutoff of 0 are the worst return, at 1 the best and the mean", () => {
    expect([valueAtRisk(returns, 0), conditionalValueAtRisk(returns, 0), valueAtRisk(returns, 1)]).toEqual([-0.1, -0.1, 0.1]);
    expect(conditionalValueAtRisk(returns, 1)).toBeCloseTo(0, 14);
  });
  it("are never better in the mean than at their edge", () => {
    fc.assert(fc.property(someReturns, fc.double({ min: 0, max: 1, noNaN: true }), (r, cutoff) => {
      expect(conditionalValueAtRisk(r, cutoff)).toBeLessThanOrEqual(valueAtRisk(r, cutoff) + 1e-12);
    }));
  });
  it("are not defined for no returns, a NaN, or a cutoff that is no share", () => {
    for (const value of [valueAtRisk(column()), conditionalValueAtRisk(column()), tailRatio(column()), conditionalValueAtRisk(column(1, NaN)), conditionalValueAtRisk(column(1), 1.5), tailRatio(column(0, 0, 0))]) expect(value).toBeNaN();
  });
});

describe("growth", () => {
  it("compounds", () => {
    expect(compound(column(0.1, -0.05, 0.2))).toBeCloseTo(0.254, 14);
    expect(compound(column())).toBe(0);
  });
  it("a year is the root over the years, undone by compounding", () => {
    expect(cagr(0.21, 2)).toBeCloseTo(0.1, 14);
    expect(cagr(0.1, 0.5)).toBeCloseTo(0.21, 14);
    fc.assert(fc.property(fc.double({ min: -0.9, max: 10, noNaN: true }), fc.double({ min: 0.5, max: 20, noNaN: true }), (total, years) => {
      expect(Math.abs((1 + cagr(total, years)) ** years / (1 + total) - 1)).toBeLessThan(1e-9);
    }));
  });
  it("is -1 when all is lost or more, and not defined over no time", () => {
    expect([cagr(-1, 3), cagr(-1.4, 3)]).toEqual([-1, -1]);
    for (const value of [cagr(0.1, 0), cagr(0.1, -1), cagr(0.1, NaN), cagr(NaN, 1)]) expect(value).toBeNaN();
  });
  it("over the deepest loss is Calmar, not defined without one", () => {
    expect(calmar(0.3, -0.2)).toBeCloseTo(1.5, 14);
    expect(calmar(-0.1, -0.5)).toBeCloseTo(-0.2, 14);
    expect(calmar(0.3, 0)).toBeNaN();
  });
});
