/** Joins a feed and a kernel into an indicator, on the run's own bars or on a higher timeframe. Knows no formula. */
import type { Candles } from "../market/candles.js";
import type { Timeframe } from "../market/timeframe.js";
import { feedOf, SOURCES, type Feed, type Source } from "./feed.js";
import { HigherTimeframe } from "./higherTimeframe.js";
import type { Bar, Indicator } from "./indicator.js";
import type { Kernel } from "./kernel.js";
import { known, oneOf } from "./options.js";

/** Options of every indicator. */
export interface TimeframeOption {
  /** Feed it with bars of this higher timeframe, such as `1h`, each when it is complete; its value holds in between. */
  readonly timeframe?: Timeframe | undefined;
}
/** Options of an indicator of one number a bar. */
export interface SourceOption<S extends Source = Source> extends TimeframeOption {
  /** What of the bar it looks at; `close` unless the indicator says otherwise. */
  readonly of?: S | undefined;
}

class Fed implements Indicator {
  readonly warmup: number;
  private readonly feed: Feed;
  private readonly kernel: Kernel;
  constructor(private readonly makeFeed: () => Feed, private readonly makeKernel: () => Kernel) {
    this.feed = makeFeed();
    this.kernel = makeKernel();
    this.warmup = this.feed.lead + this.kernel.warmup;
  }

  push(bar: Readonly<Bar>): number {
    const value = this.feed.next(bar);
    return value !== value ? NaN : this.kernel.next(value);
  }

  column(candles: Candles): Float64Array {
    const out = new Float64Array(candles.length), { lead } = this.feed;
    out.fill(NaN, 0, lead);
    this.makeKernel().run(this.makeFeed().column(candles), out.subarray(lead));
    return out;
  }
}

/** Halfway between two indicators. */
export class Midpoint implements Indicator {
  readonly warmup: number;
  constructor(private readonly a: Indicator, private readonly b: Indicator) {
    this.warmup = Math.max(a.warmup, b.warmup);
  }
  push(bar: Readonly<Bar>): number {
    return (this.a.push(bar) + this.b.push(bar)) / 2;
  }
  column(candles: Candles): Float64Array {
    const a = this.a.column(candles), b = this.b.column(candles);
    for (let i = 0; i < a.length; i++) a[i] = (a[i]! + b[i]!) / 2;
    return a;
  }
}

export const fed = (feed: () => Feed, kernel: () => Kernel): Indicator => new Fed(feed, kernel);

export function onTimeframe(indicator: Indicator, timeframe: Timeframe | undefined): Indicator {
  return timeframe === undefined ? indicator : new HigherTimeframe(indicator, timeframe);
}

/** The indicator of one number a bar. `extra` are the names of its own options beside `of` and `timeframe`. */
export function ofSource(name: string, options: SourceOption, kernel: () => Kernel, { of = "close", allowed = SOURCES, extra = [] }: { of?: Source; allowed?: readonly Source[]; extra?: readonly string[] } = {}): Indicator {
  known(name, options, ["of", "timeframe", ...extra]);
  const source = oneOf(name, "of", options.of ?? of, allowed);
  return onTimeframe(fed(() => feedOf(source), kernel), options.timeframe);
}
