import { beforeAll, describe, expect, it } from "vitest";
import { backtest } from "../../lib/backtest/index.js";
import { sma } from "../../lib/indicators/index.js";
import { smaCrossover } from "../../lib/strategy/smaCrossover.js";
import type { Candles } from "../../lib/market/candles.js";
import type { Run } from "../../lib/market/run.js";
import { smaLoop, type LoopRun } from "./plainLoop.js";
import { hasMinutes, realMinutes } from "./realMinutes.js";

describe.skipIf(!hasMinutes(2023))("sma-crossover on the real minutes of 2023 (skipped without ../shared/data)", () => {
  let candles: Candles, run: Run, loop: LoopRun;
  beforeAll(() => {
    candles = realMinutes(2023);
    run = backtest(smaCrossover, { candles }, { symbol: "BTC/USDT:USDT", cash: 1e7, size: "1BTC", takerBp: 5, makerBp: 2, allowMissingFunding: true }).run;
    loop = smaLoop(candles, sma(10).column(candles), sma(30).column(candles), 1, 1e7, 0.0005, (time) => (time < Date.UTC(2023, 3, 4) ? 0.01 : 0.1));
  });

  it("fills where the plain loop fills, at its prices", () => {
    expect(run.fills.length).toBe(loop.time.length);
    expect(run.fills.length).toBeGreaterThan(10_000);
    expect([...run.fills.time]).toEqual(loop.time);
    expect([...run.fills.quantity]).toEqual(loop.quantity);
    expect(run.fills.price.every((price, i) => Math.abs(price - loop.price[i]!) < 1e-9)).toBe(true);
  });

  it("has the plain loop's equity to 1e-9 of it at every close", () => {
    let worst = 0;
    for (let row = 0; row < candles.length; row++) worst = Math.max(worst, Math.abs(run.equity.equity[row]! / loop.equity[row]! - 1));
    expect(worst).toBeLessThan(1e-9);
  });

  it("says whose prices these are and how many minutes do not exist", () => {
    expect(run.manifest.market).toMatchObject({ symbol: "BTC/USDT:USDT", prices: "BTC/USDT", funding: "missing-allowed", gapBars: 80 });
    expect(run.manifest.doubts).toContain("prices of BTC/USDT on binance stand in for BTC/USDT:USDT");
  });
});
