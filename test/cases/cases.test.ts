/** Every worked reference case that this machine has, each by its id, within its own tolerance. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCases } from "../../lib/cli/casesFile.js";
import { MARGIN_CASES } from "../../lib/cli/casesMargin.js";
import { judge } from "../../lib/cli/casesVerdict.js";

const folder = join(process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", "../cases");

describe.each(["margin-cases.json", "metric-cases.json"])("%s", (name) => {
  const file = join(folder, name), there = existsSync(file), cases = there ? readCases(file) : [];

  it("is on this machine", ({ skip }) => {
    skip(!there, `no ${file}: the reference cases are not on this machine`);
    expect(cases.length).toBeGreaterThan(20);
  });

  for (const reference of cases) {
    it(`${reference.id} (${reference.kind}) passes`, () => expect(judge(reference)).toMatchObject({ verdict: "pass" }));
  }
});

describe("the margin kinds", () => {
  it("each have a case of their own in the file", ({ skip }) => {
    const file = join(folder, "margin-cases.json");
    skip(!existsSync(file), `no ${file}`);
    const kinds = new Set(readCases(file).map(({ kind }) => kind));
    expect(Object.keys(MARGIN_CASES).filter((kind) => !kinds.has(kind))).toEqual([]);
  });
});
