import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backtest } from "../../lib/backtest/index.js";
import { ORDER_STATES } from "../../lib/market/order.js";
import type { FillMode, OrderColumns, PathRule } from "../../lib/market/run.js";
import { checkOrders } from "../../lib/metrics/orderStatistics.js";
import { restless, walk } from "./randomMarket.js";
import { DATED, market, MINUTE, play, type BarRow, type Script } from "./scripted.js";

interface Line { readonly placed: number; readonly side: number; readonly price: number; readonly quantity: number; readonly filled: number; readonly ended: number; readonly state: string; readonly postOnly: number }
/** Times in bars from the start of the first. */
const linesOf = ({ length, placed, side, price, quantity, filled, ended, state, postOnly }: OrderColumns): readonly Line[] => Array.from({ length }, (_, i) => ({
  placed: (placed[i]! - DATED) / MINUTE, side: side[i]!, price: price[i]!, quantity: quantity[i]!, filled: filled[i]!, ended: (ended[i]! - DATED) / MINUTE, state: ORDER_STATES[state[i]!]!, postOnly: postOnly[i]!,
}));
const ordersOf = (rows: readonly BarRow[], script: Script, rules = {}): readonly Line[] => linesOf(play(rows, script, { rules }).run.orders!);
const FLAT: BarRow = [100, 100.5, 99.5, 100];

describe("the orders of a run", () => {
  it("are sent at the close that asked, and filled on the way through a bar by its close", () => {
    expect(ordersOf([FLAT, FLAT, [100, 100.5, 98, 99]], { 0: (want) => want.bid(0, 98.5, 2) })).toEqual([{ placed: 1, side: 1, price: 98.5, quantity: 2, filled: 2, ended: 3, state: "filled", postOnly: 1 }]);
  });
  it("stay one order while they are moved, and end where they were moved to", () => {
    const script: Script = { 0: (want) => want.bid(0, 98, 2), 1: (want) => want.bid(0, 97, 3), 2: () => undefined };
    expect(ordersOf([FLAT, FLAT, FLAT, FLAT], script)).toEqual([{ placed: 1, side: 1, price: 97, quantity: 3, filled: 0, ended: 3, state: "canceled", postOnly: 1 }]);
  });
  it("refused at the door are there, as rejected", () => {
    expect(ordersOf([FLAT, [99, 99.5, 98.5, 99]], { 0: (want) => want.bid(0, 99.5, 2) })).toEqual([{ placed: 1, side: 1, price: 99.5, quantity: 2, filled: 0, ended: 1, state: "rejected", postOnly: 1 }]);
  });
  it("partly filled rest with what is left counted in", () => {
    const [line] = ordersOf([FLAT, [100, 100.5, 98, 99, 40, 0]], { 0: (want) => want.ask(0, 100.2, 10), 1: (want) => want.keep() }, { participation: 0.1 }), [bid] = ordersOf([FLAT, [100, 100.5, 98, 99, 40, 0]], { 0: (want) => want.bid(0, 98.5, 10) }, { participation: 0.1 });
    expect(line).toMatchObject({ side: -1, quantity: 10, filled: 0, state: "open", ended: NaN });
    expect(bid).toMatchObject({ quantity: 10, state: "partially-filled", ended: NaN });
    expect(bid!.filled).toBeGreaterThan(0);
    expect(bid!.filled).toBeLessThanOrEqual(4);
  });
  it("that arrive late were sent early all the same", () => {
    const [line] = ordersOf([FLAT, FLAT, FLAT, [100, 100.5, 98, 99]], { 0: (want) => want.bid(0, 98.5, 2), 1: (want) => want.keep(), 2: (want) => want.keep() }, { latencyBars: 2 });
    expect(line).toMatchObject({ placed: 1, ended: 4, state: "filled" });
  });
  it("asked on a fill are sent in that bar, and those of market orders and stops are not among them", () => {
    const script: Script = { 0: (want) => { want.bid(0, 99, 2); want.position(1); want.stop(0, 90); }, fill: (want, { position }) => { want.keep(); if (position > 2) want.ask(1, 99.5, 2); } };
    const lines = ordersOf([FLAT, [100, 100.1, 98.8, 99.8], FLAT], script, { mode: "neutral" });
    expect(lines.map(({ side, placed, ended, state }) => [side, placed, ended, state])).toEqual([[1, 1, 2, "filled"], [-1, 1, 2, "filled"]]);
  });

  it("agree with its counts and its fills, whatever was asked under whatever rules", () => {
    let orders = 0;
    const scenario = fc.record({
      seed: fc.integer({ min: 1, max: 2 ** 30 }), mode: fc.constantFrom<FillMode>("pessimistic", "neutral", "optimistic"), path: fc.constantFrom<PathRule>("adaptive", "worst"), onFills: fc.boolean(), latencyBars: fc.constantFrom(0, 0, 1), latencyMs: fc.constantFrom(0, 20_000),
    });
    fc.assert(fc.property(scenario, ({ seed, onFills, path, ...rules }) => {
      const { run } = backtest(restless(seed, onFills), { candles: market(walk(seed, 90)) }, { cash: 1_000, size: "1BTC", allowMissingFunding: true, rules: { ...rules, path: rules.mode === "optimistic" ? "adaptive" : path } }), { fills } = run, log = run.orders!;
      checkOrders(log);
      const lines = linesOf(log), filled = lines.reduce((sum, line) => sum + line.filled, 0);
      const traded = (maker: boolean): number => fills.quantity.reduce((sum, quantity, i) => sum + (!maker || fills.maker[i] === 1 ? Math.abs(quantity) : 0), 0);
      orders += lines.length;
      expect(filled).toBeGreaterThanOrEqual(traded(true) - 1e-6);
      expect(filled).toBeLessThanOrEqual(traded(false) + 1e-6);
      expect(lines.filter(({ state }) => state === "rejected").length).toBeLessThanOrEqual(run.counts.rejected);
      expect(lines.filter(({ state }) => state !== "pending-new").length).toBeLessThanOrEqual(run.counts.placed);
      for (const { placed, ended } of lines) expect(Number.isNaN(ended) || ended >= placed).toBe(true);
    }), { numRuns: 60, seed: 20260402 });
    expect(orders, "the law was tried on something").toBeGreaterThan(2_500);
  });
});
