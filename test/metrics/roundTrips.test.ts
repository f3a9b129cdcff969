import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_FUNDING, RunningPosition, fillsUntil, fundingUntil, type FillColumns, type FundingPayments } from "../../lib/metrics/fills.js";
import { roundTrips, type RoundTripMethod, type RoundTrips } from "../../lib/metrics/roundTrips.js";
import { column, fillsOf, paymentsOf, someFills, somePayments } from "./fixtures.js";

const METHODS: readonly RoundTripMethod[] = ["average-cost", "fifo"];
const pnls = ({ trips }: RoundTrips): number[] => [...trips.pnl].map((p) => Number(p.toFixed(9)));
const rows = ({ trips: t }: RoundTrips): number[][] => [...t.pnl].map((pnl, i) => [t.entryTime[i]!, t.exitTime[i]!, t.quantity[i]!, t.entryPrice[i]!, t.exitPrice[i]!, t.fee[i]!, t.funding[i]!, pnl]);
const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** First in, first out, one unit at a time; a unit pays its part of its fill's fee and of each payment. Profit of each closed unit. */
function unitTrips(fills: FillColumns, funding: FundingPayments): number[] {
  const open: { side: number; price: number; cost: number }[] = [], closed: number[] = [];
  let payment = 0;
  fills.time.forEach((time, i) => {
    for (; payment < funding.time.length && funding.time[payment]! <= time; payment++) for (const unit of open) unit.cost -= funding.amount[payment]! / open.length;
    const side = Math.sign(fills.quantity[i]!), units = Math.abs(fills.quantity[i]!), price = fills.price[i]!, fee = fills.fee[i]! / units;
    for (let u = 0; u < units; u++) {
      const oldest = open[0];
      if (oldest === undefined || oldest.side === side) open.push({ side, price, cost: fee });
      else {
        open.shift();
        closed.push(oldest.side * (price - oldest.price) - oldest.cost - fee);
      }
    }
  });
  return closed;
}

describe.each(METHODS)("round trips (%s)", (method) => {
  it("of a buy and a sale are one trip, net of both fees", () => {
    const r = roundTrips(fillsOf([[1, 2, 100, 0.1], [5, -2, 110, 0.2]]), NO_FUNDING, method);
    expect(rows(r).map((row) => row.map((v) => Number(v.toFixed(12))))).toEqual([[1, 5, 2, 100, 110, 0.3, 0, 19.7]]);
    expect(r.open).toEqual({ quantity: 0, entryPrice: NaN, fee: 0, funding: 0 });
  });
  it("of a short earn when the price falls", () => expect(pnls(roundTrips(fillsOf([[1, -3, 100, 0], [2, 3, 90, 0]]), NO_FUNDING, method))).toEqual([30]));
  it("end and begin at a fill that crosses zero, its fee split by quantity", () => {
    const r = roundTrips(fillsOf([[1, 1, 100, 0.1], [2, -3, 120, 0.3], [3, 2, 90, 0.2]]), NO_FUNDING, method);
    expect(pnls(r)).toEqual([20 - 0.1 - 0.1, 60 - 0.2 - 0.2].map((v) => Number(v.toFixed(9))));
    expect([...r.trips.quantity]).toEqual([1, -2]);
    expect([...r.trips.entryTime]).toEqual([1, 2]);
  });
  it("receive the funding of their time, and a payment at a fill's instant belongs to the position before it", () => {
    const fills = fillsOf([[10, 1, 100, 0], [20, -1, 100, 0], [30, 1, 100, 0]]);
    const r = roundTrips(fills, paymentsOf([[10, -7], [15, -1], [20, -2], [25, -4], [40, -8]]), method);
    expect(pnls(r)).toEqual([-3]);
    expect(r.unattributedFunding, "paid while flat: at 10 before the first fill, and at 25").toBe(-11);
    expect(r.open).toEqual({ quantity: 1, entryPrice: 100, fee: 0, funding: -8 });
  });
  it("know flat from the rounding of 0.1 + 0.2 - 0.3", () => {
    const r = roundTrips(fillsOf([[1, 0.1, 100, 0], [2, 0.2, 100, 0], [3, -0.3, 110, 0], [4, -0.5, 110, 0]]), NO_FUNDING, method);
    expect(total(r.trips.pnl)).toBeCloseTo(3, 12);
    expect(r.open.quantity).toBe(-0.5);
    expect(roundTrips(fillsOf([[1, 0.3, 100, 0], [2, -0.1, 110, 0], [3, -0.2, 110, 0]]), NO_FUNDING, method).open.quantity).toBe(0);
    expect(roundTrips(fillsOf([[1, 1.1, 100, 0], [2, -0.8, 110, 0], [3, -0.3, 110, 0]]), NO_FUNDING, method).open.quantity, "1.1 - 0.8 is a little more than 0.3").toBe(0);
  });
  it("of no fills are none; funding alone is unattributed", () => {
    const r = roundTrips(fillsOf([]), paymentsOf([[1, 5]]), method);
    expect([r.trips.pnl.length, r.open.quantity, r.unattributedFunding]).toEqual([0, 0, 5]);
  });
  it("with what is open add up to the cash that moved: nothing is lost or counted twice", () => {
    fc.assert(fc.property(someFills, somePayments, fc.integer({ min: 50, max: 150 }), (fills, funding, mark) => {
      const r = roundTrips(fills, funding, method);
      let cash = total(funding.amount), position = 0;
      fills.quantity.forEach((q, i) => {
        cash -= q * fills.price[i]! + fills.fee[i]!;
        position += q;
      });
      const held = position === 0 ? 0 : r.open.quantity * (mark - r.open.entryPrice) - r.open.fee + r.open.funding;
      expect(r.open.quantity).toBeCloseTo(position, 9);
      expect(total(r.trips.pnl) + held + r.unattributedFunding).toBeCloseTo(cash + position * mark, 7);
    }));
  });
  it("each end after they began, in the order they ended", () => {
    fc.assert(fc.property(someFills, (fills) => {
      const { trips } = roundTrips(fills, NO_FUNDING, method);
      trips.exitTime.forEach((exit, i) => {
        expect(exit).toBeGreaterThanOrEqual(trips.entryTime[i]!);
        expect(exit).toBeGreaterThanOrEqual(trips.exitTime[i - 1] ?? 0);
      });
    }));
  });
});

describe("the two methods", () => {
  // buy 1 @ 100, buy 1 @ 110, sell 1 @ 120, sell 1 @ 90
  const ladder = fillsOf([[1, 1, 100, 0], [2, 1, 110, 0], [3, -1, 120, 0], [4, -1, 90, 0]]);
  it("pair a ladder as two lots first in first out, and as one trip from flat to flat", () => {
    expect(pnls(roundTrips(ladder, NO_FUNDING, "fifo"))).toEqual([20, -20]);
    expect(rows(roundTrips(ladder))).toEqual([[1, 4, 2, 105, 105, 0, 0, 0]]);
  });
  it("take no dust from the next lot: 0.3 - 0.1 is a little less than 0.2", () =>
    expect([...roundTrips(fillsOf([[1, 0.3, 100, 0], [2, 1, 105, 0], [3, -0.1, 110, 0], [4, -0.2, 110, 0]]), NO_FUNDING, "fifo").trips.entryPrice]).toEqual([100, 100]));
  it("leave a part already sold in the price of an open average-cost position, and as a trip first in first out", () => {
    const part = fillsOf([[1, 2, 100, 0], [2, -1, 130, 0]]);
    expect(roundTrips(part)).toMatchObject({ open: { quantity: 1, entryPrice: 70 } });
    expect(roundTrips(part).trips.pnl.length).toBe(0);
    expect(roundTrips(part, NO_FUNDING, "fifo")).toMatchObject({ open: { quantity: 1, entryPrice: 100 } });
    expect(pnls(roundTrips(part, NO_FUNDING, "fifo"))).toEqual([30]);
  });
  it("agree in all with a count unit by unit", () => {
    fc.assert(fc.property(someFills, somePayments, (fills, funding) => {
      const units = unitTrips(fills, funding), fifo = roundTrips(fills, funding, "fifo");
      expect(total(fifo.trips.pnl)).toBeCloseTo(units.reduce((a, b) => a + b, 0), 7);
      let unit = 0;
      fifo.trips.pnl.forEach((pnl, i) => {
        const count = Math.round(Math.abs(fifo.trips.quantity[i]!));
        expect(pnl).toBeCloseTo(units.slice(unit, unit + count).reduce((a, b) => a + b, 0), 7);
        unit += count;
      });
      expect(unit).toBe(units.length);
    }));
  });
  it("count as many trips where each signal is one fill that reverses the position", () => {
    const reversing = fillsOf(Array.from({ length: 9 }, (_, i) => [i, i === 0 ? 1 : i % 2 === 0 ? 2 : -2, 100 + i, 0.1] as const));
    expect(pnls(roundTrips(reversing))).toEqual(pnls(roundTrips(reversing, NO_FUNDING, "fifo")));
    expect(roundTrips(reversing).trips.pnl.length).toBe(8);
  });
});

describe("fill columns", () => {
  it.each([
    [{ ...fillsOf([[1, 1, 1, 1]]), fee: column() }, /1 times, 1 quantities, 1 prices and 0 fees/],
    [fillsOf([[2, 1, 1, 0], [1, 1, 1, 0]]), /fill 1: its time is 1/],
    [fillsOf([[NaN, 1, 1, 0]]), /fill 0: its time is NaN/],
    [fillsOf([[1, 0, 1, 0]]), /fill 0: its quantity is 0/],
    [fillsOf([[1, 1, 0, 0]]), /fill 0: its price is 0/],
    [fillsOf([[1, 1, 1, NaN]]), /fill 0: its fee is NaN/],
  ])("that break a promise are refused with the row: %#", (fills, message) => expect(() => roundTrips(fills)).toThrow(message));
  it.each([[paymentsOf([[2, 1], [1, 1]]), /payment 1: time 1/], [paymentsOf([[1, NaN]]), /payment 0.*amount NaN/], [{ time: column(1), amount: column() }, /1 times and 0 amounts/]])(
    "with funding that breaks a promise are refused: %#", (funding, message) => expect(() => roundTrips(fillsOf([]), funding)).toThrow(message));
  it("are cut after an instant, that instant included", () => {
    const fills = fillsOf([[1, 1, 1, 0], [2, 1, 1, 0], [2, 2, 1, 0], [3, 1, 1, 0]]), funding = paymentsOf([[1, 1], [3, 1]]);
    expect([0, 1, 2, 3, 9].map((t) => fillsUntil(fills, t).time.length)).toEqual([0, 1, 3, 4, 4]);
    expect([0, 2, 3].map((t) => fundingUntil(funding, t).amount.length)).toEqual([0, 1, 2]);
  });
  it("add up to a running position that is exactly 0 where they cancel", () => {
    const position = new RunningPosition();
    for (const q of [0.1, 0.2, -0.3]) position.add(q);
    expect(position.quantity).toBe(0);
    for (const q of [1e6, -1e6, 1e-8]) position.add(q);
    expect(position.quantity, "a small lot after a large one is a position").toBe(1e-8);
  });
});
