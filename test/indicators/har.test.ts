/** The HAR forecast against a batch fit, on planted processes, and its manners at the ends of periods. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { harRv, type HarOptions } from "../../lib/indicators/index.js";
import { RowRegression } from "../../lib/indicators/variance/rowRegression.js";
import type { Candles } from "../../lib/market/candles.js";
import { isQuantError } from "../../lib/market/errors.js";
import { normalRandom, uniformRandom } from "../../lib/market/random.js";
import { leastSquares } from "../../lib/metrics/leastSquares.js";
import { closes, lively, market, MINUTE } from "./markets.js";

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isQuantError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no failure";
};

/** Realised variance of every period, by a plain grouping of the closes. */
function realised(c: Candles, minutes: number): number[] {
  const sums = new Map<number, number>();
  for (let i = 0; i < c.length; i++) {
    const period = Math.floor(c.openTime[i]! / (minutes * MINUTE)), r = i === 0 ? 0 : Math.log(c.close[i]!) - Math.log(c.close[i - 1]!);
    sums.set(period, (sums.get(period) ?? 0) + r * r);
  }
  return [...sums.values()];
}

/** Fits on everything at once with another method and forecasts what follows the last period. */
function batchForecast(rv: readonly number[], lags: readonly number[], isLog: boolean): number {
  const scaled = (v: number): number => (isLog ? Math.log(v) : v), most = Math.max(...lags);
  const x = (end: number, lag: number): number => scaled(rv.slice(end - lag, end).reduce((a, b) => a + b, 0) / lag);
  const targets = rv.map((_, t) => t).filter((t) => t >= most && [scaled(rv[t]!), ...lags.map((lag) => x(t, lag))].every(Number.isFinite));
  if (targets.length < 6) return NaN;
  const fit = leastSquares(Float64Array.from(targets, (t) => scaled(rv[t]!)), lags.map((lag) => Float64Array.from(targets, (t) => x(t, lag))));
  const value = lags.reduce((sum, lag, j) => sum + fit.coefficients[j + 1]! * x(rv.length, lag), fit.coefficients[0]!);
  const s2 = fit.residuals.reduce((a, e) => a + e * e, 0) / (targets.length - lags.length - 1);
  if (isLog) return Number.isFinite(value) ? Math.exp(value + s2 / 2) : NaN;
  return value > 0 ? value : NaN;
}

describe("the HAR forecast", () => {
  for (const fit of ["log", "plain"] as const) {
    it(`(${fit}) is at each period's end the batch fit of all whole periods so far`, () => fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
      const c = lively(seed, 500), lags = [1, 2, 5], column = harRv({ period: "20m", lags, fit, observations: 6 }).column(c);
      let compared = 0;
      for (let row = 1; row < c.length; row++) {
        const isFirst = Math.floor(c.openTime[row]! / (20 * MINUTE)) !== Math.floor(c.openTime[row - 1]! / (20 * MINUTE)), isLast = (c.openTime[row]! + MINUTE) % (20 * MINUTE) === 0;
        if (!isFirst || isLast) continue;
        // the first bar of a new period still shows what all before it say: the first period is left out
        const rv = realised(c, 20).slice(1, new Set([...c.openTime.subarray(0, row)].map((t) => Math.floor(t / (20 * MINUTE)))).size);
        if (rv.length < 5 + 6) continue;
        const expected = batchForecast(rv, lags, fit === "log");
        expect(Number.isNaN(column[row]!)).toBe(Number.isNaN(expected));
        expect(Number.isNaN(expected) || Math.abs(column[row]! / expected - 1) < 1e-6).toBe(true);
        compared++;
      }
      expect(compared).toBeGreaterThan(5);
    }), { numRuns: 15 }));
  }

  /** Two bars a period, each with half of its variance: period p has exactly rv[p]. */
  const marketOf = (rv: readonly number[]): Candles => {
    const prices = [100];
    for (const v of rv) for (const sign of [1, -1]) prices.push(prices[prices.length - 1]! * Math.exp(sign * Math.sqrt(v / 2)));
    return closes(...prices.slice(1));
  };

  it("forecasts a noiseless recursion to the digit, on the variances and on their logarithms", () => {
    const uniform = uniformRandom(3), start = (): number[] => Array.from({ length: 6 }, () => 1e-4 * (1 + uniform()));
    const three = (rv: readonly number[]): number => (rv.at(-1)! + rv.at(-2)! + rv.at(-3)!) / 3;
    const plain = start(), log = start();
    while (plain.length < 16) plain.push(2e-5 + 0.9 * plain.at(-1)! - 0.3 * three(plain));
    while (log.length < 16) log.push(Math.exp(-2 + 1.1 * Math.log(log.at(-1)!) - 0.4 * Math.log(three(log))));
    const at = (rv: readonly number[], fit: "log" | "plain"): number => harRv({ period: "2m", lags: [1, 3], fit, observations: 4 }).column(marketOf(rv)).at(-1)!;
    // the first rows are no part of the recursion, and the indicator leaves the first period out
    expect(at(plain.slice(2), "plain") / (2e-5 + 0.9 * plain.at(-1)! - 0.3 * three(plain)) - 1).toBeLessThan(1e-7);
    expect(Math.abs(at(log.slice(2), "log") / Math.exp(-2 + 1.1 * Math.log(log.at(-1)!) - 0.4 * Math.log(three(log))) - 1)).toBeLessThan(1e-7);
  });

  it("on a persistent log variance forecasts better than the last period does, without bias", () => {
    const normal = normalRandom(uniformRandom(12)), rv: number[] = [];
    for (let t = 0, h = -9; t < 3_000; t++) {
      h = -9 + 0.8 * (h + 9) + 0.5 * normal();
      rv.push(Math.exp(h));
    }
    const column = harRv({ period: "2m", lags: [1, 7, 30] }).column(marketOf(rv));
    let forecastError = 0, lastError = 0, sum = 0, actual = 0;
    for (let t = 1_000; t + 1 < rv.length; t++) {
      const forecast = column[2 * t + 1]!, next = rv[t + 1]!;
      forecastError += (forecast - next) ** 2;
      lastError += (rv[t]! - next) ** 2;
      sum += forecast;
      actual += next;
    }
    expect(forecastError).toBeLessThan(0.9 * lastError);
    expect(Math.abs(sum / actual - 1)).toBeLessThan(0.05);
  });

  it("is given after 1 + longest lag + observations periods, counted in periods, and holds inside one", () => {
    const uniform = uniformRandom(8), c = marketOf(Array.from({ length: 40 }, () => 1e-4 * (0.5 + uniform()))), indicator = harRv({ period: "2m", lags: [1, 4], observations: 10 });
    expect([indicator.warmup, indicator.timeframe]).toEqual([15, "2m"]);
    const column = indicator.column(c);
    expect(column.findIndex((v) => !Number.isNaN(v))).toBe(2 * 15 - 1);
    for (let row = 29; row + 1 < c.length; row += 2) expect(column[row + 1]).toBe(column[row]);
    expect(column[31]).not.toBe(column[29]);
  });

  it("is the root, or of a year, only when asked", () => {
    const c = lively(4, 600), at = (options: HarOptions): number => harRv({ period: "20m", lags: [1, 2], observations: 5, ...options }).column(c).at(-1)!;
    expect(at({ as: "volatility" })).toBe(Math.sqrt(at({})));
    expect(at({ periodsPerYear: 365 })).toBe(at({}) * 365);
  });

  it("has no answer on the logarithm of a period in which nothing moved, and one again when it has left the window", () => {
    const uniform = uniformRandom(5), rv = Array.from({ length: 40 }, () => 1e-4 * (0.5 + uniform())), still = rv.map((v, t) => (t === 30 ? 0 : v));
    const column = harRv({ period: "2m", lags: [1, 3], observations: 6 }).column(marketOf(still));
    expect(column[2 * 30 + 1]).toBeNaN();
    expect(column[2 * 31 + 1]).toBeGreaterThan(0);
  });

  it("refuses what can not be fitted", () => {
    expect(code(() => harRv({ lags: [] }))).toBe("BAD_LAGS: harRv: lags is [], a list of whole numbers was expected, such as [1, 7, 30]");
    expect(code(() => harRv({ lags: [7, 1] }))).toContain("BAD_PERIOD: harRv: lags[1] is 1, a whole number of bars from 8 to");
    expect(code(() => harRv({ observations: 4 }))).toContain("BAD_PERIOD: harRv: observations is 4, a whole number of bars from 5 to");
    expect(code(() => harRv({ period: "1y" }))).toContain("BAD_TIMEFRAME");
    expect(code(() => harRv({ fit: "wls" as "log" }))).toContain("BAD_OPTION: harRv: fit is 'wls'");
    expect(code(() => harRv({ periodsPerYear: -1 }))).toContain("BAD_OPTION: harRv: periodsPerYear is -1");
    expect(code(() => harRv({ barsPerYear: 365 } as object))).toContain("UNKNOWN_OPTION: harRv has no option 'barsPerYear'");
    expect(code(() => harRv({ period: "90s" }).column(market([])))).toContain("BAD_TIMEFRAME: an indicator on 90s bars: it can not be fed with 1m bars");
    expect(code(() => harRv().push({ time: 0, open: 1, high: 1, low: 1, close: 1, volume: 0 }))).toContain("must say their interval");
  });
});

describe("the growing regression", () => {
  it("has the coefficients and residuals of a batch fit, whatever the sizes of its columns", () => fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 40 }), (seed, size, more) => {
    const normal = normalRandom(uniformRandom(seed)), rows = size + 3 + more, x = Array.from({ length: size }, (_, j) => Float64Array.from({ length: rows }, () => 10 ** (-4 * j) * (3 + normal())));
    const y = Float64Array.from({ length: rows }, () => normal()), batch = leastSquares(y, x), grown = new RowRegression(size);
    for (let t = 0; t < rows; t++) grown.add(Float64Array.from(x, (column) => column[t]!), y[t]!);
    expect(grown.solve()).toBe(true);
    const probe = Float64Array.from({ length: size }, (_, j) => 10 ** (-4 * j) * (j + 1));
    const expected = probe.reduce((sum, v, j) => sum + v * batch.coefficients[j + 1]!, batch.coefficients[0]!);
    expect(Math.abs(grown.predict(probe) - expected)).toBeLessThan(1e-8 * (1 + Math.abs(expected)));
    expect(grown.residualVariance()).toBeCloseTo(batch.residuals.reduce((a, e) => a + e * e, 0) / (rows - size - 1), 9);
  })));
  it("has none where a regressor is constant or a sum of others, or rows are too few", () => {
    const make = (rows: readonly (readonly number[])[]): boolean => {
      const regression = new RowRegression(2);
      for (const [a, b, y] of rows) regression.add(Float64Array.of(a!, b!), y!);
      return regression.solve();
    };
    expect(make([[1, 5, 1], [2, 5, 4], [3, 5, 9], [4, 5, 16]])).toBe(false);
    expect(make([[1, 2, 1], [2, 4, 4], [3, 6, 9], [4, 8, 16]])).toBe(false);
    const uneven = [0.1, 0.7, 1.3, 2.9, 3.1];
    expect(make(uneven.map((v) => [v, v / 3 + 0.1, v * v]))).toBe(false);
    expect(make(uneven.map((v) => [v, 0.1, v * v]))).toBe(false);
    expect(make([[1, 2, 1], [2, 3, 4]])).toBe(false);
    expect(make([[1, 2, 1], [2, 3, 4], [3, 7, 9]])).toBe(true);
  });
});
