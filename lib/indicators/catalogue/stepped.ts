/** Indicators made of steps: the column is the stream, pushed bar by bar into a fresh start, so both are the same by construction. */
import type { Candles } from "../../market/candles.js";
import type { Bar, Indicator } from "../indicator.js";
import type { Step } from "./member.js";

class Stepped implements Indicator {
  private readonly step: Step;
  constructor(readonly warmup: number, private readonly start: () => Step) {
    this.step = start();
  }

  push(bar: Readonly<Bar>): number {
    return this.step(bar);
  }

  column(candles: Candles): Float64Array {
    const step = this.start(), out = new Float64Array(candles.length);
    for (let i = 0; i < out.length; i++) out[i] = step(barAt(candles, i));
    return out;
  }
}

const barAt = (c: Candles, i: number): Bar => ({ time: c.openTime[i]!, open: c.open[i]!, high: c.high[i]!, low: c.low[i]!, close: c.close[i]!, volume: c.volume[i]!, interval: c.interval });

export const stepped = (warmup: number, start: () => Step): Indicator => new Stepped(warmup, start);
