import { describe, expect, it } from "vitest";
import { DATED, fillsOf, MINUTE, play, type BarRow } from "./scripted.js";

const flat = (price: number): BarRow => [price, price, price, price];
const funding = (...rows: readonly (readonly [minute: number, rate: number, mark: number])[]) => ({
  exchange: "binance", symbol: "BTC/USDT:USDT", length: rows.length, time: Float64Array.from(rows, ([minute]) => DATED + minute * MINUTE), rate: Float64Array.from(rows, ([, rate]) => rate), mark: Float64Array.from(rows, ([, , mark]) => mark),
});
const last = (values: Float64Array): number => values[values.length - 1]!;

describe("funding", () => {
  const rows = [flat(100), flat(100), flat(102), flat(102)];

  it("at a bar's open is charged on the position at the previous close, before an order of that open fills (decisions 16)", () => {
    const opened = play(rows, { 0: (want) => want.position(10) }, {}, { funding: funding([1, 0.001, 101]) }).run;
    expect(opened.funding.length, "the position is opened at that very open").toBe(0);
    const closed = play(rows, { 0: (want) => want.position(10), 1: (want) => want.position(0) }, {}, { funding: funding([2, 0.001, 101]) }).run;
    expect([...closed.funding.amount], "the position is closed at that very open").toEqual([-10 * 101 * 0.001]);
  });

  it("is received by shorts, at the bar's own price where no mark is published", () => {
    const { run } = play(rows, { 0: (want) => want.position(-10) }, {}, { funding: funding([2, 0.001, NaN]) });
    expect([...run.funding.amount]).toEqual([10 * 102 * 0.001]);
  });

  it("inside a bar is charged on the position at that share of its way", () => {
    const hours = [flat(100), flat(100), [100, 110, 100, 110]] as const, hour = 60 * MINUTE;
    const at = (share: number) => play(hours, { 0: (want) => (want.position(10), want.ask(0, 105, 10)), 1: (want) => want.keep() }, {}, { funding: funding([120 + 60 * share, 0.001, 100]) }, { timeframe: "1h", interval: hour }).run;
    expect([...at(0.25).funding.amount], "before price is at the ask").toEqual([-1]);
    expect([...at(0.75).funding.amount], "after it").toEqual([]);
  });

  it("falling into a gap is charged on what was held through it", () => {
    const { run } = play([flat(100), flat(100), flat(100)], { 0: (want) => want.position(10) }, {}, { funding: funding([3, 0.001, 100]) }, { skip: [2, 3, 4] });
    expect([...run.funding.amount]).toEqual([-1]);
  });

  it("that does not cover the window of a perpetual is an error naming the span it has", () => {
    const day = Array.from({ length: 24 }, () => flat(100)), shape = { timeframe: "1h", interval: 60 * MINUTE };
    expect(() => play(day, {}, { allowMissingFunding: false }, {}, shape)).toThrow(/there is no funding for BTC\/USDT:USDT in 2025-12-01 00:00 \.\. 2025-12-02 00:00/);
    expect(() => play(day, {}, { allowMissingFunding: false }, { funding: funding([0, 0, 100], [480, 0, 100]) }, shape)).toThrow(/nothing between 2025-12-01 08:00 and 2025-12-02 00:00/);
    expect(() => play(day, {}, { allowMissingFunding: false }, { funding: funding([0, 0, 100], [480, 0, 100], [960, 0, 100]) }, shape)).not.toThrow();
    expect(play(day, {}, { allowMissingFunding: true }, {}, shape).run.manifest.market.funding).toBe("missing-allowed");
  });
});

describe("latency", () => {
  const rows = [flat(100), [101, 103, 101, 103], [104, 106, 104, 106], flat(106)] as const;
  const price = (rules: object) => fillsOf(play(rows, { 0: (want) => want.position(1) }, { rules }).run).map((fill) => [fill.bar, fill.price]);

  it("of none meets the next open, of a bar the open after it", () => {
    expect(price({})).toEqual([[1, 101]]);
    expect(price({ latencyBars: 1 })).toEqual([[2, 104]]);
  });

  it("of half a bar skips half of its way", () => expect(price({ latencyMs: MINUTE / 2 })).toEqual([[1, 102]]));
  it("of a bar and a half skips both", () => expect(price({ latencyMs: 1.5 * MINUTE })).toEqual([[2, 105]]));

  it("lets the old order fill until its cancellation arrives (F17)", () => {
    const falls = (at: number): BarRow[] => Array.from({ length: 6 }, (_, bar) => (bar < at ? flat(101) : bar === at ? [101, 101, 97, 97] : flat(97)));
    const filled = (at: number) => fillsOf(play(falls(at), { 0: (want) => want.bid(0, 99, 2), 2: () => undefined }, { rules: { latencyBars: 1 } }).run).map(({ bar }) => bar);
    expect(filled(3), "cancelled at the close of bar 2, which arrives at the open of bar 4").toEqual([3]);
    expect(filled(4)).toEqual([]);
  });

  it("asks one question at a time and the rest after the answer", () => {
    const quiet = Array.from({ length: 8 }, () => flat(100));
    const { run } = play(quiet, { 0: (want) => want.bid(0, 99, 2), 1: (want) => want.bid(0, 98, 2), 2: (want) => want.bid(0, 97, 2) }, { rules: { latencyBars: 2 } });
    expect(run.counts).toMatchObject({ placed: 1, amended: 1 });
  });
});

describe("a child order decided on a fill", () => {
  const rows = [flat(100), flat(100), [100, 100.1, 98.8, 99.8], [99.8, 99.9, 99.4, 99.8], flat(99)] as const;
  const script = { 0: (want: { bid(s: number, p: number, q: number): void }) => want.bid(0, 99, 2), fill: (want: { ask(s: number, p: number, q: number): void }, { position }: { position: number }) => (position > 0 ? want.ask(0, 99.5, 2) : undefined) };

  it("acts with the next bar in P: gapped over, it is refused as post-only", () => {
    expect(fillsOf(play(rows, script, { rules: { mode: "pessimistic" } }).run).map(({ bar }) => bar)).toEqual([2]);
  });
  it("acts on the rest of the path in N", () => {
    expect(fillsOf(play(rows, script, { rules: { mode: "neutral", touchProbability: 0 } }).run).map(({ bar, point }) => [bar, point])).toEqual([[2, 2], [2, 3]]);
  });
  it("waits for the latency in N and not in O", () => {
    const late = (mode: "neutral" | "optimistic") => fillsOf(play(rows, script, { rules: { mode, touchProbability: 0, latencyMs: 0.9 * MINUTE } }).run).map(({ bar }) => bar);
    expect(late("neutral")).toEqual([2]);
    expect(late("optimistic")).toEqual([2, 2]);
  });
});

describe("a stop and a limit that price meets at the same point", () => {
  it("go off in that order: the stop first (F16)", () => {
    const rows = [flat(100), flat(100), flat(100), [100, 100, 97, 97] as BarRow];
    const { run } = play(rows, { 0: (want) => want.position(2), 1: (want) => (want.stop(0, 98), want.bid(0, 98.1, 2)) });
    expect(fillsOf(run).slice(1).map(({ quantity, price }) => [quantity, price])).toEqual([[-2, 98], [2, 98.1]]);
  });
  it("two limits of one price go in the order they were accepted in; a changed price loses its place (F15, F17)", () => {
    const rows = [flat(100), flat(100), flat(100), [100, 100, 97, 97] as BarRow];
    const { run } = play(rows, { 0: (want) => (want.bid(0, 99, 2), want.bid(1, 98.5, 3)), 1: (want) => (want.bid(0, 98.5, 2), want.keep()) });
    expect(fillsOf(run).map(({ quantity }) => quantity)).toEqual([3, 2]);
  });
});

describe("a reduce-only order", () => {
  it("is gone once the position is flat, and does not reduce the next one (F11)", () => {
    const rows = [flat(100), flat(100), flat(100), flat(100), [100, 104, 100, 104] as BarRow];
    const { run } = play(rows, { 0: (want) => want.position(2), 1: (want) => want.ask(0, 103, 2, { reduceOnly: true }), 2: (want) => (want.position(-2), want.keep()), 3: (want) => (want.position(2), want.keep()) });
    expect(run.counts.canceled).toBe(1);
    expect(fillsOf(run).map(({ quantity }) => quantity)).toEqual([2, -4, 4]);
  });
});

describe("the worst path", () => {
  it("keeps the order of extremes with the lower equity, optimistic the higher (decisions 11)", () => {
    const rows = [flat(100), flat(100), [100, 103, 97, 98] as BarRow], script = { 0: (want: { bid(s: number, p: number, q: number): void; ask(s: number, p: number, q: number): void; stop(s: number, p: number): void }) => (want.bid(0, 98.5, 2), want.ask(0, 102, 2)) };
    const equity = (rules: object) => last(play(rows, script, { rules }).run.equity.equity);
    expect(equity({ path: "worst" })).toBeLessThanOrEqual(equity({ path: "adaptive" }));
    expect(equity({ mode: "optimistic" })).toBeGreaterThanOrEqual(equity({ path: "adaptive" }));
  });

  it("winds a bar back completely: a stop after an entry loses where a stop before it did not exist", () => {
    const rows = [flat(100), flat(100), flat(100), [100, 104, 96, 100] as BarRow];
    const script = { 0: (want: { position(u: number): void }) => want.position(2), 1: (want: { stop(s: number, p: number): void; ask(s: number, p: number, q: number, o: object): void }) => (want.stop(0, 97), want.ask(0, 103, 2, { reduceOnly: true })) };
    const fills = (rules: object) => fillsOf(play(rows, script, { rules }).run).slice(1).map(({ price }) => price);
    expect(fills({ path: "worst" })).toEqual([97]);
    expect(fills({ mode: "optimistic" })).toEqual([103]);
  });
});

describe("what an exchange would refuse", () => {
  const refused = (script: Parameters<typeof play>[1], options: object = {}, symbol = "BTC/USDT:USDT") => play([flat(100), flat(100), flat(100), flat(100)], script, options, {}, { symbol }).run;
  const because = (run: ReturnType<typeof refused>): string => run.manifest.doubts.join("\n");

  it("is an order below the smallest notional (F12)", () => expect(because(refused({ 0: (want) => want.bid(0, 99, 1) }))).toContain("-4164"));
  it("is a limit outside the price band (F12): on futures a purchase too high or a sale too low, and nothing that rests far away", () => {
    const limit = (side: "buy" | "sell", price: number) => because(refused({ 0: (want) => want.order(0, { type: "limit", side, price, quantity: 2 }) }));
    for (const [side, price] of [["buy", 105.1], ["sell", 94.9]] as const) expect(limit(side, price)).toContain("-4016");
    for (const [side, price] of [["buy", 105], ["sell", 95], ["buy", 60], ["sell", 140]] as const) expect(limit(side, price)).not.toContain("-4016");
  });
  it("is a stop beyond the market (F9)", () => expect(because(refused({ 0: (want) => want.order(0, { type: "stop-market", side: "sell", trigger: 100, quantity: 2 }) }))).toContain("-2021"));
  it("is a reduce-only order without a position (F11)", () => expect(because(refused({ 0: (want) => want.ask(0, 101, 2, { reduceOnly: true }) }))).toContain("-2022"));
  it("is a bid beyond the margin, bids taken together", () => {
    const run = refused({ 0: (want) => (want.bid(0, 99, 6), want.bid(1, 98, 6)) }, { cash: 1_000 });
    expect(run.counts).toMatchObject({ placed: 2, rejected: 1 });
    expect(because(run)).toContain("-2019");
  });
  it("is a fixed size that margin does not allow; a share is cut to what it does", () => {
    expect(refused({ 0: (want) => want.position(1) }, { cash: 1_000, size: "11BTC" }).counts).toMatchObject({ rejected: 1, filled: 0 });
    const { fills } = refused({ 0: (want) => want.position(1) }, { cash: 1_000, size: "1x", takerBp: 10 });
    expect(fills.quantity[0]).toBeCloseTo(9.99, 9); // 9.99 * 100 * 1.001 = 999.999
  });
  it("is a post-only order at exactly the market's price (F2)", () => expect(because(refused({ 0: (want) => want.bid(0, 100, 2) }))).toContain("-5022"));
  it("is parked: not asked again until a decision names it", () => {
    expect(refused({ 0: (want) => want.bid(0, 99, 1) }).counts).toMatchObject({ placed: 1 });
    expect(refused({ 0: (want) => want.bid(0, 99, 1), 2: (want) => want.bid(0, 99, 1) }).counts).toMatchObject({ placed: 2 });
  });

  it("on spot is to sell what is not held or to buy without cash; -1 unit is flat", () => {
    expect(because(refused({ 0: (want) => want.ask(0, 101, 2) }, {}, "BTC/USDT"))).toContain("balance was short");
    expect(because(refused({ 0: (want) => want.bid(0, 99, 11) }, { cash: 1_000 }, "BTC/USDT"))).toContain("balance was short");
    const { equity } = refused({ 0: (want) => want.position(1), 1: (want) => want.position(-1) }, {}, "BTC/USDT");
    expect([...equity.position]).toEqual([0, 1, 0, 0]);
  });
});

describe("filters that change inside the window", () => {
  it("round to the tick of the day: 0.01 before 2023-04-04, 0.1 from then on", () => {
    const start = Date.parse("2023-04-03T23:57:00Z"), falling: readonly BarRow[] = [[100, 100, 99, 100], [100, 100, 99, 100], [100, 100, 99, 100], [100, 100, 99, 100], [100, 100, 99, 100], [100, 100, 99, 100]];
    const quote = (want: { bid(s: number, p: number, q: number): void }) => want.bid(0, 99.57, 2);
    const { run } = play(falling, { 0: quote, 1: quote, 2: quote, 3: quote, 4: quote }, {}, {}, { start });
    expect(fillsOf(run).map(({ price }) => price)).toEqual([99.57, 99.57, 99.57, 99.5, 99.5]);
    expect(run.manifest.facts).toBe("dated");
  });
  it("before their first date are extrapolated, and the run says so", () => {
    const { manifest } = play([flat(100), flat(100)], {}, {}, {}, { start: Date.parse("2020-01-01T00:00:00Z") }).run;
    expect(manifest.facts).toBe("extrapolated");
    expect(manifest.doubts.join()).toContain("2021-07-22");
  });
});

describe("ruin", () => {
  it("ends the run where nothing is left: a short at 100 with all equity is ruined near 200 (L5)", () => {
    const rows = [flat(100), flat(100), [100, 250, 100, 150] as BarRow, flat(150), flat(150)];
    const { run } = play(rows, { 0: (want) => want.position(-1) }, { cash: 10_000, size: "1x", takerBp: 0, makerBp: 0 });
    expect(run.status).toBe("liquidated");
    expect([...run.equity.equity]).toEqual([10_000, 10_000, 0]);
    expect(fillsOf(run)).toMatchObject([{ quantity: -100, price: 100 }, { quantity: 100, price: 200, reason: "liquidation" }]);
    expect(run.metrics["totalReturn"]).toBe(-1);
  });
  it("is seen on the mark path where there is one, not on the trades'", () => {
    const rows = [flat(100), flat(100), [100, 250, 100, 150] as BarRow, flat(150)], calm = Float64Array.of(100, 100, 150, 150);
    const mark = { interval: MINUTE, length: 4, openTime: Float64Array.from({ length: 4 }, (_, i) => DATED + i * MINUTE), open: calm, high: calm, low: calm, close: calm };
    const { run } = play(rows, { 0: (want) => want.position(-1) }, { cash: 10_000, size: "1x", takerBp: 0, makerBp: 0 }, { mark });
    expect(run.status).toBe("completed");
    expect(last(run.equity.equity)).toBe(5_000);
    expect(run.manifest.market.mark).toBe("series");
  });
});

describe("what can not be run", () => {
  const rows = [flat(100), flat(100)];
  it("is said in a sentence", () => {
    expect(() => play(rows, {}, { cash: -1 })).toThrow(/cash is -1/);
    expect(() => play(rows, {}, { size: "1ETH" })).toThrow(/'1ETH' is not a size/);
    expect(() => play(rows, {}, { rules: { mode: "kind" as never } })).toThrow(/one of pessimistic, neutral, optimistic/);
    expect(() => play(rows, { 0: (want) => want.bid(64, 99, 1) })).toThrow("slot 64 does not exist");
    expect(() => play(rows, { 0: (want) => want.bid(0, NaN, 1) })).toThrow(/the bid wanted in slot 0 has price NaN/);
    expect(() => play(rows, {}, { from: DATED + 3 * MINUTE })).toThrow(/the candles end at 2025-12-01 00:02/);
  });
});
