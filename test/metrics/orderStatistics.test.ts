import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ORDER_STATES, type OrderState } from "../../lib/market/order.js";
import type { OrderColumns } from "../../lib/market/run.js";
import { orderStatistics } from "../../lib/metrics/orderStatistics.js";

type Row = readonly [quantity: number, filled: number, state: OrderState, wait?: number, postOnly?: 0 | 1];

function ordersOf(rows: readonly Row[]): OrderColumns {
  const of = (value: (row: Row, i: number) => number): Float64Array => Float64Array.from(rows, value);
  return {
    length: rows.length, placed: of((_, i) => i * 1000), side: Int8Array.from(rows, (_, i) => (i % 2 === 0 ? 1 : -1)), price: of(() => 100), quantity: of(([q]) => q), filled: of(([, f]) => f),
    ended: of(([, , state, wait], i) => (state === "open" || state === "partially-filled" ? NaN : i * 1000 + (wait ?? 500))), state: Uint8Array.from(rows, ([, , state]) => ORDER_STATES.indexOf(state)),
    postOnly: Uint8Array.from(rows, ([, , , , postOnly]) => postOnly ?? 1),
  };
}

describe("the statistics of orders", () => {
  const hand = orderStatistics(ordersOf([
    [2, 2, "filled", 100], [1, 1, "filled", 700], [1, 1, "filled", 300, 0], [4, 1, "canceled"], [2, 0, "canceled"],
    [1, 0, "open"], [1, 0.5, "partially-filled"], [9, 0, "rejected"], [9, 0, "expired"], [1, 0, "expired", 1, 0], [9, 0, "lost"], [9, 0, "unknown"], [9, 0, "pending-new"], [9, 0, "rejected", 1, 0],
  ]));
  it("by hand: what was refused or never heard of is not accepted", () => expect(hand).toMatchObject({ sentOrders: 14, acceptedOrders: 8, filledOrders: 3, canceledOrders: 2 }));
  it("take the fill ratio by quantity, what still rests included", () => expect(hand.fillRatio).toBe(5.5 / 13));
  it("take shares by number", () => expect([hand.filledShare, hand.cancelToFill]).toEqual([3 / 8, 2 / 3]));
  it("take the queue time of the orders filled whole", () => expect(hand.medianQueueTime).toBe(300));
  it("count a post-only order that expired unfilled as refused, as some exchanges say it", () => expect(hand.postOnlyRejectRate).toBe(2 / 11));
  it("keep a lost order that was filled before: it had been accepted", () => expect(orderStatistics(ordersOf([[2, 1, "lost"]]))).toMatchObject({ acceptedOrders: 1, fillRatio: 0.5 }));
  it("of no orders are unknown", () => expect(orderStatistics(ordersOf([]))).toMatchObject({ sentOrders: 0, fillRatio: NaN, filledShare: NaN, cancelToFill: NaN, medianQueueTime: NaN, postOnlyRejectRate: NaN }));
  it("have endless cancels a fill where none filled", () => expect(orderStatistics(ordersOf([[1, 0, "canceled"]])).cancelToFill).toBe(Infinity));
  it("do not depend on the order of the rows, and stay within 0 and 1", () => {
    const row = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(...ORDER_STATES), fc.integer({ min: 0, max: 900 }), fc.constantFrom<0 | 1>(0, 1))
      .map(([q, state, wait, postOnly]): Row => [q, state === "filled" ? q : state === "partially-filled" ? q / 2 : 0, state, wait, postOnly]);
    fc.assert(fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const all = orderStatistics(ordersOf(rows));
      expect(orderStatistics(ordersOf([...rows].reverse()))).toEqual(all);
      expect([all.fillRatio, all.filledShare, all.postOnlyRejectRate].filter((share) => share < 0 || share > 1)).toEqual([]);
    }));
  });
});

describe("orders", () => {
  it.each([
    ["more filled than asked", ordersOf([[1, 0, "open"], [1, 2, "filled"]]), "order 1: 2 of 1 is filled"],
    ["no quantity", ordersOf([[0, 0, "open"]]), "order 0: its quantity is 0"],
    ["a state that is none", { ...ordersOf([[1, 0, "open"]]), state: Uint8Array.of(11) }, "order 0: its state is 11"],
    ["a fill before it was sent", ordersOf([[1, 1, "filled", -1]]), "order 0: it was filled at -1, sent at 0"],
    ["a short column", { ...ordersOf([[1, 0, "open"]]), ended: new Float64Array(2) }, "column ended has 2 rows, 1 were expected"],
  ])("with %s are refused", (_, orders, words) => expect(() => orderStatistics(orders)).toThrow(words));
});
