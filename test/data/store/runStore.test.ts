import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runId, type Manifest, type Run, type Trial } from "../../../lib/market/run.js";
import { openStore } from "../../../lib/data/store/open.js";
import { runStore } from "../../../lib/data/store/runStore.js";
import type { Store } from "../../../lib/data/store/store.js";
import { sharpe } from "../../../lib/metrics/sharpe.js";
import { standingAmong } from "../../../lib/research/trialStanding.js";
import { trialRegistry } from "../../../lib/data/store/trialRegistry.js";
import { refusal } from "./storeContract.js";
import { temporaryHome } from "./temporaryHome.js";

const home = temporaryHome();
let store: Store;
beforeAll(async () => { store = await openStore({ home: home.path }); });
afterAll(async () => { await store.close(); await home.remove(); });

const manifest = (seed: number): Manifest => ({
  version: 1, kind: "backtest", strategy: { name: "sma-crossover", sourceHash: "abc", params: { fast: 10, slow: 30 } },
  market: { exchange: "binance", symbol: "BTC/USDT:USDT", prices: "BTC/USDT", timeframe: "1h", builtFrom: "1m", synthetic: false, from: 0, to: 7_200_000, bars: 2, gapBars: 0, dataHash: "d", mark: "proxy", funding: "none" },
  account: { cash: 10_000, leverage: 1, margin: "isolated", size: "1x" }, fees: { maker: 0.0002, taker: 0.0005, source: "binance 2024-01-01" },
  rules: { mode: "pessimistic", path: "adaptive", throughTicks: 1, touchProbability: 0, participation: Infinity, slippageTicks: 1, latencyBars: 0, latencyMs: 0 },
  facts: "dated", seed, node: "20", doubts: ["it's \"quoted\"\nand two lines"],
});

function run(seed: number, rows = 3): Run {
  const column = (f: (i: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, i) => f(i));
  return {
    id: runId(manifest(seed)), manifest: manifest(seed), status: "completed", metrics: { sharpe: NaN, cagr: 0.1 + 0.2, calmar: Infinity, worst: -Infinity }, counts: { placed: 3, amended: 0, canceled: 1, rejected: 0, filled: 2 },
    equity: { length: rows, time: column((i) => i * 3_600_000), equity: column((i) => 10_000 / (i + 3)), position: column((i) => (i === 1 ? -0 : i)) },
    fills: {
      length: rows, time: column((i) => i + 0.5), quantity: column((i) => -i / 3), price: column((i) => 7195.24 + i), fee: column(() => NaN), maker: Uint8Array.from({ length: rows }, (_, i) => i % 2),
      reason: Uint8Array.from({ length: rows }, (_, i) => i % 7), point: Uint8Array.from({ length: rows }, (_, i) => i % 4), order: column((i) => i), mid: column((i) => i * 0.1),
    },
    funding: { length: 0, time: new Float64Array(0), amount: new Float64Array(0) },
  };
}

describe("a stored run", () => {
  it("comes back bit for bit, and its manifest has the same id", async () => {
    const saved = run(1);
    await runStore(store).save(saved, 1000);
    const loaded = await runStore(store).load(saved.id);
    expect(loaded).toEqual(saved);
    expect(runId(loaded!.manifest)).toBe(saved.id);
    expect(Buffer.from(loaded!.equity.equity.buffer).equals(Buffer.from(saved.equity.equity.buffer))).toBe(true);
    expect(Object.is(loaded!.equity.position[1], -0)).toBe(true);
  });

  it("without fills and without samples is a run too", async () => {
    const saved = run(2, 0);
    await runStore(store).save(saved, 2000);
    expect(await runStore(store).load(saved.id)).toEqual(saved);
  });

  it("saved again changes nothing but when, and has no rows of a longer life before", async () => {
    await runStore(store).save(run(1, 5), 500);
    await runStore(store).save(run(1), 3000);
    expect(await runStore(store).load(run(1).id)).toEqual(run(1));
    expect((await runStore(store).list()).filter((summary) => summary.id === run(1).id)).toEqual([{ id: run(1).id, created: 3000, status: "completed", manifest: manifest(1), metrics: run(1).metrics }]);
  });

  it("is listed newest first, no more than asked for", async () => {
    expect((await runStore(store).list()).map((summary) => summary.created)).toEqual([3000, 2000]);
    expect(await runStore(store).list(1)).toHaveLength(1);
  });

  it("is found by a prefix that it alone has", async () => {
    expect((await runStore(store).load(run(2).id.slice(0, 9)))?.id).toBe(run(2).id);
    expect(await runStore(store).load("no such run")).toBeUndefined();
    expect(await runStore(store).load("")).toBeUndefined();
  });

  it("is not guessed when a prefix fits two", async () => {
    const twins = Array.from({ length: 17 }, (_, i) => run(100 + i, 1)), first = twins.find((one, i) => twins.findIndex((other) => other.id[0] === one.id[0]) !== i)!;
    for (const twin of twins.filter((one) => one.id[0] === first.id[0])) await runStore(store).save(twin, 1);
    expect(await refusal(runStore(store).load(first.id[0] as string))).toMatchObject({ kind: "input", code: "AMBIGUOUS_RUN" });
    for (const twin of twins.filter((one) => one.id[0] === first.id[0])) await runStore(store).remove(twin.id);
  });

  it("that lost rows is refused, not shown shorter", async () => {
    await runStore(store).save(run(3), 10);
    await store.command("DELETE FROM run_equity WHERE run_id = {id: String} AND seq = 1", { id: run(3).id });
    expect(await refusal(runStore(store).load(run(3).id))).toMatchObject({ kind: "data", code: "RUN_DAMAGED" });
    await runStore(store).remove(run(3).id);
  });

  it("is gone once removed, and can be saved anew", async () => {
    expect(await runStore(store).remove(run(2).id)).toBe(true);
    expect(await runStore(store).remove(run(2).id)).toBe(false);
    expect(await runStore(store).load(run(2).id)).toBeUndefined();
    expect((await runStore(store).list()).map((summary) => summary.id)).toEqual([run(1).id]);
    await runStore(store).save(run(2), 1);
    expect(await runStore(store).load(run(2).id)).toEqual(run(2, 3));
  });
});

describe("the trial registry", () => {
  const trial: Trial = { strategyHash: "s", params: { fast: 1, slow: 2 }, dataHash: "d", rulesHash: "r", family: "sma BTC/USDT 1h", sharpe: NaN, startedBy: "test" };

  it("counts the same look once, whenever and by whomever it is taken, and families apart", async () => {
    const registry = trialRegistry(store);
    expect(await registry.count(trial.family)).toBe(0);
    await registry.record(trial, 1);
    await registry.record(trial, 1);
    await registry.record({ ...trial, params: { slow: 2, fast: 1 }, startedBy: "someone else", sharpe: 1 }, 2);
    expect(await registry.count(trial.family)).toBe(1);
    for (const other of [{ ...trial, params: { fast: 2, slow: 2 } }, { ...trial, dataHash: "e" }, { ...trial, rulesHash: "q" }, { ...trial, strategyHash: "t" }]) await registry.record(other, 3);
    expect(await registry.count(trial.family)).toBe(5);
    expect(await registry.count("another")).toBe(0);
  });

  it("gives the standing of a family as the trials at hand have it, days shared or not", async () => {
    const registry = trialRegistry(store), returns = Array.from({ length: 5 }, (_, i) => Float64Array.from({ length: 60 }, (__, day) => 0.01 * (Math.sin(day) + Math.cos((i + 2) * day)))), family = "standing BTC/USDT 1h";
    await registry.recordAll(returns.map((column, i) => ({ ...trial, family, params: { i }, sharpe: sharpe(column), daily: { firstDay: 19_000, returns: column } })), 5);
    await registry.record({ ...trial, family, params: { i: 0 }, sharpe: sharpe(returns[0]!), daily: { firstDay: 19_000, returns: returns[0]! } }, 6); // the same look again
    const standing = await registry.standing(family), among = standingAmong(returns);
    expect(standing.trials).toBe(5);
    expect(standing.sharpeVariance).toBeCloseTo(among.sharpeVariance, 9);
    expect(standing.meanCorrelation).toBeCloseTo(among.meanCorrelation, 9);
    await registry.record({ ...trial, family, params: { i: 9 }, sharpe: NaN, daily: { firstDay: 30_000, returns: returns[1]! } }, 7); // alike to none: it shares no day
    const wider = await registry.standing(family);
    expect([wider.trials, wider.sharpeVariance]).toEqual([6, standing.sharpeVariance]);
    expect(wider.meanCorrelation).toBeCloseTo((among.meanCorrelation * 20) / 30, 9);
  });
});
