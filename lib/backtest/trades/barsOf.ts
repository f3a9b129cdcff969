/** Bars made of prints, so that fills from bars can be set against fills from the prints they are made of. Fills no gap. */
import { candles, type Candles } from "../../market/candles.js";
import { barStart, timeframeMs, type Timeframe } from "../../market/timeframe.js";
import type { TradeColumns } from "../../market/tape.js";
import type { TapeData } from "./tapeOptions.js";

interface Bar { readonly openTime: number; readonly open: number; high: number; low: number; close: number; volume: number; takerBuyVolume: number }

/**
 * One bar for each stretch of `timeframe` with a print in it. The first and the last may have begun before the tape, or end after it.
 * @throws QuantError BAD_TIMEFRAME
 */
export function barsOf(origin: TapeData["origin"], trades: TradeColumns, timeframe: Timeframe): Candles {
  const interval = timeframeMs(timeframe), bars: Bar[] = [];
  for (let i = 0; i < trades.length; i++) {
    const openTime = barStart(trades.time[i]!, interval), price = trades.price[i]!, quantity = trades.quantity[i]!, bought = trades.buyerIsMaker[i] === 0 ? quantity : 0, bar = bars[bars.length - 1];
    if (bar?.openTime !== openTime) bars.push({ openTime, open: price, high: price, low: price, close: price, volume: quantity, takerBuyVolume: bought });
    else extend(bar, price, quantity, bought);
  }
  const column = (name: keyof Bar): Float64Array => Float64Array.from(bars, (bar) => bar[name]);
  return candles({ ...origin, builtFrom: "trades" }, timeframe, {
    openTime: column("openTime"), open: column("open"), high: column("high"), low: column("low"), close: column("close"), volume: column("volume"), takerBuyVolume: column("takerBuyVolume"),
  });
}

function extend(bar: Bar, price: number, quantity: number, bought: number): void {
  bar.high = Math.max(bar.high, price);
  bar.low = Math.min(bar.low, price);
  bar.close = price;
  bar.volume += quantity;
  bar.takerBuyVolume += bought;
}
