/** A search by name that can be stored between any two batches and taken up again. Evaluates nothing. */
import { QuantError } from "../../market/errors.js";
import { canonicalJson } from "../../market/run.js";
import { cmaEs } from "./cmaEs.js";
import { gridSearch } from "./gridSearch.js";
import type { Score, SearchMethod } from "./method.js";
import { randomSearch } from "./randomSearch.js";
import { sobolSearch } from "./sobolSearch.js";
import { paramsAt, type ParamValues, type Space } from "./space.js";
import { tpe } from "./tpe.js";

export const searchNames = ["grid", "random", "sobol", "tpe", "cma-es"] as const;
export type SearchName = (typeof searchNames)[number];

const METHODS = { grid: gridSearch, random: randomSearch, sobol: sobolSearch, tpe, "cma-es": cmaEs };

/** Plain data; survives JSON. */
export interface StoredSearch {
  readonly method: SearchName;
  /** What was searched: axes and fixed parameters, as text. A constraint is code and is not in it. */
  readonly space: string;
  readonly state: unknown;
}

export interface Search {
  /** The next batch, the same until it is told about; empty when the space is exhausted. */
  ask(): readonly ParamValues[];
  /** @param scores one for each of the batch, higher is better, null for none */
  tell(scores: readonly Score[]): void;
  /** Taken up again from here, a batch that was asked for but not told about is asked for once more. */
  stored(): StoredSearch;
}

/**
 * Begins a search, or takes a stored one up again.
 * @throws QuantError BAD_SEARCH for a method that does not exist or does not suit the space, or for a stored search of another space
 */
export function openSearch(space: Space, method: SearchName, from: { readonly seed: number } | { readonly stored: StoredSearch }): Search {
  if (!Object.hasOwn(METHODS, method)) throw new QuantError("input", "BAD_SEARCH", `'${String(method)}' is not a search: one of ${searchNames.join(", ")} was expected`, { method });
  const chosen = METHODS[method] as SearchMethod<unknown>, text = canonicalJson({ axes: space.axes, fixed: space.fixed });
  if ("stored" in from) checkStored(from.stored, method, text);
  let state = "stored" in from ? from.stored.state : chosen.begin(space, from.seed), points = chosen.ask(space, state);
  return {
    ask: () => points.map((point) => paramsAt(space, point)),
    tell(scores) {
      if (scores.length !== points.length) throw new QuantError("broken", "BAD_SEARCH", `${scores.length} scores were told for a batch of ${points.length}`, { scores: scores.length });
      state = chosen.tell(space, state, points, scores.map((score) => (score !== null && Number.isFinite(score) ? score : null)));
      points = chosen.ask(space, state);
    },
    stored: () => ({ method, space: text, state }),
  };
}

function checkStored(stored: StoredSearch, method: SearchName, text: string): void {
  if (stored.method === method && stored.space === text) return;
  const why = stored.method === method ? "over another space" : `by ${stored.method}`;
  throw new QuantError("input", "BAD_SEARCH", `the stored search was ${why}: it can only be taken up again as it was begun`, { method: stored.method });
}
