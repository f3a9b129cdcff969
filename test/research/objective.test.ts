/** The score of a trial by hand, and that a trial which is stopped could not have won. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { penalisedSharpe } from "../../lib/research/dailyResult.js";
import { foldObjective, foldRanges } from "../../lib/research/objective.js";
import type { Play } from "../../lib/research/play.js";

/** Days whose Sharpe ratio a year is as asked: two returns in turn. */
const daysOf = (sharpe: number, days: number): Float64Array => {
  const deviation = 0.01, even = days - (days % 2), spread = deviation * Math.sqrt((even - 1) / even), mean = (sharpe / Math.sqrt(365)) * deviation;
  return Float64Array.from({ length: even }, (_, i) => mean + (i % 2 === 0 ? spread : -spread));
};
/** Fold number `i` has ratio `params[f{i}]`; NaN never trades. */
const scripted: Play = (params, { from, to }) => {
  const sharpe = params[`f${from / 10}`]!, returns = Number.isNaN(sharpe) ? new Float64Array(to - from) : daysOf(sharpe, to - from);
  return { returns, turnover: new Float64Array(returns.length) };
};
const judged = (values: readonly number[], best?: number, stopHopeless = true): ReturnType<ReturnType<typeof foldObjective>> =>
  foldObjective(scripted, { days: [{ from: 0, to: values.length * 10 }], folds: values.length, stopHopeless })(Object.fromEntries(values.map((value, i) => [`f${i}`, value])), best);

describe("the objective", () => {
  it("is the median over folds, not their mean or best", () => expect(judged([9, 1, -3, 2, 1.5])).toMatchObject({ status: "scored", score: expect.closeTo(1.5, 9) as number }));
  it("counts a fold without a trade as 0, and has no value when it never traded", () => {
    expect(judged([NaN, 2, NaN])).toMatchObject({ status: "scored", score: 0 });
    expect(judged([NaN, NaN, NaN])).toMatchObject({ status: "undefined", why: "it had no return that varies in any fold" });
  });
  it("takes off what a basis point more a trade would cost: turnover a year / volatility a year", () => {
    // 40 turned over on each of 10 days is 14,600 a year; 1 bp of that is 1.46, over a volatility of 0.01 sqrt(365)
    const result = { returns: daysOf(2, 10), turnover: new Float64Array(10).fill(40) };
    expect(penalisedSharpe(result, 1)).toBeCloseTo(2 - 1.46 / (0.01 * Math.sqrt(365)), 9);
    expect(penalisedSharpe(result, 0)).toBeCloseTo(2, 9);
  });
  it("stops only what could not have become the best: whole, its score would not have been higher", () => fc.assert(fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 9 }), fc.double({ min: -5, max: 5, noNaN: true }), (values, best) => {
    const early = judged(values, best), whole = judged(values, best, false), scores = [early, whole].map((outcome) => ("score" in outcome ? outcome.score : NaN));
    expect([early.status === "stopped" || early.status === "scored", whole.status]).toEqual([true, "scored"]);
    expect(early.status === "stopped" ? scores.every((score) => score <= best + 1e-9) : scores[0] === scores[1]).toBe(true);
  }), { numRuns: 300 }));
  it("stops as soon as most folds are below the best", () => expect(judged([-1, -2, -1, 9, 9], 0.5)).toMatchObject({ status: "stopped", values: [expect.any(Number), expect.any(Number), expect.any(Number)] as unknown[] }));
  it("stops nothing before there is a best, nor when told not to", () => expect([judged([-1, -2, -3]).status, judged([-1, -2, -3], 5, false).status]).toEqual(["scored", "scored"]));
});

describe("the folds of training days", () => {
  it("cover each day once, bridge no gap and are about even", () => fc.assert(fc.property(fc.array(fc.integer({ min: 12, max: 80 }), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 8 }), (lengths, folds) => {
    let at = 0;
    const ranges = lengths.map((length) => ({ from: at, to: (at += length + 5) - 5 })), total = lengths.reduce((a, b) => a + b, 0);
    if (folds * 3 > total) return;
    const pieces = foldRanges(ranges, folds), rows = pieces.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
    expect(rows).toEqual(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
    for (const { from, to } of pieces) expect(ranges.some((range) => from >= range.from && to <= range.to)).toBe(true);
    expect(Math.max(...pieces.map(({ from, to }) => to - from))).toBeLessThanOrEqual(Math.ceil((1.5 * total) / folds));
  })));
  it("are refused when there are more than the days can carry", () => {
    expect(() => foldRanges([{ from: 0, to: 30 }], 11)).toThrow("11 folds of 30 days: a whole number from 1 to 10 was expected");
    expect(() => foldRanges([{ from: 0, to: 30 }], 0)).toThrow("0 folds of 30 days");
  });
});
