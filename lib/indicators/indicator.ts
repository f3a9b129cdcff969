/**
 * The contract of an indicator: fed one closed bar at a time, so there is no future to look into, or run ahead over a whole
 * history with the same bits. Knows no strategy, no engine and no clock.
 */
import type { Candles } from "../market/candles.js";
import type { Millis } from "../market/units.js";

/** One closed candle as plain numbers. The engine reuses the object: read it during `push`, never keep it. */
export interface Bar {
  /** Open time, ms UTC. The bar became known at `time + interval`. */
  time: Millis;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Base currency. */
  volume: number;
  /** Length in ms. An indicator on a higher timeframe needs it to know when that bar is complete, and refuses to be pushed without. */
  interval?: Millis | undefined;
}

/** One number a bar. A run makes its own instance; a second run makes another, there is no reset. */
export interface Indicator {
  /**
   * `push` number `warmup` (counted from 1) gives the first number that is not NaN; every one before it is NaN.
   * Counted in bars of `timeframe` where one is named. Where the first value also waits for the data (a volume, a brick: the constructor says so) this is the earliest it can come.
   */
  readonly warmup: number;
  /** The higher timeframe it is fed with, such as `1h`; undefined for the run's own bars. */
  readonly timeframe?: string | undefined;
  /** The value after this bar; NaN until warm. Bars come oldest first, gaps are simply absent bars. */
  push(bar: Readonly<Bar>): number;
  /** The same answers for a whole history, one row a candle, bit-identical to pushing them into a fresh instance. Does not touch this instance's stream. */
  column(candles: Candles): Float64Array;
}
