import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf, normalDensity, normalQuantile } from "../../lib/metrics/normal.js";

/** Computed with 40 digits by mpmath. */
const CDF = [
  [-37, 5.725571222524577e-300], [-20, 2.7536241186062337e-89], [-10, 7.619853024160525e-24], [-8, 6.220960574271784e-16], [-6, 9.86587645037698e-10], [-5, 2.866515718791939e-7],
  [-4, 3.1671241833119924e-5], [-3, 0.0013498980316300946], [-2.5, 0.006209665325776135], [-2.499, 0.006227215551988516], [-2, 0.02275013194817921], [-1, 0.15865525393145705],
  [-0.5, 0.3085375387259869], [0, 0.5], [0.1, 0.539827837277029], [1, 0.8413447460685429], [1.96, 0.9750021048517795], [2.5, 0.9937903346742238], [3, 0.9986501019683699], [5, 0.9999997133484281],
] as const;
const QUANTILE = [
  [1e-300, -37.0470962993612], [1e-100, -21.273453560965326], [1e-50, -14.933337534788489], [1e-20, -9.262340089798407], [1e-12, -7.034483825301132], [1e-10, -6.361340902404057],
  [1e-6, -4.753424308822899], [0.001, -3.0902323061678136], [0.01, -2.326347874040841], [0.05, -1.6448536269514726], [0.075, -1.439531470938456], [0.0751, -1.43882539275254],
  [0.1, -1.2815515655446004], [0.3, -0.5244005127080408], [0.49, -0.025068908258711057], [0.6, 0.2533471031357997], [0.95, 1.6448536269514722], [0.99, 2.3263478740408408], [0.9999, 3.7190164854557084],
] as const;

describe("the normal distribution", () => {
  it.each(CDF)("Phi(%f) is %f to fourteen digits, in the tails too", (x, expected) => expect(Math.abs(normalCdf(x) / expected - 1)).toBeLessThan(2e-14));
  it.each(QUANTILE)("Phi^-1(%f) is %f to fifteen digits", (p, expected) => expect(Math.abs(normalQuantile(p) / expected - 1)).toBeLessThan(1e-15));

  it("has the density for a slope: Simpson's rule over it gives the same probability", () => {
    const steps = 2000, from = -1.3, to = 3.1, h = (to - from) / steps;
    let area = normalDensity(from) + normalDensity(to);
    for (let i = 1; i < steps; i++) area += (i % 2 === 1 ? 4 : 2) * normalDensity(from + i * h);
    expect(normalCdf(to) - normalCdf(from)).toBeCloseTo((area * h) / 3, 12);
  });
  it("is symmetric, rising, and undone by its quantile", () => {
    fc.assert(fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (x) => {
      expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 14);
      expect(normalCdf(x + 1e-3)).toBeGreaterThanOrEqual(normalCdf(x));
    }));
    fc.assert(fc.property(fc.double({ min: 1e-300, max: 0.5, noNaN: true }), (p) => {
      expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-12);
    }));
  });
  it("ends at 0 and 1 and is not defined beyond", () => {
    expect([normalCdf(-Infinity), normalCdf(Infinity), normalQuantile(0), normalQuantile(1), normalQuantile(0.5)]).toEqual([0, 1, -Infinity, Infinity, 0]);
    for (const value of [normalCdf(NaN), normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN)]) expect(value).toBeNaN();
  });
});
