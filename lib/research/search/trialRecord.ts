/** What was tried, written down: which trial is the best, which are looks of their own, which failed. Plain data; runs nothing. */
import { QuantError } from "../../market/errors.js";
import { canonicalJson } from "../../market/run.js";
import type { TrialOutcome } from "../objective.js";
import type { StoredSearch } from "./search.js";
import type { ParamValues } from "./space.js";

export interface TrialRecord {
  /** From 0 on, in the order proposed. */
  readonly number: number;
  readonly params: ParamValues;
  readonly outcome: TrialOutcome;
  /** The earlier trial with the same parameters, whose outcome this is: it was not run again and counts once. */
  readonly repeats?: number;
}

/** Everything that is needed to go on, and to tell what was tried. Survives JSON. */
export interface SearchRecord {
  readonly version: 1;
  readonly seed: number;
  readonly search: StoredSearch;
  readonly trials: readonly TrialRecord[];
}

/** The highest score of trials that were not stopped; of equals the earlier. */
export function bestTrial(trials: readonly TrialRecord[]): TrialRecord | undefined {
  let best: TrialRecord | undefined;
  for (const trial of trials) if (trial.outcome.status === "scored" && !(trial.outcome.score <= (scoreOf(best) ?? -Infinity))) best = trial;
  return best;
}

/** Undefined for a trial that was stopped, or has none. */
export const scoreOf = (trial: TrialRecord | undefined): number | undefined => (trial?.outcome.status === "scored" ? trial.outcome.score : undefined);

/** Trials that are looks of their own at the data, and so count in N (decisions 22, 23). */
export const distinctTrials = (trials: readonly TrialRecord[]): readonly TrialRecord[] => trials.filter(({ repeats }) => repeats === undefined);

/** Distinct trials without a score, for the table of what failed. */
export const failures = (trials: readonly TrialRecord[]): readonly TrialRecord[] => distinctTrials(trials).filter(({ outcome }) => outcome.status === "failed" || outcome.status === "undefined");

/** The best trial. @throws QuantError NO_SCORE naming the first trial's parameters and the seed when there is none */
export function requireBest({ trials, seed }: SearchRecord): TrialRecord {
  const best = bestTrial(trials), first = failures(trials)[0];
  if (best !== undefined) return best;
  const why = first !== undefined && "why" in first.outcome ? `; trial ${first.number} with ${canonicalJson(first.params)}: ${first.outcome.why}` : "";
  throw new QuantError("data", "NO_SCORE", `none of ${distinctTrials(trials).length} trials (seed ${seed}) has a score${why}: other parameters or longer data were expected`, { seed, params: first?.params });
}
