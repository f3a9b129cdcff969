/** Equity, position and last price at regular moments, in columns that grow by doubling. Knows nothing of how they came about. */
import type { Column } from "../../market/candles.js";
import type { EquityColumns } from "../../market/run.js";

export class SampleLog {
  private length = 0;
  private time: Float64Array = new Float64Array(1 << 10);
  private equity: Float64Array = new Float64Array(1 << 10);
  private position: Float64Array = new Float64Array(1 << 10);
  private price: Float64Array = new Float64Array(1 << 10);

  /** A second row of the same moment replaces the first. */
  push(time: number, equity: number, position: number, price: number): void {
    if (this.length > 0 && this.time[this.length - 1] === time) this.length--;
    if (this.length === this.time.length) this.grow();
    this.time[this.length] = time;
    this.equity[this.length] = equity;
    this.position[this.length] = position;
    this.price[this.length++] = price;
  }

  columns(): EquityColumns & { readonly price: Column } {
    const { length } = this, cut = (column: Float64Array): Float64Array => column.slice(0, length);
    return { length, time: cut(this.time), equity: cut(this.equity), position: cut(this.position), price: cut(this.price) };
  }

  private grow(): void {
    const twice = (column: Float64Array): Float64Array => {
      const grown = new Float64Array(column.length * 2);
      grown.set(column);
      return grown;
    };
    [this.time, this.equity, this.position, this.price] = [twice(this.time), twice(this.equity), twice(this.position), twice(this.price)];
  }
}
