import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breakEvenFee, inventorySplit, pnlSplit } from "../../lib/metrics/pnlSplit.js";
import { apart, column, paymentsOf, somePayments } from "./fixtures.js";
import { MINUTE, makerFillsOf, minutes, someMakerFills, someMids } from "./makerFixtures.js";

/**
 * Buys 2 at 99 (mid 100), the mid falls to 98, sells 1 at 98.5, the end is 103. Fees 0.2 and -0.1; funding 0.5.
 *   spread 2 (100 - 99) - 1 (98 - 98.5) = 2.5;  inventory 2 (98 - 100) + 1 (103 - 98) = 1;  cash -198 + 98.5 + 103 = 3.5 = 2.5 + 1
 */
const hand = makerFillsOf([[0, 2, 99, 0.2, 100], [MINUTE, -1, 98.5, -0.1, 98]]);
const split = pnlSplit(hand, 103, paymentsOf([[0, 0.5]]));

describe("the profit's split", () => {
  it("by hand: spread, inventory, funding and fees", () => {
    expect(split).toMatchObject({ spread: 2.5, inventory: 1, funding: 0.5, notional: 296.5 });
    expect(split.fees).toBeCloseTo(0.1, 15);
    expect(split.total).toBeCloseTo(3.9, 12);
  });
  it("adds up to the profit to 1e-9 of notional, whatever the mids", () => {
    fc.assert(fc.property(someMakerFills, somePayments, fc.integer({ min: 9_000, max: 11_000 }), (fills, funding, cents) => {
      const parts = pnlSplit(fills, cents / 100, funding);
      expect(Math.abs(parts.total - (parts.spread + parts.inventory + parts.funding - parts.fees))).toBeLessThanOrEqual(1e-9 * parts.notional);
    }));
  });
  it("has the total of a ledger kept apart from it", () => {
    fc.assert(fc.property(someMakerFills, somePayments, (fills, funding) => {
      let cash = 0, held = 0;
      fills.quantity.forEach((q, i) => { cash -= q * fills.price[i]! + fills.fee[i]!; held += q; });
      expect(pnlSplit(fills, 100, funding).total).toBeCloseTo(cash + held * 100 + funding.amount.reduce((a, b) => a + b, 0), 8);
    }));
  });
  it("of a taker has a spread below zero", () => expect(pnlSplit(makerFillsOf([[0, 1, 101, 0, 100]]), 100)).toMatchObject({ spread: -1, inventory: 0 }));
  it("without fills is zero and funding", () => expect(pnlSplit(makerFillsOf([]), 100, paymentsOf([[0, 2]]))).toMatchObject({ spread: 0, inventory: 0, total: 2, residual: 0 }));
  it("is unknown where a mid is, and the total is not", () => {
    const unseen = pnlSplit({ ...hand, mid: column(NaN, 98) }, 103);
    expect([unseen.spread, unseen.inventory, unseen.residual]).toEqual([NaN, NaN, NaN]);
    expect(unseen.total).toBeCloseTo(3.4, 12);
  });
  it("needs a price for what is left", () => expect(() => pnlSplit(hand, NaN)).toThrow("valued at NaN"));
});

describe("the inventory's split", () => {
  it("by hand: the buy fell by 3 a unit within the minute, the sell's minute brought 4 against it", () => {
    expect(inventorySplit(hand, minutes(97, 102), MINUTE, split.inventory)).toEqual({ horizon: MINUTE, adverse: 2 * -3 - 1 * 4, carried: 11, unknownFills: 0 });
  });
  it("leaves a fill without a known future in what was carried, and counts it", () => {
    expect(inventorySplit(hand, minutes(97), MINUTE, split.inventory)).toEqual({ horizon: MINUTE, adverse: -6, carried: 7, unknownFills: 1 });
  });
  it("below a bar's length is unknown", () => expect(inventorySplit(hand, minutes(97, 102), 1_000, 1)).toEqual({ horizon: 1_000, adverse: NaN, carried: NaN, unknownFills: 2 }));
  it("of no fills is nothing", () => expect(inventorySplit(makerFillsOf([]), minutes(97), MINUTE, 0)).toMatchObject({ adverse: 0, carried: 0 }));
  it("adds up to the inventory's result", () => {
    fc.assert(fc.property(someMakerFills, someMids, (fills, mids) => {
      const { inventory } = pnlSplit(fills, 100), { adverse, carried } = inventorySplit(fills, mids, 5 * MINUTE, inventory);
      expect(apart(Number.isNaN(adverse) ? NaN : inventory, adverse + carried)).toBeLessThan(1e-9);
    }));
  });
});

describe("a break-even fee", () => {
  it("is gross profit over notional in basis points: 4 on 296.5", () => expect(breakEvenFee(split)).toBeCloseTo((4 / 296.5) * 1e4, 10));
  it("of no trading is none", () => expect(breakEvenFee({ total: 2, fees: 0, notional: 0 })).toBeNaN());
  it("charged instead of the fees leaves nothing", () => {
    fc.assert(fc.property(someMakerFills, (fills) => {
      const parts = pnlSplit(fills, 100), rate = breakEvenFee(parts) / 1e4;
      const charged = { ...fills, fee: fills.quantity.map((q, i) => Math.abs(q) * fills.price[i]! * rate) };
      expect(Math.abs(pnlSplit(charged, 100).total)).toBeLessThanOrEqual(1e-9 * parts.notional);
    }));
  });
});
