/** PBO against a brute force that joins the blocks and ranks by sorting, and on trials whose answer was planted. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { backtestOverfitting } from "../../lib/research/pbo.js";
import { isQuantError } from "../../lib/market/errors.js";
import { normalRandom, uniformRandom } from "../../lib/market/random.js";
import { sharpeSample } from "../../lib/metrics/sharpe.js";

const ratio = (values: number[]): number => {
  const { sharpe } = sharpeSample(Float64Array.from(values));
  return Number.isNaN(sharpe) ? 0 : sharpe;
};

/** Every subset of half of the blocks by its bits; halves joined row by row; ranks by sorting. */
function bruteForce(returns: readonly Float64Array[], blocks: number): { logits: number[]; inSample: number[]; outOfSample: number[] } {
  const length = Math.floor(returns[0]!.length / blocks), dropped = returns[0]!.length - length * blocks, answer = { logits: [] as number[], inSample: [] as number[], outOfSample: [] as number[] };
  for (let bits = 0; bits < 2 ** blocks; bits++) {
    const chosen = Array.from({ length: blocks }, (_, block) => (bits >> block) & 1);
    if (chosen.filter((bit) => bit === 1).length !== blocks / 2) continue;
    const half = (column: Float64Array, side: number): number[] => [...column.subarray(dropped)].filter((_, row) => chosen[Math.floor(row / length)] === side);
    const inside = returns.map((column) => ratio(half(column, 1))), outside = returns.map((column) => ratio(half(column, 0)));
    const winners = inside.map((_, n) => n).filter((n) => inside[n]! >= Math.max(...inside) - 1e-13), worst = Math.min(...winners.map((n) => outside[n]!));
    const sorted = [...outside].sort((a, b) => a - b), first = sorted.findIndex((v) => v >= worst - 1e-13), last = sorted.findLastIndex((v) => v <= worst + 1e-13);
    const w = ((first + last) / 2 + 1) / (returns.length + 1);
    answer.logits.push(Math.log(w / (1 - w)));
    answer.inSample.push(Math.max(...inside));
    answer.outOfSample.push(worst);
  }
  return answer;
}

const noise = (seed: number, trials: number, rows: number, mean: (trial: number) => number = () => 0): Float64Array[] => {
  const normal = normalRandom(uniformRandom(seed));
  return Array.from({ length: trials }, (_, n) => Float64Array.from({ length: rows }, () => mean(n) + 0.01 * normal()));
};
const sorted = (values: ArrayLike<number>): number[] => Array.from(values).sort((a, b) => a - b);

/** Largest difference of any figure, splits in the order of their size; Infinity where a share differs at all. */
function fromBruteForce(returns: readonly Float64Array[], blocks: number): number {
  const ours = backtestOverfitting(returns, blocks), theirs = bruteForce(returns, blocks), splits = theirs.logits.length;
  const apart = (["logits", "inSample", "outOfSample"] as const).flatMap((name) => {
    const expected = sorted(theirs[name]);
    return sorted(ours[name]).map((v, i) => Math.abs(v - (expected[i] ?? Infinity)));
  });
  const shares = ours.pbo === theirs.logits.filter((l) => l <= 0).length / splits && ours.lossProbability === theirs.outOfSample.filter((r) => r < 0).length / splits;
  return shares && apart.length === 3 * splits ? Math.max(...apart) : Infinity;
}

describe("the probability of backtest overfitting", () => {
  it("is a brute force's, rows that fill no block dropped at the start", () => fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 2, max: 7 }), fc.constantFrom(2, 4, 6, 8), fc.integer({ min: 0, max: 7 }), (seed, trials, blocks, more) => {
    expect(fromBruteForce(noise(seed, trials, blocks * 5 + more), blocks)).toBeLessThan(1e-9);
  }), { numRuns: 40 }));
  it("is a brute force's where trials are copies of each other or do nothing for a while", () => fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
    const [a, b, c] = noise(seed, 3, 24) as [Float64Array, Float64Array, Float64Array];
    expect(fromBruteForce([a, b, a.slice(), c.map((r, row) => (row < 12 ? 0 : r)), new Float64Array(24)], 4)).toBeLessThan(1e-9);
  }), { numRuns: 20 }));
  it("has the slope of out of sample on in sample: their covariance over the variance in sample", () => {
    const { inSample, outOfSample, slope } = backtestOverfitting(noise(11, 9, 120), 8), mean = (column: Float64Array): number => column.reduce((a, v) => a + v, 0) / column.length;
    const x = mean(inSample), y = mean(outOfSample), covariance = inSample.reduce((sum, v, i) => sum + (v - x) * (outOfSample[i]! - y), 0);
    expect(slope).toBeCloseTo(covariance / inSample.reduce((sum, v) => sum + (v - x) ** 2, 0), 10);
  });
  it("by hand: two trials, each good in one half, so that the better one is always the worse one later", () => {
    const good = [0.02, 0.01, 0.02, 0.01], bad = [-0.02, -0.01, -0.02, -0.01];
    const { pbo, logits, lossProbability, inSample, outOfSample } = backtestOverfitting([Float64Array.of(...good, ...bad), Float64Array.of(...bad, ...good)], 2);
    expect([pbo, lossProbability]).toEqual([1, 1]);
    for (const logit of logits) expect(logit).toBeCloseTo(Math.log(1 / 3 / (2 / 3)), 12);
    const sharpe = 0.015 / Math.sqrt((4 * 0.005 ** 2) / 3);
    expect([...inSample, ...outOfSample].map((v) => Math.round(v * 1e9))).toEqual([sharpe, sharpe, -sharpe, -sharpe].map((v) => Math.round(v * 1e9)));
  });
  it("is 0 where one trial is truly better, and what it shows in sample it keeps", () => {
    const { pbo, lossProbability, logits } = backtestOverfitting(noise(3, 20, 640, (n) => (n === 7 ? 0.01 : 0)));
    expect([pbo, lossProbability, logits.length]).toEqual([0, 0, 12_870]);
    expect(logits[0]).toBeCloseTo(Math.log(20), 12);
  });
  it("is near 1 where all trials end where they began with the same spread: the best half is paid back by the other", () => {
    const flat = noise(5, 12, 160).map((column) => {
      const mean = column.reduce((a, r) => a + r, 0) / column.length;
      return column.map((r) => r - mean);
    });
    const { pbo, slope, lossProbability } = backtestOverfitting(flat, 8);
    expect(pbo).toBeGreaterThan(0.95);
    expect(lossProbability).toBe(1);
    expect(slope).toBeLessThan(-0.5);
  });
  it("is about one half on average where no trial has any skill", () => {
    const answers = Array.from({ length: 30 }, (_, seed) => backtestOverfitting(noise(100 + seed, 20, 200), 8).pbo);
    const mean = answers.reduce((a, p) => a + p, 0) / answers.length;
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
  });
  it("does not depend on the order of the trials, nor on the scale of their returns", () => fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
    const trials = [...noise(seed, 6, 60), ...noise(seed, 2, 60)], answer = backtestOverfitting(trials, 6);
    expect(backtestOverfitting([...trials].reverse(), 6).logits).toEqual(answer.logits);
    expect(backtestOverfitting(trials.map((column) => column.map((r) => r * 4)), 6).logits).toEqual(answer.logits);
  }), { numRuns: 20 }));
  it("leaves out the first rows that fill no block", () => {
    const trials = noise(9, 4, 67), { rows, pbo } = backtestOverfitting(trials, 16);
    expect(rows).toBe(64);
    expect(pbo).toBe(backtestOverfitting(trials.map((column) => column.subarray(3)), 16).pbo);
  });
  it("refuses what can not be judged", () => {
    const message = (returns: readonly Float64Array[], blocks?: number): string => {
      try {
        backtestOverfitting(returns, blocks);
      } catch (error) {
        if (isQuantError(error)) return `${error.code}: ${error.message}`;
        throw error;
      }
      return "no failure";
    };
    const trials = noise(1, 3, 40);
    for (const blocks of [3, 0, 22, 4.5, NaN]) expect(message(trials, blocks)).toBe(`BAD_BLOCKS: pbo: blocks is ${blocks}, an even number from 2 to 20 was expected`);
    expect(message(trials, 20)).toBe("no failure");
    expect(message(noise(1, 3, 31))).toBe("BAD_BLOCKS: pbo: 31 rows are too few for 16 blocks: at least 32 were expected, two a block");
    expect(message(trials.slice(0, 1), 4)).toContain("BAD_TRIALS: pbo: trials: 1 given, at least two");
    expect(message([...trials, new Float64Array(39)], 4)).toContain("trial 3 has 39 returns, trial 0 has 40");
    expect(message([trials[0]!, trials[1]!.map((r, i) => (i === 5 ? NaN : r))], 4)).toContain("trial 1 has a return of NaN in row 5");
  });
});
