import { describe, expect, it } from "vitest";
import { backtest, band } from "../../lib/backtest/index.js";
import { defineStrategy } from "../../lib/strategy/strategy.js";
import { buyAndHold } from "../../lib/strategy/buyAndHold.js";
import { summariseMaker } from "../../lib/metrics/makerSummary.js";
import { barMids } from "../../lib/metrics/midPrices.js";
import { walk } from "./randomMarket.js";
import { market, type BarRow } from "./scripted.js";

const ASKED = { cash: 1_000_000, size: "1BTC", makerBp: 0, takerBp: 0, allowMissingFunding: true, rules: { participation: Infinity } };
const quoting = (away: number) => defineStrategy({
  name: "quoting", params: {}, indicators: () => ({}),
  decide({ close }, { position }, want) {
    if (position < 3) want.bid(0, close - away, 1);
    if (position > -3) want.ask(0, close + away, 1);
  },
});
const doubts = (away: number, rows: readonly BarRow[]): string => backtest(quoting(away), { candles: market(rows) }, ASKED).run.manifest.doubts.filter((doubt) => doubt.startsWith("path-dominated")).join();

const touched: readonly BarRow[] = [[100, 100.4, 99.6, 100], [100, 100.4, 99, 100], [100, 105, 99.5, 104]];

describe("a band of fill rules", () => {
  it("runs the modes in order, then more ticks through, each a run of its own on the same data", () => {
    const { members } = band(quoting(1), { candles: market(walk(3, 200)) }, ASKED);
    expect(members.map(({ name }) => name)).toEqual(["pessimistic", "neutral", "optimistic", "2 ticks through", "3 ticks through"]);
    expect(members.map(({ run }) => [run.manifest.rules.mode, run.manifest.rules.throughTicks])).toEqual([["pessimistic", 1], ["neutral", 1], ["optimistic", 1], ["pessimistic", 2], ["pessimistic", 3]]);
    expect(new Set(members.map(({ run }) => run.id)).size).toBe(5);
    expect(new Set(members.map(({ run }) => run.manifest.market.dataHash)).size).toBe(1);
  });
  it("takes its first member for what a plain run would be, and keeps the caller's other rules", () => {
    const candles = market(walk(3, 200)), options = { ...ASKED, rules: { ...ASKED.rules, slippageTicks: 4 } };
    const [pessimistic] = band(quoting(1), { candles }, options).members;
    expect(pessimistic!.run.id).toBe(backtest(quoting(1), { candles }, options).run.id);
    expect(pessimistic!.netProfit).toBe(pessimistic!.run.equity.equity.at(-1)! - 1_000_000);
  });
  it("fills the less the more is asked of a fill", () => {
    const fills = band(quoting(1), { candles: market(walk(5, 400)) }, ASKED).members.map(({ run }) => run.fills.length);
    expect(fills[0]).toBeGreaterThanOrEqual(fills[3]!);
    expect(fills[3]).toBeGreaterThanOrEqual(fills[4]!);
  });
  it("lets optimistic fills keep their better order where the path is worst", () =>
    expect(band(quoting(1), { candles: market(walk(3, 60)) }, { ...ASKED, rules: { path: "worst" } }).members.map(({ run }) => run.manifest.rules.path)).toEqual(["worst", "worst", "adaptive", "worst", "worst"]));

  // bid 99, touched and not passed: only where a touch may fill is there anything
  const once = (quantity: number) => defineStrategy({ name: "once", params: {}, indicators: () => ({}), state: () => ({ n: 0 }), decide: (_now, _account, want, _params, state) => (state.n++ === 0 ? want.bid(0, 99, quantity) : want.keep()) });
  it("is no evidence where pessimistic and neutral fills differ in the sign of the profit (R3)", () => {
    const { members, verdict } = band(once(2), { candles: market(touched) }, { ...ASKED, rules: { ...ASKED.rules, touchProbability: 1 } });
    expect(members.map(({ netProfit, fillRatio }) => [netProfit, fillRatio])).toEqual([[0, 0], [10, 1], [10, 1], [0, 0], [0, 0]]);
    expect(verdict).toBe("not-evidence");
  });
  it("agrees where the signs are the same, and says so where nothing was filled", () => {
    expect(band(buyAndHold, { candles: market(touched) }, ASKED).verdict).toBe("agrees");
    expect(band(quoting(50), { candles: market(touched) }, ASKED).verdict).toBe("no-fills");
  });
});

describe("quotes on both sides", () => {
  const rows = walk(9, 300), ranges = rows.map(([, high, low]) => high - low), mean = ranges.reduce((a, b) => a + b, 0) / rows.length;
  it("nearer to each other than the mean bar is long mark the run path-dominated (R1), with both figures", () => {
    expect(doubts(mean * 0.3, rows)).toMatch(/^path-dominated: quotes stood as near as [\d.]+ % of the price to each other, a 1m bar spans [\d.]+ % on average, in \d+ % of the closes looked at: /);
    expect(doubts(mean * 0.8, rows)).toBe("");
  });
  it("on one side alone mark nothing", () => {
    const bids = defineStrategy({ name: "bids", params: {}, indicators: () => ({}), decide: ({ close }, { position }, want) => { if (position < 3) want.bid(0, close - 0.1, 1); } });
    expect(backtest(bids, { candles: market(rows) }, ASKED).run.manifest.doubts.join()).not.toContain("path-dominated");
  });
  it("are refused on the fixed path, unless the run is for comparison and says so (R2)", () => {
    const fixed = { ...ASKED, rules: { ...ASKED.rules, path: "fixed" as const } };
    expect(() => backtest(quoting(mean), { candles: market(rows) }, fixed)).toThrow("path 'fixed' with quotes on both sides: open, high, low, close for every bar invents profit for them; adaptive, direction or worst was expected");
    expect(backtest(quoting(mean), { candles: market(rows) }, { ...fixed, compat: true }).run.manifest.doubts.join()).toContain("compat: the path open, high, low, close invents profit");
    expect(backtest(buyAndHold, { candles: market(touched) }, fixed).run.fills.length).toBe(1);
  });
});

describe("a maker's run", () => {
  it("is split into spread, inventory, funding and fees to 1e-9 of notional, and the parts add up to the account's profit", () => {
    for (const seed of [1, 2, 3, 4]) {
      const candles = market(walk(seed, 600)), { run } = backtest(quoting(0.8), { candles }, { ...ASKED, makerBp: 2 }), { orders, fills, funding, equity } = run;
      const maker = summariseMaker({ fills, mids: barMids(candles), equity, endPrice: candles.close.at(-1)!, seed: 1, funding, orders });
      expect(fills.length).toBeGreaterThan(30);
      expect(Math.abs(maker.pnlResidual)).toBeLessThanOrEqual(1e-9 * maker.fillNotional);
      expect(Math.abs(maker.makerPnl - (equity.equity.at(-1)! - 1_000_000))).toBeLessThanOrEqual(1e-9 * maker.fillNotional);
      expect(maker.fillRatio).toBeGreaterThan(0);
      expect(maker.sentOrders).toBe(orders!.length);
    }
  });
});
