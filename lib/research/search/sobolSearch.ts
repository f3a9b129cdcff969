/** The points of Sobol's sequence in turn, those that a constraint refuses left out. Learns nothing. */
import { QuantError } from "../../market/errors.js";
import { BATCH, type SearchMethod } from "./method.js";
import { firstAllowed, type Point, type Space } from "./space.js";
import { MOST_DIMENSIONS, sobolPoint } from "./sobol.js";

export interface SobolState { readonly seed: number; readonly next: number }

export const sobolSearch: SearchMethod<SobolState> = {
  begin({ axes }, seed) {
    if (axes.length > MOST_DIMENSIONS) throw new QuantError("input", "BAD_SEARCH", `a Sobol search takes at most ${MOST_DIMENSIONS} parameters, ${axes.length} are to be searched: fix some, or search at random`, { axes: axes.length });
    return { seed, next: 0 };
  },
  ask: (space, state) => batchFrom(space, state).points,
  tell: (space, state) => ({ seed: state.seed, next: batchFrom(space, state).next }),
};

function batchFrom(space: Space, { seed, next: from }: SobolState): { readonly points: readonly Point[]; readonly next: number } {
  let next = from;
  const points = Array.from({ length: BATCH }, () => firstAllowed(space, () => sobolPoint(next++, space.axes.length, seed)));
  return { points, next };
}
