/**
 * Orders as every room speaks of them: what can be asked, every state an order can be in, every step between states.
 * One table for backtest and live. Knows no venue and no strategy.
 */
import type { Millis } from "./units.js";

export type Side = "buy" | "sell";
/** What took the other side's liquidity pays the taker fee. */
export type Liquidity = "maker" | "taker";

/** Good till cancelled, immediate or cancel, fill or kill, good till a date, post-only. */
export type TimeInForce = "GTC" | "IOC" | "FOK" | "GTD" | "GTX";

/** How much: base currency, and whether it may only ever shrink the position. */
interface Sized { readonly quantity: number; readonly reduceOnly?: boolean; readonly closePosition?: never }
/** All of the position, whatever it is by then. Excludes quantity and reduceOnly, as exchanges have it. */
interface Whole { readonly closePosition: true; readonly quantity?: never; readonly reduceOnly?: never }

/**
 * Everything a strategy may want by `want.order`. Prices in quote currency, quantities in base. `side` is that of the order; of a bracket that of its entry.
 * - `limit`: GTC unless `timeInForce` says otherwise. IOC takes what is there and is gone; FOK takes all or nothing; GTD is gone at `expiresAt`, which it must name; GTX is refused where it would take.
 * - `stop-market`, `stop-limit`: armed until price moves against the order's side through `trigger` (a sale: down to it); then a market order, or a new limit at `price`.
 * - `take-profit`: armed until price moves the other way (a sale: up to `trigger`); then a market order, or a new limit where `price` is given.
 * - `trailing-stop`: a stop that follows the best price seen since `activation` (default: since it was taken in) at the distance `callback`, a fraction of that price.
 * - `oco`: a limit at `target` and a stop-market at `stop`; what one fills is taken off the other.
 * - `bracket`: an entry at the limit `price`, or at market without one. What it fills is given an `oco` of the other side, reduce-only (F16: in pessimistic mode from
 *   the next bar on). At its first exit it is over: what the entry has not filled by then is cancelled. `quantity` is that of the whole.
 *
 * An OCO and a bracket take three order numbers: their own, or the entry's; the stop's; the target's. An amendment that is refused leaves the order as it was.
 */
export type Instruction = { readonly side: Side } & (
  | (Sized & { readonly type: "market" })
  | (Sized & { readonly type: "limit"; readonly price: number; readonly timeInForce?: TimeInForce; readonly expiresAt?: Millis })
  | (Sized & { readonly type: "stop-limit"; readonly trigger: number; readonly price: number })
  | (Sized & { readonly type: "trailing-stop"; readonly callback: number; readonly activation?: number })
  | (Sized & { readonly type: "oco"; readonly stop: number; readonly target: number })
  | (Sized & { readonly type: "bracket"; readonly price?: number; readonly stop: number; readonly target: number })
  | ((Sized | Whole) & { readonly type: "stop-market"; readonly trigger: number })
  | ((Sized | Whole) & { readonly type: "take-profit"; readonly trigger: number; readonly price?: number })
);

/** Spelt so everywhere: store, journal, status. `unknown`: asked and heard nothing, the order may rest. `lost`: the venue denies it. */
export const ORDER_STATES = [
  "pending-new", "open", "partially-filled", "pending-amend", "pending-cancel", "unknown", "filled", "canceled", "rejected", "expired", "lost",
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** What happened to an order. `timeout` is silence, not refusal. */
export type OrderEvent = "accepted" | "partial-fill" | "fill" | "ask-amend" | "amended" | "amend-refused" | "ask-cancel" | "cancel-refused" | "canceled" | "rejected" | "expired" | "timeout" | "found" | "not-found";

type Row = { readonly [event in OrderEvent]?: OrderState };

/**
 * A fill may come before the acceptance, after the cancel, or twice; those are rows, not errors. An absent cell is impossible. After an amendment, asked or refused,
 * an order is `open`: what of it was filled before is told by its quantities.
 */
const TABLE: { readonly [state in OrderState]: Row } = {
  "pending-new": { accepted: "open", "partial-fill": "partially-filled", fill: "filled", "ask-cancel": "pending-cancel", canceled: "canceled", rejected: "rejected", expired: "expired", timeout: "unknown", found: "open" },
  open: { accepted: "open", "partial-fill": "partially-filled", fill: "filled", "ask-amend": "pending-amend", "ask-cancel": "pending-cancel", canceled: "canceled", expired: "expired", timeout: "unknown", found: "open", "not-found": "lost", "cancel-refused": "open", "amend-refused": "open" },
  "partially-filled": { accepted: "partially-filled", "partial-fill": "partially-filled", fill: "filled", "ask-amend": "pending-amend", "ask-cancel": "pending-cancel", canceled: "canceled", expired: "expired", timeout: "unknown", found: "partially-filled", "not-found": "lost" },
  "pending-amend": { accepted: "pending-amend", "partial-fill": "pending-amend", fill: "filled", amended: "open", "amend-refused": "open", "ask-cancel": "pending-cancel", canceled: "canceled", expired: "expired", timeout: "unknown", found: "open" },
  "pending-cancel": { accepted: "pending-cancel", "partial-fill": "pending-cancel", fill: "filled", amended: "pending-cancel", canceled: "canceled", "cancel-refused": "open", expired: "expired", timeout: "unknown", rejected: "rejected", found: "pending-cancel" },
  unknown: { accepted: "open", "partial-fill": "partially-filled", fill: "filled", amended: "open", canceled: "canceled", rejected: "rejected", expired: "expired", timeout: "unknown", found: "open", "not-found": "lost", "ask-cancel": "pending-cancel" },
  filled: { accepted: "filled", "partial-fill": "filled", fill: "filled", canceled: "filled", "cancel-refused": "filled", "amend-refused": "filled", timeout: "filled", found: "filled" },
  canceled: { accepted: "canceled", "partial-fill": "canceled", fill: "filled", canceled: "canceled", "cancel-refused": "canceled", timeout: "canceled", found: "canceled", "not-found": "canceled" },
  rejected: { rejected: "rejected", timeout: "rejected", "not-found": "rejected" },
  expired: { "partial-fill": "expired", fill: "filled", expired: "expired", canceled: "expired", "cancel-refused": "expired", timeout: "expired", "not-found": "expired" },
  lost: { accepted: "open", "partial-fill": "partially-filled", fill: "filled", canceled: "canceled", found: "open", "not-found": "lost" },
};

/** The state after an event; undefined when no venue can have meant it. */
export const nextOrderState = (state: OrderState, event: OrderEvent): OrderState | undefined => TABLE[state][event];

/** True when nothing can rest at the venue any more. */
export const isClosed = (state: OrderState): boolean => state === "filled" || state === "canceled" || state === "rejected" || state === "expired";
