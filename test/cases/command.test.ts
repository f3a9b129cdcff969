import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { run } from "../../lib/cli/cases.js";
import type { ReferenceCase } from "../../lib/cli/casesFile.js";
import { judge } from "../../lib/cli/casesVerdict.js";

const folder = mkdtempSync(join(tmpdir(), "btc-quant-cases-"));
const funding: ReferenceCase = { id: "funding", kind: "funding_payment", inputs: { side: "long", size: 2, mark: 60_000, rate: 0.0001 }, expected: -12, tolerance: 1e-9 };

let out = "", err = "";
beforeEach(() => {
  out = err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((err += String(text)), true));
});

function fileOf(content: unknown, name = "cases.json"): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

describe("npm run cases", () => {
  it("prints each id with expected, got and verdict, and a total", async () => {
    expect(await run([fileOf({ cases: [funding, { ...funding, id: "second" }] })])).toBe(0);
    expect(out.split("\n")[0]).toMatch(/^id +expected +got +verdict$/);
    expect(out).toMatch(/^funding +-12 +-12 +pass$/m);
    expect(out).toMatch(/^second /m);
    expect(out).toContain("2 cases: 2 passed\n");
  });

  it("ends with 1 when one fails, and still works the others out", async () => {
    expect(await run([fileOf({ cases: [{ ...funding, id: "wrong", expected: -12.1 }, funding] })])).toBe(1);
    expect(out).toMatch(/^wrong +-12.1 +-12 +fail$/m);
    expect(out).toMatch(/^funding .* pass$/m);
    expect(out).toContain("2 cases: 1 passed, 1 failed\n");
  });

  it("fails a kind that nothing here works out, by name", async () => {
    expect(await run([fileOf({ cases: [{ ...funding, kind: "astrology" }] })])).toBe(1);
    expect(out).toContain("fail: not supported: astrology");
    expect(await run([fileOf({ cases: [{ ...funding, kind: "constructor" }] })])).toBe(1);
    expect(out).toContain("fail: not supported: constructor");
  });

  it("prints one object with --json, whatever the verdicts", async () => {
    expect(await run([fileOf({ cases: [funding, { ...funding, id: "odd", kind: "astrology" }] }), "--json"])).toBe(1);
    expect(JSON.parse(out)).toEqual({
      total: 2, passed: 1, failed: 1,
      cases: [
        { id: "funding", kind: "funding_payment", expected: -12, got: -12, tolerance: 1e-9, verdict: "pass" },
        { id: "odd", kind: "astrology", expected: -12, got: null, tolerance: 1e-9, verdict: "fail", reason: "not supported: astrology" },
      ],
    });
  });

  it.each([
    ["no JSON", "{ cases: ", "is not JSON"],
    ["no list of cases", { about: "x" }, "is not a file of cases: cases: "],
    ["an empty list", { cases: [] }, "is not a file of cases: cases: "],
    ["a case without an id", { cases: [{ ...funding, id: undefined }] }, "cases.0.id: "],
    ["an expected word", { cases: [{ ...funding, expected: "much" }] }, "cases.0.expected: "],
    ["a tolerance below 0", { cases: [{ ...funding, tolerance: -1 }] }, "cases.0.tolerance: "],
    ["an id twice", { cases: [funding, funding] }, "two cases of the id 'funding'"],
  ])("refuses a file with %s in one sentence, with 2", async (_, content, sentence) => {
    expect(await run([fileOf(content, "bad.json")])).toBe(2);
    expect(err).toContain(sentence);
    expect(err.trimEnd().split("\n").length).toBe(1);
    expect(out).toBe("");
  });

  it("says which file is not there, and that one is needed", async () => {
    expect(await run([join(folder, "nowhere.json")])).toBe(2);
    expect(err).toContain("nowhere.json' does not exist");
    expect(await run([])).toBe(2);
    expect(err).toContain("missing required argument 'file'");
  });
});

describe("a verdict", () => {
  it("holds at the tolerance and not beyond it", () => {
    expect(judge({ ...funding, expected: -11.5, tolerance: 0.5 }).verdict).toBe("pass");
    expect(judge({ ...funding, expected: -11.5, tolerance: 0.4999 }).verdict).toBe("fail");
    expect(12 - 11.7, "rounding alone is above the tolerance here").toBeGreaterThan(0.3);
    expect(judge({ ...funding, expected: -11.7, tolerance: 0.3 }).verdict).toBe("pass");
  });

  it("says which input is missing or wrong", () => {
    expect(judge({ ...funding, inputs: { side: "long", size: 2, rate: 0.0001 } })).toMatchObject({ got: null, verdict: "fail", reason: "input 'mark' must be a number, not nothing" });
    expect(judge({ ...funding, inputs: { ...funding.inputs, side: "up" } }).reason).toBe("input 'side' must be 'long' or 'short', not \"up\"");
    const chain = { id: "c", kind: "maintenance_amount_chain", inputs: { brackets: [[0, 100, 0.01], [200, 300, 0.02]] }, expected: 1, tolerance: 0 };
    expect(judge(chain).reason).toBe("input 'brackets' has a floor of 200 in row 2: it must be the cap of the row above");
  });

  it("of a price that is never reached agrees with null and with nothing else", () => {
    const paid: ReferenceCase = { id: "paid", kind: "linear_liquidation", inputs: { mode: "isolated", side: "long", size: 1, entry: 100, walletBalance: 200, mmr: 0.01 }, expected: null, tolerance: 1e9 };
    expect(judge(paid)).toMatchObject({ got: null, verdict: "pass" });
    expect(judge({ ...paid, expected: 0 }).verdict).toBe("fail");
    expect(judge({ ...funding, expected: null }).verdict).toBe("fail");
  });

  it("of Bybit's cross margin leaves the order margin out of the balance", () => {
    const inputs = { side: "long", contracts: 10_000, entry: 8_000, balance: 0.7, orderMargin: 0.2, takerFee: 0 };
    expect(judge({ id: "b", kind: "bybit_inverse_bankruptcy_cross", inputs, expected: 10_000 / 1.75, tolerance: 1e-9 }).verdict).toBe("pass");
  });

  it("of an isolated position leaves other positions out; of a cross one counts a short's profit", () => {
    const otherPositions = [{ side: "short", size: 10, entry: 100, mark: 90, mmr: 0.01, cum: 1 }];
    const inputs = { side: "long", size: 1, entry: 100, walletBalance: 10, mmr: 0, cum: 0, otherPositions };
    expect(judge({ id: "i", kind: "linear_liquidation", inputs: { ...inputs, mode: "isolated" }, expected: 90, tolerance: 1e-9 }).verdict).toBe("pass");
    // Cross: 10 - (10 * 90 * 0.01 - 1) + 10 * 10 = 102 of balance: more than the long cost. With a short that lost instead: 10 - 10 - 20.
    expect(judge({ id: "c", kind: "linear_liquidation", inputs: { ...inputs, mode: "cross" }, expected: null, tolerance: 0 }).verdict).toBe("pass");
    const lost = [{ side: "short", size: 10, entry: 100, mark: 102, mmr: 0.01, cum: 0.2 }];
    expect(judge({ id: "l", kind: "linear_liquidation", inputs: { ...inputs, mode: "cross", otherPositions: lost }, expected: 120, tolerance: 1e-9 }).verdict).toBe("pass");
  });
});
