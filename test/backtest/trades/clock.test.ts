import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backtestTrades } from "../../../lib/backtest/trades/backtestTrades.js";
import { LatencyAt } from "../../../lib/backtest/trades/latency.js";
import { sma } from "../../../lib/indicators/index.js";
import type { Run } from "../../../lib/market/run.js";
import type { Funding } from "../../../lib/market/series.js";
import { defineStrategy, type Strategy } from "../../../lib/strategy/strategy.js";
import { market } from "../scripted.js";
import { fillsOf, play, quotesOf, scripted, START, tradesOf, type Print, type Quote, type Script } from "./smallTape.js";

describe("a latency (F20)", () => {
  it("recorded is interpolated between its samples and held beyond its ends", () => {
    const at = new LatencyAt("order", { time: [100, 200, 300], delay: [10, 20, 0] });
    expect([50, 100, 150, 200, 275, 300, 999, 150].map((time) => at.after(time))).toEqual([10, 10, 15, 20, 5, 0, 0, 15]);
  });
  it("below 0 or out of order is refused", () => {
    expect(() => new LatencyAt("order", -1)).toThrow(/order latency: its sample 0 is -1 ms/);
    expect(() => new LatencyAt("feed", { time: [2, 1], delay: [1, 1] })).toThrow(/feed latency: its sample 1/);
    expect(() => new LatencyAt("feed", { time: [], delay: [] })).toThrow(/it has no sample/);
  });
});

const QUOTES: Quote[] = Array.from({ length: 60 }, (_, i) => [i, 100 + i, 50, 101 + i, 50]);
/** When a market buy decided at 10 is filled, and the ask it met. */
const bought = (latency: object) => fillsOf(play({ quotes: QUOTES }, { at: { 10: (want) => want.position(2) } }, { latency }).run).map(({ ms, price }) => [ms, price]);

describe("a message under way", () => {
  it("of an order meets the market when it arrives", () => {
    expect(bought({})).toEqual([[10, 111]]);
    expect(bought({ order: 7 })).toEqual([[17, 118]]);
  });
  it("of the feed makes a decision on an older market, at its own time", () => {
    const seen: number[][] = [];
    play({ quotes: QUOTES }, { at: { 20: (_want, _account, { time, bid }) => void seen.push([time - START, bid]) } }, { latency: { feed: 6 } });
    expect(seen).toEqual([[20, 114]]);
  });
  it("of the feed delays what is decided on each quote", () => {
    const seen: number[][] = [];
    play({ quotes: QUOTES.slice(0, 12) }, { on: "quote", each: (_want, _account, { time, bid }) => void seen.push([time - START, bid]) }, { latency: { feed: 6 } });
    expect(seen).toEqual([[6, 100], [7, 101], [8, 102], [9, 103], [10, 104], [11, 105]]);
  });
  it("of a response is what the strategy does not know yet", () => {
    const known: number[][] = [], look = (_want: unknown, { position }: { position: number }, { time }: { time: number }): void => void known.push([time - START, position]);
    play({ quotes: QUOTES }, { at: { 10: (want) => want.position(2), 12: look, 24: look, 25: look } }, { latency: { order: 5, response: 10 } });
    expect(known).toEqual([[12, 0], [24, 0], [25, 2]]);
  });
  it("never overtakes the one before it", () => {
    const { run } = play({ quotes: Array.from({ length: 60 }, (_, i): Quote => [i, 100, 50, 100.5, 50]) }, { at: { 10: (want) => want.position(2), 12: (want) => (want.keep(), want.bid(0, 99, 5)) } }, { latency: { order: { time: [START + 10, START + 12], delay: [20, 1] } } });
    expect(fillsOf(run).map(({ ms }) => ms)).toEqual([30]);
    expect(run.counts).toMatchObject({ placed: 2 });
  });
});

describe("an order that is cancelled or amended", () => {
  const quotes: Quote[] = [[0, 100, 50, 100.5, 50]], tail: Print = [100, 100.4, 1, "buy"];
  it("can be filled until the cancellation arrives (F17)", () => {
    const at = (ms: number) => fillsOf(play({ quotes, trades: [[ms, 99, 2, "sell"], tail] }, { at: { 1: (want) => want.bid(0, 99.5, 2), 40: () => undefined } }, { latency: { order: 10 } }).run).length;
    expect([at(10), at(12), at(49), at(50), at(51)]).toEqual([0, 1, 1, 1, 0]);
  });
  it("and filled before that leaves nothing to cancel", () => {
    const { run } = play({ quotes, trades: [[49, 99, 2, "sell"], tail] }, { at: { 1: (want) => want.bid(0, 99.5, 2), 40: () => undefined } }, { latency: { order: 10 } });
    expect(run.counts).toEqual({ placed: 1, amended: 0, canceled: 0, rejected: 0, filled: 1 });
  });
  it("is asked anew as soon as the answer to the question before is heard, without a decision", () => {
    const trades: Print[] = [[3900, 99.2, 1, "sell"], [4200, 99.2, 1, "sell"], [6000, 100.4, 1, "buy"]];
    const { run } = play({ quotes, trades }, { every: 1000, at: { 1000: (want) => want.bid(0, 99, 2), 2000: (want) => want.bid(0, 99.4, 2) } }, { latency: { order: 1500 } });
    expect(fillsOf(run).map(({ ms }) => ms)).toEqual([4200]);
  });
  it("is amended less what was filled while the question was under way", () => {
    const { run } = play({ quotes, trades: [[45, 99, 4, "sell"], [60, 98, 50, "sell"], tail] }, { at: { 1: (want) => want.bid(0, 99.5, 10), 40: (want) => want.bid(0, 99.4, 10) } }, { latency: { order: 10, response: 10 } });
    expect(fillsOf(run).map(({ quantity, price }) => [quantity, price])).toEqual([[4, 99.5], [6, 99.4]]);
  });
  it("is not bought again by keep after a fill not yet heard of", () => {
    const { run } = play({ quotes, trades: [[45, 99, 10, "sell"], [60, 98, 50, "sell"], tail] }, { at: { 1: (want) => want.bid(0, 99.5, 10) } }, { latency: { order: 10, response: 30 } });
    expect(fillsOf(run).map(({ quantity }) => quantity)).toEqual([10]);
  });
});

describe("what is decided on a fill", () => {
  it("is decided when the fill is heard of, and arrives after the order's way", () => {
    const { run } = play({ quotes: [[0, 100, 50, 100.5, 50]], trades: [[20, 99, 2, "sell"], [34, 101, 9, "buy"], [36, 101, 9, "buy"], [100, 101, 1, "buy"]] }, { at: { 1: (want) => want.bid(0, 99.5, 2) }, fill: (want, { position }) => position > 0 ? want.ask(0, 100.8, 2) : want.keep() }, { latency: { order: 10, response: 5 } });
    expect(fillsOf(run).map(({ ms, quantity }) => [ms, quantity])).toEqual([[20, 2], [36, -2]]);
  });
});

function playFunded(prints: readonly Print[], script: Script, funding: Funding): Run {
  return backtestTrades(scripted(script), { origin: { exchange: "binance", symbol: "BTC/USDT:USDT", synthetic: false }, trades: [tradesOf(prints)], quotes: [quotesOf([[0, 100, 1, 100.5, 1]])], funding }, { cash: 1e6, size: "1BTC" }).run;
}

describe("funding on a tape", () => {
  it("is charged on the position before anything of its moment", () => {
    const funding = { exchange: "binance", symbol: "BTC/USDT:USDT", length: 2, time: Float64Array.of(START + 20, START + 30), rate: Float64Array.of(0.001, 0.002), mark: Float64Array.of(100, NaN) };
    const strategy = { at: { 1: (want: { bid(s: number, p: number, q: number): void }) => want.bid(0, 99.5, 2) } };
    const run = (ms: number) => playFunded([[ms, 99, 2, "sell"], [29, 99, 1, "buy"], [40, 99, 1, "buy"]], strategy, funding);
    expect([...run(19).funding.amount]).toEqual([-2 * 100 * 0.001, -2 * 99 * 0.002]);
    expect([...run(20).funding.amount]).toEqual([-2 * 99 * 0.002]);
  });
});

describe("a tape", () => {
  /** Prints and quotes about 100, twenty a second, in ascending time. */
  const tape = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -8, max: 8 }), fc.integer({ min: 1, max: 3000 }), fc.boolean()), { minLength: 30, maxLength: 120 });
  const script: Script = { on: "trade", each: (want, { position }, { close }) => (position < 5 && want.bid(0, close - 0.2, 2), position < 5 && want.bid(1, close - 0.5, 2), position > -5 && want.ask(0, close + 0.2, 2)) };

  it("gives the same run in chunks of any size, keeps its books to the cent and never fills beyond what was printed", () => {
    fc.assert(fc.property(tape, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 4 }), (rows, chunk, delay) => {
      let time = 0;
      const trades = rows.map(([step, ticks, lots, sold]): Print => [(time += step), Math.round(1000 + ticks) / 10, lots / 1000, sold ? "sell" : "buy"]);
      const options = { latency: { feed: delay, order: 2 * delay, response: delay } }, whole = play({ trades }, script, options).run, parts = play({ trades }, script, options, chunk).run;
      expect([...parts.fills.price, ...parts.equity.equity]).toEqual([...whole.fills.price, ...whole.equity.equity]);
      let cash = 1e6, held = 0;
      const resting = new Map<number, number>();
      for (let i = 0; i < whole.fills.length; i++) {
        cash -= whole.fills.quantity[i]! * whole.fills.price[i]! + whole.fills.fee[i]!;
        held += whole.fills.quantity[i]!;
        if (whole.fills.maker[i] === 1) resting.set(whole.fills.time[i]!, (resting.get(whole.fills.time[i]!) ?? 0) + Math.abs(whole.fills.quantity[i]!));
      }
      const last = whole.equity.equity.length - 1;
      expect(Math.abs(cash + held * trades[trades.length - 1]![1] - whole.equity.equity[last]!)).toBeLessThan(1e-6);
      for (const [at, quantity] of resting) expect(quantity).toBeLessThanOrEqual(trades.filter(([ms]) => ms === at - START).reduce((sum, [, , printed]) => sum + printed, 0) + 1e-9);
    }), { seed: 20251122, numRuns: 60 });
  });

  it("out of order, empty or with a rule it can not keep is refused in a sentence", () => {
    expect(() => play({ trades: [[5, 100, 1, "buy"], [4, 100, 1, "buy"]] }, {})).toThrow(/trades, row 1: .* rows must ascend/);
    expect(() => play({ trades: [[5, 100, 1, "buy"], [4, 100, 1, "buy"]] }, {}, {}, 1)).toThrow(/trades, row 0: .* rows must ascend/);
    expect(() => play({ trades: [[5, 100, 0, "buy"]] }, {})).toThrow(/quantity 0/);
    expect(() => play({ quotes: [[5, 100, 1, 100, 1]] }, {})).toThrow(/a bid below its ask/);
    expect(() => play({}, {})).toThrow(/there is nothing to run on/);
    expect(() => play({ trades: [[5, 100, 1, "buy"]] }, {}, { rules: { path: "worst" } as never })).toThrow(/fill rule 'path' has no meaning/);
    expect(() => play({ trades: [[5, 100, 1, "buy"]] }, {}, { queue: { kind: "fifo" } as never })).toThrow(/'fifo' is not a queue model/);
  });

  it("says on what it rests", () => {
    const { manifest } = play({ trades: [[5, 100, 1, "buy"]] }, {}, { latency: { order: { time: [0, 1], delay: [3, 4] } } }).run;
    expect(manifest.tape).toMatchObject({ queue: { kind: "risk-averse" }, latency: { feed: "0 ms", order: "recorded, 2 samples of 3 to 4 ms" }, trades: 1, quotes: 0, depth: 0 });
    expect(manifest.doubts.join()).toContain("only prints through an order fill it");
  });
});

describe("bars beside the prints", () => {
  const minute = 60_000, candles = market([[100, 101, 99, 100.5], [100.5, 102, 100, 101], [101, 103, 101, 102]], { start: START - minute });
  const seen: number[][] = [];
  const deciding = (on: "bar" | "trade"): Strategy => defineStrategy({
    name: "on-bars", params: {}, indicators: () => ({ mean: sma(2) }), decideOn: [on],
    decide({ time, open, high, close, mean }) { seen.push([time - START, open, high, close, mean]); },
  });
  const prints: Print[] = [[10, 100, 1, "buy"], [minute + 5, 107, 1, "buy"], [2 * minute + 5, 108, 1, "buy"]];

  it("are decided on at their close, once their indicators are warm; close is the last print", () => {
    backtestTrades(deciding("bar"), { origin: candles.origin, trades: [tradesOf(prints)], candles }, { cash: 1e6, allowMissingFunding: true });
    expect(seen).toEqual([[minute, 100.5, 102, 100, 100.75], [2 * minute, 101, 103, 107, 101.5]]);
  });
  it("are demanded by a strategy that decides on them or has indicators", () => {
    const data = { origin: candles.origin, trades: [tradesOf(prints)] };
    expect(() => backtestTrades(deciding("bar"), data)).toThrow(/on-bars decides on 'bar', and there are no bars/);
    expect(() => backtestTrades(deciding("trade"), data)).toThrow(/on-bars has indicators \(mean\), which are fed by bars/);
  });
});

describe("ruin", () => {
  it("ends the run at the price where nothing is left of the account", () => {
    const trades: Print[] = [[0, 100, 1, "buy"], [10, 150, 1, "buy"], [11, 200, 1, "buy"], [12, 50, 1, "buy"]];
    const { run } = play({ trades }, { at: { 1: (want) => want.position(-9) } }, { cash: 900, takerBp: 0 });
    expect([run.status, run.equity.equity[run.equity.length - 1]]).toEqual(["liquidated", 0]);
    expect(fillsOf(run)[1]).toMatchObject({ ms: 11, quantity: 9, reason: "liquidation" });
  });
});

describe("ruin by what a resting order has opened", () => {
  it("is watched for from the fill on", () => {
    const { run } = play({ trades: [[0, 100, 1, "buy"], [10, 101, 9, "buy"], [11, 202, 1, "buy"], [12, 50, 1, "buy"]] }, { at: { 1: (want) => want.ask(0, 100.5, 8.9) } }, { cash: 900, makerBp: 0 });
    expect([run.status, fillsOf(run)[1]?.reason]).toEqual(["liquidated", "liquidation"]);
  });
});

describe("samples of equity", () => {
  it("come at whole multiples and with the last event, each with what had happened by then", () => {
    const { run } = play({ trades: [[3, 100, 1, "buy"], [25, 104, 1, "buy"], [47, 110, 1, "buy"]] }, { at: { 10: (want) => want.position(2) } }, { sampleEvery: 20, takerBp: 0 });
    expect([...run.equity.time].map((time) => time - START)).toEqual([20, 40, 47]);
    expect([...run.equity.equity]).toEqual([1e6, 1e6 + 8, 1e6 + 20]);
    expect([...run.equity.position]).toEqual([2, 2, 2]);
  });
});
