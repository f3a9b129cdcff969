import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isStrategyPath, strategyFromFile } from "../../lib/cli/strategyFile.js";
import { sma } from "../../lib/indicators/index.js";
import { int } from "../../lib/strategy/param.js";
import { defineStrategy } from "../../lib/strategy/strategy.js";

const folder = mkdtempSync(join(tmpdir(), "btc-quant-strategy-")), library = { defineStrategy, sma, int };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(source: string, name = "mine.ts"): ReturnType<typeof strategyFromFile> {
  writeFileSync(join(folder, name), source);
  return strategyFromFile(join(folder, name), library);
}
const text = (name: string): string => `defineStrategy({ name: "${name}", params: { n: int(5, { min: 1, max: 9 }) }, indicators: (p) => ({ mean: sma(p.n) }), decide(now, account, want) { want.keep(); } })`;
const IMPORT = `import { defineStrategy, int, sma } from "btc-quant";\n`;

describe("a strategy file", () => {
  it("gives its default export, types and all", () => expect(load(`${IMPORT}type Side = 1 | -1;\nexport const side: Side = 1;\nexport default ${text("a")};`)).toMatchObject({ name: "a", params: { n: { value: 5 } } }));
  it("gives its only strategy where none is the default", () => expect(load(`${IMPORT}export const mine = ${text("b")};`).name).toBe("b"));
  it("may be JavaScript, as an ES module or CommonJS", () => {
    expect(load(`${IMPORT}export default ${text("c")};`, "mine.mjs").name).toBe("c");
    expect(load(`const { defineStrategy, int, sma } = require("btc-quant");\nmodule.exports.d = ${text("d")};`, "mine.cjs").name).toBe("d");
  });
  it.each([
    ["no strategy", "export const x = 1;", "it exports no strategy: write `export default defineStrategy"],
    ["two strategies", `${IMPORT}export const a = ${text("a")}, b = ${text("b")};`, "it exports 2 strategies (a, b)"],
    ["a syntax error", "export const x = 1;\nexport const = 2;", "line 2: "],
    ["an import of its own", `import { readFileSync } from "node:fs";\nreadFileSync("x");`, "imports 'node:fs', but only 'btc-quant' can be imported"],
    ["a failure while it runs", "interface Gone { readonly n: number }\nconst gone = undefined as unknown as Gone;\ngone.n;", "running it failed: line 3: Cannot read properties of undefined"],
    ["a name that does not exist", `${IMPORT}export default defineStratgy({});`, "line 2: Cannot find name 'defineStratgy'. Did you mean 'defineStrategy'?"],
    ["an indicator that it does not have", `${IMPORT}export default ${text("e").replace("now, account", "{ maen }, account")};`, "line 2: Property 'maen' does not exist on type"],
    ["an import that the library does not have", `import { smma } from "btc-quant";\nsmma;`, "line 1: "],
  ])("with %s is refused by name", (_, source, sentence) => expect(() => load(source)).toThrow(`${join(folder, "mine.ts")}: ${sentence.startsWith("imports") ? "it " : ""}${sentence}`));
  it("that does not exist is named", () => expect(() => strategyFromFile("no/such.ts", library)).toThrow("there is no file no/such.ts"));
  it("is told from a catalogue name by a slash or its ending", () => expect(["sma-crossover", "./x", "x.ts", "x.js", "a\\b"].map(isStrategyPath)).toEqual([false, true, true, true, true]));
});
