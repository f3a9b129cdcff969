import { describe, expect, it } from "vitest";
import type { BacktestOptions } from "../../lib/backtest/index.js";
import type { Funding, MarkPrices } from "../../lib/market/series.js";
import { DATED, fillsOf, MINUTE, play, type BarRow, type Script } from "./scripted.js";

/** Since 2025-08-21: up to 300,000 USDT 0.4 % maintenance and 150x, from 12 M to 70 M 2 % less 132,000 and 25x. Clearance fee from 2025-11-26: 1.25 %. No trading fees here. */
const flat = (price: number): BarRow => [price, price, price, price];
const levered = (rows: readonly BarRow[], script: Script, options: BacktestOptions = {}, data: Parameters<typeof play>[3] = {}) => play(rows, script, { cash: 1_000, leverage: 10, makerBp: 0, takerBp: 0, ...options }, data).run;
const plain = (run: ReturnType<typeof levered>) => fillsOf(run).map(({ bar, quantity, price, reason }) => [bar, quantity, price, reason]);
const marks = (rows: readonly BarRow[]): MarkPrices => {
  const column = (k: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(rows, (row) => row[k]);
  return { interval: MINUTE, length: rows.length, openTime: Float64Array.from(rows, (_, i) => DATED + i * MINUTE), open: column(0), high: column(1), low: column(2), close: column(3) };
};
const funding = (minute: number, rate: number, mark: number): Funding => ({ exchange: "binance", symbol: "BTC/USDT:USDT", length: 1, time: Float64Array.of(DATED + minute * MINUTE), rate: Float64Array.of(rate), mark: Float64Array.of(mark) });

/** 50 at 100 with 10x: margin 500, bankrupt at 90, liquidated at 90 / 0.996 = 90.3614… */
const LONG: Script = { 0: (want) => want.position(50) };
const SHORT: Script = { 0: (want) => want.position(-50) };

describe("an isolated position", () => {
  it("is taken over at its bankruptcy price and leaves the rest of the wallet, with which the run goes on", () => {
    const run = levered([flat(100), flat(100), [100, 100, 90.3, 95], flat(95), flat(95)], { ...LONG, 3: (want) => want.position(10) });
    expect(plain(run)).toEqual([[1, 50, 100, "market"], [2, -50, 90, "liquidation"], [4, 10, 95, "market"]]);
    expect([...run.equity.equity]).toEqual([1_000, 1_000, 500, 500, 500]);
    expect([...run.equity.position]).toEqual([0, 50, 0, 0, 10]);
    expect(run.status).toBe("completed");
  });
  it("stands a tick above its liquidation price", () => expect(plain(levered([flat(100), flat(100), [100, 100, 90.4, 95]], LONG))).toHaveLength(1));
  it("is taken over on the other side at 110 / 1.004 = 109.5617… when short", () => {
    expect(plain(levered([flat(100), flat(100), [100, 109.5, 100, 100], [100, 109.6, 100, 100]], SHORT)).slice(1)).toEqual([[3, 50, 110, "liquidation"]]);
  });
  it("loses its margin and no more when the open jumps far beyond it, before any stop is met", () => {
    const run = levered([flat(100), flat(100), flat(100), flat(50)], { ...LONG, 1: (want) => want.stop(0, 95) });
    expect(plain(run).slice(1)).toEqual([[3, -50, 90, "liquidation"]]);
    expect(run.equity.equity[3]).toBe(500);
  });
  it("is saved by a stop that price meets first", () => {
    const run = levered([flat(100), flat(100), flat(100), [100, 100, 80, 80]], { ...LONG, 1: (want) => want.stop(0, 95) });
    expect(plain(run).slice(1)).toEqual([[3, -50, 95, "stop"]]);
  });
  it("goes before a stop at the very same price", () => {
    // margin 500 + funding 18: liquidated at (5000 - 518) / 49.8 = 90, bankrupt at 89.64
    const rows = [flat(100), flat(100), flat(100), [100, 100, 80, 80] as BarRow], run = levered(rows, { ...LONG, 1: (want) => want.stop(0, 90) }, {}, { funding: funding(2, -0.0036, 100) });
    expect(plain(run).slice(1)).toEqual([[3, -50, 89.64, "liquidation"]]);
    expect(run.equity.equity[3]).toBeCloseTo(500, 9);
  });
  it("in pessimistic mode goes before its take-profit when the bar holds both", () => {
    const rows = [flat(100), flat(100), [100, 100.3, 90, 100] as BarRow], target: Script = { 0: (want) => want.position(50), 1: (want) => want.ask(0, 100.1, 50, { reduceOnly: true }) };
    expect(plain(levered([...rows.slice(0, 2), [100, 101, 89, 100]], target)).slice(1)).toEqual([[2, -50, 90, "liquidation"]]);
    expect(plain(levered([...rows.slice(0, 2), [100, 100.3, 89, 100]], target, { rules: { mode: "neutral" } })).slice(1)).toEqual([[2, -50, 100.1, "cross"]]);
  });
  it("pays funding out of its own margin, which brings the liquidation price nearer", () => {
    // 2 % of 5000 is 100: margin 400, liquidated at 4600 / 49.8 = 92.37, bankrupt at 92
    const rows = [flat(100), flat(100), flat(100), [100, 100, 92.3, 95] as BarRow], run = levered(rows, LONG, {}, { funding: funding(2, 0.02, 100) });
    expect(plain(run).slice(1)).toEqual([[3, -50, 92, "liquidation"]]);
    expect(run.equity.equity[3]).toBe(500);
  });
  it("takes the orders of its symbol with it (L2)", () => {
    const rows = [flat(100), flat(100), flat(100), [100, 100, 88, 95] as BarRow, [95, 120, 80, 95] as BarRow], run = levered(rows, { ...LONG, 1: (want) => (want.ask(0, 103, 3), want.ask(1, 104, 3), want.stop(0, 89.5)) });
    expect(plain(run).slice(1)).toEqual([[3, -50, 90, "liquidation"]]);
    expect(run.counts.canceled).toBe(3);
  });
  it("grows by a bid on the way down and is then liquidated on the rest of that way", () => {
    // 50 @ 100 and 40 @ 95: margin 500 + 380, entry 97.777…; bankrupt at 88, liquidated at 88 / 0.996 = 88.353…
    const rows = [flat(100), flat(100), [100, 100, 88.3, 95] as BarRow], run = levered(rows, { ...LONG, 1: (want) => want.bid(0, 95, 40) });
    expect(plain(run).slice(1)).toEqual([[2, 40, 95, "cross"], [2, -90, expect.closeTo(88, 9), "liquidation"]]);
    expect(run.equity.equity[2]).toBeCloseTo(120, 9);
  });
});

describe("a bar that was played both ways", () => {
  it("leaves the margin of the way that was kept", () => {
    // 20 @ 100, then low first: +20 @ 99 and -10 @ 101 leave 30 at 99.5 with 398 * 3 / 4 = 298.5: bankrupt at 89.55. High first it would be 89.4.
    const rows = [flat(100), flat(100), [100, 102, 98, 100] as BarRow, [100, 100, 80, 90] as BarRow];
    const run = levered(rows, { 0: (want) => want.position(20), 1: (want) => (want.bid(0, 99, 20), want.ask(0, 101, 10)) }, { rules: { path: "worst" } });
    expect(plain(run).at(-1)).toEqual([3, -30, expect.closeTo(89.55, 9), "liquidation"]);
  });
});

describe("the mark's own path", () => {
  const rows = [flat(100), flat(100), [100, 100, 80, 90] as BarRow, flat(90)];
  it("liquidates, and the trades' does not", () => {
    expect(plain(levered(rows, LONG, {}, { mark: marks([flat(100), flat(100), [100, 100, 91, 91], flat(91)]) }))).toHaveLength(1);
    expect(plain(levered(rows.map(() => flat(100)), LONG, {}, { mark: marks([flat(100), flat(100), [100, 100, 90, 91], flat(91)]) })).slice(1)).toEqual([[2, -50, 90, "liquidation"]]);
  });
  it("walks beside the price: a stop that the price meets before the mark is there goes first, one after it too late", () => {
    const mark = marks([flat(100), flat(100), flat(100), [100, 100, 88, 90]]), stopped = (at: number) => plain(levered([flat(100), flat(100), ...rows.slice(1, 3)], { ...LONG, 1: (want) => want.stop(0, at) }, {}, { mark }))[1];
    // the mark is at 90.36 after 9.64 of its 12, which is when the price has fallen 16.06 of its 20
    expect(stopped(84)).toEqual([3, -50, 84, "stop"]);
    expect(stopped(83.9)).toEqual([3, -50, 90, "liquidation"]);
  });
});

describe("a cross position", () => {
  it("uses the whole wallet: gone at the bankruptcy price, the run ends there", () => {
    // liquidated at (5000 - 1000) / 49.8 = 80.32, bankrupt at 80
    const run = levered([flat(100), flat(100), [100, 100, 80.4, 95], [95, 95, 80.3, 95], flat(95)], LONG, { margin: "cross" });
    expect(plain(run).slice(1)).toEqual([[3, -50, 80, "liquidation"]]);
    expect([...run.equity.equity]).toEqual([1_000, 1_000, 750, 0]);
    expect(run.status).toBe("liquidated");
    expect(run.metrics["totalReturn"]).toBe(-1);
  });
  it("may use unrealised profit for more, where an isolated one may not", () => {
    const rows = [flat(100), flat(100), flat(110), flat(110)], more: Script = { 0: (want) => want.position(90), 2: (want) => want.position(150) };
    expect(plain(levered(rows, more, { margin: "cross" })).map(([, quantity]) => quantity)).toEqual([90, 60]); // 1000 + 900 - 990 = 910 >= 660
    expect(levered(rows, more).manifest.doubts.join()).toContain("(-2019"); // 1000 - 900 = 100 < 660
  });
});

describe("liquidation by the exchange's own steps", () => {
  const big = { cash: 3_000_000, leverage: 20, liquidation: "binance" as const }, entry: Script = { 0: (want) => want.bid(0, 99_900, 500) };
  const rows = (low: number): BarRow[] => [flat(100_000), [100_000, 100_000, 99_800, 99_800], [99_800, 99_800, low, 97_000], flat(97_000)];

  it("sells the fewest lots that restore the margin, at the mark, with the clearance fee", () => {
    // 500 @ 99,900, margin 2,497,500: liquidated at (49,950,000 - 2,497,500 - 132,000) / 490. There each lot sold frees 2 % and costs 1.25 %, so one is enough.
    const run = levered(rows(96_400), entry, big), [, first, second, third] = fillsOf(run), price = 47_320_500 / 490;
    expect(first).toMatchObject({ bar: 2, quantity: -0.001, reason: "liquidation" });
    expect(first!.price).toBeCloseTo(price, 8);
    expect(run.fills.fee[1]).toBeCloseTo(0.001 * price * 0.0125, 9);
    // At the low: equity 2,497,500 - 500 * 3,500 = 747,500 against 500 * 96,400 * 2 % - 132,000 = 832,000. 84,500 / (96,400 * 0.75 %) = 116.874 of them go.
    expect(second).toMatchObject({ bar: 2, quantity: expect.closeTo(-116.874, 2), price: 96_400, reason: "liquidation" });
    expect(run.fills.fee[2]).toBeCloseTo(-second!.quantity * 96_400 * 0.0125, 6);
    expect(third).toBeUndefined();
    const held = 500 + first!.quantity + second!.quantity, wallet = 3_000_000 + first!.quantity * (99_900 - price) + second!.quantity * (99_900 - 96_400) - run.fills.fee[1]! - run.fills.fee[2]!;
    expect(run.equity.position[2]).toBeCloseTo(held, 9);
    expect(run.equity.equity[2]).toBeCloseTo(wallet + held * (97_000 - 99_900), 4);
    expect(run.status).toBe("completed");
  });
  it("takes over at the bankruptcy price what no sale restores", () => {
    const run = levered(rows(95_500), entry, big), last = fillsOf(run).at(-1)!;
    // one lot has gone on the way, its loss and fee out of the margin
    expect(last).toMatchObject({ bar: 2, quantity: -499.999, reason: "liquidation" });
    expect(last.price).toBeCloseTo(94_905, 1);
    expect(run.fills.fee[run.fills.length - 1]).toBe(0);
    expect(run.equity.equity[3]).toBeCloseTo(502_500, 6);
  });
  it("below 300,000 takes over at once: the fee is above the maintenance rate", () => {
    expect(plain(levered([flat(100), flat(100), [100, 100, 90.3, 95]], LONG, { liquidation: "binance" })).slice(1)).toEqual([[2, -50, 90, "liquidation"]]);
  });
});

describe("what leverage can buy", () => {
  const because = (run: ReturnType<typeof levered>): string => run.manifest.doubts.join("\n");
  it("is ten times the account at 10x, fees paid in full", () => {
    // n * 100 / 10 + n * 100 * 0.001 <= 1000: 99.0099…
    const run = levered([flat(100), flat(100)], { 0: (want) => want.position(1) }, { size: "1x", takerBp: 10 });
    expect(run.fills.quantity[0]).toBe(99.009);
  });
  it("is refused with -2019 beyond the margin, bids taken together", () => {
    const run = levered([flat(100), flat(100)], { 0: (want) => (want.bid(0, 99, 60), want.bid(1, 98, 60)) });
    expect(run.counts).toMatchObject({ placed: 2, rejected: 1 });
    expect(because(run)).toContain("(-2019");
  });
  it("counts the open loss of an order worse than the mark", () => {
    // the mark at 99: 91 * 100 / 10 + 91 * 1 = 1001 > 1000
    const mark = marks([flat(99), flat(99)]), bought = (n: number) => levered([flat(100), flat(100)], { 0: (want) => want.position(n) }, {}, { mark }).fills.length;
    expect([bought(90), bought(91)]).toEqual([1, 0]);
    // a bid at 99.9: 9.99 + 0.9 a piece, 92 of them 1001.88
    const bid = (n: number) => levered([flat(100), [100, 100, 99, 99]], { 0: (want) => want.bid(0, 99.9, n) }, {}, { mark: marks([flat(99), flat(99)]) }).fills.length;
    expect([bid(91), bid(92)]).toEqual([1, 0]);
  });
  it("is refused with -2027 where the bracket of the notional does not allow it; a share is cut to it", () => {
    // 75x up to 3 M
    const options = { cash: 1_000_000, leverage: 75 }, rows = [flat(100_000), flat(100_000)];
    expect(because(levered(rows, { 0: (want) => want.position(31) }, options))).toContain("(-2027)");
    expect(because(levered(rows, { 0: (want) => want.bid(0, 99_900, 31) }, options))).toContain("(-2027)");
    expect(because(levered(rows, { 0: (want) => (want.bid(0, 99_900, 16), want.bid(1, 99_800, 16)) }, options))).toContain("1 order refused because the position would have been larger");
    const cut = levered(rows, { 0: (want) => want.position(1) }, { ...options, size: "1x", rules: { slippageTicks: 1 } });
    expect(cut.fills.quantity[0]).toBeCloseTo(29.999, 9); // 3 M at 100,000.1
  });
  it("is what the brackets of the day allow: 150x was not offered before 2025-08-21", () => {
    const ask = (want: { position(units: number): void }) => want.position(5), { run } = play([flat(100), flat(100), flat(100), flat(100)], { 0: ask, 1: ask, 2: ask }, { cash: 1_000, leverage: 150 }, {}, { start: Date.parse("2025-08-20T23:58:00Z") });
    expect([...run.equity.position]).toEqual([0, 0, 5, 5]);
    expect(because(run)).toContain("(-2027)");
  });
  it("turns round in one order, the margin of what closes paying for what opens", () => {
    const run = levered([flat(100), flat(100), flat(100)], { 0: (want) => want.position(50), 1: (want) => want.position(-50) }, { cash: 501 });
    expect([...run.equity.position]).toEqual([0, 50, -50]);
  });
  it("is never more than was offered, and nothing on spot", () => {
    expect(() => levered([flat(100)], {}, { leverage: 200 })).toThrow("leverage is 200: BTC/USDT:USDT was never offered with more than 150");
    expect(() => levered([flat(100)], {}, { symbol: "BTC/USDT" })).toThrow("BTC/USDT is spot, where nothing is borrowed");
    expect(() => levered([flat(100)], {}, { margin: "crossed" as never })).toThrow("margin is 'crossed': one of isolated, cross was expected");
    expect(() => levered([flat(100)], {}, { liquidation: "kind" as never })).toThrow("liquidation is 'kind': one of simple, binance was expected");
  });
});

describe("the manifest", () => {
  it("says how a position is taken over, where it can be", () => {
    expect(levered([flat(100), flat(100)], {}).manifest.account).toEqual({ cash: 1_000, leverage: 10, margin: "isolated", liquidation: "simple", size: "1BTC" });
    expect(levered([flat(100), flat(100)], {}, { leverage: 1 }).manifest.account).not.toHaveProperty("liquidation");
    expect(levered([flat(100), flat(100)], {}).manifest.doubts.join()).toContain("auto-deleveraging is not simulated");
  });
  it("marks brackets that are older than the first known table", () => {
    const { manifest } = play([flat(100), flat(100)], {}, { leverage: 2 }, {}, { start: Date.parse("2021-03-25T00:00:00Z") }).run;
    expect(manifest.facts).toBe("extrapolated");
    expect(manifest.doubts.join()).toContain("leverage brackets of BTC/USDT:USDT are known from 2021-03-26 on");
  });
  it("a rule that is named at leverage 1 is one that is obeyed: a short is taken at twice its entry, less its maintenance margin", () => {
    const rows = [flat(100), flat(100), [100, 199.3, 100, 100] as BarRow];
    expect(plain(levered(rows, { 0: (want) => want.position(-2) }, { leverage: 1, liquidation: "simple" })).slice(1)).toEqual([[2, 2, 200, "liquidation"]]); // 200 / 1.004 = 199.2
    expect(plain(levered(rows, { 0: (want) => want.position(-2) }, { leverage: 1 })).slice(1)).toEqual([]);
  });
});
