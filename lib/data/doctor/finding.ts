/** What an examination found: one line each. `error` is what has to be put right before anything is relied on, `warning` what ought to be known. */
import { isQuantError } from "../../market/errors.js";

export interface Finding {
  /** What was looked at: `disk`, `clock of binance`. */
  readonly subject: string;
  readonly verdict: "ok" | "warning" | "error";
  /** A sentence without its full stop. */
  readonly sentence: string;
}

/** What an examination answers, or its failure as a finding: one that fails never hides the others. */
export async function examined(subject: string, verdict: "warning" | "error", examine: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await examine();
  } catch (error) {
    if (isQuantError(error)) return [{ subject, verdict, sentence: error.message }];
    throw error;
  }
}
