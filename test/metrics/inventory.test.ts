import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inventoryHalfLife, inventoryUse, persistence, type PositionSamples } from "../../lib/metrics/inventory.js";
import { leastSquares } from "../../lib/metrics/leastSquares.js";
import { apart, column, normals } from "./fixtures.js";
import { MINUTE } from "./makerFixtures.js";

const sampled = (position: Float64Array, every: number = MINUTE): PositionSamples => ({ time: position.map((_, i) => i * every), position });

/** Q[t] = mean + phi (Q[t-1] - mean) + noise. */
function autoregressive(phi: number, count: number, center: number, seed: number): Float64Array {
  const q = normals(seed, count);
  for (let i = 1; i < count; i++) q[i] = phi * q[i - 1]! + q[i]!;
  return q.map((v) => v + center);
}

describe("the half-life of a position", () => {
  it("of an exact decay by halves in three minutes is three minutes", () => {
    const decay = Float64Array.from({ length: 40 }, (_, i) => 5 + 8 * 0.5 ** (i / 3));
    expect(inventoryHalfLife(sampled(decay), MINUTE) / MINUTE).toBeCloseTo(3, 8);
    expect(inventoryHalfLife(sampled(decay), 3 * MINUTE) / MINUTE).toBeCloseTo(3, 8);
  });
  it("is found again from a noisy one that returns to its mean, whatever that mean", () => {
    for (const center of [0, 1e6]) {
      const found = inventoryHalfLife(sampled(autoregressive(0.9, 50_000, center, 4)), MINUTE);
      expect(found / MINUTE / (Math.log(0.5) / Math.log(0.9))).toBeCloseTo(1, 1);
    }
  });
  it("has the slope that least squares has", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 5, maxLength: 60 }), (lots) => {
      const q = Float64Array.from(lots, (lot) => lot / 1000), slope = leastSquares(q.subarray(1), [q.subarray(0, -1)]).coefficients[1]!, got = persistence(sampled(q), MINUTE);
      expect(apart(slope, got)).toBeLessThan(1e-9);
    }));
  });
  it("leaves out pairs across a gap", () => {
    const q = autoregressive(0.8, 300, 0, 5), holed = { time: q.map((_, i) => (i < 150 ? i : i + 7) * MINUTE), position: q };
    const before = Float64Array.from([...q.subarray(0, 149), ...q.subarray(150, 299)]), after = Float64Array.from([...q.subarray(1, 150), ...q.subarray(151, 300)]);
    expect(persistence(holed, MINUTE)).toBeCloseTo(leastSquares(after, [before]).coefficients[1]!, 12);
  });
  it("samples at the multiples of the interval, not between them", () => {
    const q = autoregressive(0.8, 300, 0, 6), between = { time: Float64Array.from({ length: 600 }, (_, i) => i * 0.5 * MINUTE), position: Float64Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? q[i / 2]! : 99)) };
    expect(persistence(between, MINUTE)).toBeCloseTo(persistence(sampled(q), MINUTE), 12);
    expect(persistence({ time: between.time.map((t) => t + 1), position: between.position }, MINUTE)).toBeNaN();
  });
  it("of one that turns at each sample is none, of one that runs away endless, of one that stands still unknown", () => {
    expect(inventoryHalfLife(sampled(column(1, -1, 1, -1, 1, -1)), MINUTE)).toBe(0);
    expect(inventoryHalfLife(sampled(column(1, 2, 4, 8, 16)), MINUTE)).toBe(Infinity);
    expect(inventoryHalfLife(sampled(new Float64Array(9).fill(0.3)), MINUTE)).toBeNaN();
    expect(inventoryHalfLife(sampled(column(1, 2, 1)), MINUTE)).toBeNaN();
  });
  it("is refused without an interval", () => expect(() => inventoryHalfLife(sampled(column(1)), 0)).toThrow("sampled every 0 ms"));
});

describe("the use of a position limit", () => {
  it("is the mean size over the limit, and the share of samples at it", () => expect(inventoryUse(column(0, 1, -2, 2), 2)).toEqual({ meanUse: 0.625, atCap: 0.5 }));
  it("counts what is short of the limit by rounding, not by a lot", () => expect(inventoryUse(column(0.1 + 0.2 - 1e-16, 0.299), 0.3).atCap).toBe(0.5));
  it("above one shows a broken limit", () => expect(inventoryUse(column(3), 2)).toEqual({ meanUse: 1.5, atCap: 1 }));
  it("of no samples is unknown", () => expect(inventoryUse(column(), 2)).toEqual({ meanUse: NaN, atCap: NaN }));
  it("needs a limit", () => expect(() => inventoryUse(column(1), 0)).toThrow("a position limit of 0"));
});
