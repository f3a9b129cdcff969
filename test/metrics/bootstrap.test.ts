import { describe, expect, it } from "vitest";
import { bootstrapInterval, defaultMeanBlock, stationaryResample, type BootstrapOptions } from "../../lib/metrics/bootstrap.js";
import { mean } from "../../lib/metrics/compensatedSum.js";
import { maxDrawdownOfReturns } from "../../lib/metrics/drawdown.js";
import { moments } from "../../lib/metrics/moments.js";
import { normalCdf, normalQuantile } from "../../lib/metrics/normal.js";
import { sharpe } from "../../lib/metrics/sharpe.js";
import { column, normals, seeded } from "./fixtures.js";

const returns = normals(3, 400).map((z) => 0.001 + 0.02 * z);
const interval = (options: Partial<BootstrapOptions> = {}, statistic: (v: Float64Array) => number = mean, values: Float64Array = returns) =>
  bootstrapInterval(values, statistic, { random: seeded(7), ...options });

describe("a stationary resample", () => {
  const positions = Float64Array.from({ length: 1000 }, (_, i) => i);
  const follows = (meanBlock: number): number => {
    const random = seeded(1), into = new Float64Array(1000);
    let count = 0;
    for (let r = 0; r < 50; r++) {
      stationaryResample(positions, meanBlock, random, into);
      for (let i = 1; i < 1000; i++) if (into[i] === (into[i - 1]! + 1) % 1000) count++;
    }
    return count / (50 * 999);
  };
  it.each([1, 5, 20])("with a mean block of %d continues with probability 1 - 1/block", (block) => expect(Math.abs(follows(block) - (1 - 1 / block))).toBeLessThan(0.01));
  it("draws each value as often as any other, the last and the first too", () => {
    const random = seeded(2), into = new Float64Array(10), counts = new Float64Array(10);
    for (let r = 0; r < 20_000; r++) {
      stationaryResample(positions.subarray(0, 10), 4, random, into);
      for (const value of into) counts[value] = counts[value]! + 1;
    }
    for (const count of counts) expect(Math.abs(count / 20_000 - 1)).toBeLessThan(0.05);
  });
});

describe("a bootstrap interval", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(interval({}, sharpe)).toEqual(interval({}, sharpe));
    expect(interval({ random: seeded(8) }, sharpe).low).not.toBe(interval({}, sharpe).low);
  });
  it("of a mean of independent values is the textbook's 1.96 standard errors wide", () => {
    const { low, high, estimate } = interval({ meanBlock: 1 }), error = moments(returns).deviation / Math.sqrt(returns.length);
    expect(estimate).toBe(mean(returns));
    expect((high - low) / (2 * 1.96 * error)).toBeGreaterThan(0.93);
    expect((high - low) / (2 * 1.96 * error)).toBeLessThan(1.07);
  });
  it("is wider with blocks where neighbours resemble each other: dependence is kept", () => {
    const trending = new Float64Array(400);
    for (let i = 1; i < 400; i++) trending[i] = 0.7 * trending[i - 1]! + returns[i]!;
    const width = (meanBlock: number): number => { const i = interval({ meanBlock }, mean, trending); return i.high - i.low; };
    expect(width(20)).toBeGreaterThan(1.5 * width(1));
  });
  it("holds the true value about as often as it says", () => {
    let held = 0;
    for (let sample = 0; sample < 120; sample++) {
      const { low, high } = interval({ random: seeded(sample), meanBlock: 1, level: 0.9 }, mean, normals(1000 + sample, 60));
      if (low <= 0 && 0 <= high) held++;
    }
    expect(held / 120).toBeGreaterThan(0.82);
    expect(held / 120).toBeLessThan(0.97);
  });
  it("defaults to 2000 resamples at 95% in blocks of max(5, n^(1/3))", () => {
    expect(interval()).toMatchObject({ resamples: 2000, level: 0.95, undefinedResamples: 0 });
    expect(interval().meanBlock).toBeCloseTo(400 ** (1 / 3), 12);
    expect(defaultMeanBlock(27)).toBe(5);
  });
  it("with bca equals Efron's formula, the acceleration of a mean being its skewness / (6 sqrt n)", () => {
    const skewed = normals(21, 80).map((z) => Math.exp(z)), random = seeded(7), scratch = new Float64Array(80);
    const replicates = Array.from({ length: 2000 }, () => { stationaryResample(skewed, 5, random, scratch); return mean(scratch); }).sort((a, b) => a - b);
    const z0 = normalQuantile(replicates.filter((r) => r < mean(skewed)).length / 2000), a = moments(skewed).skewness / (6 * Math.sqrt(80));
    const at = (z: number): number => { const position = 1999 * normalCdf(z0 + (z0 + z) / (1 - a * (z0 + z))), i = Math.floor(position); return replicates[i]! + (position - i) * (replicates[i + 1]! - replicates[i]!); };
    const bca = interval({ method: "bca", meanBlock: 5 }, mean, skewed), percentile = interval({ meanBlock: 5 }, mean, skewed);
    expect(bca.low).toBeCloseTo(at(-1.959963984540054), 10);
    expect(bca.high).toBeCloseTo(at(1.959963984540054), 10);
    expect(bca.high, "a long right tail moves the interval to the right").toBeGreaterThan(percentile.high);
  });
  it("of a drawdown lies between all and nothing", () => {
    const { low, high } = interval({ level: 0.99 }, maxDrawdownOfReturns);
    expect(low).toBeGreaterThanOrEqual(-1);
    expect(high).toBeLessThanOrEqual(0);
    expect(low).toBeLessThan(high);
  });
  it("says on how many resamples the statistic was not defined", () => {
    const rare = column(0, 0, 0, 0, 0.1);
    const { undefinedResamples, low } = interval({ meanBlock: 1 }, sharpe, rare);
    expect(undefinedResamples / 2000, "(4/5)^5 and (1/5)^5 of them hold one value only").toBeCloseTo(0.328, 1);
    expect(low).not.toBeNaN();
    expect(interval({}, () => NaN)).toMatchObject({ estimate: NaN, low: NaN, high: NaN, undefinedResamples: 2000 });
  });
  it("of values that are all equal has no width, and with bca no bias", () => {
    expect(interval({}, mean, column(2, 2, 2))).toMatchObject({ low: 2, high: 2 });
    expect(interval({ method: "bca" }, mean, column(2, 2, 2))).toMatchObject({ low: 2, high: 2 });
  });
  it.each([[{ resamples: 1999 }, /1999 resamples, at least 2000/], [{ resamples: 2000.5 }, /2000.5 resamples/], [{ meanBlock: 0.5 }, /mean block of 0.5/], [{ level: 1 }, /level of 1/]])(
    "refuses %o in one sentence", (options, message) => expect(() => interval(options)).toThrow(message));
  it("refuses to resample nothing", () => expect(() => interval({}, mean, column())).toThrow(/no values to resample/));
});
