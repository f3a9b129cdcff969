/** Every combination once, the last parameter running fastest. Knows no randomness and learns nothing. */
import { QuantError } from "../../market/errors.js";
import { BATCH, type SearchMethod } from "./method.js";
import { allowsPoint, levelsOf, middleOf, type Point, type Space } from "./space.js";

export interface GridState { readonly next: number }

/** More would be a slip of the pen. */
const MOST = 10_000_000;

export const gridSearch: SearchMethod<GridState> = {
  begin(space) {
    gridSize(space);
    return { next: 0 };
  },
  ask: (space, { next }) => batchFrom(space, next).points,
  tell: (space, { next }) => ({ next: batchFrom(space, next).next }),
};

/** Combinations before the constraint. @throws QuantError BAD_SEARCH for a parameter without steps, or too many combinations */
export function gridSize({ axes }: Space): number {
  const endless = axes.find((axis) => levelsOf(axis) === Infinity);
  if (endless !== undefined) throw new QuantError("input", "BAD_SEARCH", `a grid over '${endless.name}' has no end: give it a step or a list of values`, { name: endless.name });
  const size = axes.reduce((product, axis) => product * levelsOf(axis), 1);
  if (size > MOST) throw new QuantError("input", "BAD_SEARCH", `the grid has ${size.toLocaleString("en")} combinations: at most ${MOST.toLocaleString("en")} were expected; give steps, or search at random`, { size });
  return size;
}

function batchFrom(space: Space, from: number): { readonly points: readonly Point[]; readonly next: number } {
  const points: Point[] = [], size = gridSize(space);
  let next = from;
  while (next < size && points.length < BATCH) {
    const point = cell(space, next++);
    if (allowsPoint(space, point)) points.push(point);
  }
  return { points, next };
}

function cell({ axes }: Space, number: number): Point {
  const point: number[] = [];
  let rest = number;
  for (let i = axes.length - 1; i >= 0; i--) {
    const axis = axes[i]!, levels = levelsOf(axis);
    point.unshift(middleOf(axis, rest % levels));
    rest = Math.floor(rest / levels);
  }
  return point;
}
