/**
 * An indicator on a higher timeframe: bars are joined as `resample` joins them, the indicator is fed when such a bar is
 * complete and its value holds until the next one is. Nobody ever sees a bar that is still forming.
 */
import type { Candles } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { resample } from "../market/resample.js";
import { barStart, timeframeMs, timeframeOf, type Timeframe } from "../market/timeframe.js";
import type { Bar, Indicator } from "./indicator.js";

/**
 * A higher bar is complete when its last part closes at its end, or, where that part is missing, at the close of the next
 * bar that belongs to a later one. The first may lack parts if the history begins inside it.
 */
export class HigherTimeframe implements Indicator {
  readonly warmup: number;
  private readonly interval: number;
  private readonly forming: Bar = { time: NaN, open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN };
  private isForming = false;
  private value = NaN;
  private part = NaN;

  constructor(private readonly inner: Indicator, readonly timeframe: Timeframe) {
    this.interval = timeframeMs(timeframe);
    this.warmup = inner.warmup;
  }

  /** @throws QuantError BAD_TIMEFRAME when the bar names no interval or one that this timeframe is not a multiple of */
  push(bar: Readonly<Bar>): number {
    const part = bar.interval;
    if (part === undefined || part !== this.part) this.part = partOf(this.interval, part);
    const start = barStart(bar.time, this.interval);
    if (this.isForming && start !== this.forming.time) this.complete();
    if (this.isForming) this.join(bar);
    else this.begin(bar, start);
    if (bar.time + this.part >= start + this.interval) this.complete();
    return this.value;
  }

  private begin(bar: Readonly<Bar>, start: number): void {
    const { forming } = this;
    forming.time = start;
    forming.open = bar.open;
    forming.high = bar.high;
    forming.low = bar.low;
    forming.close = bar.close;
    forming.volume = bar.volume;
    forming.interval = this.interval;
    this.isForming = true;
  }

  private join(bar: Readonly<Bar>): void {
    const { forming } = this;
    if (bar.high > forming.high) forming.high = bar.high;
    if (bar.low < forming.low) forming.low = bar.low;
    forming.close = bar.close;
    forming.volume += bar.volume;
  }

  private complete(): void {
    this.value = this.inner.push(this.forming);
    this.isForming = false;
  }

  /** @throws QuantError BAD_TIMEFRAME when the candles' timeframe does not divide this one */
  column(candles: Candles): Float64Array {
    const higher = resample(candles, this.timeframe), values = this.inner.column(higher);
    const out = new Float64Array(candles.length).fill(NaN), { interval } = this;
    for (let i = 0, done = -1; i < out.length; i++) {
      const close = candles.openTime[i]! + candles.interval;
      while (done + 1 < higher.length && higher.openTime[done + 1]! + interval <= close) done++;
      if (done >= 0) out[i] = values[done]!;
    }
    return out;
  }
}

/** The interval of bars that longer ones of `interval` ms can be joined from. @throws QuantError BAD_TIMEFRAME */
export function partOf(interval: number, part: number | undefined): number {
  if (part !== undefined && interval >= part && interval % part === 0) return part;
  const timeframe = timeframeOf(interval), why = part === undefined ? "the bars pushed into it must say their interval" : `it can not be fed with ${timeframeOf(part)} bars: ask for a multiple of ${timeframeOf(part)}`;
  throw new QuantError("input", "BAD_TIMEFRAME", `an indicator on ${timeframe} bars: ${why}`, { timeframe, part });
}
