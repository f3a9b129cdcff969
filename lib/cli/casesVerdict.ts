/** Works a reference case out and compares: the calculation of its kind, and the rule by which an answer agrees. Prints nothing. */
import { isQuantError } from "../market/errors.js";
import type { Answer, ReferenceCase } from "./casesFile.js";
import { CaseInputs } from "./casesInputs.js";
import { MARGIN_CASES } from "./casesMargin.js";
import { METRIC_CASES } from "./casesMetrics.js";

export type Calculation = (inputs: CaseInputs) => Answer;

export interface Verdict {
  readonly id: string;
  readonly kind: string;
  readonly expected: Answer;
  /** null: there is none, or it was not worked out and `reason` says why. */
  readonly got: Answer;
  readonly tolerance: number;
  readonly verdict: "pass" | "fail";
  readonly reason?: string;
}

const CALCULATIONS: ReadonlyMap<string, Calculation> = new Map(Object.entries({ ...MARGIN_CASES, ...METRIC_CASES }));

export function judge({ id, kind, inputs, expected, tolerance }: ReferenceCase): Verdict {
  const calculate = CALCULATIONS.get(kind), asked = { id, kind, expected, tolerance };
  if (calculate === undefined) return { ...asked, got: null, verdict: "fail", reason: `not supported: ${kind}` };
  try {
    const got = named(calculate(new CaseInputs(inputs)));
    return { ...asked, got, verdict: agrees(got, expected, tolerance) ? "pass" : "fail" };
  } catch (error) {
    if (!isQuantError(error)) throw error;
    return { ...asked, got: null, verdict: "fail", reason: error.message };
  }
}

/** What is not defined, a price never reached, is NaN or Infinity in the functions and null in a file, for JSON has neither. */
const named = (answer: Answer): Answer => (typeof answer === "number" && !Number.isFinite(answer) ? null : answer);

/** Within the tolerance; a few roundings more, so that a tolerance met exactly is met. Lists agree value by value. */
function agrees(got: Answer, expected: Answer, tolerance: number): boolean {
  if (typeof got === "number" && typeof expected === "number") return Math.abs(got - expected) <= tolerance + 4 * Number.EPSILON * Math.abs(expected);
  if (Array.isArray(got) && Array.isArray(expected)) return got.length === expected.length && got.every((value, index) => agrees(value as Answer, expected[index] as Answer, tolerance));
  return got === null && expected === null;
}
