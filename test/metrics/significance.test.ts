import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf, normalDensity } from "../../lib/metrics/normal.js";
import { deflatedSharpe, deflatedThreshold, effectiveTrials, expectedMaximum, minimumBacktestYears, minimumTrackRecord, probabilisticSharpe } from "../../lib/metrics/significance.js";

/** The example of Bailey and Lopez de Prado (2014): annual ratio 2.5 of 1250 days, 250 a year, variance of the trials 0.5 a year. */
const paper = { sharpe: 2.5 / Math.sqrt(250), observations: 1250, skewness: -3, kurtosis: 10 };
const gaussian = { ...paper, skewness: 0, kurtosis: 3 };

describe("the probabilistic Sharpe ratio", () => {
  it("is one half against the ratio itself, and more against less", () => {
    expect(probabilisticSharpe(paper, paper.sharpe)).toBe(0.5);
    expect(probabilisticSharpe(paper, 0)).toBeGreaterThan(probabilisticSharpe(paper, 0.05));
  });
  it("takes raw kurtosis: of normal returns the error is (1 + SR^2 / 2) / (T - 1)", () =>
    expect(probabilisticSharpe(gaussian, 0.12)).toBeCloseTo(normalCdf(((gaussian.sharpe - 0.12) * Math.sqrt(1249)) / Math.sqrt(1 + gaussian.sharpe ** 2 / 2)), 14));
  it("is lower for the same ratio with losses in the tail", () => expect(probabilisticSharpe(paper, 0.1)).toBeLessThan(probabilisticSharpe(gaussian, 0.1)));
  it("is not defined where the sample's ratio is not", () => expect(probabilisticSharpe({ ...paper, sharpe: NaN })).toBeNaN());
});

describe("the deflated Sharpe ratio", () => {
  it.each([["skewed", paper, 100, 0.9004], ["skewed", paper, 46, 0.9505], ["normal", gaussian, 88, 0.9505]] as const)(
    "of the paper's %s example is as printed", (_, sample, trials, expected) => expect(deflatedSharpe(sample, 0.5 / 250, trials)).toBeCloseTo(expected, 4));
  it("of a single trial is the probabilistic one against 0", () => expect(deflatedSharpe(paper, 0.5 / 250, 1)).toBe(probabilisticSharpe(paper)));
  it("falls with every further trial", () => {
    for (let trials = 1; trials < 200; trials++) expect(deflatedSharpe(paper, 0.5 / 250, trials + 1)).toBeLessThanOrEqual(deflatedSharpe(paper, 0.5 / 250, trials));
  });
  it("has a threshold in proportion to the deviation of the trials", () => expect(deflatedThreshold(0.04, 10)).toBeCloseTo(2 * deflatedThreshold(0.01, 10), 14));
});

describe("the expected maximum of N normals", () => {
  it.each([10, 45, 100, 1000])("for %d is within 3 per cent of the integral over x N phi(x) Phi(x)^(N-1)", (trials) => {
    const h = 0.005;
    let integral = 0;
    for (let x = -9; x <= 9; x += h) integral += x * trials * normalDensity(x) * normalCdf(x) ** (trials - 1) * h;
    expect(Math.abs(expectedMaximum(trials) / integral - 1)).toBeLessThan(0.03);
  });
  it("is 0 for one trial and never below", () => {
    expect([expectedMaximum(1), expectedMaximum(1.2)]).toEqual([0, 0]);
    fc.assert(fc.property(fc.double({ min: 1, max: 1e6, noNaN: true }), (n) => {
      expect(expectedMaximum(n)).toBeGreaterThanOrEqual(0);
    }));
  });
  it.each([0, 0.9, -3, NaN, Infinity])("refuses %d trials in one sentence", (n) => expect(() => expectedMaximum(n)).toThrow(/number of trials is .*: count every one/));
  it("counts correlated trials as fewer", () => {
    expect(effectiveTrials(100, 0)).toBe(100);
    expect(effectiveTrials(100, 1)).toBe(1);
    expect(effectiveTrials(101, 0.5)).toBe(51);
  });
});

describe("minimum lengths", () => {
  it("of a track record are where the probabilistic ratio reaches the probability", () => {
    fc.assert(fc.property(fc.double({ min: 0.02, max: 0.3, noNaN: true }), fc.double({ min: -2, max: 1, noNaN: true }), fc.double({ min: 0.6, max: 0.99, noNaN: true }), (sharpe, skewness, probability) => {
      const sample = { sharpe, observations: 0, skewness, kurtosis: 3 + skewness ** 2 }, observations = minimumTrackRecord(sample, 0.01, probability);
      expect(probabilisticSharpe({ ...sample, observations }, 0.01)).toBeCloseTo(probability, 9);
    }));
  });
  it("are endless for a ratio that is not above the target", () => {
    expect(minimumTrackRecord(paper, paper.sharpe)).toBe(Infinity);
    expect(minimumTrackRecord(paper, 1)).toBe(Infinity);
    expect([minimumBacktestYears(45, 0), minimumBacktestYears(45, -1)]).toEqual([Infinity, Infinity]);
  });
  it("ask for one observation where a coin's certainty is enough", () => expect(minimumTrackRecord(paper, 0, 0.5)).toBe(1));
  it("of a backtest grow with the trials and fall with the square of the ratio", () => {
    expect(minimumBacktestYears(45, 2)).toBeCloseTo(minimumBacktestYears(45, 1) / 4, 12);
    expect(minimumBacktestYears(46, 1)).toBeGreaterThan(minimumBacktestYears(45, 1));
    expect(minimumBacktestYears(1, 1)).toBe(0);
  });
});
