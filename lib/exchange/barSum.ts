/** A bar put together from rows and prints, in the order of time: first open, extremes, last close, sums. Knows no feed and no clock. */
import type { Millis } from "../market/units.js";
import type { Print } from "./prints.js";

export interface MarketBar {
  readonly openTime: Millis;
  readonly open: number; readonly high: number; readonly low: number; readonly close: number;
  readonly volume: number; readonly quoteVolume: number; readonly trades: number; readonly takerBuyVolume: number;
  readonly finished: boolean;
}

/** One row's four prices, or a lone price four times. */
type Prices = readonly [open: number, high: number, low: number, close: number];

export class BarSum {
  private open = NaN;
  private high = -Infinity;
  private low = Infinity;
  private close = NaN;
  private volume = 0;
  private quoteVolume = 0;
  private trades = 0;
  private takerBuyVolume = 0;

  prices(...[open, high, low, close]: Prices): void {
    if (Number.isNaN(this.open)) this.open = open;
    if (high > this.high) this.high = high;
    if (low < this.low) this.low = low;
    this.close = close;
  }

  /** Base, quote, count, base bought by takers. */
  traded(volume: number, quoteVolume: number, trades: number, takerBuyVolume: number): void {
    this.volume += volume;
    this.quoteVolume += quoteVolume;
    this.trades += trades;
    this.takerBuyVolume += takerBuyVolume;
  }

  print({ price, quantity, side }: Print): void {
    this.prices(price, price, price, price);
    this.traded(quantity, quantity * price, 1, side === 1 ? quantity : 0);
  }

  bar(openTime: Millis, finished: boolean): MarketBar {
    const { open, high, low, close, volume, quoteVolume, trades, takerBuyVolume } = this;
    return { openTime, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume, finished };
  }
}
