/**
 * The only maker of approved commands: whatever is asked of a venue has come through here. Refuses numbers no venue could mean and,
 * once halted, everything but cancellations. What only the venue can know (its filters, its margin at arrival) the venue refuses.
 */
import { QuantError } from "../market/errors.js";
import { Kind, Phase } from "./phase.js";
import type { Working, WorkingBook } from "./workingBook.js";

declare const approved: unique symbol;
/** Proof that a command passed risk. Nothing outside this file can make one. */
export interface Approval { readonly [approved]: true }

const APPROVAL = Object.freeze({}) as Approval;
const NAMES: readonly string[] = ["bid", "ask", "sell stop", "buy stop"];

export class Risk {
  /** When true only cancellations pass. */
  halted = false;

  constructor(private readonly working: Working) {}

  place(book: WorkingBook, slot: number, price: number, quantity: number, flags: number, decision: number): void {
    if (!(price > 0 && price < Infinity && quantity > 0)) throw badOrder(book.kind, slot, price, quantity);
    if (this.halted) return;
    book.order[slot] = ++this.working.sequence;
    book.flags[slot] = flags;
    book.ask(APPROVAL, Phase.PendingNew, slot, price, quantity, decision);
    this.working.decision = decision;
    this.working.asked++;
  }

  amend(book: WorkingBook, slot: number, price: number, quantity: number, decision: number): void {
    if (!(price > 0 && price < Infinity && quantity > 0)) throw badOrder(book.kind, slot, price, quantity);
    if (this.halted) return;
    book.ask(APPROVAL, Phase.PendingAmend, slot, price, quantity, decision);
    this.working.decision = decision;
    this.working.asked++;
  }

  cancel(book: WorkingBook, slot: number, decision: number): void {
    book.ask(APPROVAL, Phase.PendingCancel, slot, 0, 0, decision);
    this.working.decision = decision;
    this.working.asked++;
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
}

/** Out of line: text made inside the loop is made for every slot. */
export function badOrder(kind: Kind, slot: number, price: number, quantity: number): QuantError {
  return new QuantError("input", "BAD_ORDER", `the ${NAMES[kind]} wanted in slot ${slot} has price ${price} and quantity ${quantity}: a finite price above 0 and a quantity of at least 0 were expected`, { slot, price, quantity });
}
