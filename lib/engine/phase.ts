/**
 * What stands in a slot of the working book, as small numbers the loop can compare. The words and every step between them are the
 * table of market/order.ts; this file only maps one to the other. Knows no venue.
 */
import type { OrderState } from "../market/order.js";

/**
 * From `PendingNew` on a question is under way and the slot waits for its answer. A `Leg` rests for an order of several parts: the venue moves it,
 * and who compares wanted with working leaves it alone.
 */
export const enum Phase { None = 0, Open = 1, PartiallyFilled = 2, Leg = 3, PendingNew = 4, PendingAmend = 5, PendingCancel = 6 }

/** The six books of resting orders, then the two kinds of trade that rest nowhere, then what `want.order` asks beyond a plain quote. */
export const enum Kind { Bid = 0, Ask = 1, SellStop = 2, BuyStop = 3, SellTarget = 4, BuyTarget = 5, Market = 6, Liquidation = 7, Contingent = 8 }

/** What an order promises of itself; bits. */
export const enum Flag { None = 0, PostOnly = 1, ReduceOnly = 2, ImmediateOrCancel = 4, FillOrKill = 8 }

const STATES: readonly (OrderState | undefined)[] = [undefined, "open", "partially-filled", "open", "pending-new", "pending-amend", "pending-cancel"];

/** The order state a phase stands for; undefined for an empty slot. */
export const stateOf = (phase: Phase): OrderState | undefined => STATES[phase];
