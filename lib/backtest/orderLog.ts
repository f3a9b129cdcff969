/**
 * What became of each limit order (K1), as rows of numbers: written when an order is taken in and when it ends without being filled whole, so that
 * an order that is only moved costs nothing. The rest is put together from the fills when a report asks. Judges nothing.
 */
import type { OrderObserver } from "../engine/engine.js";
import { Flag, Phase, stateOf } from "../engine/phase.js";
import type { Working, WorkingBook } from "../engine/workingBook.js";
import { ORDER_STATES, type OrderState } from "../market/order.js";
import type { FillColumns, OrderColumns } from "../market/run.js";
import type { Millis } from "../market/units.js";

/** When an order was sent, and what time it is. */
export interface OrderClock {
  sentAt(book: WorkingBook, slot: number): Millis;
  now(): Millis;
}

const stateCode = (state: OrderState): number => ORDER_STATES.indexOf(state);
const OPEN = stateCode("open"), FILLED = stateCode("filled"), CANCELED = stateCode("canceled"), REJECTED = stateCode("rejected"), EXPIRED = stateCode("expired");

export class OrderLog implements OrderObserver {
  /** Set once there is a venue to tell the time. */
  clock: OrderClock | undefined = undefined;
  length = 0;
  private rows = 1 << 8;
  private time: Float64Array = new Float64Array(this.rows);
  private price: Float64Array = new Float64Array(this.rows);
  /** Unfilled. */
  private quantity: Float64Array = new Float64Array(this.rows);
  private order: Int32Array = new Int32Array(this.rows);
  /** Index into `ORDER_STATES`; `open` for an order taken in or changed. */
  private state: Uint8Array = new Uint8Array(this.rows);
  /** side > 0, then the promise to make. */
  private kind: Uint8Array = new Uint8Array(this.rows);

  accepted(book: WorkingBook, slot: number): void {
    this.push(book, slot, OPEN, this.clock!.sentAt(book, slot), book.nextPrice[slot]!, book.nextQuantity[slot]!);
  }

  ended(book: WorkingBook, slot: number, asked: boolean): void {
    const phase = book.phase[slot]!;
    if (phase === Phase.PendingNew) return this.push(book, slot, REJECTED, this.clock!.sentAt(book, slot), book.nextPrice[slot]!, book.nextQuantity[slot]!);
    this.push(book, slot, phase === Phase.PendingAmend && !asked ? EXPIRED : CANCELED, this.clock!.now(), book.price[slot]!, book.quantity[slot]!);
  }

  /** Forgets what was written from `length` on. */
  truncate(length: number): void {
    this.length = length;
  }

  /**
   * One row an order. What was not refused, not ended and does not rest was filled whole.
   * @param interval length of a bar, ms: a fill on the way through one is known at its close
   */
  columns(fills: FillColumns, working: Working, interval: Millis): OrderColumns {
    const rowOf = this.numbered(working.sequence), length = rowOf.reduce((rows, row) => Math.max(rows, row + 1), 0), float = (): Float64Array => new Float64Array(length);
    const columns = { length, placed: float(), side: new Int8Array(length), price: float(), quantity: float(), filled: float(), ended: float().fill(NaN), state: new Uint8Array(length).fill(FILLED), postOnly: new Uint8Array(length) };
    this.readFills(fills, rowOf, interval, columns);
    this.readEvents(rowOf, columns);
    for (const book of [working.bids, working.asks]) readResting(book, rowOf, columns);
    for (let row = 0; row < length; row++) columns.quantity[row]! += columns.filled[row]!; // unfilled until here
    return columns;
  }

  private push(book: WorkingBook, slot: number, state: number, time: Millis, price: number, quantity: number): void {
    if (this.length === this.rows) this.grow();
    const at = this.length++;
    this.time[at] = time;
    this.price[at] = price;
    this.quantity[at] = quantity;
    this.order[at] = book.order[slot]!;
    this.state[at] = state;
    this.kind[at] = (book.trade > 0 ? 2 : 0) + (book.flags[slot]! & Flag.PostOnly);
  }

  private grow(): void {
    const float = (old: Float64Array): Float64Array => grown(old, new Float64Array(old.length * 2)), byte = (old: Uint8Array): Uint8Array => grown(old, new Uint8Array(old.length * 2));
    [this.time, this.price, this.quantity] = [float(this.time), float(this.price), float(this.quantity)];
    [this.state, this.kind] = [byte(this.state), byte(this.kind)];
    this.order = grown(this.order, new Int32Array(this.rows * 2));
    this.rows *= 2;
  }

  /** Row by order number, in the order they were sent; -1 for what is no limit order. */
  private numbered(sequence: number): Int32Array {
    const rowOf = new Int32Array(sequence + 1).fill(-1);
    for (let at = 0; at < this.length; at++) rowOf[this.order[at]!] = 0;
    let rows = 0;
    for (let order = 0; order <= sequence; order++) if (rowOf[order] === 0) rowOf[order] = rows++;
    return rowOf;
  }

  private readFills({ length, order, quantity, time, point, price }: FillColumns, rowOf: Int32Array, interval: Millis, into: Writable): void {
    for (let i = 0; i < length; i++) {
      const row = rowOf[order[i]!] ?? -1;
      if (row < 0) continue;
      into.filled[row]! += Math.abs(quantity[i]!);
      into.ended[row] = time[i]! + (point[i] === 0 ? 0 : interval);
      into.price[row] = price[i]!;
    }
  }

  /** In the order they happened: a later word on an order replaces an earlier one. A post-only order filled at its limit, so that the fill's price stands. */
  private readEvents(rowOf: Int32Array, into: Writable): void {
    for (let at = 0; at < this.length; at++) {
      const row = rowOf[this.order[at]!]!, state = this.state[at]!, postOnly = this.kind[at]! & Flag.PostOnly, first = into.side[row] === 0;
      if (first) into.placed[row] = this.time[at]!;
      into.side[row] = this.kind[at]! >= 2 ? 1 : -1;
      into.postOnly[row] = postOnly;
      if (state !== OPEN || postOnly === 0 || into.filled[row] === 0) into.price[row] = this.price[at]!;
      if (state === OPEN) continue;
      into.state[row] = state;
      into.ended[row] = this.time[at]!;
      into.quantity[row] = this.quantity[at]!;
    }
  }
}

type Writable = { readonly [name in Exclude<keyof OrderColumns, "length">]: OrderColumns[name] };

function readResting(book: WorkingBook, rowOf: Int32Array, into: Writable): void {
  for (let slot = 0; slot < book.used; slot++) {
    const row = book.rests(slot) ? rowOf[book.order[slot]!]! : -1;
    if (row < 0) continue;
    into.state[row] = stateCode(stateOf(book.phase[slot]!)!);
    into.ended[row] = NaN;
    into.price[row] = book.price[slot]!;
    into.quantity[row] = book.quantity[slot]!;
  }
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(old: T, into: T): T {
  into.set(old as never);
  return into;
}
