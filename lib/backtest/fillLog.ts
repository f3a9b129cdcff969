/**
 * Fills as rows of numbers in fixed chunks (F24): nothing is copied when it grows, and no object is made before somebody asks.
 * Knows no order book and no fee rule.
 */
import type { FillColumns, FundingColumns } from "../market/run.js";

/** Index into `FILL_REASONS` of market/run.ts. */
export const enum Reason { Touch = 0, Cross = 1, Gap = 2, Queue = 3, Stop = 4, Market = 5, Liquidation = 6 }

const ROWS = 1 << 14;

class Chunk {
  readonly row: Int32Array = new Int32Array(ROWS);
  readonly order: Int32Array = new Int32Array(ROWS);
  /** reason * 8 + point * 2 + maker. */
  readonly how: Uint8Array = new Uint8Array(ROWS);
  readonly quantity: Float64Array = new Float64Array(ROWS);
  readonly price: Float64Array = new Float64Array(ROWS);
  readonly fee: Float64Array = new Float64Array(ROWS);
  readonly mid: Float64Array = new Float64Array(ROWS);
}

export class FillLog {
  length = 0;
  private chunk: Chunk = new Chunk();
  private readonly chunks: Chunk[] = [this.chunk];

  push(row: number, order: number, how: number, quantity: number, price: number, fee: number, mid: number): void {
    const at = this.length & (ROWS - 1);
    if (at === 0 && this.length > 0) this.chunks.push((this.chunk = new Chunk()));
    const { chunk } = this;
    chunk.row[at] = row;
    chunk.order[at] = order;
    chunk.how[at] = how;
    chunk.quantity[at] = quantity;
    chunk.price[at] = price;
    chunk.fee[at] = fee;
    chunk.mid[at] = mid;
    this.length++;
  }

  /** Forgets the fills from `length` on. */
  truncate(length: number): void {
    this.length = length;
    this.chunks.length = Math.max(Math.ceil(length / ROWS), 1);
    this.chunk = this.chunks[this.chunks.length - 1]!;
  }

  /** @param times ms UTC by row: of the candles their open times */
  columns(times: ArrayLike<number>): FillColumns {
    const { length } = this, float = (): Float64Array => new Float64Array(length), byte = (): Uint8Array => new Uint8Array(length);
    const time = float(), quantity = float(), price = float(), fee = float(), order = float(), mid = float(), maker = byte(), reason = byte(), point = byte();
    for (let i = 0; i < length; i++) {
      const chunk = this.chunks[Math.floor(i / ROWS)]!, at = i & (ROWS - 1), how = chunk.how[at]!;
      time[i] = times[chunk.row[at]!]!;
      quantity[i] = chunk.quantity[at]!;
      price[i] = chunk.price[at]!;
      fee[i] = chunk.fee[at]!;
      order[i] = chunk.order[at]!;
      mid[i] = chunk.mid[at]!;
      maker[i] = how & 1;
      point[i] = (how >> 1) & 3;
      reason[i] = how >> 3;
    }
    return { length, time, quantity, price, fee, maker, reason, point, order, mid };
  }
}

/** Funding cash by settlement. Few rows, so plain arrays. */
export class FundingLog {
  readonly time: number[] = [];
  readonly amount: number[] = [];

  push(time: number, amount: number): void {
    this.time.push(time);
    this.amount.push(amount);
  }

  get length(): number {
    return this.time.length;
  }

  truncate(length: number): void {
    this.time.length = this.amount.length = length;
  }

  columns(): FundingColumns {
    return { length: this.length, time: Float64Array.from(this.time), amount: Float64Array.from(this.amount) };
  }
}
