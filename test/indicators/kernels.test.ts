/** The arithmetic against a plain second computation, over any finite numbers: negatives, zeros and huge ones too. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Kernel } from "../../lib/indicators/kernel.js";
import { RateOfChange } from "../../lib/indicators/change.js";
import { RollingBand, RollingStd, RollingZScore } from "../../lib/indicators/moments.js";
import { Convergence, ConvergenceSignal, exponential, StrengthIndex, wilders } from "../../lib/indicators/smoothing.js";
import { RollingExtreme, RollingMean } from "../../lib/indicators/window.js";

const numbers = fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, 0, -1, 1e9)), { minLength: 1, maxLength: 120 });
const many = { numRuns: 150 };
const sizes = fc.integer({ min: 1, max: 25 });

function column(kernel: Kernel, values: readonly number[]): number[] {
  const out = new Float64Array(values.length);
  kernel.run(Float64Array.from(values), out);
  return [...out];
}

/** Largest distance of the kernel from `naive(window)` of the last `size` values over all rows, as a share of the window's largest value. */
function fromWindow(kernel: Kernel, naive: (window: readonly number[]) => number, values: readonly number[]): number {
  const got = column(kernel, values), size = kernel.warmup;
  const errors = values.slice(size - 1).map((_, row) => {
    const window = values.slice(row, row + size);
    return Math.abs(got[row + size - 1]! - naive(window)) / Math.max(1, ...window.map(Math.abs));
  });
  return Math.max(0, ...errors);
}

const mean = (w: readonly number[]): number => w.reduce((a, b) => a + b, 0) / w.length;
const spread = (w: readonly number[], ddof: number): number => Math.sqrt(w.reduce((a, b) => a + (b - mean(w)) ** 2, 0) / (w.length - ddof));

describe("a sliding window", () => {
  it("averages what a plain loop averages", () => fc.assert(fc.property(numbers, sizes, (values, size) => { expect(fromWindow(new RollingMean(size), mean, values)).toBeLessThanOrEqual(1e-14); }), many));
  it("adds up with a divisor of 1", () => fc.assert(fc.property(numbers, sizes, (values, size) => { expect(fromWindow(new RollingMean(size, 1), (w) => mean(w) * w.length, values)).toBeLessThanOrEqual(1e-13); }), many));
  it("has the plain loop's highest, to the bit", () => fc.assert(fc.property(numbers, sizes, (values, size) => { expect(fromWindow(new RollingExtreme(size, 1), (w) => Math.max(...w), values)).toBeLessThanOrEqual(0); }), many));
  it("has the plain loop's lowest, to the bit", () => fc.assert(fc.property(numbers, sizes, (values, size) => { expect(fromWindow(new RollingExtreme(size, -1), (w) => Math.min(...w), values)).toBeLessThanOrEqual(0); }), many));
  it("has the two-pass standard deviation", () => fc.assert(fc.property(numbers, sizes, (values, size) => { expect(fromWindow(new RollingStd(size, 0), (w) => spread(w, 0), values)).toBeLessThanOrEqual(1e-13); }), many));
  it("has the two-pass sample deviation with ddof 1", () => fc.assert(fc.property(numbers, sizes, (values, size) => { expect(fromWindow(new RollingStd(size + 1, 1), (w) => spread(w, 1), values)).toBeLessThanOrEqual(1e-12); }), many));
  it("forgets a huge value once it has left", () => {
    const quiet = Array.from({ length: 40 }, (_, i) => 100 + (i % 7) / 100), loud = [...quiet];
    loud[12] = 1e18;
    for (const make of [() => new RollingMean(10), () => new RollingStd(10, 0), () => new RollingZScore(10, 0), () => new RollingBand(10, 2)]) {
      expect(column(make(), loud).slice(22)).toEqual(column(make(), quiet).slice(22));
    }
  });
  it("does not drift: after a million values the mean is still the plain loop's", () => {
    const kernel = new RollingMean(30), last: number[] = [];
    let got = NaN;
    for (let i = 0; i < 1_000_000; i++) {
      const value = 30_000 + 0.01 * ((i * 7919) % 100_003);
      got = kernel.next(value);
      if (i >= 999_970) last.push(value);
    }
    expect(Math.abs(got / mean(last) - 1)).toBeLessThan(1e-15);
  });
  it("has a spread of exactly 0 and a z-score of 0 where nothing moves, whatever moved before", () => {
    const values = [5, 9, 2, ...Array<number>(12).fill(0.1)];
    expect(column(new RollingStd(4, 0), values).slice(6)).toEqual(Array(9).fill(0));
    expect(column(new RollingZScore(4, 0), values).slice(6)).toEqual(Array(9).fill(0));
  });
  it("keeps the digits of a small spread on a large price", () => {
    const values = Array.from({ length: 64 }, (_, i) => 100_000 + (i % 2) * 0.0078125);
    expect(column(new RollingStd(16, 0), values)[63]).toBeCloseTo(0.00390625, 12);
  });
});

describe("the bands", () => {
  it("lie around the middle, never across it", () => fc.assert(fc.property(numbers, sizes, (values, size) => {
    const [lower, middle, upper] = [-2, 0, 2].map((width) => column(new RollingBand(size, width), values)) as [number[], number[], number[]];
    for (let i = size - 1; i < values.length; i++) expect(lower[i]! <= middle[i]! && middle[i]! <= upper[i]!).toBe(true);
  })));
  it("are a z-score of the width away", () => {
    const values = [3, 8, 1, 9, 4, 4, 7], std = column(new RollingStd(5, 0), values), middle = column(new RollingBand(5, 0), values);
    const z = column(new RollingZScore(5, 0), values);
    for (let i = 4; i < 7; i++) expect(middle[i]! + z[i]! * std[i]!).toBeCloseTo(values[i]!, 12);
  });
});

describe("the averages that forget slowly", () => {
  it("ema: seeded with the mean of its first values, then a third of the way with period 5", () => expect(column(exponential(5), [1, 2, 3, 4, 5, 6, 0])).toEqual([NaN, NaN, NaN, NaN, 3, 4, 4 + (0 - 4) / 3]));
  it("wilder: a fifth of the way with period 5", () => expect(column(wilders(5), [1, 2, 3, 4, 5, 8])).toEqual([NaN, NaN, NaN, NaN, 3, 4]));
  it("stay within the range of what they were fed", () => fc.assert(fc.property(numbers, sizes, (values, size) => {
    const room = 1e-9 * Math.max(1, ...values.map(Math.abs));
    for (const v of column(exponential(size), values).slice(size - 1)) expect(v >= Math.min(...values) - room && v <= Math.max(...values) + room).toBe(true);
  })));
  it("macd: the histogram is the line less its signal, the line fast less slow", () => {
    const values = Array.from({ length: 60 }, (_, i) => Math.sin(i / 3) * 10 + i), fast = column(exponential(4), values), slow = column(exponential(9), values);
    const line = column(new Convergence(4, 9), values), signal = column(new ConvergenceSignal(4, 9, 5, 0), values), histogram = column(new ConvergenceSignal(4, 9, 5, 1), values);
    expect(line).toEqual(values.map((_, i) => fast[i]! - slow[i]!));
    expect(signal.slice(8)).toEqual(column(exponential(5), line.slice(8)));
    expect(histogram).toEqual(line.map((v, i) => v - signal[i]!));
  });
});

describe("the strength index", () => {
  it("by hand: rises 2, 0 and falls 0, 1 with period 2, then a rise of 3", () => expect(column(new StrengthIndex(2), [10, 12, 11, 14])).toEqual([NaN, NaN, 100 * (1 / 1.5), 100 * (2 / 2.25)]));
  it("lies between 0 and 100, at 100 when nothing falls, 0 when nothing rises, 50 when nothing moves", () => {
    expect(column(new StrengthIndex(3), [1, 2, 3.3, 4, 5]).slice(3)).toEqual([100, 100]);
    expect(column(new StrengthIndex(3), [5, 4, 3.3, 2, 1]).slice(3)).toEqual([0, 0]);
    expect(column(new StrengthIndex(3), [7, 7, 7, 7, 7]).slice(3)).toEqual([50, 50]);
    fc.assert(fc.property(numbers, sizes, (values, size) => {
      for (const v of column(new StrengthIndex(size), values).slice(size)) expect(v >= 0 && v <= 100).toBe(true);
    }));
  });
  it("of a mirrored market is the mirror image", () => fc.assert(fc.property(numbers, sizes, (values, size) => {
    const up = column(new StrengthIndex(size), values).slice(size), down = column(new StrengthIndex(size), values.map((v) => -v)).slice(size);
    up.forEach((v, i) => expect(v + down[i]!).toBeCloseTo(100, 9));
  })));
});

describe("the rate of change", () => {
  it("is in percent, and none where the earlier value is 0", () => expect(column(new RateOfChange(2), [4, 0, 5, 3, 2])).toEqual([NaN, NaN, 25, NaN, -60]));
});
