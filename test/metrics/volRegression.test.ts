import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { varianceDeciles, volRegression, MIN_WINDOWS } from "../../lib/metrics/volRegression.js";
import { laggedWindows, volWindows, type VolWindows } from "../../lib/metrics/volWindows.js";
import { mean, sum } from "../../lib/metrics/compensatedSum.js";
import { standardDeviation } from "../../lib/metrics/moments.js";
import { column, normals, seeded } from "./fixtures.js";
import { MINUTE, midsOf, minutes, someMids } from "./makerFixtures.js";

const equityOf = (...rows: readonly number[]) => ({ time: Float64Array.from(rows, (_, i) => (i + 1) * MINUTE), equity: Float64Array.from(rows) });

describe("windows of variance", () => {
  const mids = minutes(100, 101, 103, 102, 104), equity = equityOf(10, 20, 25, 27, 20);
  it("by hand: squared moves, displacement and change of equity from one even minute to the next", () => {
    expect(volWindows(equity, mids, 2 * MINUTE)).toEqual({ window: 2 * MINUTE, start: column(2 * MINUTE), pnl: column(7), realisedVariance: column(4 + 1), displacement: column(1) });
  });
  it("in logarithms take returns", () => {
    const { realisedVariance, displacement } = volWindows(equity, mids, 2 * MINUTE, "log");
    expect(realisedVariance[0]).toBeCloseTo(Math.log(103 / 101) ** 2 + Math.log(102 / 103) ** 2, 15);
    expect(displacement[0]).toBeCloseTo(Math.log(102 / 101), 14);
  });
  it("with a missing bar have no row", () => {
    const holed = minutes(100, 101, 103, 102, NaN, 104, 106, 105), worth = equityOf(1, 2, 3, 4, 5, 6, 7, 8);
    expect([...volWindows(worth, holed, 2 * MINUTE).start]).toEqual([2 * MINUTE, 6 * MINUTE]);
  });
  it("of quotes take every move between them", () => {
    const quotes = midsOf(0, [[0, 100], [10, 101], [15, 99], [20, 99], [21, 100], [40, 98]]), worth = { time: column(0, 20, 39), equity: column(0, 5, 9) };
    expect(volWindows(worth, quotes, 20)).toMatchObject({ start: column(0), pnl: column(5), realisedVariance: column(1 + 4), displacement: column(-1) });
  });
  it("end to end add up to the whole: displacement and profit of any length", () => {
    fc.assert(fc.property(someMids, fc.constantFrom(1, 2, 5), (mids, bars) => {
      const worth = { time: mids.time, equity: mids.mid.map((m) => 1000 - m) }, { start, pnl, displacement, realisedVariance } = volWindows(worth, mids, bars * MINUTE);
      expect(sum(pnl)).toBeCloseTo(-sum(displacement), 8);
      for (let w = 0; w < start.length; w++) expect(realisedVariance[w]! * bars).toBeGreaterThanOrEqual(displacement[w]! ** 2 - 1e-9); // Cauchy and Schwarz
    }));
  });
  it("shifted set a result beside the variance of the window directly before", () => {
    const w: VolWindows = { window: 10, start: column(0, 10, 30, 40), pnl: column(1, 2, 3, 4), realisedVariance: column(5, 6, 7, 8), displacement: column(-1, -2, -3, -4) };
    expect(laggedWindows(w)).toEqual({ window: 10, start: column(10, 40), pnl: column(2, 4), realisedVariance: column(5, 7), displacement: column(-1, -3) });
  });
  it("without prices are none, and of half a bar refused", () => {
    expect(volWindows(equityOf(), minutes(), MINUTE).pnl.length).toBe(0);
    expect(() => volWindows(equity, mids, 1.5 * MINUTE)).toThrow("a multiple of the bars' 60000 ms");
    expect(() => volWindows(equity, mids, 0)).toThrow("windows of 0 ms");
  });
});

/** Ladder windows on a lattice that turns with probability rho: pnl = (q/2g)(RV - D^2) by identity (1), q = 1, g = 2. Window lengths vary as volatility does. */
function ladderWindows(rho: number, count: number, seed: number): VolWindows {
  const random = seeded(seed), pnl = new Float64Array(count), realisedVariance = new Float64Array(count), displacement = new Float64Array(count);
  for (let w = 0; w < count; w++) {
    const moves = 5 + Math.floor(random() * 60);
    let step = random() < 0.5 ? 1 : -1, n = 0;
    for (let i = 0; i < moves; i++) {
      if (i > 0 && random() < rho) step = -step;
      n += step;
    }
    realisedVariance[w] = moves * 4;
    displacement[w] = n * 2;
    pnl[w] = (realisedVariance[w]! - displacement[w]! ** 2) / 4;
  }
  return { window: 1, start: Float64Array.from({ length: count }, (_, w) => w), pnl, realisedVariance, displacement };
}

describe("the regression on variance", () => {
  const martingale = volRegression(ladderWindows(0.5, 4_000, 1));
  it("beside squared displacement finds the ladder's identity, on a martingale too", () => {
    const { constant, variance, squaredDisplacement, rSquared } = martingale.besideDisplacement;
    expect([constant.estimate, variance.estimate, squaredDisplacement.estimate]).toEqual([expect.closeTo(0, 8), expect.closeTo(0.25, 10), expect.closeTo(-0.25, 10)]);
    expect(rSquared).toBeCloseTo(1, 10);
  });
  it("alone finds nothing on a martingale, and claims nothing", () => {
    expect(Math.abs(martingale.alone.variance.t)).toBeLessThan(3);
    expect(martingale.longVolatility).toBe(false);
  });
  it.each([[0.6, true], [0.45, false]] as const)("alone has slope (q/2g)(1 - VR) where moves turn with probability %f", (rho, claim) => {
    const found = volRegression(ladderWindows(rho, 8_000, 2)), vr = (1 - rho) / rho, { estimate, hcError, t } = found.alone.variance;
    expect(Math.abs(estimate - 0.25 * (1 - vr))).toBeLessThan(Math.max(4 * hcError, 0.02)); // windows of few moves see a little less of it
    expect(Math.sign(t)).toBe(claim ? 1 : -1);
    expect(Math.abs(t)).toBeGreaterThan(3);
    expect(found.longVolatility).toBe(claim);
  });
  it("takes t by the larger of the two errors", () => {
    for (const { estimate, hcError, hacError, t } of [martingale.alone.constant, martingale.alone.variance]) expect(t).toBe(estimate / Math.max(hcError, hacError));
  });
  it("of a bet that pays on variance except in the top decile claims nothing", () => {
    const variance = Float64Array.from({ length: 1_000 }, (_, w) => (w * 7919) % 1_000), noise = normals(4, 1_000);
    const of = (pnl: (v: number) => number): boolean => volRegression({ window: 1, start: variance, pnl: variance.map((v, w) => pnl(v) + noise[w]!), realisedVariance: variance, displacement: noise }).longVolatility;
    expect(of((v) => v)).toBe(true);
    expect(of((v) => (v >= 900 ? -1 : v))).toBe(false);
    expect(of((v) => v - 2_000)).toBe(false);
  });
  it("needs ten windows", () => expect(() => volRegression(ladderWindows(0.5, MIN_WINDOWS - 1, 1))).toThrow("9 whole windows: a regression on variance needs at least 10"));
});

describe("deciles of variance", () => {
  const variance = Float64Array.from({ length: 95 }, (_, w) => (w * 37) % 95), pnl = normals(6, 95), deciles = varianceDeciles(pnl, variance);
  it("hold every window once, in groups of equal number, ascending", () => {
    expect(deciles.map(({ windows }) => windows)).toEqual([10, 9, 10, 9, 10, 9, 10, 9, 10, 9]);
    expect(deciles.reduce((s, d) => s + d.windows * d.meanPnl, 0)).toBeCloseTo(sum(pnl), 10);
    expect(deciles.every((d, g) => g === 0 || d.meanVariance > deciles[g - 1]!.meanVariance)).toBe(true);
  });
  it("have the mean of their own windows and an interval no narrower than the textbook's", () => {
    const top = pnl.filter((_, w) => variance[w]! >= 86), { meanPnl, low, high } = deciles[9]!;
    expect(meanPnl).toBeCloseTo(mean(top), 12);
    expect(high - low).toBeGreaterThanOrEqual((2 * 1.959 * standardDeviation(top)) / Math.sqrt(top.length));
    expect((high + low) / 2).toBeCloseTo(meanPnl, 12);
  });
  it("keep equal variances in the order of time", () => expect(varianceDeciles(column(1, 2, 3, 4), column(5, 5, 5, 5), 2).map((d) => d.meanPnl)).toEqual([1.5, 3.5]));
});
