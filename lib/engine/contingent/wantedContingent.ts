/**
 * What a decision wants by `want.order` beyond plain quotes and stops, as it was said: nothing is rounded or asked here. Knows no venue.
 */
import { DUST } from "../grid.js";
import { CONTINGENT_SLOTS, type ContingentInstruction, OrderType, Terms } from "./terms.js";

export class WantedContingent {
  /** Slots from here on were never named. */
  used = 0;
  readonly terms: Terms = new Terms();
  readonly stamp: Int32Array = new Int32Array(CONTINGENT_SLOTS);
  /** 1: not asked again before a decision names it. */
  readonly parked: Uint8Array = new Uint8Array(CONTINGENT_SLOTS);

  write(slot: number, instruction: ContingentInstruction, stamp: number): void {
    this.terms.write(slot, instruction);
    this.stamp[slot] = stamp;
    this.parked[slot] = 0;
    if (slot >= this.used) this.used = slot + 1;
  }

  park(slot: number): void {
    this.parked[slot] = 1;
  }

  /** What rests is wanted as it is. @param left of it unfilled */
  settleFor(slot: number, terms: Terms, left: number): void {
    this.terms.copy(slot, terms);
    if (terms.type[slot] !== OrderType.Bracket) this.terms.quantity[slot] = left;
  }

  /** @param since the last decision that did not keep */
  stands(slot: number, since: number): boolean {
    return this.stamp[slot]! >= since && this.parked[slot] === 0;
  }

  /** What was filled is no longer wanted. A bracket is wanted whole until its exits have closed it. */
  fill(slot: number, quantity: number): void {
    if (this.terms.type[slot] === OrderType.Bracket) return;
    const left = this.terms.quantity[slot]! - quantity;
    this.terms.quantity[slot] = left;
    if (left < DUST) this.park(slot);
  }
}
