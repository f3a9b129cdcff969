/** The daily returns of every trial of a search, side by side: what PBO and the effective number of trials are computed from. Chooses nothing. */
import type { Column } from "../../market/candles.js";
import { QuantError } from "../../market/errors.js";
import { daysOf } from "../dailyResult.js";
import { backtestOverfitting, type OverfittingProbability } from "../pbo.js";
import { playedWhole, type Subject } from "../play.js";
import type { ParamValues } from "../search/space.js";
import { distinctTrials, type SearchRecord } from "../search/trialRecord.js";

export interface TrialMatrix {
  readonly params: readonly ParamValues[];
  /** One column a trial, a row a day. */
  readonly returns: readonly Column[];
  /** Distinct trials that threw, and so have no returns. */
  readonly leftOut: number;
}

/**
 * One run a distinct trial over all days.
 * @throws QuantError STOPPED_TRIALS where the search stopped hopeless ones: those would be missing from its losers
 */
export function trialMatrix(subject: Subject, record: SearchRecord): TrialMatrix {
  const trials = distinctTrials(record.trials), stopped = trials.filter(({ outcome }) => outcome.status === "stopped").length;
  if (stopped > 0) throw new QuantError("input", "STOPPED_TRIALS", `${stopped} of ${trials.length} trials were stopped early, and PBO needs all of them whole: search again with stopHopeless: false`, { stopped });
  const whole = trials.filter(({ outcome }) => outcome.status !== "failed"), play = playedWhole(subject), days = { from: 0, to: daysOf(subject.data.candles).days };
  return { params: whole.map(({ params }) => params), returns: whole.map(({ params }) => play(params, days).returns), leftOut: trials.length - whole.length };
}

/** PBO of a search's trials by CSCV (O4). @param blocks even, from 2 to 20 @throws as `trialMatrix` and `backtestOverfitting` */
export const overfittingOfSearch = (subject: Subject, record: SearchRecord, blocks?: number): OverfittingProbability => backtestOverfitting(trialMatrix(subject, record).returns, blocks);
