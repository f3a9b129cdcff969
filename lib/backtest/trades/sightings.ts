/** What the strategy's side will be asked to decide on, and when the feed brings it there (F20 feed latency). Columns; decides nothing. */
import type { Touch } from "./touch.js";

/** What the market looked like when a decision's data left the exchange. */
export class Sighting {
  /** When it is decided upon, ms UTC. */
  time: number = NaN;
  last: number = NaN;
  bid: number = NaN;
  ask: number = NaN;
  /** Bars closed by then; -1 for none. */
  row: number = -1;
}

export class Sightings {
  /** When the oldest arrives, ms; Infinity when none is under way. */
  next: number = Infinity;
  private head = 0;
  private tail = 0;
  private latest: number = -Infinity;
  private rows = 1 << 8;
  private cells: Float64Array = new Float64Array(this.rows * 5);

  /** @param due when it is decided upon, ms; never before an earlier one @param row bars closed */
  push(due: number, touch: Touch, row: number): void {
    if (this.tail - this.head === this.rows) this.grow();
    const at = (this.tail++ & (this.rows - 1)) * 5, { cells } = this;
    this.latest = Math.max(this.latest, due);
    cells[at] = this.latest;
    cells[at + 1] = touch.last === touch.last ? touch.last : touch.mid;
    cells[at + 2] = touch.bid;
    cells[at + 3] = touch.ask;
    cells[at + 4] = row;
    if (this.next === Infinity) this.next = this.latest;
  }

  /** The oldest, written into `into`. Ask only while `next` is due. */
  take(into: Sighting): void {
    const at = (this.head++ & (this.rows - 1)) * 5, { cells } = this;
    into.time = cells[at]!;
    into.last = cells[at + 1]!;
    into.bid = cells[at + 2]!;
    into.ask = cells[at + 3]!;
    into.row = cells[at + 4]!;
    this.next = this.head === this.tail ? Infinity : cells[(this.head & (this.rows - 1)) * 5]!;
  }

  private grow(): void {
    const { cells, rows, head } = this, from = (head & (rows - 1)) * 5;
    this.cells = new Float64Array(rows * 10);
    this.cells.set(cells.subarray(from));
    this.cells.set(cells.subarray(0, from), cells.length - from);
    this.rows = rows * 2;
    this.head = 0;
    this.tail = rows;
  }
}
