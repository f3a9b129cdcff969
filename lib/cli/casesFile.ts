/**
 * The form of a file of reference cases: `{ "cases": [{ id, kind, inputs, expected, tolerance, … }] }`, as `margin-cases.json` has it. Anything else beside is let be.
 * Knows no kind: what the inputs of a kind must hold, its calculation says.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { QuantError } from "../market/errors.js";

/** What a calculation answers and a case expects: a number, lists of numbers, or null for "there is none". */
export type Answer = number | null | readonly Answer[];

export interface ReferenceCase {
  readonly id: string;
  readonly kind: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Answer;
  /** Absolute, in the unit of `expected`. */
  readonly tolerance: number;
}

const answer: z.ZodType<Answer> = z.lazy(() => z.union([z.number(), z.null(), z.array(answer)]));
const form = z.object({
  cases: z.array(z.object({ id: z.string(), kind: z.string(), inputs: z.record(z.string(), z.unknown()), expected: answer, tolerance: z.number().min(0) })).min(1),
});

/** @throws QuantError BAD_CASES_FILE */
export function readCases(file: string): readonly ReferenceCase[] {
  const { success, data, error } = form.safeParse(jsonOf(file));
  if (!success) throw refused(file, `is not a file of cases: ${place(error)}; it must hold { "cases": [{ "id", "kind", "inputs", "expected", "tolerance" }, …] }`);
  const twice = data.cases.find(({ id }, index) => data.cases.findIndex((other) => other.id === id) !== index);
  if (twice !== undefined) throw refused(file, `has two cases of the id '${twice.id}': ids must be different`);
  return data.cases;
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw refused(file, `is not JSON: ${message}`, cause);
    throw refused(file, code === "ENOENT" ? "does not exist: name a JSON file of cases" : `can not be read (${code}): name a JSON file of cases`, cause);
  }
}

function place(error: z.ZodError): string {
  const issue = error.issues[0], at = issue?.path.join(".") ?? "";
  return `${at === "" ? "the whole" : at}: ${issue?.message ?? "unexpected"}`;
}

const refused = (file: string, what: string, cause?: unknown): QuantError => new QuantError("input", "BAD_CASES_FILE", `'${file}' ${what}`, { file }, { cause });
