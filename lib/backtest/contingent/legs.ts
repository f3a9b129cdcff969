/**
 * The parts of an order that rest in the books beside plain ones: an armed trigger, a limit, an exit. Puts them there, moves them and takes them away; each
 * has the row of its order's slot. Decides nothing about when.
 */
import type { Trader } from "../../engine/engine.js";
import { Phase } from "../../engine/phase.js";
import { DUST } from "../../engine/grid.js";
import { LEG_SLOTS, type WorkingBook } from "../../engine/workingBook.js";
import type { Acceptance } from "../acceptance.js";
import type { Counts } from "../executions.js";
import { Refusal } from "../refusal.js";

export interface Leg { readonly order: number; readonly flags: number; readonly price: number; readonly quantity: number }

/** Row of a leg in the books. */
export const rowOf = (slot: number): number => LEG_SLOTS + slot;

export class Legs {
  constructor(private readonly trader: Trader, private readonly acceptance: Acceptance, private readonly counts: Counts) {}

  limits(trade: number): WorkingBook {
    return trade > 0 ? this.trader.working.bids : this.trader.working.asks;
  }

  stops(trade: number): WorkingBook {
    return trade > 0 ? this.trader.working.buyStops : this.trader.working.sellStops;
  }

  targets(trade: number): WorkingBook {
    return trade > 0 ? this.trader.working.buyTargets : this.trader.working.sellTargets;
  }

  rests(book: WorkingBook, slot: number): boolean {
    return book.phase[rowOf(slot)] === Phase.Leg;
  }

  /** Takes its place, or is changed where it rests; nothing is checked and nothing taken. */
  put(book: WorkingBook, slot: number, leg: Leg): void {
    const row = rowOf(slot);
    propose(book, row, leg);
    this.trader.accepted(book.kind, row, leg.order, ++this.acceptance.queue);
    book.phase[row] = Phase.Leg;
  }

  /** Whether the exchange would take the leg as a limit order here and now (F2, F11, F12, margin). */
  examine(book: WorkingBook, slot: number, leg: Leg): Refusal {
    const row = rowOf(slot), rested = book.phase[row]!;
    propose(book, row, leg);
    const refusal = this.acceptance.examineAlone(book, row, book.phase[row]!);
    book.phase[row] = rested;
    return refusal;
  }

  /** As a new or amended limit order: refused, taken or resting. */
  limit(book: WorkingBook, slot: number, leg: Leg): Refusal {
    const refusal = this.examine(book, slot, leg);
    if (refusal !== Refusal.None) return refusal;
    this.put(book, slot, leg);
    if (this.acceptance.takes) this.acceptance.takeLimit(book, rowOf(slot), leg.order);
    return Refusal.None;
  }

  /** Gone without a fill; counted as a cancelled order. */
  cancel(book: WorkingBook, slot: number): void {
    if (!this.rests(book, slot)) return;
    this.counts.canceled++;
    this.drop(book, slot);
  }

  /** Gone, for the order goes on in another form. */
  drop(book: WorkingBook, slot: number): void {
    const row = rowOf(slot);
    this.trader.ended(book.kind, row, book.order[row]!, true);
  }

  /** Less of it rests, at the same place. Nothing left of it is a cancelled order. */
  reduce(book: WorkingBook, slot: number, quantity: number): void {
    const row = rowOf(slot), left = book.quantity[row]! - quantity;
    if (!this.rests(book, slot)) return;
    if (left < DUST) this.cancel(book, slot);
    else book.quantity[row] = left;
  }
}

/** A leg is never asked by anybody: the question stands for the moment of its answer. */
function propose(book: WorkingBook, row: number, { order, flags, price, quantity }: Leg): void {
  const rests = book.phase[row] === Phase.Leg;
  book.phase[row] = rests ? Phase.PendingAmend : Phase.PendingNew;
  book.order[row] = order;
  book.flags[row] = flags;
  book.nextPrice[row] = price;
  book.nextQuantity[row] = quantity;
  if (row >= book.used) book.used = row + 1;
}
