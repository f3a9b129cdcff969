/** One number a bar out of several indicators. Knows no formula. */
import type { Candles } from "../../market/candles.js";
import type { Bar, Indicator } from "../indicator.js";

/** `join(values)` of the parts' values, in their order; the array is reused, never keep it. It must be NaN while a part is. */
export class Combined implements Indicator {
  readonly warmup: number;
  private readonly values: Float64Array;
  constructor(private readonly parts: readonly Indicator[], private readonly join: (values: Float64Array) => number) {
    this.warmup = Math.max(...parts.map((part) => part.warmup));
    this.values = new Float64Array(parts.length);
  }

  push(bar: Readonly<Bar>): number {
    for (let j = 0; j < this.parts.length; j++) this.values[j] = this.parts[j]!.push(bar);
    return this.join(this.values);
  }

  column(candles: Candles): Float64Array {
    const columns = this.parts.map((part) => part.column(candles)), values = new Float64Array(columns.length), out = new Float64Array(candles.length);
    for (let i = 0; i < out.length; i++) {
      for (let j = 0; j < columns.length; j++) values[j] = columns[j]![i]!;
      out[i] = this.join(values);
    }
    return out;
  }
}
