import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Book } from "../../../lib/backtest/trades/book.js";
import { Ladder } from "../../../lib/backtest/trades/ladder.js";
import { play, fillsOf, type Change } from "./smallTape.js";

describe("one side of a book", () => {
  it("is a map from price to size whose best is the nearest, whatever is set in whatever order", () => {
    fc.assert(fc.property(fc.constantFrom(1 as const, -1 as const), fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3 })), { maxLength: 120 }), (nearer, sets) => {
      const ladder = new Ladder(nearer), map = new Map<number, number>();
      for (const [price, size] of sets) {
        expect(ladder.set(price, size)).toBe(map.get(price) ?? 0);
        if (size === 0) map.delete(price);
        else map.set(price, size);
      }
      const best = map.size === 0 ? NaN : nearer * Math.max(...[...map.keys()].map((price) => nearer * price));
      expect(ladder.length).toBe(map.size);
      expect(ladder.best).toBe(best);
      expect(ladder.bestSize).toBe(map.get(best) ?? 0);
      for (let price = 1; price <= 40; price++) expect(ladder.sizeAt(price)).toBe(map.get(price) ?? 0);
    }), { seed: 7, numRuns: 200 });
  });

  it("grows beyond the levels it began with", () => {
    const ladder = new Ladder(-1);
    for (let price = 3000; price > 0; price--) ladder.set(price, price);
    expect([ladder.length, ladder.best, ladder.sizeAt(2999)]).toEqual([3000, 1, 2999]);
  });
});

const message = (book: Book, ids: readonly [first: number, last: number, previous: number], snapshot = false): Book => {
  book.take({ length: 1, time: Float64Array.of(0), firstId: Float64Array.of(ids[0]), lastId: Float64Array.of(ids[1]), previousId: Float64Array.of(ids[2]), snapshot: Uint8Array.of(Number(snapshot)), start: Int32Array.of(0, 1), isBid: Uint8Array.of(1), price: Float64Array.of(ids[1]), size: Float64Array.of(1) }, 0, undefined);
  return book;
};

describe("the sequence of a futures stream", () => {
  const fresh = (): Book => message(new Book(), [100, 100, NaN], true);
  it("goes on where pu is the u before, after a first change that covers the snapshot", () => {
    const book = message(message(fresh(), [95, 105, 94]), [106, 110, 105]);
    expect([book.breaks, book.whole]).toEqual([0, true]);
  });
  it("leaves out what is older than the snapshot", () => expect(message(fresh(), [90, 99, 80]).bids.sizeAt(99)).toBe(0));
  it("is broken by a first change behind the snapshot", () => expect(message(fresh(), [101, 105, 99]).breaks).toBe(1));
  it("is broken by a hole, and the book is not believed until the next snapshot", () => {
    const book = message(message(fresh(), [95, 105, 94]), [107, 110, 106]);
    expect([book.breaks, book.whole]).toEqual([1, false]);
    expect(message(book, [120, 120, NaN], true).whole).toBe(true);
  });
});

describe("the sequence of a spot stream", () => {
  const fresh = (): Book => message(new Book(), [100, 100, NaN], true);
  it("goes on where U follows u, after a first change that covers the snapshot's next", () => expect(message(message(fresh(), [101, 105, NaN]), [106, 110, NaN]).breaks).toBe(0));
  it("leaves out a change that ends with the snapshot", () => expect(message(fresh(), [95, 100, NaN]).bids.bestSize).toBe(1));
  it("is broken by a hole", () => {
    expect(message(fresh(), [102, 105, NaN]).breaks).toBe(1);
    expect(message(message(fresh(), [101, 105, NaN]), [107, 110, NaN]).breaks).toBe(1);
  });
});

describe("fills with a book", () => {
  const SNAPSHOT: Change = { ms: 0, snapshot: true, levels: [["bid", 100, 8], ["bid", 99.9, 20], ["ask", 100.1, 5]] };
  const bid = (price: number, quantity: number) => ({ 1: (want: { bid(s: number, p: number, q: number): void }) => want.bid(0, price, quantity) });

  it("know the queue behind the best", () => {
    const { run } = play({ trades: [[10, 99.9, 15, "sell"], [11, 99.9, 15, "sell"]], depth: [SNAPSHOT] }, { at: bid(99.9, 50) });
    expect(fillsOf(run).map(({ quantity }) => quantity)).toEqual([10]);
  });

  it("count a print and the change it makes once", () => {
    const depth: Change[] = [SNAPSHOT, { ms: 10, levels: [["bid", 99.9, 5]] }], trades = [[10, 99.9, 15, "sell"], [11, 99.9, 10, "sell"]] as const;
    const filled = (kind: "risk-averse" | "log") => fillsOf(play({ trades, depth }, { at: bid(99.9, 50) }, { queue: { kind } }).run).map(({ quantity }) => quantity);
    expect(filled("risk-averse")).toEqual([5]);
    expect(filled("log")).toEqual([5]);
  });

  it("take the touch from the book where no quotes are given", () => {
    const { run } = play({ trades: [[9, 100, 1, "sell"]], depth: [SNAPSHOT, { ms: 5, levels: [["ask", 100.1, 0], ["ask", 100.4, 3]] }, { ms: 9, levels: [] }] }, { at: { 6: (want) => want.position(2) } });
    expect(fillsOf(run).map(({ price }) => price)).toEqual([100.4]);
  });

  it("say how often the book was broken", () => {
    const { run } = play({ depth: [SNAPSHOT, { ms: 5, levels: [], skips: true }] }, {});
    expect(run.manifest.tape?.breaks).toBe(1);
    expect(run.manifest.doubts.join()).toContain("the book was broken 1 times");
  });
});
