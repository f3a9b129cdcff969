import { describe, expect, it } from "vitest";
import { standingAmong, trialStanding } from "../../lib/research/trialStanding.js";
import { normalRandom, uniformRandom } from "../../lib/market/random.js";
import { probabilisticSharpe } from "../../lib/metrics/significance.js";
import { sharpe, sharpeSample } from "../../lib/metrics/sharpe.js";

const columns = (count: number, days: number, common: number): Float64Array[] => {
  const normal = normalRandom(uniformRandom(9)), shared = Float64Array.from({ length: days }, () => normal());
  return Array.from({ length: count }, () => Float64Array.from(shared, (value) => 0.01 * (Math.sqrt(common) * value + Math.sqrt(1 - common) * normal())));
};
function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (x: Float64Array): number => x.reduce((s, v) => s + v, 0) / x.length, ma = mean(a), mb = mean(b);
  let ab = 0, aa = 0, bb = 0;
  a.forEach((value, i) => { ab += (value - ma) * (b[i]! - mb); aa += (value - ma) ** 2; bb += (b[i]! - mb) ** 2; });
  return ab / Math.sqrt(aa * bb);
}

describe("the standing of trials", () => {
  it("has the mean over all pairs of their correlations, and the variance of their annual ratios", () => {
    const trials = columns(6, 300, 0.6), pairs = trials.flatMap((a, i) => trials.slice(i + 1).map((b) => correlation(a, b))), ratios = trials.map((column) => sharpe(column));
    const { meanCorrelation, sharpeVariance } = standingAmong(trials), mean = ratios.reduce((a, b) => a + b, 0) / 6;
    expect(meanCorrelation).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / 15, 12);
    expect(sharpeVariance).toBeCloseTo(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / 5, 10);
  });

  it("counts copies of one trial as one effective trial, and independent ones as nearly all", () => {
    const [one] = columns(1, 200, 0), copies = Array.from({ length: 20 }, () => one!);
    expect(trialStanding(one!, standingAmong(copies)).effective).toBeCloseTo(1, 9);
    expect(trialStanding(one!, standingAmong(columns(20, 2_000, 0))).effective).toBeGreaterThan(19);
  });

  it("of a first trial is the probabilistic ratio, and falls with every further one", () => {
    const [one] = columns(1, 400, 0), of = (trials: number): number => trialStanding(one!, { trials, sharpeVariance: trials === 1 ? NaN : 0.5, meanCorrelation: 0 }).dsr;
    expect(of(1)).toBe(probabilisticSharpe(sharpeSample(one!)));
    expect([2, 10, 100, 1000].map(of)).toEqual([2, 10, 100, 1000].map(of).sort((a, b) => b - a));
    expect(of(2)).toBeLessThan(of(1));
  });

  it("has no number where nothing varies", () => {
    expect(trialStanding(new Float64Array(50), standingAmong([new Float64Array(50), new Float64Array(50)])).dsr).toBeNaN();
  });
});
