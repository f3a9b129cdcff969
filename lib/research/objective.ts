/**
 * What a trial is judged by: the median over folds of the pessimistic net Sharpe ratio less a turnover penalty, not the maximum and not the whole (O7).
 * A trial that can no longer become the best is stopped. Knows no search.
 */
import { QuantError } from "../market/errors.js";
import { quantile } from "../metrics/quantile.js";
import { penalisedSharpe } from "./dailyResult.js";
import type { Play } from "./play.js";
import type { ParamValues } from "./search/space.js";
import type { RowRange } from "./splits.js";

/** What became of a trial. Plain data. */
export type TrialOutcome =
  /** `values` are the folds' own. */
  | { readonly status: "scored"; readonly score: number; readonly values: readonly number[] }
  /** Hopeless after some of its folds; `score` is the median of those, below the best already. */
  | { readonly status: "stopped"; readonly score: number; readonly values: readonly number[] }
  /** The objective is not a number: it never traded, or its value has none. */
  | { readonly status: "undefined"; readonly why: string }
  /** The strategy threw. */
  | { readonly status: "failed"; readonly why: string };

/** @param best of the batches before, undefined while there is none: a batch does not look at its own members, so that the number of workers does not matter */
export type Objective = (params: ParamValues, best: number | undefined) => TrialOutcome;

export interface ObjectiveOptions {
  /** Days judged on. */
  readonly days: readonly RowRange[];
  /** Folds that the days are cut into, of about equal length. Default 4. */
  readonly folds?: number | undefined;
  /** Basis points that a trade may cost more than charged. Default 1. */
  readonly penaltyBp?: number | undefined;
  /** Stop a trial that can not become the best any more. Default true; false where PBO is asked. */
  readonly stopHopeless?: boolean | undefined;
}

/**
 * The objective of a strategy. A fold in which it did nothing counts 0, as in PBO; one that does nothing in every fold has no score.
 * @throws QuantError BAD_SPLITS when there are more folds than days to judge a ratio on
 */
export function foldObjective(play: Play, { days, folds = 4, penaltyBp = 1, stopHopeless = true }: ObjectiveOptions): Objective {
  const pieces = foldRanges(days, folds);
  return (params, best) => {
    const values: number[] = [];
    for (const piece of pieces) {
      values.push(penalisedSharpe(play(params, piece), penaltyBp));
      if (stopHopeless && best !== undefined && values.length < pieces.length && !(mostPossible(values, pieces.length) > best)) return { status: "stopped", score: medianOf(values), values: values.map(idleAsZero) };
    }
    if (values.every(Number.isNaN)) return { status: "undefined", why: "it had no return that varies in any fold" };
    const score = medianOf(values);
    return Number.isFinite(score) ? { status: "scored", score, values: values.map(idleAsZero) } : { status: "undefined", why: `the median over its folds is ${score}` };
  };
}

const idleAsZero = (value: number): number => (Number.isNaN(value) ? 0 : value);
const medianOf = (values: readonly number[]): number => quantile(Float64Array.from(values, idleAsZero), 0.5);

/** The median if every fold still to come were as good as a number can be (infinity would make NaN of a mean). */
const mostPossible = (values: readonly number[], folds: number): number => medianOf([...values, ...Array.from({ length: folds - values.length }, () => Number.MAX_VALUE)]);

/** Of a fold; a ratio of fewer says nothing. */
const LEAST_DAYS = 3;

/** The ranges cut into pieces of about a `folds`-th of all, none longer than one and a half: every range gives at least one, so that a gap between two is never bridged. */
export function foldRanges(days: readonly RowRange[], folds: number): readonly RowRange[] {
  const total = days.reduce((sum, { from, to }) => sum + to - from, 0);
  if (!(Number.isInteger(folds) && folds >= 1 && folds * LEAST_DAYS <= total)) throw new QuantError("input", "BAD_SPLITS", `${folds} folds of ${total} days: a whole number from 1 to ${Math.floor(total / LEAST_DAYS)} was expected, ${LEAST_DAYS} days a fold`, { folds, days: total });
  return days.flatMap(({ from, to }) => {
    const pieces = Math.max(1, Math.round(((to - from) * folds) / total)), at = (piece: number): number => from + Math.floor(((to - from) * piece) / pieces);
    return Array.from({ length: pieces }, (_, piece) => ({ from: at(piece), to: at(piece + 1) }));
  });
}
