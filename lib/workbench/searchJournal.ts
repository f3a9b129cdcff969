/**
 * A search written down while it goes: each batch's trials into the registry and into the search's own log, in order, behind the search's back.
 * Nothing of it is lost when the process dies but the batch under way. Judges nothing.
 */
import { insertDays, trialRegistry } from "../data/store/trialRegistry.js";
import { searchLog, type LoggedSearch, type LoggedTrial } from "../data/store/searchLog.js";
import type { Store } from "../data/store/store.js";
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { canonicalJson, trialId, type FamilyStanding, type Trial } from "../market/run.js";
import { sharpe } from "../metrics/sharpe.js";
import type { TrialOutcome } from "../research/objective.js";
import type { ParamValues } from "../research/search/space.js";
import { distinctTrials, type TrialRecord } from "../research/search/trialRecord.js";
import { standingAmong } from "../research/trialStanding.js";

/** On what a search rests: taken up again only where all of it is the same. */
export interface SearchBasis {
  readonly family: string;
  readonly strategyHash: string;
  readonly dataHash: string;
  readonly rulesHash: string;
  /** Days since 1970, and how many. */
  readonly firstDay: number;
  readonly days: number;
  /** False for a made-up market, which spends no data. */
  readonly counted: boolean;
}

/** By the trial's parameters as canonical JSON. */
export type DaysOfTrials = Map<string, Column>;

export class SearchJournal {
  #written: Promise<void> = Promise.resolve();
  #failure: unknown;
  #latest: readonly TrialRecord[] = [];
  /** Trials of the search that are in the log. */
  #logged: number;

  /** @param logged trials of the search that are in the log already. @param onFailure asked to end the search: the store did not take a batch */
  constructor(private readonly store: Store, private readonly id: string, private readonly basis: SearchBasis, private readonly startedBy: string, private readonly days: DaysOfTrials, logged: number, private readonly onFailure: () => void) {
    this.#logged = logged;
  }

  /** Trials beyond those written; returns at once. What gathers while the store is busy is written in one go. @param at ms UTC */
  write(trials: readonly TrialRecord[], at: number): void {
    this.#latest = trials;
    this.#written = this.#written.then(() => this.#writeLatest(at)).catch((error: unknown) => {
      this.#failure ??= error;
      this.onFailure();
    });
  }

  /** Until everything is stored. @throws what the store said */
  async settled(): Promise<void> {
    await this.#written;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Of the family in the registry; of a made-up market, of these trials alone. */
  standing(returns: readonly Column[]): Promise<FamilyStanding> {
    return this.basis.counted ? trialRegistry(this.store).standing(this.basis.family) : Promise.resolve(standingAmong(returns));
  }

  async #writeLatest(at: number): Promise<void> {
    const fresh = this.#latest.slice(this.#logged);
    if (fresh.length === 0 || this.#failure !== undefined) return;
    const trials = distinctTrials(fresh).map(({ params }): Trial => this.#trialOf(params));
    await (this.basis.counted ? trialRegistry(this.store).recordAll(trials, at) : insertDays(this.store, trials));
    await searchLog(this.store).add(this.id, fresh.map(({ number, params, outcome, repeats = -1 }): LoggedTrial => ({ number, trial: trialId({ ...this.basis, params }), params: canonicalJson(params), outcome: canonicalJson(outcome), repeats })));
    this.#logged += fresh.length;
  }

  #trialOf(params: ParamValues): Trial {
    const { strategyHash, dataHash, rulesHash, firstDay } = this.basis, returns = this.days.get(canonicalJson(params)) ?? new Float64Array(0);
    return { strategyHash, params, dataHash, rulesHash, family: familyIn(this.basis), sharpe: sharpe(returns), startedBy: this.startedBy, daily: { firstDay, returns } };
  }
}

/** Days of made-up markets are kept apart, so that they do not stand among those of real ones. */
const familyIn = ({ family, counted }: SearchBasis): string => (counted ? family : `SYNTHETIC ${family}`);

/** What a search that is taken up again has done, with the days of its trials. @throws QuantError BAD_SEARCH when it rests on something else than now */
export async function loadTrials(store: Store, { id, basis: begunOn }: LoggedSearch, basis: SearchBasis): Promise<{ readonly trials: readonly TrialRecord[]; readonly days: DaysOfTrials }> {
  const before = JSON.parse(begunOn) as SearchBasis, other = (["strategyHash", "dataHash", "rulesHash", "family"] as const).find((key) => before[key] !== basis[key]);
  if (other !== undefined) throw new QuantError("input", "BAD_SEARCH", `search ${id} can not be taken up again: ${CHANGED[other]} since it was begun; begin a new one`, { id, changed: other });
  const log = searchLog(store), trials = (await log.trials(id)).map(({ number, params, outcome, repeats }): TrialRecord =>
    ({ number, params: JSON.parse(params) as ParamValues, outcome: JSON.parse(outcome) as TrialOutcome, ...(repeats < 0 ? {} : { repeats }) }));
  const known = await log.days(familyIn(basis), trials.map(({ params }) => ({ ...basis, params })), basis.days);
  return { trials, days: new Map(trials.flatMap(({ params }) => [known.get(trialId({ ...basis, params }))].filter((column) => column !== undefined).map((column) => [canonicalJson(params), column] as const))) };
}

const CHANGED = { strategyHash: "the strategy's source has changed", dataHash: "the stored data of its window has changed", rulesHash: "the fill rules have changed", family: "its market has changed" } as const;
