/**
 * What the venue has said and the strategy's side has not heard yet, in the order it was said (F20 response latency). Numbers in columns;
 * handed on as the calls of `Trader`. Knows no book.
 */
import type { Trader } from "../../engine/engine.js";
import type { Kind } from "../../engine/phase.js";
import type { Clock } from "./clock.js";
import type { LatencyAt } from "./latency.js";

const enum Said { Accepted = 0, Stayed = 1, Ended = 2, Filled = 3, Funded = 4 }

export class Reports {
  /** When the oldest is heard, ms; Infinity when all are. */
  next: number = Infinity;
  private head = 0;
  private tail = 0;
  private latest: number = -Infinity;
  private rows = 1 << 8;
  private due: Float64Array = new Float64Array(this.rows);
  private said: Uint8Array = new Uint8Array(this.rows);
  private kind: Uint8Array = new Uint8Array(this.rows);
  private slot: Uint8Array = new Uint8Array(this.rows);
  private order: Int32Array = new Int32Array(this.rows);
  /** Queue place, signed quantity, funding amount, or 1 for an end that was asked for. */
  private number: Float64Array = new Float64Array(this.rows);
  /** Price of a fill, rate of funding. */
  private price: Float64Array = new Float64Array(this.rows);
  private fee: Float64Array = new Float64Array(this.rows);

  constructor(private readonly clock: Clock, private readonly latency: LatencyAt) {}

  accepted(kind: Kind, slot: number, order: number, queue: number): void {
    this.number[this.say(Said.Accepted, kind, slot, order)] = queue;
  }

  stayed(kind: Kind, slot: number, order: number): void {
    this.say(Said.Stayed, kind, slot, order);
  }

  ended(kind: Kind, slot: number, order: number, asked: boolean): void {
    this.number[this.say(Said.Ended, kind, slot, order)] = asked ? 1 : 0;
  }

  filled(kind: Kind, slot: number, order: number, quantity: number, price: number, fee: number): void {
    const at = this.say(Said.Filled, kind, slot, order);
    this.number[at] = quantity;
    this.price[at] = price;
    this.fee[at] = fee;
  }

  funded(amount: number, rate: number): void {
    const at = this.say(Said.Funded, 0, 0, 0);
    this.number[at] = amount;
    this.price[at] = rate;
  }

  /** Tells everything that is due. */
  deliver(trader: Trader): void {
    while (this.next <= this.clock.now) {
      const at = this.head++ & (this.rows - 1);
      this.next = this.head === this.tail ? Infinity : this.due[this.head & (this.rows - 1)]!;
      this.tell(at, trader);
    }
  }

  private tell(at: number, trader: Trader): void {
    const kind = this.kind[at]! as Kind, slot = this.slot[at]!, order = this.order[at]!, number = this.number[at]!;
    switch (this.said[at]! as Said) {
      case Said.Accepted: return trader.accepted(kind, slot, order, number);
      case Said.Stayed: return trader.stayed(kind, slot, order);
      case Said.Ended: return trader.ended(kind, slot, order, number === 1);
      case Said.Filled: return trader.filled(kind, slot, order, number, this.price[at]!, this.fee[at]!);
      case Said.Funded: return trader.funded(number, this.price[at]!);
    }
  }

  /** @returns the row, for what else is to be said */
  private say(said: Said, kind: number, slot: number, order: number): number {
    if (this.tail - this.head === this.rows) this.grow();
    const at = this.tail++ & (this.rows - 1), { now } = this.clock;
    this.latest = Math.max(this.latest, now + this.latency.after(now));
    this.due[at] = this.latest;
    this.said[at] = said;
    this.kind[at] = kind;
    this.slot[at] = slot;
    this.order[at] = order;
    if (this.next === Infinity) this.next = this.latest;
    return at;
  }

  /** Twice the rows, the oldest first. */
  private grow(): void {
    const { head, rows } = this, from = (i: number): number => (head + i) & (rows - 1);
    const float = (old: Float64Array): Float64Array => Float64Array.from({ length: rows * 2 }, (_, i) => (i < rows ? old[from(i)]! : NaN));
    const byte = (old: Uint8Array): Uint8Array => Uint8Array.from({ length: rows * 2 }, (_, i) => (i < rows ? old[from(i)]! : 0));
    this.order = Int32Array.from({ length: rows * 2 }, (_, i) => (i < rows ? this.order[from(i)]! : 0));
    [this.due, this.number, this.price, this.fee] = [float(this.due), float(this.number), float(this.price), float(this.fee)];
    [this.said, this.kind, this.slot] = [byte(this.said), byte(this.kind), byte(this.slot)];
    this.rows = rows * 2;
    this.head = 0;
    this.tail = rows;
  }
}
