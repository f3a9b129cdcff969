/**
 * What is true at the exchange: its own account and working orders, beside what the strategy's side knows. Everything that happens to
 * them is also said in a report, which arrives later. Matches nothing.
 */
import { Account } from "../../engine/account.js";
import type { Trader } from "../../engine/engine.js";
import { Kind } from "../../engine/phase.js";
import { PositionMargin, type MarginTerms } from "../../engine/positionMargin.js";
import { DUST } from "../../engine/grid.js";
import { LEG_SLOTS, Working } from "../../engine/workingBook.js";
import type { Reports } from "./reports.js";

/** Told when an order takes a place in a queue. */
export interface QueueListener { joined(kind: Kind, slot: number): void }

export class VenueBooks implements Trader {
  readonly account: Account;
  readonly working: Working = new Working();
  /** Something of account or orders is not as it was when the venue looked last. */
  changed = true;
  /** Set once by the venue that matches. */
  listener: QueueListener | undefined = undefined;

  /** @param margin undefined where nothing is borrowed */
  constructor(cash: number, margin: MarginTerms | undefined, readonly reports: Reports) {
    this.account = new Account(cash, margin === undefined ? undefined : new PositionMargin(margin));
  }

  accepted(kind: Kind, slot: number, order: number, queue: number): void {
    this.changed = true;
    if (kind === Kind.Contingent) this.working.contingent.accept(slot);
    else this.takeIn(kind, slot, queue);
    this.reports.accepted(kind, slot, order, queue);
  }

  stayed(kind: Kind, slot: number, order: number): void {
    this.changed = true;
    if (kind === Kind.Contingent) this.working.contingent.stay(slot);
    else this.working.books[kind]!.stay(slot);
    this.reports.stayed(kind, slot, order);
  }

  ended(kind: Kind, slot: number, order: number, asked: boolean): void {
    this.changed = true;
    if (kind === Kind.Market) this.working.market = 0;
    else if (kind === Kind.Contingent) this.working.contingent.end(slot);
    else if (kind < Kind.Market) this.working.books[kind]!.end(slot);
    this.reports.ended(kind, slot, order, asked);
  }

  filled(kind: Kind, slot: number, order: number, quantity: number, price: number, fee: number): void {
    this.changed = true;
    if (kind === Kind.Market) this.takeMarket(quantity);
    else if (slot >= LEG_SLOTS) this.fillLeg(kind, slot, order, Math.abs(quantity));
    else if (kind < Kind.Market) this.working.books[kind]!.fill(slot, Math.abs(quantity));
    if (kind === Kind.Liquidation) this.account.liquidate(quantity, price, fee);
    else this.account.fill(quantity, price, fee);
    this.reports.filled(kind, slot, order, quantity, price, fee);
  }

  funded(amount: number, rate: number): void {
    this.changed = true;
    this.account.fund(amount);
    this.reports.funded(amount, rate);
  }

  private takeIn(kind: Kind, slot: number, queue: number): void {
    const book = this.working.books[kind]!;
    book.accept(slot, queue);
    if (book.queue[slot] === queue) this.listener?.joined(kind, slot);
  }

  /** What takes at once rests nowhere. */
  private fillLeg(kind: Kind, row: number, order: number, quantity: number): void {
    const { books, contingent } = this.working, book = books[kind]!, slot = row - LEG_SLOTS, part = contingent.partOf(slot, order);
    if (book.order[row] === order && book.rests(row)) book.fill(row, quantity);
    if (part !== undefined) contingent.fill(slot, part, quantity);
  }

  private takeMarket(quantity: number): void {
    const left = this.working.market - quantity;
    this.working.market = Math.abs(left) < DUST ? 0 : left;
  }
}
