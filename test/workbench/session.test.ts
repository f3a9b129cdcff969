import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backtest } from "../../lib/backtest/index.js";
import { openStore } from "../../lib/data/store/open.js";
import { storeSynthetic } from "../../lib/data/storeSynthetic.js";
import { marketDataOf } from "../../lib/data/marketData.js";
import type { Store } from "../../lib/data/store/store.js";
import { buyAndHold } from "../../lib/strategy/buyAndHold.js";
import { smaCrossover } from "../../lib/strategy/smaCrossover.js";
import { defineStrategy } from "../../lib/strategy/strategy.js";
import { finishBacktest } from "../../lib/workbench/session.js";
import { temporaryHome } from "../data/store/temporaryHome.js";

const home = temporaryHome(), FROM = Date.UTC(2024, 0), TO = Date.UTC(2024, 0, 20), DAY = 86_400_000;
const perpetual = { exchange: "synthetic", symbol: "BTC/USDT:USDT", timeframe: "1h" };
let store: Store;
beforeAll(async () => {
  store = await openStore({ home: home.path });
  await storeSynthetic(store, { seed: 7, from: FROM, to: TO, timeframe: "1m" });
});
afterAll(async () => {
  await store.close();
  await home.remove();
});

describe("a backtest from the store", () => {
  it("says in the manifest where the window that was asked is not stored", async () => {
    const { run } = await finishBacktest(store, smaCrossover, { ...perpetual, from: FROM - 365 * DAY, to: TO + 365 * DAY });
    expect(run.manifest.doubts).toEqual(expect.arrayContaining([
      "the window was asked from 2023-01-01 on, but bars are stored from 2024-01-01 on", "the window was asked to 2025-01-19, but bars are stored to 2024-01-20 only",
    ]));
  });
  it("says nothing of it where all of the window is stored", async () => {
    const { run } = await finishBacktest(store, smaCrossover, { ...perpetual, from: FROM + DAY, to: TO - DAY });
    expect(run.manifest.doubts.filter((doubt) => doubt.startsWith("the window"))).toEqual([]);
  });
  it("is the same run whether the bars are loaded or held already", async () => {
    const candles = await marketDataOf(store).candles({ ...perpetual, from: FROM, to: TO });
    const loaded = await finishBacktest(store, smaCrossover, { ...perpetual, from: FROM, to: TO }), held = await finishBacktest(store, smaCrossover, { candles, symbol: perpetual.symbol });
    expect(held.run.id).toBe(loaded.run.id);
    expect(held.run.equity.equity).toEqual(loaded.run.equity.equity);
  });
  it("names its data by what lies in the window, whatever funding stands around it", async () => {
    const data = marketDataOf(store), candles = await data.candles({ ...perpetual, from: FROM + DAY, to: TO - DAY });
    const [all, part] = [await data.funding(perpetual), await data.funding({ ...perpetual, from: FROM + DAY, to: TO - DAY })];
    expect(all.length).toBeGreaterThan(part.length);
    expect(backtest(buyAndHold, { candles, funding: all }).run.manifest.market.dataHash).toBe(backtest(buyAndHold, { candles, funding: part }).run.manifest.market.dataHash);
  });
  it("pays as many ticks of 0.1 beyond the price as it is told", async () => {
    const fill = async (slippageTicks: number): Promise<number> => (await finishBacktest(store, buyAndHold, { ...perpetual, slippageTicks })).run.fills.price[0]!;
    expect((await fill(51)) - (await fill(1))).toBeCloseTo(50 * 0.1, 9);
  });
  it("borrows as asked; buy-and-hold beside it does not", async () => {
    const { run, benchmark } = await finishBacktest(store, smaCrossover, { ...perpetual, leverage: 3, margin: "cross", liquidation: "binance" });
    expect(run.manifest.account).toMatchObject({ leverage: 3, margin: "cross", liquidation: "binance" });
    expect(benchmark!.manifest.account).toEqual({ cash: 10_000, leverage: 1, margin: "isolated", size: "1x" });
  });
});

describe("want.position", () => {
  const asking = (units: number) => defineStrategy({ name: "asking", params: {}, indicators: () => ({}), decide: (_now, _account, want) => want.position(units) });
  it("of more than the account is refused, not cut in silence", async () =>
    await expect(finishBacktest(store, asking(2), perpetual)).rejects.toThrow("want.position(2) at size 1x asks for more than equity × leverage"));
  it("of two units of half the account is all of it", async () => {
    const { run } = await finishBacktest(store, asking(2), { ...perpetual, size: "0.5x" });
    expect(run.fills.length).toBeGreaterThan(0);
  });
});
