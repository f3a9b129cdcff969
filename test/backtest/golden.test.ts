import { describe, expect, it } from "vitest";
import { DATED, fillsOf, MINUTE, play, type BarRow, type Script } from "./scripted.js";

/** Taker 5 bp, maker 2 bp, tick 0.1, no slippage, cash 10,000. Each row: bar, and the equity at its close worked out by hand. */
const LEDGER: readonly (readonly [BarRow, number, string])[] = [
  [[100, 100, 100, 100], 10_000, "asks for 10 at market"],
  [[100, 101, 99, 101], 10_009.5, "10 @ 100 taker, fee 1000 * 0.0005 = 0.5; + 10 * 1. Asks to sell 4 at 103"],
  [[101, 102, 101, 102], 10_019.5, "wallet 9999.5 + 10 * 2"],
  [[102, 103, 102, 103], 10_029.5, "103 is touched: no fill; + 10 * 3"],
  [[103, 103.1, 102, 102.5], 10_026.4176, "-4 @ 103 maker: +12 - 412 * 0.0002 = 0.0824; wallet 10011.4176 + 6 * 2.5. Stop at 98"],
  [[102.5, 102.5, 98.5, 99], 10_005.4176, "10011.4176 - 6"],
  [[99, 99, 97, 97.5], 9_999.1236, "stop: -6 @ 98 taker: -12 - 588 * 0.0005 = 0.294. Asks for -5"],
  [[97, 98, 96, 96], 10_003.8811, "-5 @ 97 taker: fee 0.2425; wallet 9998.8811 + 5. Bid 8 at 95"],
  [[96, 96.5, 95.2, 95.5], 10_006.3811, "9998.8811 + 5 * 1.5"],
  [[95, 95.5, 94, 94.5], 10_007.2291, "+8 @ 95 maker crosses zero: 5 closed +10, fee 0.152, 3 opened; wallet 10008.7291 - 1.5. Bid 2 at 94"],
  [[93, 93.5, 92, 93], 10_002.7291, "opens below the new bid: post-only refused; 10008.7291 - 6. Plain limit: buy 2 at 94"],
  [[93.5, 94, 93, 93.8], 10_005.6356, "takes 2 @ 93.5: fee 0.0935; cost 285 + 187 = 472; 10008.6356 + 469 - 472"],
  [[93.8, 94, 93.5, 94], 10_006.5886, "funding 0.0001 on 5 * 94 at the open: -0.047; 10008.5886 - 2. Asks for 0"],
  [[94.2, 94.2, 94, 94], 10_007.3531, "-5 @ 94.2: -1 - 0.2355"],
  [[94, 94, 94, 94], 10_007.3531, "bid 3 at 93, ask 3 at 95"],
  [[94, 95.2, 92.8, 94], 10_013.2403, "a tie, close = open: low first; +3 @ 93 fee 0.0558, -3 @ 95 fee 0.057, +6"],
  [[94, 94, 94, 94], 10_013.2403, "asks for 2"],
  [[96, 96, 96, 96], 10_013.1443, "after two missing minutes: 2 @ 96, fee 0.096. Stop at 95"],
  [[96, 96, 95.5, 95.5], 10_012.1443, "- 2 * 0.5"],
  [[90, 91, 89, 91], 10_001.0543, "gapped stop: -2 @ 90: -12 - 0.09"],
];

const SCRIPT: Script = {
  0: (want) => want.position(10), 1: (want) => want.ask(0, 103, 4), 4: (want) => want.stop(0, 98), 6: (want) => want.position(-5), 7: (want) => want.bid(0, 95, 8),
  9: (want) => want.bid(0, 94, 2), 10: (want) => want.order(0, { type: "limit", side: "buy", price: 94, quantity: 2 }), 12: (want) => want.position(0),
  14: (want) => (want.bid(0, 93, 3), want.ask(0, 95, 3)), 16: (want) => want.position(2), 17: (want) => want.stop(0, 95),
};

describe("a ledger of twenty bars worked out by hand", () => {
  const funding = { exchange: "binance", symbol: "BTC/USDT:USDT", length: 1, time: Float64Array.of(DATED + 12 * MINUTE), rate: Float64Array.of(0.0001), mark: Float64Array.of(94) };
  const { run } = play(LEDGER.map(([bar]) => bar), SCRIPT, { cash: 10_000, makerBp: 2, takerBp: 5 }, { funding }, { skip: [17, 18] });

  LEDGER.forEach(([, equity, why], row) => {
    it(`bar ${row} closes at ${equity}: ${why}`, () => expect(run.equity.equity[row]).toBeCloseTo(equity, 9));
  });

  it("has these fills and no other", () => {
    expect(fillsOf(run).map(({ bar, quantity, price, liquidity, reason }) => [bar, quantity, price, liquidity, reason])).toEqual([
      [1, 10, 100, "taker", "market"], [4, -4, 103, "maker", "cross"], [6, -6, 98, "taker", "stop"], [7, -5, 97, "taker", "market"], [9, 8, 95, "maker", "cross"], [11, 2, 93.5, "taker", "market"],
      [13, -5, 94.2, "taker", "market"], [15, 3, 93, "maker", "cross"], [15, -3, 95, "maker", "cross"], [19, 2, 96, "taker", "market"], [21, -2, 90, "taker", "stop"],
    ]);
  });

  it("counts its orders and says what it can not know", () => {
    expect(run.counts).toEqual({ placed: 12, amended: 0, canceled: 0, rejected: 1, filled: 11 });
    expect(run.manifest.market).toMatchObject({ bars: 20, gapBars: 2, mark: "proxy", funding: "history" });
    expect(run.manifest.doubts.join("\n")).toContain("2 bars of the window do not exist");
    expect([...run.funding.amount]).toEqual([-5 * 94 * 0.0001]);
  });
});
