/**
 * A search run to its budget: batch after batch, every trial written down with its parameters, also those that failed. The record is plain data and can be
 * taken up again. Knows no strategy: how a batch is judged is a port, so that workers can do it.
 */
import { QuantError } from "../../market/errors.js";
import { canonicalJson } from "../../market/run.js";
import type { TrialOutcome } from "../objective.js";
import { openSearch, type SearchName } from "./search.js";
import type { ParamValues, Space } from "./space.js";
import { bestTrial, failures, scoreOf, type SearchRecord, type TrialRecord } from "./trialRecord.js";

/**
 * Judges the parameters of one batch, in their order; whoever implements it may do so in parallel. An outcome depends on the parameters and on `best` alone.
 * @param best score before this batch
 */
export type EvaluateBatch = (batch: readonly ParamValues[], best: number | undefined, signal: AbortSignal | undefined) => Promise<readonly TrialOutcome[]>;

export interface SearchProgress {
  readonly done: number;
  /** The budget; a grid may end before it. */
  readonly total: number;
  readonly best: TrialRecord | undefined;
  readonly failed: number;
  /** Trials a second since this call began, and seconds left at that rate; NaN without a clock or before the first batch. */
  readonly rate: number;
  readonly secondsLeft: number;
}

export interface OptimiseOptions {
  readonly space: Space;
  readonly method: SearchName;
  /** Proposals, those of a record that is taken up again among them. The last batch is finished, so there may be up to seven more. */
  readonly trials: number;
  /** Of everything random. Default 1. */
  readonly seed?: number | undefined;
  readonly evaluate: EvaluateBatch;
  /** Goes on from here. */
  readonly resume?: SearchRecord | undefined;
  readonly onProgress?: ((progress: SearchProgress, record: SearchRecord) => void) | undefined;
  /** Ends the search before the next batch; what is done is kept. A batch under way when it fires is thrown away, so that the record always ends with a whole one. */
  readonly signal?: AbortSignal | undefined;
  /** ms; only for rate and time left. */
  readonly clock?: (() => number) | undefined;
}

export interface SearchResult extends SearchRecord {
  readonly ended: "budget" | "exhausted" | "interrupted";
  /** Undefined when no trial has a score. */
  readonly best: TrialRecord | undefined;
}

/** @throws QuantError BAD_SEARCH for a budget that is none, or a record of another search */
export async function optimise({ space, method, trials: budget, seed = 1, evaluate, resume, onProgress, signal, clock }: OptimiseOptions): Promise<SearchResult> {
  if (!(Number.isInteger(budget) && budget >= 1)) throw new QuantError("input", "BAD_SEARCH", `the number of trials is ${budget}, a whole number of at least 1 was expected`, { budget });
  if (resume !== undefined && resume.seed !== seed) throw new QuantError("input", "BAD_SEARCH", `the stored search has seed ${resume.seed}, not ${seed}: it can only be taken up again as it was begun`, { seed });
  const search = openSearch(space, method, resume === undefined ? { seed } : { stored: resume.search }), trials = [...(resume?.trials ?? [])], begun = clock?.() ?? NaN, already = trials.length;
  const record = (): SearchRecord => ({ version: 1, seed, search: search.stored(), trials: [...trials] });
  while (trials.length < budget && !isAborted(signal)) {
    const batch = search.ask();
    if (batch.length === 0) return { ...record(), ended: "exhausted", best: bestTrial(trials) };
    const judged = await judge(batch, trials, evaluate, signal);
    if (isAborted(signal)) break;
    trials.push(...judged);
    search.tell(judged.map(({ outcome }) => ("score" in outcome ? outcome.score : null)));
    const rate = ((trials.length - already) / ((clock?.() ?? NaN) - begun)) * 1000;
    onProgress?.({ done: trials.length, total: budget, best: bestTrial(trials), failed: failures(trials).length, rate, secondsLeft: Math.max(0, budget - trials.length) / rate }, record());
  }
  return { ...record(), ended: trials.length < budget ? "interrupted" : "budget", best: bestTrial(trials) };
}

/** Asked anew each time: it may fire while a batch is judged. */
const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

/** Parameters that were tried already, in this batch too, are not tried again. */
async function judge(batch: readonly ParamValues[], trials: readonly TrialRecord[], evaluate: EvaluateBatch, signal: AbortSignal | undefined): Promise<readonly TrialRecord[]> {
  const known = new Map<string, TrialRecord>(trials.filter(({ repeats }) => repeats === undefined).map((trial) => [canonicalJson(trial.params), trial]));
  const fresh = [...new Map(batch.map((params) => [canonicalJson(params), params])).entries()].filter(([key]) => !known.has(key));
  const outcomes = fresh.length === 0 ? [] : await evaluate(fresh.map(([, params]) => params), scoreOf(bestTrial(trials)), signal);
  if (outcomes.length !== fresh.length && !isAborted(signal)) throw new QuantError("broken", "BAD_SEARCH", `a batch of ${fresh.length} trials came back with ${outcomes.length} outcomes`);
  const news = new Map(fresh.map(([key], i) => [key, outcomes[i]!]));
  return batch.map((params, i) => {
    const number = trials.length + i, key = canonicalJson(params), earlier = known.get(key);
    const trial: TrialRecord = earlier === undefined ? { number, params, outcome: news.get(key)! } : { number, params, outcome: earlier.outcome, repeats: earlier.number };
    if (earlier === undefined) known.set(key, trial);
    return trial;
  });
}
