/** Searches as they go, so that one that was interrupted can be taken up again: what was asked, on what it rests, every trial with its days. Judges nothing. */
import { QuantError } from "../../market/errors.js";
import { trialId, type Trial } from "../../market/run.js";
import type { Millis } from "../../market/units.js";
import type { Column } from "../../market/candles.js";
import type { Store } from "./store.js";

/** A search as it was begun. `request` and `basis` are JSON. */
export interface LoggedSearch { readonly id: string; readonly request: string; readonly basis: string }

/** A trial in the order proposed. `params` and `outcome` are JSON; `repeats` is the number of the earlier trial with the same parameters, -1 for none. */
export interface LoggedTrial { readonly number: number; readonly trial: string; readonly params: string; readonly outcome: string; readonly repeats: number }

export interface SearchLog {
  begin(search: LoggedSearch, begun: Millis): Promise<void>;
  /** Trials are written last, so that one that is there has its days. */
  add(id: string, trials: readonly LoggedTrial[]): Promise<void>;
  /** By id, or the beginning of one. @throws QuantError NO_SUCH_SEARCH */
  find(id: string): Promise<LoggedSearch>;
  /** Ascending. */
  trials(id: string): Promise<readonly LoggedTrial[]>;
  /** Days of the trials named, by trial id, as they were recorded in that family; one that has other than `days` of them is left out. */
  days(family: string, trials: readonly Pick<Trial, "strategyHash" | "params" | "dataHash" | "rulesHash">[], days: number): Promise<ReadonlyMap<string, Column>>;
}

export function searchLog(store: Store): SearchLog {
  return {
    async begin({ id, request, basis }, begun) {
      await store.insertColumns("searches", { id: [id], begun, request, basis });
    },
    async add(id, trials) {
      if (trials.length === 0) return;
      await store.insertColumns("search_trials", {
        search: id, number: trials.map(({ number }) => number), trial: trials.map(({ trial }) => trial), params: trials.map(({ params }) => params),
        outcome: trials.map(({ outcome }) => outcome), repeats: trials.map(({ repeats }) => repeats),
      });
    },
    find: (id) => find(store, id),
    trials: (id) => store.rows<LoggedTrial>("SELECT number, trial, params, outcome, repeats FROM search_trials FINAL WHERE search = {id: String} ORDER BY number", { id }),
    days: (family, trials, days) => daysOf(store, family, trials.map(trialId), days),
  };
}

async function find(store: Store, id: string): Promise<LoggedSearch> {
  const found = await store.rows<LoggedSearch>("SELECT id, request, basis FROM searches FINAL WHERE startsWith(id, {id: String}) ORDER BY id LIMIT 2", { id });
  if (found.length === 1 && id !== "") return found[0]!;
  const latest = (await store.rows<{ id: string }>("SELECT id FROM searches FINAL ORDER BY begun DESC LIMIT 5")).map((row) => row.id);
  const known = latest.length === 0 ? "none is stored" : `the latest are ${latest.join(", ")}`;
  throw new QuantError("input", "NO_SUCH_SEARCH", `${found.length > 1 ? "more than one search starts with" : "there is no search"} '${id}': ${known}`, { id });
}

/** Both sides sort the ids alike, so that one numeric column tells whose each value is. */
async function daysOf(store: Store, family: string, ids: readonly string[], days: number): Promise<ReadonlyMap<string, Column>> {
  const found = new Map<string, Column>(), sorted = [...new Set(ids)].sort();
  for (let from = 0; from < sorted.length; from += IDS_A_QUESTION) {
    const some = sorted.slice(from, from + IDS_A_QUESTION), asked = { family, some };
    const lengths = new Map((await store.rows<{ trial: string; days: number }>("SELECT trial, toFloat64(count()) AS days FROM trial_days FINAL WHERE family = {family: String} AND trial IN {some: Array(String)} GROUP BY trial", asked)).map((row) => [row.trial, row.days]));
    const values = (await store.columns("SELECT value FROM trial_days FINAL WHERE family = {family: String} AND trial IN {some: Array(String)} ORDER BY trial, day", asked)).column("value");
    let row = 0;
    for (const id of some) {
      const length = lengths.get(id) ?? 0;
      if (length === days) found.set(id, values.slice(row, row + length));
      row += length;
    }
  }
  return found;
}

/** Their text travels in the question's address. */
const IDS_A_QUESTION = 50;
