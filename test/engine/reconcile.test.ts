import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Account } from "../../lib/engine/account.js";
import { Phase, stateOf } from "../../lib/engine/phase.js";
import { Reconciler } from "../../lib/engine/reconcile.js";
import { Risk } from "../../lib/engine/risk.js";
import { Wanted } from "../../lib/engine/wantedBook.js";
import { Working, type WorkingBook } from "../../lib/engine/workingBook.js";
import { nextOrderState, type OrderEvent, type OrderState } from "../../lib/market/order.js";

const RULES = { from: 0, ticksPerUnit: 10, stepsPerUnit: 1000, minQuantity: 0.001, maxMarketQuantity: 100, minNotional: 0, priceBand: 1, marketTakeBound: 1, liquidationFee: 0, maxOrders: 200, maxConditional: 10, source: "test" };

function desk(tolerance = { ticks: 0, steps: 0 }) {
  const working = new Working(), wanted = new Wanted(new Account(1000)), risk = new Risk(working), reconciler = new Reconciler(wanted, working, risk, tolerance);
  reconciler.setRules(RULES);
  const decide = (say: (want: Wanted) => void): void => {
    wanted.begin();
    say(wanted);
    wanted.commit();
    reconciler.run();
  };
  return { working, wanted, risk, reconciler, decide };
}

/** Says yes to everything. */
function agree(working: Working): void {
  for (const book of working.books) {
    for (let slot = 0; slot < book.used; slot++) {
      if (book.phase[slot] === Phase.PendingCancel) book.end(slot);
      else if (book.phase[slot]! >= Phase.PendingNew) book.accept(slot, 1);
    }
  }
}

const resting = ({ price, quantity, used, phase }: WorkingBook): [number, number, number][] => Array.from({ length: used }, (_, slot): [number, number, number] => [slot, price[slot]!, quantity[slot]!]).filter(([slot]) => phase[slot] !== Phase.None);
const quotes = fc.uniqueArray(fc.tuple(fc.nat(7), fc.integer({ min: 900, max: 1100 }), fc.integer({ min: 1, max: 5000 })), { selector: ([slot]) => slot, maxLength: 8 });

describe("the difference between wanted and working", () => {
  it("once answered, leaves working equal to wanted, and then nothing to ask", () => {
    fc.assert(fc.property(fc.array(quotes, { minLength: 1, maxLength: 6 }), (decisions) => {
      const { working, reconciler, decide } = desk();
      for (const quoted of decisions) {
        decide((want) => quoted.forEach(([slot, ticks, steps]) => want.bid(slot, ticks / 10, steps / 1000)));
        agree(working);
        expect(resting(working.bids)).toEqual([...quoted].sort(([a], [b]) => a - b).map(([slot, ticks, steps]) => [slot, ticks / 10, steps / 1000]));
        working.asked = 0;
        reconciler.run();
        expect(working.asked, "idempotent").toBe(0);
      }
    }), { seed: 20260111 });
  });

  it("never asks twice of a slot before it is answered", () => {
    fc.assert(fc.property(fc.array(fc.tuple(quotes, fc.boolean()), { minLength: 2, maxLength: 8 }), (steps) => {
      const { working, decide } = desk(), pending = new Map<number, number>();
      for (const [quoted, answered] of steps) {
        decide((want) => quoted.forEach(([slot, ticks, lots]) => want.ask(slot, ticks / 10, lots / 1000)));
        for (const [slot, question] of pending) expect(working.asks.question[slot]).toBe(question);
        if (answered) agree(working);
        pending.clear();
        for (let slot = 0; slot < working.asks.used; slot++) if (working.asks.phase[slot]! >= Phase.PendingNew) pending.set(slot, working.asks.question[slot]!);
      }
    }), { seed: 20260112 });
  });

  it("rounds away from the market to the tick and down to the lot", () => {
    const { working, decide } = desk();
    decide((want) => (want.bid(0, 100.09, 1.0019), want.ask(0, 100.01, 1.0019), want.bid(1, 100.3, 0.3)));
    expect([working.bids.nextPrice[0], working.bids.nextQuantity[0], working.asks.nextPrice[0], working.asks.nextQuantity[0]]).toEqual([100, 1.001, 100.1, 1.001]);
    expect([working.bids.nextPrice[1], working.bids.nextQuantity[1]], "what lies on the grid stays").toEqual([100.3, 0.3]);
  });

  it("cancels what is not mentioned and keeps what is kept", () => {
    const { working, decide } = desk();
    decide((want) => (want.bid(0, 100, 1), want.bid(1, 99, 1)));
    agree(working);
    decide((want) => (want.bid(1, 98, 1), want.keep()));
    expect([working.bids.phase[0], working.bids.phase[1]]).toEqual([Phase.Open, Phase.PendingAmend]);
    agree(working);
    decide((want) => want.bid(1, 98, 1));
    expect([working.bids.phase[0], working.bids.phase[1]]).toEqual([Phase.PendingCancel, Phase.Open]);
  });

  it("does not buy again under keep what was filled", () => {
    const { working, wanted, decide } = desk();
    decide((want) => want.bid(0, 100, 1));
    agree(working);
    working.bids.fill(0, 1);
    wanted.bids.fill(0, 1);
    decide((want) => want.keep());
    expect(working.bids.phase[0]).toBe(Phase.None);
  });

  it("keeps a partly filled order while remaining <= wanted <= original (decisions 4)", () => {
    for (const [wantedNow, phase] of [[0.6, Phase.PartiallyFilled], [0.8, Phase.PartiallyFilled], [1, Phase.PartiallyFilled], [0.5, Phase.PendingAmend], [1.2, Phase.PendingAmend]] as const) {
      const { working, decide } = desk();
      decide((want) => want.bid(0, 100, 1));
      agree(working);
      working.bids.fill(0, 0.4);
      decide((want) => want.bid(0, 100, wantedNow));
      expect(working.bids.phase[0], `wanted ${wantedNow}`).toBe(phase);
    }
  });

  it("within the tolerance leaves an order in its place", () => {
    const { working, decide } = desk({ ticks: 2, steps: 0 });
    decide((want) => want.bid(0, 100, 1));
    agree(working);
    decide((want) => want.bid(0, 99.8, 1));
    expect(working.bids.phase[0]).toBe(Phase.Open);
    decide((want) => want.bid(0, 99.7, 1));
    expect(working.bids.phase[0]).toBe(Phase.PendingAmend);
  });

  it("once risk is halted asks for cancellations only", () => {
    const { working, risk, decide } = desk();
    decide((want) => want.bid(0, 100, 1));
    agree(working);
    risk.halted = true;
    decide((want) => want.bid(1, 99, 1));
    expect([working.bids.phase[0], working.bids.phase[1]]).toEqual([Phase.PendingCancel, Phase.None]);
  });
});

describe("the phases of a slot", () => {
  /** What each move of the book means in the words of market/order.ts. */
  const MOVES: readonly (readonly [OrderEvent, (book: WorkingBook) => void])[] = [
    ["accepted", (book) => book.accept(0, 1)], ["partial-fill", (book) => void book.fill(0, 0.4)], ["fill", (book) => void book.fill(0, book.quantity[0]!)],
    ["amended", (book) => book.accept(0, 1)], ["amend-refused", (book) => book.stay(0)], ["cancel-refused", (book) => book.stay(0)], ["canceled", (book) => book.end(0)], ["rejected", (book) => book.end(0)],
  ];
  const START: readonly (readonly [OrderState, (book: WorkingBook) => void])[] = [
    ["pending-new", (book) => (book.phase[0] = Phase.PendingNew)], ["open", (book) => (book.phase[0] = Phase.Open)], ["pending-amend", (book) => (book.phase[0] = Phase.PendingAmend)], ["pending-cancel", (book) => (book.phase[0] = Phase.PendingCancel)],
  ];
  /** Moves that a book of ours makes in a state; what else the table allows only a live venue can say. */
  const MADE: Readonly<Record<string, readonly OrderEvent[]>> = {
    "pending-new": ["accepted", "rejected"], open: ["partial-fill", "fill", "canceled"], "pending-amend": ["partial-fill", "fill", "amended", "amend-refused", "canceled"], "pending-cancel": ["partial-fill", "fill", "cancel-refused", "canceled"],
  };
  const CLOSED: readonly OrderState[] = ["filled", "canceled", "rejected", "expired"];

  for (const [state, start] of START) {
    for (const event of MADE[state]!) {
      it(`${state} + ${event} goes where the table of orders says`, () => {
        const book = new Working().bids, next = nextOrderState(state, event)!;
        book.used = 1;
        book.quantity[0] = book.original[0] = state === "pending-new" ? 0 : 1;
        book.nextPrice[0] = 100;
        book.nextQuantity[0] = 1;
        start(book);
        MOVES.find(([name]) => name === event)![1](book);
        expect(stateOf(book.phase[0]!)).toBe(CLOSED.includes(next) ? undefined : next);
      });
    }
  }
});
