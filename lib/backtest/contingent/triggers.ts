/**
 * Orders that wait for a trigger, and become a limit or a market order at it: stop-limit (F8) and take-profit. One that has triggered is a limit like any
 * other. Knows no way of price: who walks it says when a trigger is met.
 */
import { OrderType } from "../../engine/contingent/terms.js";
import type { Trader } from "../../engine/engine.js";
import { LEG_SLOTS, type WorkingBook } from "../../engine/workingBook.js";
import type { Acceptance } from "../acceptance.js";
import type { Executions } from "../executions.js";
import { Refusal } from "../refusal.js";
import type { Leg, Legs } from "./legs.js";
import { type ContingentState, Stage } from "./state.js";

export class Triggers {
  constructor(private readonly trader: Trader, private readonly acceptance: Acceptance, private readonly executions: Executions, private readonly legs: Legs, private readonly state: ContingentState) {}

  /** Placed or amended. */
  start(slot: number): void {
    const { terms, left } = this.trader.working.contingent, book = this.bookOf(slot);
    if (this.state.stage[slot] === Stage.Resting) return void this.legs.limit(this.legs.limits(book.trade), slot, this.leg(slot, terms.price[slot]!, left[slot]!));
    this.state.begin(slot, Stage.Armed);
    this.legs.put(book, slot, this.leg(slot, terms.trigger[slot]!, left[slot]!));
  }

  /** Where the trigger rests. */
  bookOf(slot: number): WorkingBook {
    const { terms } = this.trader.working.contingent, trade = terms.trade[slot]!;
    return terms.type[slot] === OrderType.TakeProfit ? this.legs.targets(trade) : this.legs.stops(trade);
  }

  /** Whether the trigger in this row, once met, becomes a limit instead of a market order. */
  becomesLimit(row: number): boolean {
    const { terms } = this.trader.working.contingent, slot = row - LEG_SLOTS, type = terms.type[slot]!;
    return (type === OrderType.StopLimit || type === OrderType.TakeProfit) && terms.price[slot] === terms.price[slot];
  }

  /** F8: at its trigger the limit is a new order, on what is left of the way. */
  toLimit(book: WorkingBook, row: number): void {
    const { terms } = this.trader.working.contingent, slot = row - LEG_SLOTS, leg = this.leg(slot, terms.price[slot]!, book.quantity[row]!);
    this.legs.drop(book, slot);
    this.state.begin(slot, Stage.Resting);
    const refusal = this.legs.limit(this.legs.limits(book.trade), slot, leg);
    if (refusal === Refusal.None) return;
    this.acceptance.refused[refusal]!++;
    this.executions.counts.rejected++;
  }

  private leg(slot: number, price: number, quantity: number): Leg {
    const { terms } = this.trader.working.contingent;
    return { order: this.state.order[slot]!, flags: terms.flags[slot]!, price, quantity };
  }
}
