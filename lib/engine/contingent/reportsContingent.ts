/**
 * What a venue's reports do to the orders of `want.order` beyond plain quotes and stops: to what is working, and to what is still wanted of it. Knows no venue
 * and asks nothing.
 */
import { Phase } from "../phase.js";
import type { WantedContingent } from "./wantedContingent.js";
import type { WorkingContingent } from "./workingContingent.js";

/** Each report answers whether it was news: one about an order that is gone is not. */
export class ContingentReports {
  constructor(private readonly wanted: WantedContingent, private readonly working: WorkingContingent) {}

  accepted(slot: number, order: number): boolean {
    if (!this.isIn(slot, order)) return false;
    this.working.accept(slot);
    return true;
  }

  /** A stop that can not be moved still protects: what rests is what is wanted, until a decision names the slot anew. */
  stayed(slot: number, order: number): boolean {
    if (!this.isIn(slot, order)) return false;
    this.working.stay(slot);
    if (this.isAnswered(slot)) this.wanted.settleFor(slot, this.working.terms, this.working.left[slot]!);
    return true;
  }

  /** @param asked whether a cancellation of ours ended it */
  ended(slot: number, order: number, asked: boolean): boolean {
    if (!this.isIn(slot, order)) return false;
    this.working.end(slot);
    if (!asked) this.park(slot);
    return true;
  }

  /** @param quantity unsigned */
  filled(slot: number, order: number, quantity: number): void {
    const part = this.working.partOf(slot, order);
    if (part === undefined) return;
    const done = this.working.fill(slot, part, quantity);
    this.wanted.fill(slot, quantity);
    if (!done) return;
    this.working.end(slot);
    this.park(slot);
  }

  private isIn(slot: number, order: number): boolean {
    return this.working.order[slot] === order && this.working.phase[slot] !== Phase.None;
  }

  private park(slot: number): void {
    if (this.isAnswered(slot)) this.wanted.park(slot);
  }

  /** What answers an older decision does not touch what a newer one has named since. */
  private isAnswered(slot: number): boolean {
    return this.wanted.stamp[slot]! <= this.working.decision[slot]!;
  }
}
