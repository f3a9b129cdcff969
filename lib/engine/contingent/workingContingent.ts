/**
 * Orders of `want.order` beyond plain quotes and stops, as they are at the venue, by slot. What of them rests is the venue's business: its legs stand in the
 * books of resting orders. Knows nothing of what is wanted and of no price on the market.
 */
import { DUST } from "../grid.js";
import { Kind, Phase } from "../phase.js";
import type { Approval } from "../risk.js";
import { CONTINGENT_SLOTS, OrderType, Terms } from "./terms.js";

/** Numbers an order takes up: an OCO and a bracket are lists of orders, the list's own number first. */
export const numbersOf = (type: OrderType): number => (type >= OrderType.Oco ? 3 : 1);
/** What is added to the order's number: the entry, or an order of one part, has the number itself. */
export const enum Part { Entry = 0, Stop = 1, Target = 2 }

export class WorkingContingent {
  readonly kind: Kind = Kind.Contingent;
  /** Slots from here on are empty. */
  used = 0;
  /** Questions the venue has not taken yet. */
  asked = 0;
  readonly phase: Uint8Array = new Uint8Array(CONTINGENT_SLOTS);
  /** As accepted, and as asked for and not yet answered. */
  readonly terms: Terms = new Terms();
  readonly next: Terms = new Terms();
  /** Still unfilled; of a bracket, of its entry. */
  readonly left: Float64Array = new Float64Array(CONTINGENT_SLOTS);
  /** Of a bracket: entered and not left again. */
  readonly held: Float64Array = new Float64Array(CONTINGENT_SLOTS);
  readonly order: Int32Array = new Int32Array(CONTINGENT_SLOTS);
  /** How many questions the slot has asked: a venue that has heard this one need not hear it again. */
  readonly question: Int32Array = new Int32Array(CONTINGENT_SLOTS);
  /** The decision that asked last. */
  readonly decision: Int32Array = new Int32Array(CONTINGENT_SLOTS);

  /** A question about the slot; its terms stand in `next`. */
  ask(_approval: Approval, phase: Phase, slot: number, decision: number): void {
    this.phase[slot] = phase;
    this.question[slot]!++;
    this.decision[slot] = decision;
    this.asked++;
    if (slot >= this.used) this.used = slot + 1;
  }

  /** The answer yes to a placement or an amendment. */
  accept(slot: number): void {
    const isNew = this.phase[slot] === Phase.PendingNew, isBracket = this.next.type[slot] === OrderType.Bracket;
    const entered = isNew || !isBracket ? 0 : this.terms.quantity[slot]! - this.left[slot]!; // of the quantity a bracket names, part may be done
    if (isNew) this.held[slot] = 0;
    this.phase[slot] = Phase.Open;
    this.terms.copy(slot, this.next);
    this.left[slot] = Math.max(this.next.quantity[slot]! - entered, 0);
  }

  /** The order stays as it was before the question. */
  stay(slot: number): void {
    this.phase[slot] = Phase.Open;
  }

  end(slot: number): void {
    this.phase[slot] = Phase.None;
    this.left[slot] = 0;
  }

  /** True while something may come of the order, whatever is being asked of it. */
  rests(slot: number): boolean {
    const phase = this.phase[slot]!;
    return phase !== Phase.None && phase !== Phase.PendingNew;
  }

  /** Which part of the slot's order has this number; undefined: none. */
  partOf(slot: number, order: number): Part | undefined {
    const part = order - this.order[slot]!;
    return this.phase[slot] !== Phase.None && part >= 0 && part < numbersOf(this.terms.type[slot]!) ? part : undefined;
  }

  /** A part of the order was filled. @returns true when nothing of the order is left */
  fill(slot: number, part: Part, quantity: number): boolean {
    const isBracket = this.terms.type[slot] === OrderType.Bracket;
    if (isBracket) this.held[slot]! += part === Part.Entry ? quantity : -quantity;
    if (!isBracket || part === Part.Entry) this.left[slot] = Math.max(this.left[slot]! - quantity, 0);
    if (this.left[slot]! < DUST && this.held[slot]! < DUST) return true;
    if (this.phase[slot] === Phase.Open) this.phase[slot] = Phase.PartiallyFilled;
    else if (this.phase[slot] === Phase.PendingAmend && !isBracket) this.next.quantity[slot] = Math.max(this.next.quantity[slot]! - quantity, 0);
    return false;
  }
}
