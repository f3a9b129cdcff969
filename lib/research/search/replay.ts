/** A search's record out of its trials alone: the state between two batches is what telling their scores again gives. Judges nothing. */
import { QuantError } from "../../market/errors.js";
import { canonicalJson } from "../../market/run.js";
import { openSearch, type SearchName } from "./search.js";
import type { Space } from "./space.js";
import type { SearchRecord, TrialRecord } from "./trialRecord.js";

/**
 * Trials of a last batch that is not whole are dropped.
 * @throws QuantError BAD_SEARCH when the search now proposes other parameters than it did
 */
export function replayed(space: Space, method: SearchName, seed: number, trials: readonly TrialRecord[]): SearchRecord {
  const search = openSearch(space, method, { seed });
  let done = 0;
  for (let batch = search.ask(); batch.length > 0 && done + batch.length <= trials.length; batch = search.ask()) {
    const told = trials.slice(done, done + batch.length), other = batch.findIndex((params, i) => canonicalJson(params) !== canonicalJson(told[i]!.params));
    if (other >= 0) throw new QuantError("input", "BAD_SEARCH", `trial ${done + other} was ${canonicalJson(told[other]!.params)} and would now be ${canonicalJson(batch[other])}: the search can only be taken up again by the version of btc-quant that began it`, { trial: done + other });
    search.tell(told.map(({ outcome }) => ("score" in outcome ? outcome.score : null)));
    done += batch.length;
  }
  return { version: 1, seed, search: search.stored(), trials: trials.slice(0, done) };
}
