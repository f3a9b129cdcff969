/** Log returns of a price, what of them is averaged, and how an indicator is built on them. Knows no estimator. */
import type { Candles } from "../../market/candles.js";
import { fed, onTimeframe, type SourceOption } from "../build.js";
import { feedOf, PRICE_SOURCES, type Feed, type PriceSource } from "../feed.js";
import type { Bar, Indicator } from "../indicator.js";
import type { Kernel } from "../kernel.js";
import { known, oneOf } from "../options.js";
import { MEASURE, measured, type MeasureOption } from "./measure.js";

/** r = ln(price / price of the bar before): bars, not time, so a return across a gap counts as one bar's. */
class LogReturnFeed implements Feed {
  readonly lead = 1;
  private previous = NaN;
  private readonly price: Feed;
  constructor(source: PriceSource) {
    this.price = feedOf(source);
  }

  next(bar: Readonly<Bar>): number {
    const price = this.price.next(bar), step = Math.log(price / this.previous);
    this.previous = price;
    return step;
  }

  column(candles: Candles): Float64Array {
    const price = this.price.column(candles), out = new Float64Array(Math.max(price.length - 1, 0));
    for (let i = 0; i < out.length; i++) out[i] = Math.log(price[i + 1]! / price[i]!);
    return out;
  }
}

/** r^2. */
class SquaredReturnFeed implements Feed {
  readonly lead = 1;
  private readonly returns: LogReturnFeed;
  constructor(source: PriceSource) {
    this.returns = new LogReturnFeed(source);
  }
  next(bar: Readonly<Bar>): number {
    const step = this.returns.next(bar);
    return step * step;
  }
  column(candles: Candles): Float64Array {
    const out = this.returns.column(candles);
    for (let i = 0; i < out.length; i++) out[i]! *= out[i]!;
    return out;
  }
}

/** |r| times |r of the bar before|. */
class NeighbourFeed implements Feed {
  readonly lead = 2;
  private previous = NaN;
  private readonly returns: LogReturnFeed;
  constructor(source: PriceSource) {
    this.returns = new LogReturnFeed(source);
  }
  next(bar: Readonly<Bar>): number {
    const step = Math.abs(this.returns.next(bar)), product = step * this.previous;
    this.previous = step;
    return product;
  }
  column(candles: Candles): Float64Array {
    const returns = this.returns.column(candles), out = new Float64Array(Math.max(returns.length - 1, 0));
    for (let i = 0; i < out.length; i++) out[i] = Math.abs(returns[i + 1]!) * Math.abs(returns[i]!);
    return out;
  }
}

/** What of the returns a kernel is fed with. */
export type ReturnPart = "return" | "square" | "neighbours";

export function returnFeed(part: ReturnPart, source: PriceSource): Feed {
  switch (part) {
    case "return": return new LogReturnFeed(source);
    case "square": return new SquaredReturnFeed(source);
    case "neighbours": return new NeighbourFeed(source);
  }
}

export const onReturns = (part: ReturnPart, source: PriceSource, kernel: () => Kernel): Indicator => fed(() => returnFeed(part, source), kernel);

/** Options of an estimator that looks at one price a bar. */
export type ReturnOptions = SourceOption<PriceSource>;
export type VarianceOptions = ReturnOptions & MeasureOption;

/** An indicator of returns, in a unit of its own. `extra` are the names of its own options. @throws QuantError UNKNOWN_OPTION, BAD_OPTION, BAD_TIMEFRAME */
export function ofReturns(name: string, options: ReturnOptions, make: (source: PriceSource) => Indicator, extra: readonly string[] = []): Indicator {
  known(name, options, ["of", "timeframe", ...extra]);
  return onTimeframe(make(oneOf(name, "of", options.of ?? "close", PRICE_SOURCES)), options.timeframe);
}

/** A variance of returns over `bars` bars, in the unit asked for. @throws QuantError UNKNOWN_OPTION, BAD_OPTION, BAD_TIMEFRAME */
export const varianceOfReturns = (name: string, options: VarianceOptions, make: (source: PriceSource) => Indicator, { bars = 1, extra = [] }: { bars?: number; extra?: readonly string[] } = {}): Indicator =>
  ofReturns(name, options, (source) => measured(name, make(source), options, bars), [...MEASURE, ...extra]);
