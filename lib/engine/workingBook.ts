/**
 * Orders as they are at the venue, by slot, as structs of arrays. A slot is the handle, a serial makes asking idempotent, and a slot
 * with a question under way waits for the answer. Knows nothing of what is wanted and of no price on the market.
 */
import type { Approval } from "./risk.js";
import { DUST } from "./grid.js";
import { WorkingContingent } from "./contingent/workingContingent.js";
import { Flag, Kind, Phase } from "./phase.js";

/** Slots of one book: 0..63 are the levels of `want.bid`, `ask` and `stop`, 64..127 the plain orders of `want.order`, 128..191 the legs of its other orders. */
export const SLOTS = 192;
export const ORDER_SLOTS = 64;
export const LEG_SLOTS = 128;

/** Resting orders of one kind. Quantities are unsigned; `next*` is asked for and not yet answered. */
export class WorkingBook {
  /** Slots from here on are empty. */
  used = 0;
  /** Questions the venue has not taken yet. */
  asked = 0;
  readonly phase: Uint8Array = new Uint8Array(SLOTS);
  readonly flags: Uint8Array = new Uint8Array(SLOTS);
  readonly price: Float64Array = new Float64Array(SLOTS);
  /** Still unfilled. Infinity: whatever the position is. */
  readonly quantity: Float64Array = new Float64Array(SLOTS);
  /** As accepted, before fills. */
  readonly original: Float64Array = new Float64Array(SLOTS);
  readonly nextPrice: Float64Array = new Float64Array(SLOTS);
  readonly nextQuantity: Float64Array = new Float64Array(SLOTS);
  /** Number of the order in the slot; an amended order keeps it. */
  readonly order: Int32Array = new Int32Array(SLOTS);
  /** How many questions the slot has asked: a venue that has heard this one need not hear it again. */
  readonly question: Int32Array = new Int32Array(SLOTS);
  /** The decision that asked last. */
  readonly decision: Int32Array = new Int32Array(SLOTS);
  /** Place in the venue's queue: lower was accepted earlier. */
  readonly queue: Int32Array = new Int32Array(SLOTS);

  /**
   * @param trade what a fill does to the position: +1 buys, -1 sells
   * @param move the way price goes to meet it: -1 down, +1 up
   */
  constructor(readonly kind: Kind, readonly trade: 1 | -1, readonly move: 1 | -1) {}

  /** A question about the slot; its numbers stand in `next*`. */
  ask(_approval: Approval, phase: Phase, slot: number, decision: number): void {
    this.phase[slot] = phase;
    this.question[slot]!++;
    this.decision[slot] = decision;
    this.asked++;
    if (slot >= this.used) this.used = slot + 1;
  }

  /** The answer yes to a placement or an amendment. A lower quantity at the same price keeps its place in the queue (F17). */
  accept(slot: number, queue: number): void {
    const price = this.nextPrice[slot]!, quantity = this.nextQuantity[slot]!;
    if (this.phase[slot] === Phase.PendingNew || price !== this.price[slot] || quantity > this.quantity[slot]!) this.queue[slot] = queue;
    this.phase[slot] = Phase.Open;
    this.price[slot] = price;
    this.quantity[slot] = quantity;
    this.original[slot] = quantity;
  }

  /** The order rests as before the question (what of it is filled, its quantities say): an amendment was refused, or a cancellation came too late. */
  stay(slot: number): void {
    this.phase[slot] = Phase.Open;
  }

  end(slot: number): void {
    this.phase[slot] = Phase.None;
    this.quantity[slot] = 0;
  }

  /** @returns true when nothing of the order is left */
  fill(slot: number, quantity: number): boolean {
    const left = this.quantity[slot]! - quantity;
    if (left < DUST) {
      this.end(slot);
      return true;
    }
    this.quantity[slot] = left;
    if (this.phase[slot] === Phase.Open) this.phase[slot] = Phase.PartiallyFilled;
    else if (this.phase[slot] === Phase.PendingAmend) this.nextQuantity[slot] = Math.max(this.nextQuantity[slot]! - quantity, 0);
    return false;
  }

  /** True while the order itself rests, whatever is being asked of it. */
  rests(slot: number): boolean {
    const phase = this.phase[slot]!;
    return phase !== Phase.None && phase !== Phase.PendingNew;
  }

  reduces(slot: number): boolean {
    return (this.flags[slot]! & Flag.ReduceOnly) !== 0;
  }
}

/** All that is at the venue, and all that is being asked of it. */
export class Working {
  readonly bids: WorkingBook = new WorkingBook(Kind.Bid, 1, -1);
  readonly asks: WorkingBook = new WorkingBook(Kind.Ask, -1, 1);
  readonly sellStops: WorkingBook = new WorkingBook(Kind.SellStop, -1, -1);
  readonly buyStops: WorkingBook = new WorkingBook(Kind.BuyStop, 1, 1);
  /** Armed take-profits: legs only. */
  readonly sellTargets: WorkingBook = new WorkingBook(Kind.SellTarget, -1, 1);
  readonly buyTargets: WorkingBook = new WorkingBook(Kind.BuyTarget, 1, -1);
  /** By `Kind`. */
  readonly books: readonly WorkingBook[] = [this.bids, this.asks, this.sellStops, this.buyStops, this.sellTargets, this.buyTargets];
  /** What `want.order` asked beyond plain quotes and stops. */
  readonly contingent: WorkingContingent = new WorkingContingent();
  /** Questions the venue has not taken yet. */
  asked = 0;
  /** The latest decision that asked anything. */
  decision = 0;
  /** Last order number given. */
  sequence = 0;
  /** Signed quantity of the market order under way; 0 for none. */
  market = 0;
  marketOrder = 0;
  marketDecision = 0;
}
