import { describe, expect, it } from "vitest";
import { checkpointOf } from "../../../lib/backtest/windBack.js";
import { defaultRules } from "../../../lib/backtest/options.js";
import { SimulatedVenue } from "../../../lib/backtest/simulatedVenue.js";
import { Engine, type Trader } from "../../../lib/engine/engine.js";
import { Kind, Phase, stateOf } from "../../../lib/engine/phase.js";
import { nowColumns, nowView } from "../../../lib/engine/view.js";
import type { Account } from "../../../lib/engine/account.js";
import { LEG_SLOTS, type Working } from "../../../lib/engine/workingBook.js";
import { instrument, inForce } from "../../../lib/market/instrument.js";
import { isClosed, nextOrderState, type OrderEvent, type OrderState } from "../../../lib/market/order.js";
import { walk } from "../randomMarket.js";
import { DATED, market } from "../scripted.js";
import { BARS, ofAllTypes, scenarioOf } from "./randomOrders.js";

/** Anything with slots: a book of quotes, or the orders beyond them. */
interface Slots { readonly phase: Uint8Array; readonly used: number }

/** An engine whose every step between order states is looked up in the table. */
class Followed implements Trader {
  readonly account: Account;
  readonly working: Working;
  readonly seen: Map<string, number> = new Map();

  constructor(readonly engine: Engine) {
    this.account = engine.account;
    this.working = engine.working;
  }

  bar(row: number): void {
    const before = this.all().map(({ phase }) => phase.slice());
    this.engine.bar(row);
    this.all().forEach((slots, book) => slots.phase.forEach((phase, slot) => this.asked(before[book]![slot]!, phase)));
  }

  accepted(kind: Kind, slot: number, order: number, queue: number): void {
    this.step(kind, slot, (before) => (before === "pending-amend" ? "amended" : "accepted"), () => this.engine.accepted(kind, slot, order, queue));
  }
  stayed(kind: Kind, slot: number, order: number): void {
    this.step(kind, slot, () => "amend-refused", () => this.engine.stayed(kind, slot, order));
  }
  ended(kind: Kind, slot: number, order: number, asked: boolean): void {
    this.step(kind, slot, (before) => (asked ? "canceled" : before === "pending-new" ? "rejected" : "expired"), () => this.engine.ended(kind, slot, order, asked));
  }
  filled(kind: Kind, slot: number, order: number, quantity: number, price: number, fee: number): void {
    this.step(kind, slot, (_, after) => (after === undefined ? "fill" : "partial-fill"), () => this.engine.filled(kind, slot, order, quantity, price, fee));
  }
  funded(amount: number, rate: number): void {
    this.engine.funded(amount, rate);
  }

  private all(): readonly Slots[] {
    return [...this.working.books, this.working.contingent];
  }

  private step(kind: Kind, slot: number, eventOf: (before: OrderState, after: OrderState | undefined) => OrderEvent, report: () => void): void {
    const isLeg = slot >= LEG_SLOTS, slots: Slots | undefined = isLeg || kind === Kind.Contingent ? this.working.contingent : this.working.books[kind], at = isLeg ? slot - LEG_SLOTS : slot;
    const before = slots === undefined ? undefined : stateOf(slots.phase[at]!);
    report();
    const after = slots === undefined ? undefined : stateOf(slots.phase[at]!), event = before === undefined ? undefined : eventOf(before, after);
    if (event === undefined || before === undefined || (isLeg && !event.includes("fill"))) return; // an order that rests nowhere or is gone, or no more than a part of one
    this.check(before, event, after);
  }

  private asked(before: Phase, after: Phase): void {
    if (before === after || before === Phase.None) return;
    this.check(stateOf(before)!, after === Phase.PendingCancel ? "ask-cancel" : "ask-amend", stateOf(after));
  }

  private check(before: OrderState, event: OrderEvent, after: OrderState | undefined): void {
    const next = nextOrderState(before, event), step = `${before} + ${event}`;
    this.seen.set(step, (this.seen.get(step) ?? 0) + 1);
    if (next === undefined || (after === undefined ? !isClosed(next) : next !== after)) throw new Error(`${step} is ${next} by the table, and ${after ?? "gone"} in the engine`);
  }
}

function follow(seed: number): Followed {
  const { mode, path, latencyBars, latencyMs, participation, leverage, symbol } = scenarioOf(seed), candles = market(walk(seed, BARS), { symbol }), traded = instrument("binance", symbol), spot = traded.kind === "spot";
  const rules = { ...defaultRules(mode), path: mode === "optimistic" ? "adaptive" as const : path, latencyBars, latencyMs, participation }, dated = inForce(traded.rules, DATED).value;
  const engine = new Engine({
    strategy: ofAllTypes(seed, false), params: {}, cash: 1_000, leverage: spot ? 1 : leverage, size: { kind: "fixed", quantity: 1 }, spot, interval: candles.interval, tolerance: { ticks: 0, steps: 0 },
    view: nowView(nowColumns(candles, undefined, {}), candles.interval), firstDecision: 0,
  });
  const followed = new Followed(engine), noLog = { length: 0, windBack: () => undefined };
  const venue = new SimulatedVenue({ candles, first: 0, mark: undefined, funding: undefined, rules, spot, cuts: false, seed: 1, reacts: false, checkpoint: (played) => checkpointOf(played, engine, noLog as never) }, followed);
  engine.setRules(dated, 0.0005);
  venue.setRules(dated, 0.0002, 0.0005);
  for (let row = 0; row < candles.length && venue.play(row); row++) followed.bar(row);
  return followed;
}

describe("every order of a run", () => {
  it("goes from state to state as the table of market/order.ts says, whatever its type", () => {
    const seen = new Map<string, number>();
    for (let seed = 500; seed < 560; seed++) for (const [step, times] of follow(seed).seen) seen.set(step, (seen.get(step) ?? 0) + times);
    for (const step of [
      "pending-new + accepted", "pending-new + rejected", "open + partial-fill", "open + fill", "partially-filled + partial-fill", "partially-filled + fill", "open + ask-amend", "partially-filled + ask-amend",
      "pending-amend + amended", "pending-amend + amend-refused", "open + ask-cancel", "partially-filled + ask-cancel", "pending-cancel + canceled", "pending-cancel + fill", "pending-cancel + partial-fill",
      "pending-amend + fill", "pending-amend + expired", "open + expired", "partially-filled + expired", "pending-cancel + expired",
    ]) expect(seen.get(step) ?? 0, step).toBeGreaterThan(0);
  });
});
