/**
 * Our resting limits on one side, and what prints, quotes and changes of the book do to them (F18, F19). Fills at the order's own price.
 * Knows neither latency nor strategy.
 */
import type { Trader } from "../../engine/engine.js";
import { quantityDown } from "../../engine/grid.js";
import { SLOTS, type WorkingBook } from "../../engine/workingBook.js";
import type { Executions } from "../executions.js";
import { Reason } from "../fillLog.js";
import { frontAfter, reachedBy, type Queue } from "./queue.js";

export class RestingSide {
  /** Price of the order nearest to the market: nothing happens before it. */
  nearest: number;
  /** Half a tick: prices closer than this are one. */
  half: number = NaN;
  /** Ahead of each slot's order at its price; Infinity for unknown. */
  readonly front: Float64Array = new Float64Array(SLOTS);
  /** Printed at the price since its level last changed. */
  private readonly traded: Float64Array = new Float64Array(SLOTS);
  private stepsPerUnit: number = NaN;
  /** What the other side's best, now at or beyond our orders, has given us already. */
  private crossPrice: number = NaN;
  private crossGiven: number = NaN;

  constructor(private readonly book: WorkingBook, private readonly queue: Queue, private readonly participation: number, private readonly trader: Trader, private readonly executions: Executions) {
    this.nearest = book.move * Infinity;
    this.crossGiven = 0;
  }

  setSteps(ticksPerUnit: number, stepsPerUnit: number): void {
    this.half = 0.5 / ticksPerUnit;
    this.stepsPerUnit = stepsPerUnit;
  }

  /** An order takes its place at the end of its level. @param shown size there; Infinity where nobody says */
  join(slot: number, shown: number): void {
    this.front[slot] = shown;
    this.traded[slot] = 0;
  }

  /** Finds `nearest` again. */
  look(): void {
    const slot = this.after(-Infinity, -Infinity);
    this.nearest = slot < 0 ? this.book.move * Infinity : this.book.price[slot]!;
  }

  /** A print of the side that takes from us. Its quantity is shared once, the nearest and oldest first. */
  print(price: number, quantity: number): void {
    const { book, half } = this, level = book.move * price, room = this.participation * quantity;
    let given = 0;
    for (let slot = this.after(-Infinity, -Infinity); slot >= 0;) {
      const key = book.move * book.price[slot]!, place = book.queue[slot]!, beyond = level - key;
      if (beyond < -half) return;
      const reached = beyond > half ? this.tradedThrough(slot, room - given) : Math.min(this.tradedAt(slot, quantity, given), this.lots(room - given));
      given += this.fill(slot, reached, beyond > half ? Reason.Cross : Reason.Queue);
      slot = this.after(key, place);
    }
  }

  /** A level of our side now shows `next`. */
  level(price: number, previous: number, next: number): void {
    const { book, half } = this;
    for (let slot = 0; slot < book.used; slot++) {
      if (!book.rests(slot) || Math.abs(book.price[slot]! - price) > half) continue;
      this.front[slot] = frontAfter(this.queue, this.front[slot]!, previous, next, this.traded[slot]!);
      this.traded[slot] = 0;
    }
  }

  /** The best of our side is now here: nobody is ahead of what is nearer, and an unknown queue at the best is known. */
  best(price: number, size: number): void {
    const { book, half, front } = this;
    for (let slot = 0; slot < book.used; slot++) {
      if (!book.rests(slot)) continue;
      const behind = book.move * (book.price[slot]! - price);
      if (behind < -half) front[slot] = 0;
      else if (behind <= half && front[slot] === Infinity) front[slot] = size;
    }
  }

  /** The best of the other side stands at or beyond our orders: it would have met them. What it shows is shared once while it stays there. */
  crossed(price: number, size: number): void {
    const { book, half } = this;
    if (!(book.move * (price - this.nearest) >= -half)) this.crossGiven = 0;
    else this.giveCrossed(price, size);
    this.crossPrice = price;
  }

  private giveCrossed(price: number, size: number): void {
    const { book, half } = this;
    if (Math.abs(price - this.crossPrice) > half) this.crossGiven = 0;
    for (let slot = this.after(-Infinity, -Infinity); slot >= 0;) {
      const key = book.move * book.price[slot]!, place = book.queue[slot]!;
      if (book.move * price - key < -half) return;
      this.crossGiven += this.fill(slot, this.lots(this.participation === Infinity ? Infinity : size - this.crossGiven), Reason.Cross);
      slot = this.after(key, place);
    }
  }

  /** The level is gone, and so are those who stood ahead. */
  private tradedThrough(slot: number, room: number): number {
    this.front[slot] = 0;
    return this.lots(room);
  }

  private tradedAt(slot: number, quantity: number, given: number): number {
    const front = this.front[slot]!, reached = reachedBy(front, quantity, given, this.stepsPerUnit);
    this.front[slot] = Math.max(front - quantity, 0);
    this.traded[slot]! += quantity;
    return reached;
  }

  private lots(room: number): number {
    return room === Infinity ? Infinity : quantityDown(Math.max(room, 0), this.stepsPerUnit);
  }

  /** @returns what was filled */
  private fill(slot: number, reached: number, reason: Reason): number {
    const { book, trader } = this, most = book.reduces(slot) ? Math.max(-book.trade * trader.account.position, 0) : Infinity, quantity = Math.min(book.quantity[slot]!, reached, most);
    if (most === 0) {
      this.executions.counts.canceled++;
      trader.ended(book.kind, slot, book.order[slot]!, false);
      return 0;
    }
    if (quantity > 0) this.executions.rest(book, slot, quantity, reason);
    return Math.max(quantity, 0);
  }

  /** The next order on the way of price, then of acceptance; -1 behind the last. */
  private after(key: number, place: number): number {
    const { book } = this;
    let found = -1, foundKey = Infinity;
    for (let slot = 0; slot < book.used; slot++) {
      if (!book.rests(slot)) continue;
      const own = book.move * book.price[slot]!;
      if (own < key || (own === key && book.queue[slot]! <= place) || own > foundKey) continue;
      if (own === foundKey && book.queue[slot]! > book.queue[found]!) continue;
      found = slot;
      foundKey = own;
    }
    return found;
  }
}
