/**
 * What became of each limit order (K1), as rows of numbers: two when it is sent, a few more when it ends without being filled whole, none when it is
 * moved. The rest is put together from the fills when a report asks. Judges nothing.
 */
import { Flag, Phase, stateOf } from "../engine/phase.js";
import type { OrderObserver } from "../engine/risk.js";
import type { Working, WorkingBook } from "../engine/workingBook.js";
import { closeTime, type Candles } from "../market/candles.js";
import { ORDER_STATES, type OrderState } from "../market/order.js";
import type { FillColumns, OrderColumns } from "../market/run.js";
import type { Executions } from "./executions.js";

const stateCode = (state: OrderState): number => ORDER_STATES.indexOf(state);
const FILLED = stateCode("filled"), CANCELED = stateCode("canceled"), REJECTED = stateCode("rejected"), EXPIRED = stateCode("expired");
/** Of `kind`, beside `Flag.PostOnly`: the number is a limit order's, and that order buys. */
const LIMIT = 4, BUYS = 8;

export const NOWHERE: Pick<Executions, "row" | "point"> = { row: 0, point: 0 };

export class OrderLog implements OrderObserver {
  /** The bar that closed last. */
  row = 0;
  /** Where the venue is; set once there is one, and let go when it has ended: a run keeps this log, and is not to keep the venue's own beside it. */
  venue: Pick<Executions, "row" | "point"> = NOWHERE;
  private readonly ends: Ends = new Ends();
  /** By order number: the last closed bar when it was sent, and what it is. */
  private sentRow: Int32Array = new Int32Array(1 << 10);
  private kind: Uint8Array = new Uint8Array(1 << 10);
  /** The last order number that was sent. */
  private last = 0;

  sent(book: WorkingBook, slot: number): void {
    const order = book.order[slot]!;
    if (order >= this.kind.length) this.grow();
    this.last = order;
    this.sentRow[order] = this.row;
    this.kind[order] = LIMIT | (book.trade > 0 ? BUYS : 0) | (book.flags[slot]! & Flag.PostOnly);
  }

  ended(book: WorkingBook, slot: number, asked: boolean): void {
    const phase = book.phase[slot]!, { row, point } = this.venue, state = phase === Phase.PendingNew ? REJECTED : phase === Phase.PendingAmend && !asked ? EXPIRED : CANCELED;
    this.ends.push(book.order[slot]!, state, row, point, (phase === Phase.PendingNew ? book.nextPrice : book.price)[slot]!, (phase === Phase.PendingNew ? book.nextQuantity : book.quantity)[slot]!);
  }

  /** How far the log has come, to come back to. */
  get length(): number {
    return this.ends.length;
  }

  /** Forgets what was written since. @param sequence the last order number given by then */
  windBack(length: number, sequence: number): void {
    this.ends.length = length;
    this.kind.fill(0, sequence + 1, this.last + 1);
    this.last = sequence;
  }

  /** One row an order. What has not ended and is in no slot any more was filled whole. */
  columns(fills: FillColumns, working: Working, candles: Candles): OrderColumns {
    const rowOf = this.numbered(working.sequence), length = rowOf.reduce((rows, row) => Math.max(rows, row + 1), 0), float = (): Float64Array => new Float64Array(length);
    const columns: Writable = { placed: float(), side: new Int8Array(length), price: float(), quantity: float(), filled: float(), ended: float(), state: new Uint8Array(length).fill(FILLED), postOnly: new Uint8Array(length) };
    this.readSent(rowOf, candles, columns);
    readFills(fills, rowOf, candles.interval, columns);
    this.ends.read(rowOf, candles, columns);
    for (const book of [working.bids, working.asks]) readSlots(book, rowOf, columns);
    for (let row = 0; row < length; row++) columns.quantity[row]! += columns.filled[row]!; // unfilled until here
    return { length, ...columns };
  }

  private grow(): void {
    this.sentRow = grown(this.sentRow, new Int32Array(this.sentRow.length * 2));
    this.kind = grown(this.kind, new Uint8Array(this.kind.length * 2));
  }

  /** Row by order number, in the order they were sent; -1 for what is no limit order. */
  private numbered(sequence: number): Int32Array {
    const rowOf = new Int32Array(sequence + 1).fill(-1);
    let rows = 0;
    for (let order = 1; order <= sequence; order++) if ((this.kind[order] ?? 0) !== 0) rowOf[order] = rows++;
    return rowOf;
  }

  private readSent(rowOf: Int32Array, candles: Candles, into: Writable): void {
    for (let order = 1; order < rowOf.length; order++) {
      const row = rowOf[order]!, kind = this.kind[order] ?? 0;
      if (row < 0) continue;
      into.placed[row] = closeTime(candles, this.sentRow[order]!);
      into.side[row] = (kind & BUYS) === 0 ? -1 : 1;
      into.postOnly[row] = kind & Flag.PostOnly;
    }
  }
}

/** Orders that ended without being filled whole. */
class Ends {
  length = 0;
  private rows = 1 << 8;
  private order: Int32Array = new Int32Array(this.rows);
  private state: Uint8Array = new Uint8Array(this.rows);
  private row: Int32Array = new Int32Array(this.rows);
  private point: Uint8Array = new Uint8Array(this.rows);
  private price: Float64Array = new Float64Array(this.rows);
  private quantity: Float64Array = new Float64Array(this.rows);

  /** @param quantity unfilled */
  push(order: number, state: number, row: number, point: number, price: number, quantity: number): void {
    if (this.length === this.rows) this.grow();
    const at = this.length++;
    this.order[at] = order;
    this.state[at] = state;
    this.row[at] = row;
    this.point[at] = point;
    this.price[at] = price;
    this.quantity[at] = quantity;
  }

  read(rowOf: Int32Array, { openTime, interval }: Candles, into: Writable): void {
    for (let at = 0; at < this.length; at++) {
      const row = rowOf[this.order[at]!] ?? -1;
      if (row < 0) continue;
      into.state[row] = this.state[at]!;
      into.ended[row] = openTime[this.row[at]!]! + (this.point[at] === 0 ? 0 : interval);
      into.price[row] = this.price[at]!;
      into.quantity[row] = this.quantity[at]!;
    }
  }

  private grow(): void {
    this.rows *= 2;
    [this.order, this.row] = [grown(this.order, new Int32Array(this.rows)), grown(this.row, new Int32Array(this.rows))];
    [this.state, this.point] = [grown(this.state, new Uint8Array(this.rows)), grown(this.point, new Uint8Array(this.rows))];
    [this.price, this.quantity] = [grown(this.price, new Float64Array(this.rows)), grown(this.quantity, new Float64Array(this.rows))];
  }
}

type Writable = { readonly [name in Exclude<keyof OrderColumns, "length">]: OrderColumns[name] };

/** The price of a fill is the order's limit, unless it took. What happens on the way through a bar is known at its close. */
function readFills({ length, order, quantity, time, point, price }: FillColumns, rowOf: Int32Array, interval: number, into: Writable): void {
  for (let i = 0; i < length; i++) {
    const row = rowOf[order[i]!] ?? -1;
    if (row < 0) continue;
    into.filled[row]! += Math.abs(quantity[i]!);
    into.ended[row] = time[i]! + (point[i] === 0 ? 0 : interval);
    into.price[row] = price[i]!;
  }
}

/** Orders that still rest, or were sent and not answered. */
function readSlots(book: WorkingBook, rowOf: Int32Array, into: Writable): void {
  for (let slot = 0; slot < book.used; slot++) {
    const state = stateOf(book.phase[slot]!), row = rowOf[book.order[slot]!] ?? -1;
    if (state === undefined || row < 0) continue;
    into.state[row] = stateCode(state);
    into.ended[row] = NaN;
    into.price[row] = (state === "pending-new" ? book.nextPrice : book.price)[slot]!;
    into.quantity[row] = (state === "pending-new" ? book.nextQuantity : book.quantity)[slot]!;
  }
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(old: T, into: T): T {
  into.set(old as never);
  return into;
}
