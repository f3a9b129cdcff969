/**
 * Fit on some days, judge on others, by any splits: walk-forward stitched into one curve, purged k-fold, and its combinations with their paths (O1 to O3).
 * In sample always stands beside out of sample. Knows no method of search and no strategy.
 */
import { QuantError } from "../../market/errors.js";
import type { Column } from "../../market/candles.js";
import type { Millis } from "../../market/units.js";
import { DAY_MS } from "../../metrics/daily.js";
import { daysOf, joinDays, sharpeOfDays, type DailyResult } from "../dailyResult.js";
import { foldObjective, type ObjectiveOptions } from "../objective.js";
import { playedAlone, playedWhole, type Play, type Subject } from "../play.js";
import { inProcess } from "../search/inProcess.js";
import { optimise, type EvaluateBatch, type SearchProgress } from "../search/optimise.js";
import type { SearchName } from "../search/search.js";
import type { ParamValues, Space } from "../search/space.js";
import { distinctTrials, failures, requireBest } from "../search/trialRecord.js";
import { combinatorialPurged, walkForward, type CombinatorialOptions, type Split, type WalkForwardOptions } from "../splits.js";
import type { TrialQuestion } from "../workers/judgeTrial.js";

/** The search that is run on the training days of every split anew, so that no choice has seen a test. */
export interface FitOptions extends Omit<ObjectiveOptions, "days"> {
  readonly space: Space;
  readonly method: SearchName;
  /** A split. */
  readonly trials: number;
  /** Split number i searches with seed + i. Default 1. */
  readonly seed?: number | undefined;
  /** Default: in this process. */
  readonly evaluator?: ((question: TrialQuestion) => EvaluateBatch) | undefined;
  readonly onProgress?: ((progress: SearchProgress & { readonly split: number; readonly splits: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: (() => number) | undefined;
}

/** One split: what was chosen on its training days, and what became of it on its test days. */
export interface JudgedSplit {
  readonly split: Split;
  readonly params: ParamValues;
  /** Distinct trials, and those of them without a score. */
  readonly trials: number;
  readonly failed: number;
  /** Annual Sharpe ratios of the chosen parameters, net; NaN where nothing varies. */
  readonly inSample: number;
  readonly outOfSample: number;
  /** One result a test range. */
  readonly tests: readonly DailyResult[];
}

export interface WalkForwardResult {
  readonly splits: readonly JudgedSplit[];
  /** The tests end to end, each begun flat with the parameters frozen before it: what following the rule would have earned. */
  readonly stitched: DailyResult;
  /** First day of the stitched curve, ms UTC. */
  readonly start: Millis;
  /** Annual Sharpe ratio of the stitched days, and the mean of the splits' in-sample ratios beside it. */
  readonly outOfSample: number;
  readonly inSample: number;
  /** Out of sample over in sample; NaN where in sample is not above 0. */
  readonly efficiency: number;
  /** False when it was interrupted: the splits that were done are here. */
  readonly complete: boolean;
}

export interface CombinatorialResult {
  readonly splits: readonly JudgedSplit[];
  /** Each goes over all days once. Empty when interrupted. */
  readonly paths: readonly DailyResult[];
  /** Annual Sharpe ratio of each path: the distribution that one backtest is a single draw of. */
  readonly sharpes: Column;
  readonly inSample: number;
  readonly complete: boolean;
}

/** Lengths in days. @throws QuantError BAD_SPLITS, TOO_FEW_DAYS, NO_SCORE naming the split, its parameters and seed */
export async function validateWalkForward(subject: Subject, window: Omit<WalkForwardOptions, "length">, fit: FitOptions): Promise<WalkForwardResult> {
  const { start, days } = daysOf(subject.data.candles), splits = walkForward({ ...window, length: days });
  const judged = await judgeSplits(splits, { play: playedAlone(subject), played: "alone" }, fit), stitched = joinDays(judged.flatMap(({ tests }) => tests));
  const outOfSample = sharpeOfDays(stitched), inSample = meanInSample(judged);
  return { splits: judged, stitched, start: start + splits[0]!.test[0]!.from * DAY_MS, outOfSample, inSample, efficiency: inSample > 0 ? outOfSample / inSample : NaN, complete: judged.length === splits.length };
}

/** Lengths in days; `testFolds: 1` is purged k-fold with one path. No trial is stopped early, for each is one run over all days. @throws as `validateWalkForward` */
export async function validateCombinatorial(subject: Subject, folds: Omit<CombinatorialOptions, "length">, fit: FitOptions): Promise<CombinatorialResult> {
  const { splits, paths } = combinatorialPurged({ ...folds, length: daysOf(subject.data.candles).days });
  const judged = await judgeSplits(splits, { play: playedWhole(subject), played: "whole" }, { ...fit, stopHopeless: false }), complete = judged.length === splits.length;
  const firsts = [...new Set(splits.flatMap(({ test }) => test.map(({ from }) => from)))].sort((a, b) => a - b);
  const results = complete ? paths.map((path) => joinDays(path.map((split, fold) => testOf(judged[split]!, firsts[fold]!)))) : [];
  return { splits: judged, paths: results, sharpes: Float64Array.from(results, sharpeOfDays), inSample: meanInSample(judged), complete };
}

/** What a split made of a fold. `first`: where the fold's days begin. */
const testOf = ({ split, tests }: JudgedSplit, first: number): DailyResult => tests[split.test.findIndex(({ from }) => from === first)]!;

const meanInSample = (judged: readonly JudgedSplit[]): number => judged.reduce((sum, { inSample }) => sum + inSample, 0) / judged.length;

interface Played extends Pick<TrialQuestion, "played"> { readonly play: Play }

async function judgeSplits(splits: readonly Split[], played: Played, fit: FitOptions): Promise<readonly JudgedSplit[]> {
  const judged: JudgedSplit[] = [];
  for (const [number, split] of splits.entries()) {
    const done = await judgeSplit(split, number, splits.length, played, fit);
    if (done === undefined) break;
    judged.push(done);
  }
  return judged;
}

/** Undefined when interrupted. */
async function judgeSplit(split: Split, number: number, splits: number, { play, played }: Played, fit: FitOptions): Promise<JudgedSplit | undefined> {
  const { space, method, trials, seed = 1, evaluator, onProgress, signal, clock, folds, penaltyBp, stopHopeless } = fit, objective: ObjectiveOptions = { folds, penaltyBp, stopHopeless, days: split.train };
  const record = await optimise({
    space, method, trials, seed: seed + number, evaluate: evaluator?.({ ...objective, played }) ?? inProcess(foldObjective(play, objective)), signal, clock,
    onProgress: onProgress === undefined ? undefined : (progress) => onProgress({ ...progress, split: number, splits }),
  });
  if (record.ended === "interrupted") return undefined;
  const { params } = inSplit(number, () => requireBest(record)), tests = split.test.map((range) => play(params, range));
  return {
    split, params, trials: distinctTrials(record.trials).length, failed: failures(record.trials).length, tests,
    inSample: sharpeOfDays(joinDays(split.train.map((range) => play(params, range)))), outOfSample: sharpeOfDays(joinDays(tests)),
  };
}

function inSplit<T>(number: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof QuantError)) throw error;
    throw new QuantError(error.kind, error.code, `split ${number}: ${error.message}`, error.detail, { cause: error });
  }
}
