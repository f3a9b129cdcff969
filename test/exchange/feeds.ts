/** Feeds for tests: the seeded synthetic market told as any exchange's, with outages where asked. Test code. */
import { syntheticBars, syntheticFunding, SYNTHETIC_PERPETUAL, SYNTHETIC_SPOT, type SyntheticBars } from "../../lib/data/sources/synthetic.js";
import type { MarketFeed } from "../../lib/exchange/index.js";

export const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
/** A Monday; no bar of a week is cut by it. */
export const START = Date.UTC(2024, 0, 1);

export interface FeedOptions {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly minutes?: number;
  readonly seed?: number;
  /** Minutes (rows) that the exchange itself does not have. */
  readonly outage?: { readonly from: number; readonly to: number } | undefined;
}

export function minuteFeed({ exchange = "binance", symbol = "BTC/USDT", minutes = 3_000, seed = 7, outage }: FeedOptions = {}): MarketFeed & { readonly bars: SyntheticBars } {
  const window = { seed, from: START, to: START + minutes * MINUTE, timeframe: "1m" }, perpetual = symbol.includes(":");
  const whole = syntheticBars(perpetual ? SYNTHETIC_PERPETUAL : SYNTHETIC_SPOT, window), bars = outage === undefined ? whole : without(whole, outage.from, outage.to);
  const feed = { exchange, symbol, interval: MINUTE, bars };
  return perpetual ? { ...feed, funding: syntheticFunding(whole, window), mark: { interval: MINUTE, time: whole.time, open: whole.open, high: whole.high, low: whole.low, close: whole.close } } : feed;
}

const without = (bars: SyntheticBars, from: number, to: number): SyntheticBars =>
  Object.fromEntries(Object.entries(bars).map(([name, column]) => [name, (column as Float64Array).filter((_, row) => row < from || row >= to)])) as unknown as SyntheticBars;
