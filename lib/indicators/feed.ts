/** What an indicator is fed with: one number of each bar. Stateless but for the true range, which looks back one close. */
import type { Candles } from "../market/candles.js";
import type { Bar } from "./indicator.js";

/** Prices of a bar, quote currency. `hl2` is (high + low) / 2, `hlc3` (high + low + close) / 3, `ohlc4` all four / 4. */
export type PriceSource = "open" | "high" | "low" | "close" | "hl2" | "hlc3" | "ohlc4";
/** A price, or the volume in base currency. */
export type Source = PriceSource | "volume";

export const PRICE_SOURCES: readonly PriceSource[] = ["open", "high", "low", "close", "hl2", "hlc3", "ohlc4"];
export const SOURCES: readonly Source[] = [...PRICE_SOURCES, "volume"];

export interface Feed {
  /** Bars that give no number yet: `next` is NaN for them, `column` leaves them out. */
  readonly lead: number;
  next(bar: Readonly<Bar>): number;
  column(candles: Candles): Float64Array;
}

export function feedOf(source: Source): Feed {
  switch (source) {
    case "hl2": return computed((bar) => hl2(bar.high, bar.low), (c, i) => hl2(c.high[i]!, c.low[i]!));
    case "hlc3": return computed((bar) => hlc3(bar.high, bar.low, bar.close), (c, i) => hlc3(c.high[i]!, c.low[i]!, c.close[i]!));
    case "ohlc4": return computed((bar) => ohlc4(bar.open, bar.high, bar.low, bar.close), (c, i) => ohlc4(c.open[i]!, c.high[i]!, c.low[i]!, c.close[i]!));
    case "open": case "high": case "low": case "close": case "volume": return { lead: 0, next: (bar) => bar[source], column: (c) => c[source] };
  }
}

const hl2 = (high: number, low: number): number => (high + low) / 2;
const hlc3 = (high: number, low: number, close: number): number => (high + low + close) / 3;
const ohlc4 = (open: number, high: number, low: number, close: number): number => (open + high + low + close) / 4;

function computed(next: (bar: Readonly<Bar>) => number, at: (candles: Candles, row: number) => number): Feed {
  return {
    lead: 0, next,
    column(candles) {
      const out = new Float64Array(candles.length);
      for (let row = 0; row < out.length; row++) out[row] = at(candles, row);
      return out;
    },
  };
}

/** The bar's range widened to the close before it: max(high, previous close) - min(low, previous close). */
export class TrueRangeFeed implements Feed {
  readonly lead = 1;
  private previous = NaN;

  next(bar: Readonly<Bar>): number {
    const range = trueRangeOf(bar.high, bar.low, this.previous);
    this.previous = bar.close;
    return range;
  }

  column({ high, low, close, length }: Candles): Float64Array {
    const out = new Float64Array(Math.max(length - 1, 0));
    for (let i = 0; i < out.length; i++) out[i] = trueRangeOf(high[i + 1]!, low[i + 1]!, close[i]!);
    return out;
  }
}

const trueRangeOf = (high: number, low: number, previous: number): number => Math.max(high, previous) - Math.min(low, previous);
