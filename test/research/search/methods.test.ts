/** What the methods find on functions whose optimum is known, and what each promises of its sequence. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { BATCH } from "../../../lib/research/search/method.js";
import { openSearch, searchNames, type SearchName } from "../../../lib/research/search/search.js";
import { searchSpace, valueAt, type ParamValues, type Space } from "../../../lib/research/search/space.js";
import { sobolPoint } from "../../../lib/research/search/sobol.js";
import { symmetricEigen } from "../../../lib/research/search/symmetricEigen.js";
import { densityOf, drawFrom, parzen } from "../../../lib/research/search/parzen.js";
import { normalRandom, uniformRandom } from "../../../lib/market/random.js";
import { int, real } from "../../../lib/strategy/param.js";

type Landscape = (x: readonly number[]) => number;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
/** Optima at 0, at (1, …, 1) and at 0; shifted, so that the middle of the range is not the answer. */
const LANDSCAPES: Readonly<Record<string, { readonly f: Landscape; readonly width: number }>> = {
  sphere: { f: (x) => sum(x.map((v) => (v - 1.7) ** 2)), width: 5.12 },
  rosenbrock: { f: (x) => sum(x.slice(1).map((next, i) => 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2)), width: 2.048 },
  rastrigin: { f: (x) => sum(x.map((v) => 10 + (v - 1.7) ** 2 - 10 * Math.cos(2 * Math.PI * (v - 1.7)))), width: 5.12 },
};
const box = (dimensions: number, width: number): Space => searchSpace(Object.fromEntries(Array.from({ length: dimensions }, (_, i) => [`x${i}`, real(0, { min: -width, max: width })])));
const vector = (params: ParamValues): readonly number[] => Object.values(params);

/** Lowest value within a budget of evaluations. */
function lowest(method: SearchName, name: string, seed: number, budget: number, dimensions: number): number {
  const { f, width } = LANDSCAPES[name]!, search = openSearch(box(dimensions, width), method, { seed });
  let best = Infinity;
  for (let done = 0; done < budget; done += BATCH) {
    const values = search.ask().map((params) => f(vector(params)));
    best = Math.min(best, ...values);
    search.tell(values.map((value) => -value));
  }
  return best;
}
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** P(at least this many wins of so many) for a fair coin. */
function signTest(wins: number, of: number): number {
  let chance = 0.5 ** of, total = 0;
  for (let k = 0; k <= of; k++) {
    if (k >= wins) total += chance;
    chance *= (of - k) / (k + 1);
  }
  return total;
}

describe.each(["tpe", "cma-es"] as const)("%s beside random search, 120 evaluations of five parameters, 50 seeds", (method) => {
  it.each(Object.keys(LANDSCAPES))("is better on %s", (name) => {
    const seeds = Array.from({ length: 50 }, (_, i) => i + 1), ours = seeds.map((seed) => lowest(method, name, seed, 120, 5)), random = seeds.map((seed) => lowest("random", name, seed + 1000, 120, 5));
    const wins = ours.filter((value, i) => value < random[i]!).length;
    expect(median(ours)).toBeLessThan(median(random));
    expect(signTest(wins, seeds.length), `${wins} of ${seeds.length}`).toBeLessThan(1e-4);
  });
});

describe("every search", () => {
  const space = searchSpace(
    { n: int(5, { min: 1, max: 40 }), x: real(0.5, { min: 0, max: 1 }), rate: real(0.01, { min: 1e-4, max: 1 }), mode: int(1, { min: 0, max: 9 }), fixed: int(3, { min: 0, max: 9 }) },
    { x: { step: 0.125 }, rate: [0.001, 0.01, 0.1], mode: [7, 2, 4], fixed: 8 }, ({ n, mode }) => n! > mode!,
  );
  const score = ({ n, x, mode }: ParamValues): number | null => (n === 13 ? null : -((n! - 20) ** 2) / 100 - x! + (mode === 4 ? 1 : 0));
  const run = (method: SearchName, seed: number, batches: number, stop?: number): readonly ParamValues[] => {
    let search = openSearch(space, method, { seed });
    const asked: ParamValues[] = [];
    for (let batch = 0; batch < batches; batch++) {
      if (batch === stop) search = openSearch(space, method, { stored: JSON.parse(JSON.stringify(search.stored())) as ReturnType<typeof search.stored> });
      asked.push(...search.ask());
      search.tell(search.ask().map(score));
    }
    return asked;
  };
  it.each(searchNames)("%s proposes only what the space and its constraint allow, in batches of eight", (method) => fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
    const asked = run(method, seed, 6);
    expect(asked.length).toBe(6 * BATCH);
    for (const { n, x, rate, mode, fixed } of asked) {
      expect([Number.isInteger(n), n! >= 1 && n! <= 40, x! * 8 === Math.round(x! * 8) && x! >= 0 && x! <= 1, [0.001, 0.01, 0.1].includes(rate!), [7, 2, 4].includes(mode!), fixed, n! > mode!]).toEqual([true, true, true, true, true, 8, true]);
    }
  }), { numRuns: 8 }));
  it.each(searchNames)("%s gives the same sequence for the same seed, taken up again from JSON at any batch, scores missing or not", (method) => fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 7 }), (seed, stop) => {
    expect(run(method, seed, 8, stop)).toEqual(run(method, seed, 8));
  }), { numRuns: 5 }));
  it.each(searchNames.filter((name) => name !== "grid"))("%s gives another sequence for another seed", (method) => expect(run(method, 1, 2)).not.toEqual(run(method, 2, 2)));
  it("asks for the same batch until it is told", () => {
    const search = openSearch(space, "tpe", { seed: 5 });
    expect(search.ask()).toEqual(search.ask());
    expect(() => search.tell([1])).toThrow("1 scores were told for a batch of 8");
  });
  it("refuses to go on with another's state", () => {
    const stored = openSearch(space, "tpe", { seed: 1 }).stored();
    expect(() => openSearch(space, "random", { stored })).toThrow("the stored search was by tpe");
    expect(() => openSearch(box(2, 1), "tpe", { stored })).toThrow("over another space");
    expect(() => openSearch(space, "anneal" as SearchName, { seed: 1 })).toThrow("one of grid, random, sobol, tpe, cma-es was expected");
  });
});

describe("a grid", () => {
  it("has every allowed combination once, the last parameter fastest, and then nothing", () => {
    const space = searchSpace({ a: int(1, { min: 1, max: 4 }), b: int(2, { min: 2, max: 6 }) }, { b: { step: 2 } }, ({ a, b }) => a! < b!), search = openSearch(space, "grid", { seed: 0 }), all: string[] = [];
    for (let batch = search.ask(); batch.length > 0; batch = search.ask()) {
      all.push(...batch.map(({ a, b }) => `${a}${b}`));
      search.tell(batch.map(() => 0));
    }
    expect(all).toEqual(["12", "14", "16", "24", "26", "34", "36", "46"]);
  });
  it("over a whole logarithmic range has every number once", () => {
    const space = searchSpace({ a: int(1, { min: 1, max: 30 }) }, { a: { scale: "log" } });
    expect(openSearch(space, "grid", { seed: 0 }).ask().map(({ a }) => a)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
  it("over a continuum is refused", () => expect(() => openSearch(box(1, 1), "grid", { seed: 0 })).toThrow("a grid over 'x0' has no end: give it a step or a list of values"));
});

describe("a space", () => {
  const params = { n: int(5, { min: 1, max: 40 }), x: real(0.5, { min: 0, max: 1 }) };
  it.each([
    ["an inverted range", { n: { min: 9, max: 4 } }, "'n': its range 9..4 is inverted"],
    ["an empty list", { n: [] }, "'n': the list of its values is empty"],
    ["a value outside", { n: [3, 50] }, "'n': 50 is not in it: whole numbers from 1 to 40"],
    ["half a bar", { n: 2.5 }, "'n': 2.5 is not in it"],
    ["a wider range", { x: { max: 2 } }, "'x': 2 is not in it: numbers from 0 to 1"],
    ["a step of nothing", { n: { step: 0 } }, "'n': its step is 0: a whole number above 0"],
    ["a logarithm of zero", { x: { scale: "log" as const } }, "'x': its scale is log and its range begins at 0"],
    ["nothing to choose", { n: 3, x: 0.1 }, "there is nothing to search: every parameter is fixed"],
    ["a misspelt name", { m: 3 }, "'m' is not a parameter: did you mean 'n'?"],
  ])("with %s is refused by name", (_, narrowed, words) => expect(() => searchSpace(params, narrowed)).toThrow(words));
  it("that its constraint leaves empty is named so", () => expect(() => openSearch(searchSpace(params, {}, () => false), "random", { seed: 1 })).toThrow("allowed none"));
  it("gives every level of a step its share and the ends to both ends", () => fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (u) => {
    const axis = { name: "a", kind: "linear", min: 0.1, max: 0.7, step: 0.1 } as const, value = valueAt(axis, u);
    expect([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]).toContain(value);
    expect(value).toBe([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7][Math.min(6, Math.floor(u * 7))]);
  })));
  it("on a logarithmic scale gives every factor the same share", () => {
    const axis = { name: "a", kind: "log", min: 0.001, max: 10, whole: false } as const;
    expect([0, 0.25, 0.5, 0.75, 1].map((u) => Number(valueAt(axis, u).toPrecision(12)))).toEqual([0.001, 0.01, 0.1, 1, 10]);
  });
});

describe("Sobol's sequence", () => {
  it("unshifted is the published one: first points of dimensions 1 to 5", () => {
    // Joe and Kuo's notes; the same as scipy.stats.qmc.Sobol(5, scramble=False)
    expect(Array.from({ length: 5 }, (_, i) => sobolPoint(i, 5))).toEqual([[0, 0, 0, 0, 0], [0.5, 0.5, 0.5, 0.5, 0.5], [0.75, 0.25, 0.25, 0.25, 0.75], [0.25, 0.75, 0.75, 0.75, 0.25], [0.375, 0.375, 0.625, 0.875, 0.375]]);
  });
  it("has one point in each of 2^k intervals of every dimension, shifted or not", () => fc.assert(fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 1e6 }), (k, seed) => {
    const n = 2 ** k, points = Array.from({ length: n }, (_, i) => sobolPoint(i, 32, seed));
    for (let d = 0; d < 32; d++) expect(new Set(points.map((p) => Math.floor(p[d]! * n))).size).toBe(n);
  }), { numRuns: 20 }));
  it("fills two dimensions: one point in each box of 16 by 16 out of 256, in the first two", () => {
    const points = Array.from({ length: 256 }, (_, i) => sobolPoint(i, 2, 7));
    expect(new Set(points.map(([a, b]) => Math.floor(a! * 16) * 16 + Math.floor(b! * 16))).size).toBe(256);
  });
});

describe("a Parzen estimator", () => {
  const axis = { name: "x", kind: "linear", min: 0, max: 1, step: 0 } as const;
  it("is a density: it integrates to 1 over the range, wherever the trials lay", () => fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (at) => {
    const model = parzen(axis, at), n = 20_000, total = Array.from({ length: n }, (_, i) => densityOf(model, (i + 0.5) / n)).reduce((a, b) => a + b, 0) / n;
    expect(total).toBeCloseTo(1, 4);
  }), { numRuns: 30 }));
  it("draws what its density says: shares of ten intervals", () => {
    const model = parzen(axis, [0.1, 0.12, 0.8, 0.81, 0.83]), uniform = uniformRandom(3), n = 40_000, counts = new Float64Array(10);
    for (let i = 0; i < n; i++) counts[Math.min(9, Math.floor(drawFrom(model, uniform) * 10))]!++;
    counts.forEach((count, bin) => {
      const share = Array.from({ length: 1_000 }, (_, i) => densityOf(model, (bin + (i + 0.5) / 1_000) / 10)).reduce((a, b) => a + b, 0) / 10_000;
      expect(Math.abs(count / n - share)).toBeLessThan(4.5 * Math.sqrt((share * (1 - share)) / n));
    });
  });
  it("of a few levels has no bell narrower than half of one, however often it was right", () => {
    const model = parzen({ ...axis, min: 1, max: 4, step: 1 }, Array.from({ length: 60 }, () => 0.375));
    expect(model.kind === "bells" && Math.min(...model.widths)).toBe(0.125);
  });
  it("of a choice counts each value once beforehand", () => {
    const model = parzen({ name: "m", kind: "choice", values: [7, 2, 4] }, [0.5, 0.5, 0.9]);
    expect([0.1, 0.5, 0.9].map((u) => densityOf(model, u))).toEqual([1 / 6, 3 / 6, 2 / 6]);
  });
});

describe("the eigenvectors of a symmetric matrix", () => {
  it("put together give the matrix back", () => fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.integer(), (n, seed) => {
    const normal = normalRandom(uniformRandom(Math.abs(seed))), half = Array.from({ length: n }, () => Array.from({ length: n }, normal)), matrix = half.map((row, i) => row.map((v, j) => v + half[j]![i]!));
    const { values, vectors } = symmetricEigen(matrix);
    matrix.forEach((row, i) => row.forEach((v, j) => expect(values.reduce((total, value, k) => total + value * vectors[i]![k]! * vectors[j]![k]!, 0)).toBeCloseTo(v, 9)));
    vectors.forEach((row, i) => vectors.forEach((other, j) => expect(row.reduce((total, v, k) => total + v * other[k]!, 0)).toBeCloseTo(Number(i === j), 9)));
  }), { numRuns: 40 }));
});
