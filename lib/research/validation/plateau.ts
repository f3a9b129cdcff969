/** How the score falls around a choice (O5): a real edge lies on a plateau, luck on a spike. Knows no strategy and no search method. */
import { outcomeOf } from "../search/inProcess.js";
import type { Axis, ParamValues, Space } from "../search/space.js";
import type { Objective } from "../objective.js";

export interface Neighbour {
  readonly name: string;
  readonly value: number;
  /** NaN where it has none: it failed, or the constraint refuses it (then `isAllowed` is false and it does not count). */
  readonly score: number;
  readonly isAllowed: boolean;
}

export interface Plateau {
  readonly params: ParamValues;
  readonly score: number;
  /** Both ways along each searched parameter, ascending. */
  readonly neighbours: readonly Neighbour[];
  /** Lowest neighbour's score over the choice's; NaN when the choice's score is not above 0 or it has no neighbour. */
  readonly worstShare: number;
  /** Every allowed neighbour within 30% of the choice. */
  readonly holds: boolean;
}

const WITHIN = 0.7;

/**
 * Judges the neighbours of a choice, one parameter moved at a time.
 * @param reaches how far, as shares of the parameter's own value, at least one step of it; of a choice the entries next in its list
 */
export function plateau(space: Space, params: ParamValues, objective: Objective, reaches: readonly number[] = [0.1, 0.2]): Plateau {
  const scoreOf = (at: ParamValues): number => {
    const outcome = outcomeOf(objective, at, undefined);
    return outcome.status === "scored" ? outcome.score : NaN;
  };
  const score = scoreOf(params);
  const neighbours = space.axes.flatMap((axis) => valuesAround(axis, params[axis.name]!, reaches).map((value): Neighbour => {
    const at = { ...params, [axis.name]: value }, isAllowed = space.allows(at);
    return { name: axis.name, value, score: isAllowed ? scoreOf(at) : NaN, isAllowed };
  }));
  const counted = neighbours.filter(({ isAllowed }) => isAllowed), lowest = counted.reduce((low, { score: s }) => (Number.isNaN(s) ? -Infinity : Math.min(low, s)), Infinity);
  const worstShare = score > 0 && counted.length > 0 ? lowest / score : NaN;
  return { params, score, neighbours, worstShare, holds: worstShare >= WITHIN };
}

/** Distinct values below and above, inside the axis' range. */
function valuesAround(axis: Axis, value: number, reaches: readonly number[]): readonly number[] {
  if (axis.kind === "choice") {
    const at = axis.values.indexOf(value);
    return axis.values.filter((_, i) => Math.abs(i - at) >= 1 && Math.abs(i - at) <= reaches.length);
  }
  const { min, max } = axis, step = axis.kind === "log" ? Number(axis.whole) : axis.step, scale = value === 0 ? max - min : Math.abs(value);
  const moved = reaches.flatMap((reach) => [-1, 1].map((way) => value + way * (step === 0 ? reach * scale : Math.max(1, Math.round((reach * scale) / step)) * step)));
  return [...new Set(moved.map((v) => Number(v.toPrecision(12))))].filter((v) => v >= min && v <= max && v !== value).sort((a, b) => a - b);
}
