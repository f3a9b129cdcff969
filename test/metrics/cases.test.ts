/** The worked reference cases of metrics, volatility, quotes and splits, each by its id, within its own tolerance, as `npm run cases` works them out. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCases, type ReferenceCase } from "../../lib/cli/casesFile.js";
import { METRIC_CASES } from "../../lib/cli/casesMetrics.js";
import { judge } from "../../lib/cli/casesVerdict.js";

const file = join(process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", "../cases/metric-cases.json");
const cases = existsSync(file) ? readCases(file) : [];
/** Kinds that the file has no case of: other tests of this room work them out by hand. */
const WITHOUT_CASE = ["cvar_hist"];

describe("a reference case", () => {
  it("of every kind is in the file, and no kind is unknown", ({ skip }) => {
    skip(cases.length === 0, `no ${file}: the reference cases are not on this machine`);
    const kinds = new Set(cases.map((c) => c.kind)), known = Object.keys(METRIC_CASES);
    expect(known.filter((kind) => !kinds.has(kind))).toEqual(WITHOUT_CASE);
    expect([...kinds].filter((kind) => !known.includes(kind))).toEqual([]);
  });

  for (const c of cases) {
    it(`${c.id} (${c.kind}) agrees`, () => {
      const { verdict, got, reason } = judge(c);
      expect(verdict, `${c.id}: ${reason ?? String(got)}, expected ${String(c.expected)} ± ${c.tolerance}`).toBe("pass");
    });
  }

  it("with an answer outside its tolerance does not agree", () => {
    const c: ReferenceCase = { id: "x", kind: "max_drawdown", inputs: { returns: [0.1, -0.5, 0.2] }, expected: -0.5, tolerance: 1e-9 };
    expect(judge(c).verdict).toBe("pass");
    expect(judge({ ...c, expected: -0.4999 }).verdict).toBe("fail");
    expect(judge({ ...c, expected: null }).verdict).toBe("fail");
  });
});
