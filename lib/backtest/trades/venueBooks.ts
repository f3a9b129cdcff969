/**
 * What is true at the exchange: its own account and working orders, beside what the strategy's side knows. Everything that happens to
 * them is also said in a report, which arrives later. Matches nothing.
 */
import { Account } from "../../engine/account.js";
import type { Trader } from "../../engine/engine.js";
import { Kind } from "../../engine/phase.js";
import { DUST, Working } from "../../engine/workingBook.js";
import type { LatencyAt } from "./latency.js";
import { Reports } from "./reports.js";

/** Told when an order takes a place in a queue. */
export interface QueueListener { joined(kind: Kind, slot: number): void }

export class VenueBooks implements Trader {
  readonly account: Account;
  readonly working: Working = new Working();
  readonly reports: Reports = new Reports();
  /** ms UTC of what is happening. */
  time: number = NaN;
  /** Set once by the venue that matches. */
  listener: QueueListener | undefined = undefined;

  constructor(cash: number, private readonly response: LatencyAt) {
    this.account = new Account(cash);
  }

  accepted(kind: Kind, slot: number, order: number, queue: number): void {
    const book = this.working.books[kind]!;
    book.accept(slot, queue);
    if (book.queue[slot] === queue) this.listener?.joined(kind, slot);
    this.reports.accepted(this.heard(), kind, slot, order, queue);
  }

  stayed(kind: Kind, slot: number, order: number): void {
    this.working.books[kind]!.stay(slot);
    this.reports.stayed(this.heard(), kind, slot, order);
  }

  ended(kind: Kind, slot: number, order: number, asked: boolean): void {
    if (kind === Kind.Market) this.working.market = 0;
    else if (kind < Kind.Market) this.working.books[kind]!.end(slot);
    this.reports.ended(this.heard(), kind, slot, order, asked);
  }

  filled(kind: Kind, slot: number, order: number, quantity: number, price: number, fee: number): void {
    if (kind === Kind.Market) this.takeMarket(quantity);
    else if (kind < Kind.Market) this.working.books[kind]!.fill(slot, Math.abs(quantity));
    this.account.fill(quantity, price, fee);
    this.reports.filled(this.heard(), kind, slot, order, quantity, price, fee);
  }

  funded(amount: number, rate: number): void {
    this.account.fund(amount);
    this.reports.funded(this.heard(), amount, rate);
  }

  private heard(): number {
    return this.time + this.response.after(this.time);
  }

  private takeMarket(quantity: number): void {
    const left = this.working.market - quantity;
    this.working.market = Math.abs(left) < DUST ? 0 : left;
  }
}
