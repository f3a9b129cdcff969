/**
 * The port between a search and whoever evaluates: ask for a batch, tell its scores. State is plain data, so that a search can be stored and taken up again.
 * Knows no strategy; higher scores are better.
 */
import type { Point, Space } from "./space.js";

/** Proposals asked for at once, whatever the number of workers: so that 1, 2 and N of them see the same sequence (decisions 23). */
export const BATCH = 8;

/** Null where there is none: the strategy failed, or the objective is not a number. Such a trial ranks below all others. */
export type Score = number | null;

export interface SearchMethod<State> {
  begin(space: Space, seed: number): State;
  /** The next batch: a function of space and state alone. Fewer than `BATCH`, or none, when the space is exhausted. */
  ask(space: Space, state: State): readonly Point[];
  /** The state after that batch was judged. @param scores one a point, in its order */
  tell(space: Space, state: State, points: readonly Point[], scores: readonly Score[]): State;
}

/** Rows of scores from best to worst; of equals the earlier first, null last. */
export function rankedRows(scores: readonly Score[]): readonly number[] {
  const value = (row: number): number => scores[row] ?? -Infinity;
  return scores.map((_, row) => row).sort((a, b) => (value(a) === value(b) ? a - b : value(b) > value(a) ? 1 : -1));
}
