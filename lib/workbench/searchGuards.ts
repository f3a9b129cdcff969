/** Every guard over a finished search, beside each other: in sample and out of sample, DSR, PBO, plateau. Searches only where a validation has to. */
import type { Column } from "../market/candles.js";
import { isQuantError } from "../market/errors.js";
import { canonicalJson } from "../market/run.js";
import { sharpe } from "../metrics/sharpe.js";
import { foldObjective } from "../research/objective.js";
import { backtestOverfitting, type OverfittingProbability } from "../research/pbo.js";
import { playedAlone, type Subject } from "../research/play.js";
import type { RankedTrial, SearchFinding, SearchSubject } from "../research/searchFinding.js";
import type { SearchResult } from "../research/search/optimise.js";
import type { ParamValues, Space } from "../research/search/space.js";
import { distinctTrials, scoreOf } from "../research/search/trialRecord.js";
import { trialStanding } from "../research/trialStanding.js";
import { validateCombinatorial, validateWalkForward, type CombinatorialResult, type FitOptions, type WalkForwardResult } from "../research/validation/crossValidation.js";
import { plateau } from "../research/validation/plateau.js";
import { evaluatorOf, type TrialJudge, type TrialQuestion } from "../research/workers/judgeTrial.js";
import type { DaysOfTrials, SearchJournal } from "./searchJournal.js";
import type { SearchRequest } from "./searchRequest.js";
import type { SearchListener } from "./searchSession.js";

export interface Searched {
  readonly id: string;
  readonly subject: Subject;
  readonly about: SearchSubject;
  readonly record: SearchResult;
  readonly space: Space;
  readonly request: SearchRequest;
  readonly question: TrialQuestion;
  readonly days: DaysOfTrials;
  readonly judge: TrialJudge;
  readonly journal: SearchJournal;
  readonly notes: readonly string[];
  readonly signal: AbortSignal;
  readonly listener: SearchListener;
}

export async function guards(searched: Searched): Promise<SearchFinding> {
  const { id, about, record, space, subject, question, days, listener, signal } = searched, { best } = record;
  const notes = [...searched.notes, ...(record.ended === "interrupted" ? [`interrupted: nothing was validated out of sample; go on with --resume ${id}`] : [])];
  await judgeMissing(searched);
  const ranked = distinctTrials(record.trials).filter((trial) => scoreOf(trial) !== undefined).sort((a, b) => scoreOf(b)! - scoreOf(a)!).map((trial): RankedTrial => ({ trial, sharpe: sharpe(returnsOf(days, trial.params)) }));
  const common = { id, subject: about, record, ranked };
  if (best === undefined) return { ...common, best: undefined, standing: undefined, overfitting: undefined, plateau: undefined, walkForward: undefined, combinatorial: undefined, notes };
  listener.stage?.("weighing what was found");
  const columns = distinctTrials(record.trials).map(({ params }) => days.get(canonicalJson(params))).filter((column) => column !== undefined);
  const own = returnsOf(days, best.params), standing = trialStanding(own, await searched.journal.standing(columns));
  const overfitting = overfittingOf(columns, notes), around = plateau(space, best.params, foldObjective(playedAlone(subject), question));
  const { walkForward, combinatorial } = signal.aborted ? { walkForward: undefined, combinatorial: undefined } : await validations(searched, notes);
  return { ...common, best: { trial: best, params: best.params, sharpe: sharpe(own) }, standing, overfitting, plateau: around, walkForward, combinatorial, notes };
}

const returnsOf = (days: DaysOfTrials, params: ParamValues): Column => days.get(canonicalJson(params)) ?? new Float64Array(0);

/** Days that the store did not give back are earned once more. */
async function judgeMissing({ record, question, judge, days, signal }: Searched): Promise<void> {
  const missing = distinctTrials(record.trials).filter(({ params, outcome }) => outcome.status !== "failed" && !days.has(canonicalJson(params))).map(({ params }) => params);
  if (missing.length === 0) return;
  const judged = await judge(question, missing, undefined, signal.aborted ? undefined : signal);
  judged.forEach(({ returns }, i) => days.set(canonicalJson(missing[i]), returns));
}

function overfittingOf(columns: readonly Column[], notes: string[]): OverfittingProbability | undefined {
  try {
    return backtestOverfitting(columns);
  } catch (error) {
    if (!isQuantError(error)) throw error;
    notes.push(error.message);
    return undefined;
  }
}

/** Half of the days is fitted on and an eighth judged, so that there are four tests; six folds by twos make fifteen splits and five paths. */
async function validations(searched: Searched, notes: string[]): Promise<Pick<SearchFinding, "walkForward" | "combinatorial">> {
  const { about: { days }, request: { validate }, subject } = searched, train = Math.floor(days / 2), test = Math.max(1, Math.ceil((days - train) / 4)), embargo = Math.ceil(days / 100);
  const walkForward = !validate.includes("walk-forward") ? undefined : await noted(notes, () => {
    searched.listener.stage?.("validating by walk-forward");
    return validateWalkForward(subject, { train, test }, fitOf(searched));
  });
  const combinatorial = !validate.includes("cpcv") || searched.signal.aborted ? undefined : await noted(notes, () => {
    searched.listener.stage?.("validating by combinatorial purged cross-validation");
    return validateCombinatorial(subject, { folds: 6, testFolds: 2, embargo }, fitOf(searched));
  });
  return { walkForward: whole(walkForward, notes), combinatorial: whole(combinatorial, notes) };
}

function fitOf({ space, request: { search, splitTrials, seed, folds }, judge, signal, listener }: Searched): FitOptions {
  return { space, method: search, trials: splitTrials, seed, folds, stopHopeless: false, signal, clock: () => performance.now(), evaluator: evaluatorOf(judge), onProgress: (progress) => listener.trials?.(progress) };
}

/** A validation that can not be made is a note, not the end of what was found. */
async function noted<T>(notes: string[], validate: () => Promise<T>): Promise<T | undefined> {
  try {
    return await validate();
  } catch (error) {
    if (!isQuantError(error)) throw error;
    notes.push(`not validated: ${error.message}`);
    return undefined;
  }
}

/** One that was interrupted is left out. */
function whole<T extends WalkForwardResult | CombinatorialResult>(result: T | undefined, notes: string[]): T | undefined {
  if (result === undefined || result.complete) return result;
  notes.push("a validation was interrupted and is left out");
  return undefined;
}
