import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audit, backtest, backtestTrades, type BacktestOptions } from "../../lib/backtest/index.js";
import { FILL_REASONS, type Run } from "../../lib/market/run.js";
import type { Funding } from "../../lib/market/series.js";
import { parametersTable } from "../../lib/report/metricsTable.js";
import { makerRun } from "../../lib/report/makerRun.js";
import { costsOf } from "../../lib/report/costs.js";
import { liquidationsOf } from "../../lib/report/liquidations.js";
import { verdict } from "../../lib/report/verdict.js";
import { funding as settlements, noise, restless, walk } from "./randomMarket.js";
import { DATED, fillsOf, market, MINUTE, play, scripted, type BarRow, type Script } from "./scripted.js";

/** Contracts of 100 USD, 1 BTC of cash. Brackets since 2021-07-27: up to 5 BTC 0.4 %, from 20 to 50 BTC 2.5 % less 0.355 BTC and 20x. Clearance fee 1.5 %. */
const SYMBOL = "BTC/USD:BTC";
const flat = (price: number): BarRow => [price, price, price, price];
const inverse = (rows: readonly BarRow[], script: Script, options: BacktestOptions = {}, data: Parameters<typeof play>[3] = {}): Run =>
  play(rows, script, { cash: 1, size: "1contract", makerBp: 0, takerBp: 0, ...options }, data, { symbol: SYMBOL }).run;
const plain = (run: Run) => fillsOf(run).map(({ bar, quantity, price, reason }) => [bar, quantity, price, reason]);
const ledger = (run: Run): number[] => [...run.equity.equity].map((coin) => Math.round(coin * 1e10) / 1e10);
const hold = (contracts: number): Script => ({ 0: (want) => want.position(contracts) });
const settled = (minute: number, rate: number, mark: number): Funding => ({ exchange: "binance", symbol: SYMBOL, length: 1, time: Float64Array.of(DATED + minute * MINUTE), rate: Float64Array.of(rate), mark: Float64Array.of(mark) });

describe("the ledger of an inverse long", () => {
  // +100 @ 50,000, -50 @ 40,000, +50 @ 40,000 (entry now 44,444.44…), -100 @ 80,000; taker 5 bp of 0.2, 0.125, 0.125, 0.125 BTC
  const run = inverse([flat(50_000), flat(50_000), flat(40_000), flat(40_000), flat(80_000)], { 0: (want) => want.position(100), 1: (want) => want.position(50), 2: (want) => want.position(100), 3: (want) => want.position(0) }, { takerBp: 5 });

  it("is in coin, to the satoshi: fees, partial close, increase, close", () => {
    expect([...run.fills.fee].map((fee) => Math.round(fee * 1e10) / 1e10)).toEqual([0.0001, 0.0000625, 0.0000625, 0.0000625]);
    expect(ledger(run)).toEqual([1, 0.9999, 0.9498375, 0.949775, 1.0747125]);
    expect([...run.equity.position]).toEqual([0, 100, 50, 100, 0]);
  });
  it("gives its figures in coin too", () => {
    expect(run.metrics).toMatchObject({ endEquity: expect.closeTo(1.0747125, 12) as number, totalReturn: expect.closeTo(0.0747125, 12) as number, tradedNotional: expect.closeTo(0.575, 12) as number, fees: expect.closeTo(0.0002875, 12) as number, roundTrips: 1, expectancy: expect.closeTo(0.0747125, 12) as number, openQuantity: 0 });
    expect(costsOf(run)).toMatchObject({ fees: expect.closeTo(0.0002875, 12) as number, notional: expect.closeTo(0.575, 12) as number, feeRate: expect.closeTo(0.0005, 12) as number });
  });
  it("tells what is still held in contracts", () => expect(inverse([flat(50_000), flat(50_000)], hold(7)).metrics["openQuantity"]).toBeCloseTo(7, 9));
});

describe("the ledger of an inverse short", () => {
  it("wins 0.2 BTC where the price halves and loses 0.1 BTC where it doubles", () => {
    expect(ledger(inverse([flat(50_000), flat(50_000), flat(25_000), flat(100_000)], hold(-100)))).toEqual([1, 1, 1.2, 0.9]);
  });
  it("at 1x is covered by its coin: no price takes it", () => {
    const run = inverse([flat(50_000), flat(50_000), flat(500_000)], hold(-500));
    expect(plain(run)).toHaveLength(1);
    expect(ledger(run).at(-1)).toBe(0.1);
  });
  it("receives funding in coin at the mark of the settlement, a long pays it", () => {
    const data = { funding: settled(2, 0.0001, 40_000) }, rows = [flat(50_000), flat(50_000), flat(50_000)];
    expect([...inverse(rows, hold(-100), {}, data).funding.amount]).toEqual([expect.closeTo(0.000025, 15)]);
    expect(ledger(inverse(rows, hold(100), {}, data)).at(-1)).toBe(0.999975);
  });
});

describe("an inverse position taken over", () => {
  it("long at 10x: triggered at 10,040 / 0.22, closed at 10,000 / 0.22, its margin of 0.02 BTC lost", () => {
    expect(plain(inverse([flat(50_000), flat(50_000), [50_000, 50_000, 45_637, 46_000]], hold(100), { leverage: 10 }))).toHaveLength(1);
    const run = inverse([flat(50_000), flat(50_000), [50_000, 50_000, 45_636, 46_000]], hold(100), { leverage: 10 });
    expect(plain(run)[1]).toEqual([2, -100, expect.closeTo(10_000 / 0.22, 8), "liquidation"]);
    expect(ledger(run).at(-1)).toBe(0.98);
    expect(liquidationsOf(run)).toMatchObject({ count: 1, notional: expect.closeTo(0.22, 12) as number });
  });
  it("short at 10x: triggered at 9,960 / 0.18, closed at 10,000 / 0.18", () => {
    expect(plain(inverse([flat(50_000), flat(50_000), [50_000, 55_333, 50_000, 50_000]], hold(-100), { leverage: 10 }))).toHaveLength(1);
    const run = inverse([flat(50_000), flat(50_000), [50_000, 55_333.4, 50_000, 50_000]], hold(-100), { leverage: 10 });
    expect(plain(run)[1]).toEqual([2, 100, expect.closeTo(10_000 / 0.18, 8), "liquidation"]);
    expect(ledger(run).at(-1)).toBe(0.98);
  });
  it("at 1x, too: a long loses its margin at half its price", () => {
    const run = inverse([flat(50_000), flat(50_000), [50_000, 50_000, 25_099, 26_000]], hold(100));
    expect(plain(run)[1]).toEqual([2, -100, expect.closeTo(25_000, 8), "liquidation"]);
  });
  it("in cross loses the whole wallet, and the run ends", () => {
    // 0.8 BTC of notional on 1 BTC: triggered at 40,160 / 1.8 = 22,311.1, bankrupt at 40,000 / 1.8
    const run = inverse([flat(50_000), flat(50_000), [50_000, 50_000, 22_312, 50_000], [50_000, 50_000, 22_311, 23_000], flat(23_000)], hold(400), { margin: "cross" });
    expect(plain(run)[1]).toEqual([3, -400, expect.closeTo(40_000 / 1.8, 8), "liquidation"]);
    expect(run.status).toBe("liquidated");
    expect(ledger(run)).toEqual([1, 1, expect.closeTo(1, 9), 0]);
  });
  it("by the exchange's own steps is sold down to what the margin carries, with the clearance fee", () => {
    // 20,000 @ 50,000 = 40 BTC at 20x, margin 2. At an open of 48,300 equity is 42 - 41.4079 = 0.5921 against 41.4079 * 2.5 % - 0.355 = 0.6802: 0.08806 / (1 % of 100 / 48,300) = 4,253.5 go
    const run = inverse([flat(50_000), flat(50_000), flat(48_300)], hold(20_000), { cash: 3, leverage: 20, liquidation: "binance" });
    expect(plain(run)[1]).toEqual([2, -4_254, 48_300, "liquidation"]);
    expect(run.fills.fee[1]).toBeCloseTo(4_254 * 100 / 48_300 * 0.015, 12);
    expect(ledger(run).at(-1)).toBeCloseTo(3 + 40 - 2_000_000 / 48_300 - 4_254 * 100 / 48_300 * 0.015, 9);
  });
});

describe("what an inverse account can take on", () => {
  it("is its coin: 1x of 1 BTC at 50,000 with 5 bp is 499 contracts, either way", () => {
    for (const way of [1, -1]) expect(plain(inverse([flat(50_000), flat(50_000)], hold(way), { size: "1x", takerBp: 5 }))).toEqual([[1, 499 * way, 50_000, "market"]]);
  });
  it("is cut where the price at the fill leaves less of it", () => {
    const run = inverse([flat(50_000), flat(49_000)], hold(-1), { size: "1x" });
    expect(plain(run)[0]).toEqual([1, -490, 49_000, "market"]); // 0.0020408 each, where 500 were wanted at 0.002
  });
  it("ends at the bracket of its leverage, told in coin", () => {
    const run = inverse([flat(50_000), flat(50_000)], hold(2_501), { leverage: 125, cash: 10 }); // 5.002 BTC
    expect(run.manifest.doubts.join()).toContain("-2027");
    expect(plain(inverse([flat(50_000), flat(50_000)], hold(2_500), { leverage: 125, cash: 10 }))).toHaveLength(1);
  });
  it("fills of a bar's volume, which is coin, what its share comes to in contracts at the low", () => {
    // sellers bring 6 of 10 BTC, 5 % of it is 0.3 BTC: 149.7 contracts at 49,900
    const run = inverse([flat(50_100), flat(50_100), [50_100, 50_100, 49_900, 49_900, 10, 4]], { 1: (want) => want.bid(0, 50_000, 400) }, { rules: { participation: 0.05 } });
    expect(run.fills.quantity.reduce((sum, quantity) => sum + quantity, 0)).toBe(149);
  });
});

/** Anything at all, at 20x to 125x, in coin; two of five of a size at which a part of a position can be sold off. */
function coinRun(seed: number): { readonly run: Run; readonly close: number; readonly candles: ReturnType<typeof market> } {
  const dear = noise(seed, 1) < 0.4, candles = market(walk(seed, 120).map(([open, high, low, close, volume, bought]) => [open * 500, high * 500, low * 500, close * 500, volume!, bought!] as BarRow), { symbol: SYMBOL });
  const { run } = backtest(restless(seed, noise(seed, 2) < 0.5, { size: dear ? 6_000 : 40, away: 500 }), { candles, funding: settlements(seed, 120) }, {
    cash: dear ? 8 : 0.05, leverage: dear ? 20 : [5, 20, 100][seed % 3]!, margin: noise(seed, 3) < 0.4 ? "isolated" : "cross", liquidation: noise(seed, 4) < 0.6 ? "binance" : "simple", size: dear ? "3000contracts" : "30contracts", allowMissingFunding: true,
    rules: { mode: seed % 2 === 0 ? "pessimistic" : "neutral", participation: noise(seed, 5) < 0.3 ? 0.05 : Infinity },
  });
  return { run, close: candles.close[run.equity.length - 1]!, candles };
}

describe("an inverse run of random orders", () => {
  it("conserves coin: what each fill made up to the end, fees and funding add up to the equity, through liquidations of each kind", () => {
    const met = { partial: 0, whole: 0, ruined: 0 };
    fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (seed) => {
      const { run: { fills, funding, equity, manifest, status }, close } = coinRun(seed);
      let coin = manifest.account.cash, traded = coin;
      for (let i = 0; i < fills.length; i++) {
        coin += fills.quantity[i]! * 100 * (1 / fills.price[i]! - 1 / close) - fills.fee[i]!;
        traded += Math.abs(fills.quantity[i]!) * 100 / fills.price[i]!;
        if (FILL_REASONS[fills.reason[i]!] === "liquidation") met[fills.fee[i]! > 0 ? "partial" : "whole"]++;
      }
      for (const amount of funding.amount) coin += amount;
      if (status === "liquidated") met.ruined++;
      expect(Math.abs(coin - equity.equity[equity.length - 1]!), `seed ${seed}`).toBeLessThan(1e-10 * traded + 1e-10);
    }), { numRuns: 60, seed: 20260812 });
    expect(Math.min(met.partial, met.whole, met.ruined), JSON.stringify(met)).toBeGreaterThan(2);
  });

  it("splits a maker's profit in coin so that the parts add up to it", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (seed) => {
      const { run, candles } = coinRun(seed);
      if (run.fills.length === 0) return;
      const { maker } = makerRun(run, candles);
      expect(maker.makerPnl, `seed ${seed}`).toBeCloseTo(run.equity.equity[run.equity.length - 1]! - run.manifest.account.cash, 9);
      expect(Math.abs(maker.pnlResidual)).toBeLessThan(1e-9 * maker.fillNotional);
    }), { numRuns: 15, seed: 20260813 });
  });
});

describe("the audit of an inverse run", () => {
  const rows = [flat(50_000), flat(50_000), flat(40_000)], { run } = play(rows, hold(100), { cash: 1, size: "1contract" }, {}, { symbol: SYMBOL }), candles = market(rows, { symbol: SYMBOL });
  const broken = (change: (run: Run) => Run) => (): void => audit(change(structuredClone({ ...run, orders: undefined }) as unknown as Run), candles);

  it("finds a fee that is not the share of the coin it is of", () => expect(broken((r) => (r.fills.fee[0]! *= 50_000, r))).toThrow(/paid a fee of/));
  it("finds an equity that the fills do not make", () => expect(broken((r) => (r.equity.equity[1]! += 1e-6, r))).toThrow(/leaves equity/));
});

describe("an inverse run in words", () => {
  const run = inverse([flat(50_000), flat(50_000), flat(40_000)], hold(100), { takerBp: 5 }), lines = new Map(parametersTable(run).rows.map(([name = "", value = ""]) => [name, value]));

  it("says that quantities are contracts and money is coin", () => {
    expect(run.manifest.market.contractSize).toBe(100);
    expect(lines.get("Contract")).toBe("inverse, 100 USD: quantities are contracts, all money is BTC");
    expect(lines.get("Cash, leverage, size")).toBe("1.00000000 BTC, 1x isolated, 1contract");
    expect(verdict(run)).toContain("turned 1.00000000 BTC into 0.94990000 BTC (−5.01 %). All of it is counted in BTC: holding the coin and nothing else ends where it began, whatever it is worth in USD.");
  });
  it("is of 1 BTC where nobody says how much", () => expect(backtest(scripted({}), { candles: market([flat(50_000), flat(50_000)], { symbol: SYMBOL }) }, { allowMissingFunding: true }).run.manifest.account.cash).toBe(1));
  it("marks brackets that nobody has seen since 2021", () => {
    expect(run.manifest.facts).toBe("extrapolated");
    expect(run.manifest.doubts).toContain("leverage brackets of BTC/USD:BTC were last seen on 2021-07-27; after that date they are extrapolated");
  });
  it("over prints is refused by name", () => {
    expect(() => backtestTrades(scripted({}), { origin: { exchange: "binance", symbol: SYMBOL, synthetic: false }, trades: [] })).toThrow("BTC/USD:BTC over prints is an inverse perpetual, which is not supported yet");
  });
});
