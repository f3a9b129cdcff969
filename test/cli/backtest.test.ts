import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../lib/data/store/open.js";
import { runStore } from "../../lib/data/store/runStore.js";
import type { Store } from "../../lib/data/store/store.js";
import { trialRegistry } from "../../lib/data/store/trialRegistry.js";
import { runId, type Manifest } from "../../lib/market/run.js";
import { temporaryHome } from "../data/store/temporaryHome.js";
import { CHROMIUM, NO_CHROMIUM, openBrowser } from "../report/browser.js";
import { command, STACK_LINE, type Ended } from "./command.js";

const home = temporaryHome(), folder = mkdtempSync(join(tmpdir(), "btc-quant-backtest-"));
const REPORT = join(folder, "report.html");
const HOUR = 3_600_000, START = Date.UTC(2024, 0, 1), BARS = 600;
const SMA = ["--strategy", "sma-crossover"], SPOT = [...SMA, "--symbol", "BTC/USDT"];
const backtest = (...argv: readonly string[]): Promise<Ended> => command("backtest", argv, home.path);
async function stored(...argv: readonly string[]): Promise<void> {
  const { code, stderr } = await command("data", argv, home.path);
  if (code !== 0) throw new Error(stderr);
}
let store: Store;

/** Hourly bars that swing by a tenth every four days, so that averages cross. */
function swingingBars(): string {
  const price = (i: number): number => Math.round(100 * (40_000 + 4_000 * Math.sin((i * 2 * Math.PI) / 96))) / 100;
  const rows = Array.from({ length: BARS }, (_, i) => [START + i * HOUR, price(i), Math.max(price(i), price(i + 1)) + 10, Math.min(price(i), price(i + 1)) - 10, price(i + 1), 250].join(","));
  return `timestamp,open,high,low,close,volume\n${rows.join("\n")}\n`;
}

interface Printed { readonly manifest: Manifest; readonly metrics: Readonly<Record<string, number | null>>; readonly counts: Readonly<Record<string, number>>; readonly timing: Readonly<Record<string, number>> }
const printed = async (...argv: readonly string[]): Promise<Printed> => JSON.parse((await backtest(...argv, "--json")).stdout) as Printed;

describe("npm run backtest over an empty store", () => {
  const empty = temporaryHome();
  afterAll(() => empty.remove());
  it("says how to get data, exit 2", async () => {
    const { code, stdout, stderr } = await command("backtest", SMA, empty.path);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("the store holds no candles yet: import files with `npm run data -- import FILE… --exchange binance --symbol BTC/USDT --timeframe 1m`, or make a market up with `npm run data -- synthetic`\n");
  });
});

describe("npm run backtest", () => {
  beforeAll(async () => {
    const file = join(folder, "bars.csv");
    writeFileSync(file, swingingBars());
    await stored("import", file, "--exchange", "binance", "--symbol", "BTC/USDT", "--timeframe", "1h");
    await stored("synthetic", "--timeframe", "1h", "--from", "2024-01-01", "--to", "2024-03-01");
    store = await openStore({ home: home.path });
  });
  afterAll(async () => {
    await store.close();
    await home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("prints strategy beside buy-and-hold, costs, verdict and doubts, and says what it chose", async () => {
    const { code, stdout } = await backtest(...SMA);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Backtest · sma-crossover fast=10 slow=30\nBTC\/USDT on binance, 1h bars, 2024-01-01 to 2024-01-26 UTC, pessimistic fills, net of costs\nChosen for you: --symbol BTC\/USDT; --timeframe 1h\.$/m);
    expect(stdout).toMatch(/^ +sma-crossover +buy-and-hold$/m);
    for (const line of [/^Fees paid +[\d,.]+ USDT +[\d,.]+ USDT$/m, /^Slippage from the last price seen /m, /^Funding paid +0\.00 USDT/m, /^Net of costs, sma-crossover turned 10,000 USDT into /m, /^What this run can not know:\n- fills are computed from 1h bars/m, /^Kept as run [0-9a-f]{16}: npm run runs -- show [0-9a-f]{8}$/m]) expect(stdout).toMatch(line);
  });

  it("prints with --json one object of exactly these parts, and nothing else on stdout", async () => {
    const { code, stdout } = await backtest(...SPOT, "--json"), { manifest, metrics, counts, timing, ...rest } = JSON.parse(stdout) as Printed;
    expect([code, stdout.trim().split("\n").length, rest]).toEqual([0, 1, {}]);
    expect(metrics["trials"]).toBeGreaterThanOrEqual(1);
    expect(Object.keys(counts)).toEqual(["bars", "gapBars", "orders", "fills", "roundTrips"]);
    expect(Object.keys(timing)).toEqual(["loadMs", "runMs"]);
    expect(counts).toMatchObject({ bars: BARS, gapBars: 0, fills: metrics["fills"] });
    expect(counts["fills"]).toBeGreaterThan(5);
    expect(await runStore(store).load(runId(manifest))).toMatchObject({ status: "completed", fills: { length: counts["fills"] } });
  });

  it("gives the same run for the same question", async () => {
    const [first, second] = [await printed(...SPOT), await printed(...SPOT)];
    expect([second.manifest, second.metrics]).toEqual([first.manifest, first.metrics]);
  });

  it("counts a look at real bars once, however often, and none at made-up ones", async () => {
    await backtest(...SPOT, "--json");
    await backtest(...SMA, "--exchange", "synthetic", "--symbol", "BTC/USDT", "--param", "fast=5", "--json");
    expect(await trialRegistry(store).count("sma-crossover BTC/USDT 1h")).toBe(1);
  });

  it("labels a made-up market wherever it shows", async () => {
    const { stdout } = await backtest(...SMA, "--exchange", "synthetic", "--timeframe", "1h");
    expect(stdout).toContain("! SYNTHETIC market: prices made by a random generator");
    expect((await printed(...SMA, "--exchange", "synthetic")).manifest.market).toMatchObject({ synthetic: true, symbol: "BTC/USDT:USDT", funding: "history" });
  });

  it("lets another symbol's prices stand in only by the line it prints, and says so", async () => {
    const asked = [...SMA, "--symbol", "BTC/USDT:USDT"], refused = await backtest(...asked);
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    const line = `npm run backtest -- ${[...asked, "--prices", "BTC/USDT"].join(" ")}`;
    expect(refused.stderr).toContain(`no candles of BTC/USDT:USDT are stored; those of BTC/USDT can stand in for all of the window, if you say so: ${line}\n`);
    const allowed = await backtest(...line.split(" ").slice(4), "--allow-missing-funding");
    expect(allowed.code).toBe(0);
    expect(allowed.stdout).toContain("! Prices of BTC/USDT stand in for BTC/USDT:USDT");
  });

  it("warms indicators on bars before --from, so that it can trade from there on", async () => {
    const { manifest, counts } = await printed(...SPOT, "--from", "2024-01-10", "--to", "2024-01-20");
    expect([manifest.market.from, manifest.market.to, counts["bars"]]).toEqual([Date.UTC(2024, 0, 10), Date.UTC(2024, 0, 20), 240]);
    const run = await runStore(store).load(runId(manifest));
    expect(run!.fills.time[0]! - Date.UTC(2024, 0, 10)).toBeLessThan(29 * HOUR);
  });

  it("takes settings from a run file, the command line winning", async () => {
    const file = join(folder, "run.json");
    writeFileSync(file, JSON.stringify({ strategy: "sma-crossover", symbol: "BTC/USDT", cash: 50_000, params: { fast: 4, slow: 12 }, takerBp: 1 }));
    const { manifest } = await printed("--config", file, "--param", "slow=20", "--fill-rules", "neutral");
    expect([manifest.strategy.params, manifest.account.cash, manifest.fees.taker, manifest.rules.mode]).toEqual([{ fast: 4, slow: 20 }, 50_000, 0.0001, "neutral"]);
  });

  it("sets every fill rule side by side with a verdict, keeps each run and counts each as a trial", async () => {
    const file = join(folder, "quoter.ts");
    writeFileSync(file, `import { defineStrategy } from "btc-quant";
export default defineStrategy({
  name: "quoter", params: {}, indicators: () => ({}),
  decide({ close }, { position }, want) { if (position < 0.2) want.bid(0, close - 20, 0.01); if (position > 0) want.ask(0, close + 20, 0.01); },
});`);
    const asked = ["--strategy", file, "--symbol", "BTC/USDT", "--fill-rules", "all"], { code, stdout } = await backtest(...asked);
    expect(code).toBe(0);
    for (const line of [/^Fill rules side by side · quoter$/m, /^Fill rules +Net profit +Sharpe ratio +Filled of orders +Fills +Run$/m, /^3 ticks through +[−\d]/m, /^(The sign does not hang|Not evidence)/m, /^ +pessimistic +neutral +optimistic +2 ticks through +3 ticks through$/m, /^Break-even fee/m, /^Filled of the quantity accepted +\d/m]) expect(stdout).toMatch(line);
    const { verdict, members } = JSON.parse((await backtest(...asked, "--json")).stdout) as { verdict: string; members: readonly { name: string; id: string; netProfit: number; fillRatio: number; metrics: Readonly<Record<string, number>> }[] };
    expect(["agrees", "not-evidence"]).toContain(verdict);
    for (const { id, netProfit, fillRatio, metrics } of members) {
      expect((await runStore(store).load(id))!.metrics["fillRatio"]).toBe(fillRatio);
      expect(metrics["makerPnl"]).toBeCloseTo(netProfit, 6);
    }
    expect(await trialRegistry(store).count("quoter BTC/USDT 1h")).toBe(5);
    const shown = await command("runs", ["show", members[0]!.id], home.path);
    expect(shown.stdout).toMatch(/As a maker[^]*Markout after 1 h +[−\d.]+ bp/);
  });

  it("runs a strategy out of a file", async () => {
    const file = join(folder, "mine.ts");
    writeFileSync(file, `import { defineStrategy, int, sma } from "btc-quant";
export default defineStrategy({
  name: "above-mean", params: { n: int(20, { min: 2, max: 99 }) }, indicators: (p) => ({ mean: sma(p.n) }),
  decide({ close, mean }, { position }, want) { if (close > mean && position <= 0) want.position(+1); else if (close < mean && position > 0) want.position(0); else want.keep(); },
});`);
    const { manifest, counts } = await printed("--strategy", file, "--symbol", "BTC/USDT");
    expect([manifest.strategy.name, manifest.strategy.params]).toEqual(["above-mean", { n: 20 }]);
    expect(counts["fills"]).toBeGreaterThan(5);
  });

  it("says of a strategy file that throws which file it was and why, exit 2", async () => {
    const file = join(folder, "throws.ts");
    writeFileSync(file, 'import { defineStrategy } from "btc-quant";\nexport default defineStrategy({ name: "throws", params: {}, indicators: () => ({}), decide() { throw new Error("no idea"); } });\n');
    const { code, stderr } = await backtest(...SPOT.slice(2), "--strategy", file);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}: the strategy failed while it ran: line 2: no idea`);
    expect(stderr).not.toMatch(STACK_LINE);
  });

  it("has told and kept the run before a report that can not be written is refused", async () => {
    const { code, stdout, stderr } = await backtest(...SPOT, "--html", join(folder, "nowhere", "report.html"));
    expect(code).not.toBe(0);
    expect(stdout).toContain("Kept as run");
    expect(stdout).not.toContain("Report:");
    expect(stderr).toContain("can not be written");
  });

  it("keeps nothing with --no-save", async () => {
    const { stdout } = await backtest(...SPOT, "--seed", "99", "--no-save"), kept = await runStore(store).list();
    expect(stdout).toContain("Not kept (--no-save).");
    expect(kept.filter(({ manifest }) => manifest.seed === 99)).toEqual([]);
  });

  it("counts a look that is not kept as a trial too, and prints what is left of the result after all of its family", async () => {
    const before = await trialRegistry(store).count("sma-crossover BTC/USDT 1h"), { stdout } = await backtest(...SPOT, "--param", "fast=7", "--no-save");
    expect(await trialRegistry(store).count("sma-crossover BTC/USDT 1h")).toBe(before + 1);
    expect(stdout.replaceAll("\n", " ")).toMatch(new RegExp(`Trials of its family so far: ${before + 1}; deflated Sharpe ratio [−\\d.]+ with N = ${before + 1} \\(`));
  });

  it("says why there is no buy-and-hold beside it where its one order is too large for the venue", async () => {
    const { stdout } = await backtest(...SPOT, "--cash", "1e9", "--no-save");
    expect(stdout).toContain("No buy-and-hold beside it: its one order did not fill (1 order refused");
    expect(stdout).not.toMatch(/^ +sma-crossover +buy-and-hold$/m);
  });

  it("writes a report", async () => {
    expect((await backtest(...SPOT, "--html", REPORT)).stdout).toContain(`Report: ${REPORT}`);
    expect(readFileSync(REPORT, "utf8")).toContain("Net of costs, sma-crossover turned");
  });

  it("writes a report that draws itself in a browser", async ({ skip }) => {
    skip(CHROMIUM === undefined, NO_CHROMIUM);
    const browser = await openBrowser(), page = await browser.newPage();
    await page.goto(pathToFileURL(REPORT).href);
    await page.waitForFunction("document.querySelectorAll('.figure .main-svg').length >= 5");
    expect(await page.locator(".figure.js-plotly-plot").count()).toBe(5);
    await browser.close();
  });

  it.each([
    [["--strategy", "sma-crosover"], 2, "'sma-crosover' is not a strategy: did you mean 'sma-crossover'?"],
    [[...SPOT, "--param", "fst=3"], 2, "'fst' is not a parameter of sma-crossover: did you mean 'fast'?"],
    [[...SPOT, "--param", "fast=3.5"], 2, "parameter 'fast' of sma-crossover is 3.5: a whole number from 2 to 200 was expected"],
    [[...SMA, "--exchange", "binanse"], 2, "no candles of exchange 'binanse' are stored: did you mean 'binance'?"],
    [[...SMA, "--symbol", "BTC/USTD"], 2, "'BTC/USTD' is not a symbol of binance whose rules are known here: did you mean 'BTC/USDT'?"],
    [[...SPOT, "--timeframe", "90x"], 2, "'90x' is not a timeframe"],
    [[...SPOT, "--timeframe", "1m"], 2, "1m"],
    [[...SPOT, "--from", "2030-01-01"], 2, "2024-01-01 00:00"],
    [[...SPOT, "--from", "2024-01-05", "--to", "2024-01-04"], 2, "is empty"],
    [[...SPOT, "--leverage", "3"], 2, "leverage"],
    [[...SPOT, "--stratgy", "x"], 2, "unknown option '--stratgy'"],
  ])("%j ends with %d and a sentence", async (argv, code, sentence) => {
    const ended = await backtest(...argv);
    expect([ended.code, ended.stdout]).toEqual([code, ""]);
    expect(ended.stderr).toContain(sentence);
    expect(ended.stderr).not.toMatch(STACK_LINE);
  });

  it("shows the stack with --verbose", async () => expect((await backtest("--strategy", "nothing", "--verbose")).stderr).toMatch(STACK_LINE));
});
