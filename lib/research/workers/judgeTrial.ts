/** One trial judged, with what it earned day by day: what a worker answers, and what this process answers in its place. Knows no pool and no search. */
import type { Column } from "../../market/candles.js";
import { joinDays, type DailyResult } from "../dailyResult.js";
import { foldObjective, type ObjectiveOptions, type TrialOutcome } from "../objective.js";
import { playedAlone, playedWhole, type Play, type Subject } from "../play.js";
import { outcomeOf } from "../search/inProcess.js";
import type { EvaluateBatch } from "../search/optimise.js";
import type { ParamValues } from "../search/space.js";

/** How trials are judged. Plain data, so that it can be sent to another thread or machine. */
export interface TrialQuestion extends ObjectiveOptions {
  /** Each fold on an account of its own, or all folds as cuts of one run over all days. */
  readonly played: "alone" | "whole";
}

/** Plain data. */
export interface JudgedTrial {
  readonly outcome: TrialOutcome;
  /** Simple net return of each day judged on, fold after fold; empty unless every fold was played. */
  readonly returns: Column;
}

/** Judges the trials of one batch, in their order. @throws QuantError when the judges themselves fail; what a strategy throws is an outcome */
export type TrialJudge = (question: TrialQuestion, batch: readonly ParamValues[], best: number | undefined, signal: AbortSignal | undefined) => Promise<readonly JudgedTrial[]>;

/** @param best score of the batches before */
export function judgeTrial(subject: Subject, { played, ...options }: TrialQuestion, params: ParamValues, best: number | undefined): JudgedTrial {
  const parts: DailyResult[] = [], play = played === "alone" ? playedAlone(subject) : playedWhole(subject);
  const heard: Play = (at, days) => {
    const result = play(at, days);
    parts.push(result);
    return result;
  };
  const outcome = outcomeOf(foldObjective(heard, options), params, best), isWhole = outcome.status === "scored" || outcome.status === "undefined";
  return { outcome, returns: isWhole ? joinDays(parts).returns : new Float64Array(0) };
}

/** Judges here, one trial after the other, giving way to other work in between. */
export const judgeHere = (subject: Subject): TrialJudge => async (question, batch, best, signal) => {
  const judged: JudgedTrial[] = [];
  for (const params of batch) {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted === true) break;
    judged.push(judgeTrial(subject, question, params, best));
  }
  return judged;
};

/** The port of the search, from a judge. */
export const evaluatorOf = (judge: TrialJudge) => (question: TrialQuestion): EvaluateBatch =>
  async (batch, best, signal) => (await judge(question, batch, best, signal)).map(({ outcome }) => outcome);
