/** The worked reference cases of the shared folder, each by its id, within its own tolerance. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { METRIC_KINDS, agrees, runCase, type ReferenceCase } from "./caseRunner.js";

const file = join(process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", "../cases/metric-cases.json");
const cases = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly ReferenceCase[] }).cases : [];
/** Kinds of the same file that other rooms answer: indicators, research, strategy. */
const ELSEWHERE = ["parkinson", "garman_klass", "rogers_satchell", "yang_zhang", "glft_skew", "glft_half_spread", "cpcv_paths", "cpcv_splits"];

describe("a reference case", () => {
  it("of every metric kind is in the file, and no kind is unknown", ({ skip }) => {
    skip(cases.length === 0, `no ${file}: the reference cases are not on this machine`);
    const kinds = new Set(cases.map((c) => c.kind));
    expect(METRIC_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
    expect([...kinds].filter((kind) => !METRIC_KINDS.includes(kind) && !ELSEWHERE.includes(kind))).toEqual([]);
  });

  for (const c of cases.filter(({ kind }) => METRIC_KINDS.includes(kind))) {
    it(`${c.id} (${c.kind}) agrees with ${c.source}`, () => {
      const answer = runCase(c) as number;
      expect(agrees(c, answer), `${c.id}: ${answer}, expected ${c.expected} ± ${c.tolerance}`).toBe(true);
    });
  }

  it("with an answer outside its tolerance does not agree", () => {
    const c: ReferenceCase = { id: "x", kind: "max_drawdown", inputs: { returns: [0.1, -0.5, 0.2] }, expected: -0.5, tolerance: 1e-9, source: "by hand" };
    expect(agrees(c, runCase(c) as number)).toBe(true);
    expect(agrees({ ...c, expected: -0.4999 }, runCase(c) as number)).toBe(false);
    expect(agrees({ ...c, expected: null }, runCase(c) as number)).toBe(false);
  });
});
