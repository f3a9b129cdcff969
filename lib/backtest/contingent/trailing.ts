/**
 * Trailing stops: armed at a distance from the best price seen since their activation, and moved after it. Price moves one way between two points of a path,
 * so that it is enough to look where it turns. Triggers nothing.
 */
import { OrderType } from "../../engine/contingent/terms.js";
import type { Trader } from "../../engine/engine.js";
import { priceDown, priceUp } from "../../engine/grid.js";
import { type Legs, rowOf } from "./legs.js";
import { type ContingentState, Stage } from "./state.js";

export class Trailing {
  private ticksPerUnit: number = NaN;

  constructor(private readonly trader: Trader, private readonly legs: Legs, private readonly state: ContingentState) {}

  setTicks(ticksPerUnit: number): void {
    this.ticksPerUnit = ticksPerUnit;
  }

  /** An order was taken in, or amended: without an activation it follows from here on. */
  start(slot: number, price: number): void {
    const { terms } = this.trader.working.contingent, { state } = this, activation = terms.trigger[slot]!;
    if (state.stage[slot] === Stage.Armed) return this.arm(slot);
    if (state.stage[slot] === Stage.None) state.trailing++;
    state.begin(slot, Stage.Waiting);
    if (activation !== activation) this.activate(slot, price);
  }

  /** Price is here now. @returns whether a stop was armed or moved */
  follow(price: number): boolean {
    const { terms, used } = this.trader.working.contingent, { stage, best } = this.state;
    let moved = false;
    for (let slot = 0; slot < used; slot++) {
      if (stage[slot] === Stage.None || terms.type[slot] !== OrderType.TrailingStop) continue;
      const ahead = -terms.trade[slot]!, reached = ahead * price, mark = stage[slot] === Stage.Waiting ? terms.trigger[slot]! : best[slot]!;
      if (reached < ahead * mark || (reached === ahead * mark && stage[slot] !== Stage.Waiting)) continue;
      this.activate(slot, price);
      moved = true;
    }
    return moved;
  }

  private activate(slot: number, price: number): void {
    this.state.best[slot] = price;
    this.arm(slot);
  }

  /** A sale's stop is rounded down, a purchase's up: away from the market. */
  private arm(slot: number): void {
    const { terms, left } = this.trader.working.contingent, trade = terms.trade[slot]!, book = this.legs.stops(trade), row = rowOf(slot);
    const level = this.state.best[slot]! * (1 + trade * terms.callback[slot]!), price = trade > 0 ? priceUp(level, this.ticksPerUnit) : priceDown(level, this.ticksPerUnit);
    if (this.state.stage[slot] === Stage.Armed && book.quantity[row] === left[slot]) book.price[row] = price; // its own move: it keeps its place
    else this.legs.put(book, slot, { order: this.state.order[slot]!, flags: terms.flags[slot]!, price, quantity: left[slot]! });
    this.state.begin(slot, Stage.Armed);
  }
}
