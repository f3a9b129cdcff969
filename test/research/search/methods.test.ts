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
import { isQuantError } from "../../../lib/market/errors.js";

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
    console.log(process.cpuUsage().user/1e6, method, name, median(ours), median(random), wins);
    expect(median(ours)).toBeLessThan(median(random));
    expect(signTest(wins, seeds.length), `${wins} of ${seeds.length}`).toBeLessThan(1e-4);
  });
});
void [fc, searchNames, valueAt, sobolPoint, symmetricEigen, densityOf, drawFrom, parzen, normalRandom, uniformRandom, int, isQuantError];
