import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isClosed, nextOrderState, ORDER_STATES, type OrderEvent, type OrderState } from "../../lib/market/order.js";

const EVENTS: readonly OrderEvent[] = ["accepted", "partial-fill", "fill", "ask-amend", "amended", "amend-refused", "ask-cancel", "cancel-refused", "canceled", "rejected", "expired", "timeout", "found", "not-found"];
const after = (...events: readonly OrderEvent[]): OrderState | undefined => events.reduce<OrderState | undefined>((state, event) => (state === undefined ? undefined : nextOrderState(state, event)), "pending-new");

type Row = readonly [events: readonly OrderEvent[], state: OrderState | undefined, why: string];

describe("an order", () => {
  it.each<Row>([
    [["timeout"], "unknown", "silence is not refusal: the order may rest"],
    [["timeout", "found"], "open", "the venue's word ends the doubt"],
    [["timeout", "not-found"], "lost", "nor is a denial a cancel"],
    [["not-found"], undefined, "nobody asked for it yet"],
    [["partial-fill"], "partially-filled", "a fill may overtake the acceptance"],
    [["accepted", "ask-cancel", "fill"], "filled", "a fill may overtake the cancel"],
    [["accepted", "ask-cancel", "canceled", "fill"], "filled", "or come after it"],
    [["accepted", "ask-cancel", "cancel-refused"], "open", "a refused cancel leaves it resting"],
    [["rejected", "fill"], undefined, "what was refused never fills"],
    [["fill", "canceled"], "filled", "nor does a late cancel undo a fill"],
  ])("after %j is %s: %s", (events, state) => expect(after(...events)).toBe(state));

  it("fills from every state but rejected", () => {
    for (const state of ORDER_STATES) expect(nextOrderState(state, "fill"), state).toBe(state === "rejected" ? undefined : "filled");
  });

  it("never comes back to life once closed, but by a late fill", () => fc.assert(fc.property(fc.constantFrom(...ORDER_STATES.filter(isClosed)), fc.array(fc.constantFrom(...EVENTS)), (closed, events) => {
    let state: OrderState = closed;
    for (const event of events) state = nextOrderState(state, event) ?? state;
    expect(isClosed(state)).toBe(true);
  })));
});
