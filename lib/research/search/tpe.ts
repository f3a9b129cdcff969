/**
 * Tree-structured Parzen estimator: where did good trials lie, where bad ones? Propose where the first is dense and the second is not.
 * Parameters are independent of each other here, as in the paper. Knows no strategy.
 */
import { uniformRandom } from "../../market/random.js";
import { BATCH, rankedRows, type Score, type SearchMethod } from "./method.js";
import { densityOf, drawFrom, parzen, type Parzen } from "./parzen.js";
import { randomPoint } from "./randomSearch.js";
import { firstAllowed, type Point, type Space } from "./space.js";

export interface TpeState { readonly seed: number; readonly points: readonly Point[]; readonly scores: readonly Score[] }

/** Random trials before the first guess. */
const START_UP = 2 * BATCH;
/** Draws among which the best ratio is proposed. */
const CANDIDATES = 24;
/** Trials that count as good: a tenth, at most 25. */
const goodOf = (trials: number): number => Math.min(25, Math.ceil(trials / 10));

/** @see Bergstra, Bardenet, Bengio and Kegl (2011), Algorithms for Hyper-Parameter Optimization, NIPS 24, section 4 */
export const tpe: SearchMethod<TpeState> = {
  begin: (_space, seed) => ({ seed, points: [], scores: [] }),
  ask(space, state) {
    const done = state.points.length, numbers = Array.from({ length: BATCH }, (_, i) => done + i);
    if (done < START_UP) return numbers.map((number) => randomPoint(space, state.seed, number));
    const models = modelsOf(space, state);
    return numbers.map((number) => propose(space, models, uniformRandom(state.seed, number)));
  },
  tell: (_space, { seed, points, scores }, asked, told) => ({ seed, points: [...points, ...asked], scores: [...scores, ...told] }),
};

interface Model { readonly good: Parzen; readonly bad: Parzen }

function modelsOf({ axes }: Space, { points, scores }: TpeState): readonly Model[] {
  const ranked = rankedRows(scores), scored = scores.filter((score) => score !== null).length, border = Math.min(scored, goodOf(points.length));
  return axes.map((axis, i) => {
    const at = (rows: readonly number[]): readonly number[] => rows.map((row) => points[row]![i]!);
    return { good: parzen(axis, at(ranked.slice(0, border))), bad: parzen(axis, at(ranked.slice(border))) };
  });
}

/** Of some draws from the good side the one whose good density over its bad one is highest, which is the highest expected improvement (the paper's eq. 4). */
function propose(space: Space, models: readonly Model[], uniform: () => number): Point {
  let best: Point | undefined, highest = -Infinity;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const point = firstAllowed(space, () => models.map(({ good }) => drawFrom(good, uniform)));
    const gain = models.reduce((sum, { good, bad }, i) => sum + Math.log(densityOf(good, point[i]!)) - Math.log(densityOf(bad, point[i]!)), 0);
    if (best !== undefined && !(gain > highest)) continue;
    best = point;
    highest = gain;
  }
  return best!;
}
