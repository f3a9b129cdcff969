/**
 * What a simulated exchange is fed with: one market's history as columns, from wherever the caller has it (the store, a file, a made-up market).
 * Rows after the exchange's clock are its future and are not told. Knows no store, no file and no protocol.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { instrument, knownSymbols } from "../market/instrument.js";
import { barStart } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";

/** Bars, oldest first, aligned to the interval. What is left out or NaN is made up from the prints and named in an answer's headers. */
export interface FeedBars {
  /** Open times, ms UTC. */
  readonly time: Column;
  readonly open: Column; readonly high: Column; readonly low: Column; readonly close: Column;
  /** Base currency. */
  readonly volume: Column;
  /** Quote currency. */
  readonly quoteVolume?: Column | undefined;
  /** Number of trades. */
  readonly trades?: Column | undefined;
  /** Base currency bought by takers. */
  readonly takerBuyVolume?: Column | undefined;
}

/** Prints; ids ascend with time. `side`: the taker's, 1 bought, -1 sold. */
export interface FeedTrades { readonly time: Column; readonly id: Column; readonly price: Column; readonly quantity: Column; readonly side: Column }
export interface FeedFunding { readonly time: Column; readonly rate: Column; readonly mark?: Column | undefined }
export interface FeedMark { readonly interval: Millis; readonly time: Column; readonly open: Column; readonly high: Column; readonly low: Column; readonly close: Column }

/** Price and quantity grids of the market. */
export interface FeedGrid { readonly ticksPerUnit: number; readonly stepsPerUnit: number; readonly minQuantity: number; readonly minNotional: number }

export interface MarketFeed {
  /** Under whose addresses it is served: binance, bybit, coinbase, kraken, okx. */
  readonly exchange: string;
  /** Unified symbol: `BTC/USDT`, `BTC/USDT:USDT`. */
  readonly symbol: string;
  /** Length of the bars in ms. */
  readonly interval: Millis;
  readonly bars: FeedBars;
  /** Without them each bar is told as up to eight prints along its path, which are labelled as synthetic. */
  readonly trades?: FeedTrades | undefined;
  readonly funding?: FeedFunding | undefined;
  /** Without it the mark is the last price. */
  readonly mark?: FeedMark | undefined;
  /** Default: the facts known of the symbol on Binance, else cents and 1e-5. */
  readonly grid?: FeedGrid | undefined;
}

const PLAIN_GRID: FeedGrid = { ticksPerUnit: 100, stepsPerUnit: 100_000, minQuantity: 0.00001, minNotional: 5 };

export function gridOf({ symbol, grid }: MarketFeed): FeedGrid {
  if (grid !== undefined) return grid;
  return knownSymbols("binance").includes(symbol) ? instrument("binance", symbol).rules.at(-1)! : PLAIN_GRID;
}

/** @throws QuantError BAD_FEED naming what is missing or out of order */
export function checkFeed(feed: MarketFeed): void {
  const { time, open, high, low, close, volume } = feed.bars, name = `the feed of ${feed.symbol} on ${feed.exchange}`;
  if (time.length === 0) throw badFeed(`${name} has no bars: the exchange would have nothing to tell`);
  if ([open, high, low, close, volume].some((column) => column.length !== time.length)) throw badFeed(`the columns of ${name} are of unequal length`);
  const misplaced = time.findIndex((at, row) => barStart(at, feed.interval) !== at || (row > 0 && at <= time[row - 1]!));
  if (misplaced >= 0) throw badFeed(`bar ${misplaced} of ${name} is not aligned to ${feed.interval} ms or does not come after the one before`);
}

function badFeed(why: string): QuantError {
  return new QuantError("input", "BAD_FEED", why);
}
