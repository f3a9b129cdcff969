/**
 * The only maker of approved commands: whatever is asked of a venue has come through here. Refuses numbers no venue could mean and,
 * once halted, everything but cancellations. What only the venue can know (its filters, its margin at arrival) the venue refuses.
 */
import { QuantError } from "../market/errors.js";
import { problemOf } from "./contingent/sanity.js";
import { numbersOf } from "./contingent/workingContingent.js";
import { Kind, Phase } from "./phase.js";
import type { Working, WorkingBook } from "./workingBook.js";

declare const approved: unique symbol;
/** Proof that a command passed risk. Nothing outside this file can make one. */
export interface Approval { readonly [approved]: true }

/** Told of limit orders, before their slot changes. That an order is moved, or filled, is no news. */
export interface OrderObserver {
  /** About to be asked for: its numbers stand in `next*`. */
  sent(book: WorkingBook, slot: number): void;
  /** Refused, or gone without being filled whole. @param asked whether a cancellation of ours ended it */
  ended(book: WorkingBook, slot: number, asked: boolean): void;
}

const APPROVAL = Object.freeze({}) as Approval;
const NAMES: readonly string[] = ["bid", "ask", "sell stop", "buy stop"];

export class Risk {
  /** When true only cancellations pass. */
  halted = false;

  constructor(private readonly working: Working, private readonly orders?: OrderObserver) {}

  /** Asks for what stands in the slot's `next*`: numbers stay in columns, for as arguments they would be boxed. */
  place(book: WorkingBook, slot: number, flags: number, decision: number): void {
    if (!sane(book, slot)) throw badOrder(book, slot);
    if (this.halted) return;
    book.order[slot] = ++this.working.sequence;
    book.flags[slot] = flags;
    if (book.kind <= Kind.Ask) this.orders?.sent(book, slot);
    this.pass(book, slot, Phase.PendingNew, decision);
  }

  amend(book: WorkingBook, slot: number, decision: number): void {
    if (!sane(book, slot)) throw badOrder(book, slot);
    if (!this.halted) this.pass(book, slot, Phase.PendingAmend, decision);
  }

  cancel(book: WorkingBook, slot: number, decision: number): void {
    this.pass(book, slot, Phase.PendingCancel, decision);
  }

  /** As `place`, for an order of `want.order` that is more than a plain quote. */
  placeContingent(slot: number, decision: number): void {
    const { contingent } = this.working;
    this.checkContingent(slot);
    if (this.halted) return;
    contingent.order[slot] = this.working.sequence + 1;
    this.working.sequence += numbersOf(contingent.next.type[slot]!);
    this.passContingent(slot, Phase.PendingNew, decision);
  }

  amendContingent(slot: number, decision: number): void {
    this.checkContingent(slot);
    if (!this.halted) this.passContingent(slot, Phase.PendingAmend, decision);
  }

  cancelContingent(slot: number, decision: number): void {
    this.passContingent(slot, Phase.PendingCancel, decision);
  }

  /** @param quantity signed: positive buys */
  market(quantity: number, decision: number): void {
    const { working } = this;
    if (this.halted) return;
    working.market = quantity;
    working.marketOrder = ++working.sequence;
    working.marketDecision = working.decision = decision;
    working.asked++;
  }

  private checkContingent(slot: number): void {
    const problem = problemOf(this.working.contingent.next, slot);
    if (problem !== undefined) throw new QuantError("input", "BAD_ORDER", `the order wanted in slot ${slot} ${problem}`, { slot });
  }

  private passContingent(slot: number, phase: Phase, decision: number): void {
    this.working.contingent.ask(APPROVAL, phase, slot, decision);
    this.working.decision = decision;
    this.working.asked++;
  }

  private pass(book: WorkingBook, slot: number, phase: Phase, decision: number): void {
    book.ask(APPROVAL, phase, slot, decision);
    this.working.decision = decision;
    this.working.asked++;
  }
}

function sane(book: WorkingBook, slot: number): boolean {
  const price = book.nextPrice[slot]!;
  return price > 0 && price < Infinity && book.nextQuantity[slot]! > 0;
}

/** Out of line: text made inside the loop is made for every slot. */
function badOrder(book: WorkingBook, slot: number): QuantError {
  const price = book.nextPrice[slot]!, quantity = book.nextQuantity[slot]!;
  return new QuantError("input", "BAD_ORDER", `the ${NAMES[book.kind]} wanted in slot ${slot} has price ${price} and quantity ${quantity}: a finite price above 0 and a quantity of at least 0 were expected`, { slot, price, quantity });
}
