/** The command as it is typed: what it prints of a leak and of a clean strategy, and how it ends. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { command, STACK_LINE, type Ended } from "./command.js";

const home = mkdtempSync(join(tmpdir(), "btc-quant-lookahead-")), LEAKS = join(__dirname, "..", "research", "leaks");
afterAll(() => rmSync(home, { recursive: true, force: true }));
const lookahead = (...argv: readonly string[]): Promise<Ended> => command("lookahead", argv, home);

describe("npm run lookahead", () => {
  it("names the leak of a file and ends with 1", async () => {
    const { code, stdout } = await lookahead("--strategy", join(LEAKS, "nextBarClose.ts"));
    expect(stdout).toContain("One leak:\n- next-bar · indicator 'tomorrow': its value at a bar depends on the close of the next bar");
    expect(code).toBe(1);
  });
  it("finds nothing in a strategy that ships, says that this is no proof, and how long its indicator takes to settle", async () => {
    const { code, stdout } = await lookahead("--strategy", "rsi-reversion", "--param", "period=10");
    expect(stdout).toContain("rsi-reversion period=10 oversold=30");
    expect(stdout).toContain("SYNTHETIC market");
    expect(stdout).toContain("No leak found. That is no proof");
    expect(stdout).toContain("indicator 'strength' is off by");
    expect(code).toBe(0);
  });
  it("suspects a file that loads data by itself", async () => {
    const file = join(home, "loader.ts");
    writeFileSync(file, `import { data, defineStrategy } from "btc-quant";\nlet table: unknown;\nvoid data.coverage().then((all) => { table = all; }, () => undefined);\nexport default defineStrategy({ name: "loader", params: {}, indicators: () => ({}), decide: (_now, _account, want) => want.position(table === undefined ? 0 : 1) });\n`);
    const { code, stdout } = await lookahead("--strategy", file, "--json");
    expect((JSON.parse(stdout) as { leaks: unknown[] }).leaks).toContainEqual({ kind: "own-data", culprit: "the file", sentence: "it uses 'data' of btc-quant: what that brings was not cut off with the bars, and may be of the future" });
    expect(code).toBe(1);
  });
  it.each([
    [[], "which strategy? Write --strategy NAME"],
    [["--strategy", "sma-crosover"], "'sma-crosover' is not a strategy: did you mean 'sma-crossover'?"],
    [["--strategy", "sma-crossover", "--bars", "many"], "'many' is not a number"],
    [["--strategy", "sma-crossover", "--bars", "20"], "bars is 20: a whole number from 200"],
    [["--strategy", "sma-crossover", "--param", "fast"], "--param is 'fast': name=number was expected"],
    [["--strategy", "sma-crossover", "--param", "fst=3"], "'fst' is not a parameter of sma-crossover"],
    [["sma-crossover"], "'sma-crossover' belongs to no option"],
  ])("%j ends with 2 and a sentence", async (argv, sentence) => {
    const { code, stdout, stderr } = await lookahead(...argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(STACK_LINE);
  });
});
