import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasTopLevelAwait } from "../../lib/kernel/topLevelAwait.js";
import type { TypeScript } from "../../lib/kernel/tslab.js";

const ts = createRequire(import.meta.url)("@tslab/typescript-for-tslab") as TypeScript;
const awaits = (source: string): boolean => hasTopLevelAwait(ts, source);

/** Pieces of a cell in which `await` is a word, not an action. */
const silent = fc.constantFrom(
  'const s1 = "await (x)";', "const s2 = 'for await (const x of y)';", "// await (load())", "/* await p; for await (const x of y) {} */", "const t = `await (${1 + 1})`;",
  "const f = async () => { await (load()); };", "async function g() { for await (const x of y) void x; }", "class A { async m() { return await (p); } static s = async () => await p; }",
  "const o = { await: 1 }; o.await;", "const r = /await (x)/;", "const n = 1;", "", "type T = Awaited<Promise<number>>;",
);
const loud = fc.constantFrom(
  "await p;", "await (p);", "const x = await (load());", "for await (const x of y) void x;", "`${await p}`;", "if (1) { await (p); }", "const [a] = [await (p)];", "f(await p, 1);", "class B extends (await p) {}", "await\n(p)",
);
const lines = (line: fc.Arbitrary<string>): fc.Arbitrary<string[]> => fc.array(line, { maxLength: 6 });

describe("top-level await", () => {
  it("is not seen in strings, comments, regular expressions, names and functions", () => {
    fc.assert(fc.property(lines(silent), (cell) => { expect(awaits(cell.join("\n"))).toBe(false); }));
  });
  it("is seen wherever it stands outside of a function", () => {
    fc.assert(fc.property(lines(silent), loud, lines(silent), (before, line, after) => { expect(awaits([...before, line, ...after].join("\n"))).toBe(true); }));
  });
  it("does not stop at a cell that does not parse", () => {
    fc.assert(fc.property(fc.string(), (text) => { expect(typeof awaits(text)).toBe("boolean"); }));
  });
});
