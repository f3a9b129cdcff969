/** Equity and position at each close, a row a bar of the window. Knows nothing of how they came about. */
import { closeTime, type Candles } from "../market/candles.js";
import type { EquityColumns } from "../market/run.js";

export class EquityLog {
  /** Rows written. */
  length = 0;
  readonly equity: Float64Array;
  readonly position: Float64Array;

  /** @param first row of the candles that is row 0 here */
  constructor(private readonly candles: Candles, private readonly first: number) {
    this.equity = new Float64Array(candles.length - first);
    this.position = new Float64Array(candles.length - first);
  }

  columns(): EquityColumns {
    const { length } = this, time = new Float64Array(length);
    for (let i = 0; i < length; i++) time[i] = closeTime(this.candles, this.first + i);
    return { length, time, equity: this.equity.subarray(0, length), position: this.position.subarray(0, length) };
  }
}
