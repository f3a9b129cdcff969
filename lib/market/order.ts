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

/** Everything a strategy may want by `want.order`. What a venue can not do yet is refused by name, never ignored. */
export type Instruction = { readonly side: Side; readonly quantity: number; readonly reduceOnly?: boolean } & (
  | { readonly type: "limit"; readonly price: number; readonly timeInForce?: TimeInForce; readonly expiresAt?: Millis }
  | { readonly type: "stop-market"; readonly trigger: number }
  | { readonly type: "stop-limit"; readonly trigger: number; readonly price: number }
  | { readonly type: "take-profit"; readonly trigger: number; readonly price?: number }
  | { readonly type: "trailing-stop"; readonly callback: number; readonly activation?: number }
  | { readonly type: "bracket"; readonly price: number; readonly stop: number; readonly target: number }
);

/** Spelt so everywhere: store, journal, status. `unknown`: asked and heard nothing, the order may rest. `lost`: the venue denies it. */
export const ORDER_STATES = [
  "pending-new", "open", "partially-filled", "pending-amend", "pending-cancel", "unknown", "filled", "canceled", "rejected", "expired", "lost",
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** What happened to an order. `timeout` is silence, not refusal. */
export type OrderEvent = "accepted" | "partial-fill" | "fill" | "ask-amend" | "amended" | "amend-refused" | "ask-cancel" | "cancel-refused" | "canceled" | "rejected" | "expired" | "timeout" | "found" | "not-found";

type Row = { readonly [event in OrderEvent]?: OrderState };

/** A fill may come before the acceptance, after the cancel, or twice; those are rows, not errors. An absent cell is impossible. */
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
