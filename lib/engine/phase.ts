/**
 * What stands in a slot of the working book, as small numbers the loop can compare. The words and every step between them are the
 * table of market/order.ts; this file only maps one to the other. Knows no venue.
 */
import type { OrderState } from "../market/order.js";

/** From `PendingNew` on a question is under way and the slot waits for its answer. */
export const enum Phase { None = 0, Open = 1, PartiallyFilled = 2, PendingNew = 3, PendingAmend = 4, PendingCancel = 5 }

/** The four books of resting orders, then the two kinds of trade that rest nowhere. */
export const enum Kind { Bid = 0, Ask = 1, SellStop = 2, BuyStop = 3, Market = 4, Liquidation = 5 }

/** What an order promises of itself; bits. */
export const enum Flag { None = 0, PostOnly = 1, ReduceOnly = 2 }

const STATES: readonly (OrderState | undefined)[] = [undefined, "open", "partially-filled", "pending-new", "pending-amend", "pending-cancel"];

/** The order state a phase stands for; undefined for an empty slot. */
export const stateOf = (phase: Phase): OrderState | undefined => STATES[phase];
