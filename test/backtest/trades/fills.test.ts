import { describe, expect, it } from "vitest";
import { fillsOf, play, type Print, type Quote } from "./smallTape.js";

const QUOTE: Quote = [0, 100, 100, 100.1, 100];
const bid50 = { 1: (want: { bid(s: number, p: number, q: number): void }) => want.bid(0, 100, 50) };
const quantities = (result: ReturnType<typeof play>): number[] => fillsOf(result.run).map(({ quantity }) => quantity);

describe("V17: a bid 100.00 x 50 behind 100, sell prints of 80, 30, 50 at 100", () => {
  const prints: Print[] = [[10, 100, 80, "sell"], [11, 100, 30, "sell"], [12, 100, 50, "sell"]];
  for (const mode of ["pessimistic", "neutral", "optimistic"] as const) {
    it(`fills 0, 10, 40 in ${mode} mode`, () => {
      const { run } = play({ trades: prints, quotes: [QUOTE] }, { at: bid50 }, { rules: { mode } });
      expect(fillsOf(run)).toEqual([
        { ms: 11, quantity: 10, price: 100, maker: true, reason: "queue" }, { ms: 12, quantity: 40, price: 100, maker: true, reason: "queue" },
      ]);
      expect(run.counts).toMatchObject({ placed: 1, filled: 1 });
    });
  }
});

describe("a print (F18)", () => {
  const bid = (prints: readonly Print[], quotes?: readonly Quote[], options = {}) => quantities(play({ trades: [[0, 100.2, 1, "buy"], ...prints], ...(quotes === undefined ? {} : { quotes }) }, { at: bid50 }, options));

  it("of a buyer never fills a bid, even below it", () => expect(bid([[10, 99, 500, "buy"]])).toEqual([]));
  it("above the bid does nothing", () => expect(bid([[10, 100.1, 500, "sell"]], [QUOTE])).toEqual([]));
  it("through the bid fills no more than it printed", () => expect(bid([[10, 99.9, 20, "sell"], [11, 99.9, 200, "sell"]])).toEqual([20, 30]));
  it("through the bid fills it whole in optimistic mode", () => expect(bid([[10, 99.9, 20, "sell"]], undefined, { rules: { mode: "optimistic" } })).toEqual([50]));
  it("at the bid does nothing while the queue there is unknown", () => expect(bid([[10, 100, 500, "sell"]])).toEqual([]));
  it("fills at the limit, not at its own price", () => expect(fillsOf(play({ trades: [[0, 100.2, 1, "buy"], [10, 98, 500, "sell"]] }, { at: bid50 }).run)[0]).toMatchObject({ price: 100, reason: "cross" }));
  it("gives a share of itself where participation says so", () => expect(bid([[10, 99.9, 20, "sell"]], undefined, { rules: { participation: 0.5 } })).toEqual([10]));

  it("is shared once among our orders: the nearer, then the older first", () => {
    const { run } = play({ trades: [[0, 101, 1, "buy"], [10, 99, 60, "sell"]] }, { at: { 1: (want) => (want.bid(0, 99.8, 30), want.bid(1, 100, 50), want.bid(2, 99.8, 30)) } });
    expect(fillsOf(run).map(({ price, quantity }) => [price, quantity])).toEqual([[100, 50], [99.8, 10]]);
    expect([...run.fills.order]).toEqual([2, 1]);
  });

  it("at one price reaches behind the queue once: the older order, then what is left for the younger", () => {
    const { run } = play({ trades: [[10, 100, 15, "sell"]], quotes: [[0, 100, 10, 100.1, 10]] }, { at: { 1: (want) => (want.bid(0, 100, 3), want.bid(1, 100, 10)) } });
    expect(fillsOf(run).map(({ quantity }) => quantity)).toEqual([3, 2]);
  });

  it("mirrors for asks", () => {
    const { run } = play({ trades: [[10, 100.1, 130, "buy"], [11, 100.2, 15, "buy"], [12, 100.2, 15, "sell"]], quotes: [QUOTE] }, { at: { 1: (want) => want.ask(0, 100.1, 50) } });
    expect(fillsOf(run).map(({ ms, quantity, reason }) => [ms, quantity, reason])).toEqual([[10, -30, "queue"], [11, -15, "cross"]]);
  });
});

describe("a place in the queue (F19)", () => {
  const at = (script: Parameters<typeof play>[1]["at"], prints: readonly Print[], quotes: readonly Quote[]) => quantities(play({ trades: prints, quotes }, { at: script! }));

  it("is at the front inside the spread", () => expect(at({ 1: (want) => want.bid(0, 100.1, 5) }, [[10, 100.1, 2, "sell"]], [[0, 100, 9, 100.5, 9]])).toEqual([2]));
  it("behind the best is unknown until the level is the best, then it is what the level shows", () => {
    const quotes: Quote[] = [[0, 100.2, 1, 100.3, 1], [9, 100, 7, 100.3, 1]];
    expect(at({ 1: (want) => want.bid(0, 100, 50) }, [[5, 100, 100, "sell"], [10, 100, 10, "sell"]], quotes)).toEqual([3]);
  });
  it("is the first once the best has moved through", () => {
    expect(at({ 1: (want) => want.bid(0, 100, 50) }, [[10, 100, 10, "sell"]], [[0, 100, 70, 100.3, 1], [9, 99.9, 7, 100.3, 1]])).toEqual([10]);
  });
  it("is never behind more than the level shows", () => {
    expect(at({ 1: (want) => want.bid(0, 100, 50) }, [[10, 100, 10, "sell"]], [[0, 100, 70, 100.3, 1], [9, 100, 4, 100.3, 1]])).toEqual([6]);
  });
  it("is lost by a new price and by more quantity, kept by less (F17)", () => {
    const prints: Print[] = [[10, 100, 90, "sell"], [30, 100, 20, "sell"]], quotes: Quote[] = [QUOTE];
    expect(at({ 1: (want) => want.bid(0, 100, 50), 20: (want) => want.bid(0, 100, 40) }, prints, quotes)).toEqual([10]);
    expect(at({ 1: (want) => want.bid(0, 100, 50), 20: (want) => want.bid(0, 100, 60) }, prints, quotes)).toEqual([]);
    expect(at({ 1: (want) => want.bid(0, 100, 50), 20: (want) => want.bid(0, 99.9, 50), 25: (want) => want.bid(0, 100, 50) }, prints, quotes)).toEqual([]);
  });
});

describe("the other side's best at or beyond a resting order", () => {
  const quotes: Quote[] = [[0, 100, 9, 100.5, 9], [10, 99.5, 9, 100, 4], [11, 99.5, 9, 100, 6], [12, 99.5, 9, 99.9, 5]];
  it("meets it with what it shows, each size once", () => {
    expect(fillsOf(play({ quotes }, { at: bid50 }).run).map(({ ms, quantity }) => [ms, quantity])).toEqual([[10, 4], [11, 2], [12, 5]]);
  });
});

describe("what arrives", () => {
  const quotes: Quote[] = [[0, 100, 9, 100.5, 9]];
  it("is refused as post-only at the opposite best, not at the last print (F2)", () => {
    const bid = (price: number) => play({ trades: [[0, 100, 1, "sell"], [9, 100.2, 1, "sell"]], quotes }, { at: { 1: (want) => want.bid(0, price, 5) } }).run;
    expect(bid(100.5).manifest.doubts.join()).toContain("-5022");
    expect(bid(100.4).counts).toMatchObject({ placed: 1, rejected: 0 });
  });
  it("as a market order takes the touch and the slippage beyond it (F6)", () => {
    const { run } = play({ trades: [[0, 100.2, 1, "sell"], [9, 100.2, 1, "buy"]], quotes }, { at: { 1: (want) => want.position(3), 5: (want) => want.position(0) } }, { rules: { slippageTicks: 2 } });
    expect(fillsOf(run).map(({ ms, quantity, price, maker }) => [ms, quantity, price, maker])).toEqual([[1, 3, 100.7, false], [5, -3, 99.8, false]]);
  });
  it("as a market order larger than the touch fills whole, and the run says so", () => {
    const doubts = (units: number): string => play({ trades: [[9, 100.2, 1, "buy"]], quotes }, { at: { 1: (want) => want.position(units) } }).run.manifest.doubts.join();
    expect(doubts(9)).not.toContain("larger than the touch");
    expect(doubts(10)).toContain("1 taker orders larger than the touch showed filled whole at it");
    expect(doubts(-10)).toContain("1 taker orders larger than the touch");
  });
  it("as a stop triggers on a print and takes the worst of trigger, print and touch (F7)", () => {
    const { run } = play({ trades: [[10, 99, 1, "sell"], [11, 98.9, 1, "sell"]], quotes: [...quotes, [8, 98.5, 9, 100, 9]] }, { at: { 1: (want) => want.position(3), 5: (want) => want.stop(0, 99) } });
    expect(fillsOf(run).slice(1)).toEqual([{ ms: 10, quantity: -3, price: 98.5, maker: false, reason: "stop" }]);
  });
});
