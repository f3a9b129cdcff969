/** Trials judged in this process, one after the other. The simplest implementation of the port; a pool of workers is another. */
import type { Objective, TrialOutcome } from "../objective.js";
import type { EvaluateBatch } from "./optimise.js";
import type { ParamValues } from "./space.js";

/**
 * Judges a batch here, one trial after the other, giving way to other work in between. What a strategy throws is written down with the trial; the search goes on.
 */
export function inProcess(objective: Objective): EvaluateBatch {
  return async (batch, best, signal) => {
    const outcomes: TrialOutcome[] = [];
    for (const params of batch) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted === true) break;
      outcomes.push(outcomeOf(objective, params, best));
    }
    return outcomes;
  };
}

/** The objective's answer, or what it threw. */
export function outcomeOf(objective: Objective, params: ParamValues, best: number | undefined): TrialOutcome {
  try {
    return objective(params, best);
  } catch (error) {
    return { status: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

