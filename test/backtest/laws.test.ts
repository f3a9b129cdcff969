import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backtest, type BacktestOptions } from "../../lib/backtest/index.js";
import { sliceCandles } from "../../lib/market/candles.js";
import type { FillMode, PathRule, Run } from "../../lib/market/run.js";
import { funding, restless, walk } from "./randomMarket.js";
import { DATED, market, MINUTE } from "./scripted.js";

const MODES: readonly FillMode[] = ["pessimistic", "neutral", "optimistic"];
const PATHS: readonly PathRule[] = ["adaptive", "direction", "worst"];
const scenario = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 30 }), mode: fc.constantFrom(...MODES), path: fc.constantFrom(...PATHS), symbol: fc.constantFrom("BTC/USDT", "BTC/USDT:USDT"), onFills: fc.boolean(),
  latencyBars: fc.constantFrom(0, 0, 1), latencyMs: fc.constantFrom(0, 0, MINUTE / 3), participation: fc.constantFrom(0.05, 0.3, Infinity), size: fc.constantFrom("1BTC", "0.3x"),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;
const BARS = 90;

function play({ seed, symbol, onFills, size, mode, path, ...rules }: Scenario, bars = BARS): Run {
  const candles = sliceCandles(market(walk(seed, BARS), { symbol }), 0, bars);
  const options: BacktestOptions = { cash: 1_000, size, allowMissingFunding: true, seed: 7, rules: { ...rules, mode, path: mode === "optimistic" && path === "worst" ? "adaptive" : path } };
  return backtest(restless(seed, onFills), { candles, funding: funding(seed, BARS) }, options).run;
}

const bytes = (run: Run): string => [run.equity.equity, run.equity.position, run.fills.time, run.fills.quantity, run.fills.price, run.fills.fee, run.fills.order, run.fills.mid, run.fills.point, run.fills.reason, run.funding.amount]
  .map((column) => Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString("base64")).join("|");

describe("a run of random orders", () => {
  it("conserves: cash + position value + fees + funding add up at the end, whatever was asked", () => {
    let fills = 0;
    fc.assert(fc.property(scenario, (drawn) => {
      const run = play(drawn), { equity, status, fills: log } = run, end = equity.length - 1, close = market(walk(drawn.seed, BARS)).close[end]!;
      fills += log.length;
      let cash = 1_000, position = 0;
      for (let i = 0; i < log.length; i++) {
        cash -= log.quantity[i]! * log.price[i]! + log.fee[i]!;
        position += log.quantity[i]!;
      }
      for (const amount of run.funding.amount) cash += amount;
      expect(position).toBeCloseTo(equity.position[end]!, 8);
      expect(status === "liquidated" ? cash : cash + position * close).toBeCloseTo(equity.equity[end]!, 7);
    }), { numRuns: 150, seed: 20260101 });
    expect(fills, "the law was tried on something").toBeGreaterThan(5_000);
  });

  it("never sells what spot does not hold nor spends cash it has not", () => {
    fc.assert(fc.property(scenario, (drawn) => {
      const run = play({ ...drawn, symbol: "BTC/USDT" }), { fills: log } = run;
      let cash = 1_000, position = 0;
      for (let i = 0; i < log.length; i++) {
        cash -= log.quantity[i]! * log.price[i]! + log.fee[i]!;
        position += log.quantity[i]!;
        expect(position).toBeGreaterThan(-1e-9);
        expect(cash).toBeGreaterThan(-1e-6);
      }
    }), { numRuns: 100, seed: 20260102 });
  });

  it("gives the same bytes again", () => {
    fc.assert(fc.property(scenario, (drawn) => {
      const first = play(drawn), second = play(drawn);
      expect(bytes(first)).toBe(bytes(second));
      expect(first.id).toBe(second.id);
    }), { numRuns: 40, seed: 20260103 });
  });

  it("has a prefix for a prefix of the data: nothing looks ahead", () => {
    fc.assert(fc.property(scenario, fc.integer({ min: 10, max: BARS - 1 }), (drawn, bars) => {
      const whole = play(drawn), part = play(drawn, bars), n = part.fills.length;
      expect([...part.equity.equity]).toEqual([...whole.equity.equity.subarray(0, part.equity.length)]);
      expect([...part.fills.price]).toEqual([...whole.fills.price.subarray(0, n)]);
      expect([...part.fills.order]).toEqual([...whole.fills.order.subarray(0, n)]);
      expect(whole.fills.time[n] ?? Infinity, "no fill of the whole run inside the prefix is missing").toBeGreaterThanOrEqual(DATED + bars * MINUTE);
    }), { numRuns: 80, seed: 20260104 });
  });

  it("in mode P never fills at a price that was only touched", () => {
    fc.assert(fc.property(scenario, (drawn) => {
      const { fills } = play({ ...drawn, mode: "pessimistic" });
      expect(fills.reason.includes(0)).toBe(false);
    }), { numRuns: 40, seed: 20260105 });
  });
});
