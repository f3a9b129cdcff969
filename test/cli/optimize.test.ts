import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../lib/data/store/open.js";
import type { Store } from "../../lib/data/store/store.js";
import { trialRegistry } from "../../lib/data/store/trialRegistry.js";
import { temporaryHome } from "../data/store/temporaryHome.js";
import { command, STACK_LINE, started, type Ended } from "./command.js";

const home = temporaryHome(), folder = mkdtempSync(join(tmpdir(), "btc-quant-optimize-")), HOUR = 3_600_000, START = Date.UTC(2024, 0, 1), FAMILY = "sma-crossover BTC/USDT 1h";
const SMA = ["--strategy", "sma-crossover", "--symbol", "BTC/USDT", "--timeframe", "1h", "--space", "fast=2..40", "--space", "slow=5..90", "--where", "fast<slow"];
const optimize = (...argv: readonly string[]): Promise<Ended> => command("optimize", argv, home.path);
interface Found { readonly id: string; readonly ended: string; readonly trials: readonly { readonly trial: number; readonly params: object; readonly repeats?: number; readonly status: string; readonly why?: string }[]; readonly standing: { readonly trials: number }; readonly walkForward: object | null }
/** All but the name it goes by and how many trials its family has had by then. */
const finding = ({ stdout }: Ended): object => { const { id: _id, standing: _standing, ...rest } = JSON.parse(stdout) as Found; return rest; };
let store: Store;

function bars(): string {
  const price = (i: number): number => Math.round(100 * (40_000 + 4_000 * Math.sin(i / 15) + 900 * Math.sin(i / 3.7))) / 100;
  const rows = Array.from({ length: 24 * 60 }, (_, i) => [START + i * HOUR, price(i), Math.max(price(i), price(i + 1)) + 10, Math.min(price(i), price(i + 1)) - 10, price(i + 1), 250].join(","));
  return `timestamp,open,high,low,close,volume\n${rows.join("\n")}\n`;
}

describe("npm run optimize", () => {
  beforeAll(async () => {
    writeFileSync(join(folder, "bars.csv"), bars());
    const { code, stderr } = await command("data", ["import", join(folder, "bars.csv"), "--exchange", "binance", "--symbol", "BTC/USDT", "--timeframe", "1h"], home.path);
    if (code !== 0) throw new Error(stderr);
    store = await openStore({ home: home.path });
  });
  afterAll(async () => {
    await store.close();
    await home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("finds the same with one worker and with two; counts each distinct trial once, however often it is asked", async () => {
    const asked = [...SMA, "--trials", "24", "--split-trials", "8", "--validate", "walk-forward,cpcv", "--json"], one = await optimize(...asked, "--workers", "1"), two = await optimize(...asked, "--workers", "2");
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(finding(two)).toEqual(finding(one));
    const { trials, standing } = JSON.parse(two.stdout) as Found, distinct = trials.filter(({ repeats }) => repeats === undefined).length;
    expect(standing.trials).toBe(distinct);
    expect(await trialRegistry(store).count(FAMILY)).toBe(distinct);
  });

  it("killed half-way and taken up again ends with the same finding", async () => {
    const asked = [...SMA, "--trials", "160", "--search", "tpe", "--seed", "7", "--validate", "none", "--json"], whole = await optimize(...asked);
    const child = started("optimize", asked, home.path), id = await new Promise<string>((resolve) => { child.stderr.on("data", (chunk: Buffer) => { const [, name] = /search (\w{8}):/.exec(chunk.toString()) ?? []; if (name !== undefined) resolve(name); }); });
    const logged = async (): Promise<number> => (await store.rows<{ n: number }>("SELECT toFloat64(count()) AS n FROM search_trials FINAL WHERE search = {id: String}", { id }))[0]!.n;
    while (await logged() < 8) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGKILL");
    const before = await logged(), resumed = await optimize("--resume", id.slice(0, 6), "--json");
    expect(before).toBeLessThan(160);
    expect((JSON.parse(resumed.stdout) as Found).id).toBe(id);
    expect(finding(resumed)).toEqual(finding(whole));
    expect(await logged()).toBe(160);
  }, 180_000);

  it("at Ctrl-C keeps what is done, shows it and says how to go on", async () => {
    const child = started("optimize", [...SMA, "--trials", "5000", "--search", "random", "--seed", "9"], home.path);
    let stdout = "", stderr = "";
    child.stdout.on("data", (chunk: Buffer) => { stdout += chunk.toString(); });
    child.stderr.on("data", (chunk: Buffer) => { stderr += chunk.toString(); if (stderr.includes("searching")) child.kill("SIGINT"); });
    const code = await new Promise<number | null>((resolve) => { child.on("close", resolve); }), id = /search (\w{8}):/.exec(stderr)![1]!;
    expect(code).toBe(130);
    expect(stdout).toContain("INTERRUPTED");
    expect(stdout).toContain(`go on with --resume ${id}`);
  });

  it("prints in sample beside out of sample, the guards and a verdict", async () => {
    const { stdout, code } = await optimize(...SMA, "--trials", "16", "--split-trials", "8");
    expect(code).toBe(0);
    for (const said of ["in sample  out of sample", "Walk-forward", "Probability of overfitting (PBO)", "Deflated Sharpe ratio (DSR)", "Worst neighbour over best score", "Best trials"]) expect(stdout).toContain(said);
    expect(stdout).toMatch(/^(Not accepted: |Every guard holds)/m);
  });

  it("goes on past a strategy that throws, and names the trial with its parameters", async () => {
    const file = join(folder, "throws.ts");
    writeFileSync(file, `import { defineStrategy, int, sma } from "btc-quant";
export default defineStrategy({ name: "throws", params: { fast: int(5, { min: 2, max: 9 }) }, indicators: (p) => { if (p.fast === 7) throw new Error("seven is not a number"); return { average: sma(p.fast) }; },
  decide({ average, close }, { position }, want) { if (close > average && position <= 0) want.position(1); else if (close < average && position > 0) want.position(0); else want.keep(); } });`);
    const { code, stdout } = await optimize("--strategy", file, "--symbol", "BTC/USDT", "--timeframe", "1h", "--search", "grid", "--trials", "8", "--validate", "none", "--workers", "2");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Without a score: 1 \(seed 1\)\n.*\n.*\n\s+5 {2}fast=7\s+seven is not a number/);
  });

  it.each([
    ["a strategy that does not exist", ["--strategy", "sma-crosover"], /sma-crossover/],
    ["no strategy", [], /^which strategy\? /],
    ["an inverted range", ["--strategy", "sma-crossover", "--space", "fast=50..5"], /^search space of 'fast': its range 50..5 is inverted/],
    ["a parameter that does not exist", ["--strategy", "sma-crossover", "--space", "fats=5"], /'fats' is not a parameter: did you mean 'fast'\?/],
    ["a constraint that is none", ["--strategy", "sma-crossover", "--where", "fast=slow"], /^constraint 'fast=slow': a comparison such as fast<slow was expected/],
    ["a method that does not exist", ["--strategy", "sma-crossover", "--search", "anneal"], /^--search is 'anneal': one of grid, random, sobol, tpe, cma-es was expected/],
    ["an unknown search", ["--resume", "zzzz"], /^there is no search 'zzzz': the latest are /],
    ["more folds than days", [...SMA, "--folds", "500", "--trials", "8"], /^500 folds of 60 days/],
    ["no trials", [...SMA, "--trials", "0"], /^the number of trials is 0/],
    ["a queue", [...SMA, "--queue", "redis://localhost"], /^--queue is not built/],
  ])("refuses %s in one sentence, exit 2", async (_, argv, said) => {
    const { code, stdout, stderr } = await optimize(...argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n").filter((line) => line !== "" && !line.endsWith("…")).join("\n")).toMatch(said);
    expect(stderr).not.toMatch(STACK_LINE);
  });
});
