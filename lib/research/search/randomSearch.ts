/** Independent uniform points: the yardstick of every other method, and the honest way to count independent trials. Learns nothing. */
import { uniformRandom } from "../../market/random.js";
import { BATCH, type SearchMethod } from "./method.js";
import { firstAllowed, type Point, type Space } from "./space.js";

export interface RandomState { readonly seed: number; readonly next: number }

/** @see Bergstra and Bengio (2012), J. Machine Learning Research 13 */
export const randomSearch: SearchMethod<RandomState> = {
  begin: (_space, seed) => ({ seed, next: 0 }),
  ask: (space, { seed, next }) => Array.from({ length: BATCH }, (_, i) => randomPoint(space, seed, next + i)),
  tell: (_space, { seed, next }, points) => ({ seed, next: next + points.length }),
};

/** Point number `number` of a seed, each from a stream of its own. */
export function randomPoint(space: Space, seed: number, number: number): Point {
  const uniform = uniformRandom(seed, number);
  return firstAllowed(space, () => space.axes.map(() => uniform()));
}
