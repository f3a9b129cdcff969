/**
 * A stop and a target of which one cancels the other: an OCO by itself, or what a bracket gives to each part of its entry that is filled (F16). What one
 * fills is taken off the other before anything else can fill (F15). Knows no way of price.
 */
import { OrderType } from "../../engine/contingent/terms.js";
import { Part } from "../../engine/contingent/workingContingent.js";
import type { Trader } from "../../engine/engine.js";
import { Flag } from "../../engine/phase.js";
import { DUST } from "../../engine/grid.js";
import type { WorkingBook } from "../../engine/workingBook.js";
import type { Acceptance } from "../acceptance.js";
import type { Executions } from "../executions.js";
import { Reason } from "../fillLog.js";
import { Refusal } from "../refusal.js";
import { type Legs, rowOf } from "./legs.js";
import { type ContingentState, Stage } from "./state.js";

export class Exits {
  constructor(private readonly trader: Trader, private readonly acceptance: Acceptance, private readonly executions: Executions, private readonly legs: Legs, private readonly state: ContingentState) {}

  /** Both legs of an OCO, placed or amended. */
  start(slot: number): void {
    const { terms, left } = this.trader.working.contingent;
    if (this.state.stage[slot] === Stage.None) this.executions.counts.placed++; // the second order of the list
    this.state.begin(slot, Stage.Exits);
    this.put(slot, this.stopOf(slot), Part.Stop, terms.flags[slot]!, left[slot]!);
    this.put(slot, this.targetOf(slot), Part.Target, terms.flags[slot]!, left[slot]!);
  }

  /** A bracket's exits at the prices it has now, for as much as they stood for. */
  move(slot: number): void {
    const stop = this.stopOf(slot), target = this.targetOf(slot);
    if (this.legs.rests(stop, slot)) this.put(slot, stop, Part.Stop, Flag.ReduceOnly, stop.quantity[rowOf(slot)]!);
    if (this.legs.rests(target, slot)) this.put(slot, target, Part.Target, Flag.ReduceOnly, target.quantity[rowOf(slot)]!);
  }

  /** Gives what the entry has filled since its exits. A position that something else has closed meanwhile leaves nothing to exit from. */
  cover(slot: number): void {
    const { counts } = this.executions, { account } = this.trader, stop = this.stopOf(slot), target = this.targetOf(slot), bare = this.state.bare[slot]!;
    this.state.bare[slot] = 0;
    if (stop.trade * account.position >= 0) return this.refuse();
    for (const book of [stop, target]) if (!this.legs.rests(book, slot)) counts.placed++;
    this.put(slot, stop, Part.Stop, Flag.ReduceOnly, bare + this.resting(stop, slot));
    this.put(slot, target, Part.Target, Flag.ReduceOnly, bare + this.resting(target, slot));
    this.fireIfPassed(slot);
  }

  /** A leg of the slot was filled. A stop fills whole or is over, so that its target goes with it. */
  filled(slot: number, part: Part, quantity: number): void {
    if (part === Part.Target) this.legs.reduce(this.stopOf(slot), slot, quantity);
    else if (part === Part.Entry) {
      this.state.entered[slot]! += quantity;
      this.state.bare[slot]! += quantity;
    }
  }

  /** One of the two is gone: so is the other. @returns whether neither rests */
  areOver(slot: number): boolean {
    const stop = this.stopOf(slot), target = this.targetOf(slot), both = this.legs.rests(stop, slot) && this.legs.rests(target, slot);
    if (!both) this.cancel(slot);
    return !both;
  }

  cancel(slot: number): void {
    this.legs.cancel(this.stopOf(slot), slot);
    this.legs.cancel(this.targetOf(slot), slot);
  }

  /** What the exits do to the position. */
  private tradeOf(slot: number): number {
    const { terms } = this.trader.working.contingent;
    return terms.type[slot] === OrderType.Bracket ? -terms.trade[slot]! : terms.trade[slot]!;
  }

  private stopOf(slot: number): WorkingBook {
    return this.legs.stops(this.tradeOf(slot));
  }

  private targetOf(slot: number): WorkingBook {
    return this.legs.limits(this.tradeOf(slot));
  }

  private resting(book: WorkingBook, slot: number): number {
    return this.legs.rests(book, slot) ? book.quantity[rowOf(slot)]! : 0;
  }

  private put(slot: number, book: WorkingBook, part: Part, flags: number, quantity: number): void {
    const { terms } = this.trader.working.contingent, price = part === Part.Stop ? terms.trigger[slot]! : terms.target[slot]!;
    this.legs.put(book, slot, { order: this.state.order[slot]! + part, flags, price, quantity });
  }

  private refuse(): void {
    const { counts } = this.executions;
    counts.placed += 2;
    counts.rejected += 2;
    this.acceptance.refused[Refusal.ReduceOnly]! += 2;
  }

  /** F7: price stands beyond the stop when it is placed, so that it goes off there and then. */
  private fireIfPassed(slot: number): void {
    const stop = this.stopOf(slot), row = rowOf(slot), { acceptance, executions, trader } = this;
    if (!this.legs.rests(stop, slot) || stop.move * (stop.price[row]! - acceptance.last) > acceptance.slack) return;
    const quantity = Math.min(stop.quantity[row]!, -stop.trade * trader.account.position);
    if (quantity > DUST) executions.take(stop.kind, row, stop.order[row]!, stop.trade * quantity, acceptance.takerPrice(stop.trade), Reason.Stop);
    if (this.legs.rests(stop, slot)) this.legs.drop(stop, slot); // clipped to the position
  }
}
