import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mean } from "../../lib/metrics/compensatedSum.js";
import { leastSquares } from "../../lib/metrics/leastSquares.js";
import { hacErrors, hcErrors } from "../../lib/metrics/robustErrors.js";
import { apart, column, normals } from "./fixtures.js";

const x = normals(1, 200), z = normals(2, 200).map((v, i) => 0.6 * x[i]! + v), noise = normals(3, 200);
/** Residuals that remember their neighbour and grow with |x|. */
const y = new Float64Array(200);
for (let i = 0, e = 0; i < 200; i++) y[i] = 1 + 2 * x[i]! - 3 * z[i]! + (e = 0.7 * e + noise[i]! * (0.2 + Math.abs(x[i]!)));
const fit = leastSquares(y, [x, z]);

/** (X'X)^-1 by Gauss-Jordan, the textbook's way, which the library does not go. */
function inverse(matrix: number[][]): number[][] {
  const n = matrix.length, rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    rows[i] = rows[i]!.map((v) => v / rows[i]![i]!);
    for (let k = 0; k < n; k++) if (k !== i) { const f = rows[k]![i]!; rows[k] = rows[k]!.map((v, j) => v - f * rows[i]![j]!); }
  }
  return rows.map((row) => row.slice(n));
}
const product = (a: number[][], b: number[][]): number[][] => a.map((row) => b[0]!.map((_, j) => row.reduce((s, v, k) => s + v * b[k]![j]!, 0)));
const transpose = (a: number[][]): number[][] => a[0]!.map((_, j) => a.map((row) => row[j]!));

/** Coefficients and the covariance (X'X)^-1 M (X'X)^-1 with M = sum over t, u of weight(|t - u|) e_t e_u x_t x_u', summed pair by pair. */
function textbook(weight: (lag: number) => number, scale: (row: number, leverage: number) => number = () => 1): { beta: number[]; errors: number[] } {
  const X = Array.from(y, (_, t) => [1, x[t]!, z[t]!]), bread = inverse(product(transpose(X), X)), beta = product(bread, product(transpose(X), Array.from(y, (v) => [v]))).map(([b]) => b!);
  const e = X.map((row, t) => (y[t]! - row.reduce((s, v, j) => s + v * beta[j]!, 0)) * scale(t, product(product([row], bread), transpose([row]))[0]![0]!));
  const meat = [0, 1, 2].map((i) => [0, 1, 2].map((j) => {
    let sum = 0;
    for (let t = 0; t < 200; t++) for (let u = 0; u < 200; u++) if (weight(Math.abs(t - u)) !== 0) sum += weight(Math.abs(t - u)) * e[t]! * e[u]! * X[t]![i]! * X[u]![j]!;
    return sum;
  }));
  return { beta, errors: product(product(bread, meat), bread).map((row, i) => Math.sqrt(row[i]!)) };
}
const distance = (got: Float64Array, wanted: readonly number[]): number => Math.max(...wanted.map((value, i) => apart(value, got[i]!)));

describe("least squares", () => {
  it("has the coefficients of the normal equations", () => expect(distance(fit.coefficients, textbook(() => 0).beta)).toBeLessThan(1e-11));
  it("with one regressor has the slope cov / var and a line through the means", () => {
    const { coefficients } = leastSquares(y, [x]), slope = x.reduce((s, v, i) => s + (v - mean(x)) * y[i]!, 0) / x.reduce((s, v) => s + (v - mean(x)) ** 2, 0);
    expect([...coefficients]).toEqual([expect.closeTo(mean(y) - slope * mean(x), 11), expect.closeTo(slope, 11)]);
  });
  it("leaves residuals at right angles to every regressor", () => {
    for (const regressor of [new Float64Array(200).fill(1), x, z]) expect(Math.abs(regressor.reduce((s, v, i) => s + v * fit.residuals[i]!, 0))).toBeLessThan(1e-10);
  });
  it("finds an exact line again, however unequal the scales", () => {
    fc.assert(fc.property(fc.integer({ min: -9, max: 9 }), fc.constantFrom(1e-9, 1, 1e9), (slope, size) => {
      const big = x.map((v) => v * size + 3 * size), exact = leastSquares(big.map((v, i) => 5 + (slope / size) * v + z[i]!), [big, z]);
      expect(exact.coefficients[0]).toBeCloseTo(5, 9);
      expect(exact.coefficients[1]! * size).toBeCloseTo(slope, 9);
      expect(exact.coefficients[2]).toBeCloseTo(1, 9);
    }));
  });
  it("has a basis at right angles to 1e-14 where regressors differ in the eighth digit only", () => {
    const twin = x.map((v, i) => v + 1e-8 * z[i]!), { basis } = leastSquares(y, [x, twin]);
    expect(Math.abs(basis[1]!.reduce((s, v, i) => s + v * basis[2]![i]!, 0))).toBeLessThan(1e-14);
  });
  it("without a regressor is the mean", () => expect(leastSquares(y, []).coefficients[0]).toBeCloseTo(mean(y), 12));
  it("explains a line wholly, noise hardly, and the constant not at all", () => {
    expect(leastSquares(x.map((v) => 2 * v + 1), [x]).rSquared).toBeCloseTo(1, 12);
    expect(leastSquares(noise, [x]).rSquared).toBeLessThan(0.05);
    expect(leastSquares(new Float64Array(9).fill(4), []).rSquared).toBeNaN();
  });
  it("has no coefficients where a regressor is constant or a sum of the others", () => {
    expect([...leastSquares(y, [new Float64Array(200).fill(3)]).coefficients]).toEqual([NaN, NaN]);
    expect([...leastSquares(y, [x, x.map((v) => 2 * v + 7)]).coefficients]).toEqual([NaN, NaN, NaN]);
  });
  it("refuses columns of different lengths and more coefficients than rows", () => {
    expect(() => leastSquares(y, [column(1)])).toThrow("a regressor has 1 rows, the other side 200");
    expect(() => leastSquares(column(1), [column(1)])).toThrow("1 rows for 2 coefficients");
  });
});

describe("robust errors", () => {
  it("HC0, HC1 and HC3 equal the sandwich written out", () => {
    expect(distance(hcErrors(fit, "HC0"), textbook((lag) => (lag === 0 ? 1 : 0)).errors)).toBeLessThan(1e-11);
    expect(distance(hcErrors(fit), textbook((lag) => (lag === 0 ? 200 / 197 : 0)).errors)).toBeLessThan(1e-11);
    expect(distance(hcErrors(fit, "HC3"), textbook((lag) => (lag === 0 ? 1 : 0), (_, leverage) => 1 / (1 - leverage)).errors)).toBeLessThan(1e-11);
  });
  it.each([0, 1, 4, 12])("of Newey and West with %d lags equal the double sum over all pairs of rows", (lags) => {
    expect(distance(hacErrors(fit, lags), textbook((lag) => Math.max(0, 1 - lag / (lags + 1))).errors)).toBeLessThan(1e-11);
  });
  it("of a slope, in closed form: sqrt(sum (x - mean)^2 e^2) / sum (x - mean)^2", () => {
    const one = leastSquares(y, [x]), center = mean(x), around = x.map((v) => v - center);
    const wanted = Math.sqrt(around.reduce((s, v, i) => s + v * v * one.residuals[i]! ** 2, 0)) / around.reduce((s, v) => s + v * v, 0);
    expect(apart(wanted, hcErrors(one, "HC0")[1]!)).toBeLessThan(1e-12);
  });
  it("of a mean is, with no lags, the deviation over root n", () => {
    const deviation = Math.sqrt(y.reduce((s, v) => s + (v - mean(y)) ** 2, 0) / 199);
    expect(hcErrors(leastSquares(y, []))[0]).toBeCloseTo(deviation / Math.sqrt(200), 12);
  });
  it("take 4 (n/100)^(2/9) lags unless told", () => expect(hacErrors(fit)).toEqual(hacErrors(fit, 4)));
  it("of Newey and West see a trending residual that White's do not", () => {
    const trending = new Float64Array(2_000), shocks = normals(7, 2_000);
    for (let i = 1; i < 2_000; i++) trending[i] = 0.8 * trending[i - 1]! + shocks[i]!;
    const alone = leastSquares(trending, []), ratio = hacErrors(alone, 40)[0]! / hcErrors(alone)[0]!;
    expect(ratio).toBeGreaterThan(2); // the long-run deviation is (1 + 0.8) / (1 - 0.8), to the root: 3
    expect(ratio).toBeLessThan(4);
  });
  it("are unknown with no rows to spare", () => {
    const exact = leastSquares(column(1, 2), [column(3, 5)]);
    expect([...hcErrors(exact), ...hacErrors(exact, 0)]).toEqual([NaN, NaN, NaN, NaN]);
  });
  it("refuse half a lag", () => expect(() => hacErrors(fit, 1.5)).toThrow("a truncation lag of 1.5"));
});
