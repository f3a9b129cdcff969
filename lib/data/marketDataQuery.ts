/** What market data is asked for by: the same words for candles, trades, quotes, funding and mark prices. */
import type { Timeframe } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";

export interface MarketDataQuery {
  /** Default binance. */
  readonly exchange?: string | undefined;
  /** ccxt's unified symbol: `BTC/USDT`, `BTC/USDT:USDT`. */
  readonly symbol: string;
  /** Default 1m. Without meaning for kinds without bars. */
  readonly timeframe?: Timeframe | undefined;
  /** First open time (bars), settlement time (funding) or time (trades, quotes): a date, UTC, or ms. Default: from the first that is stored. */
  readonly from?: string | Millis | undefined;
  /** Exclusive. Default: to the end of what is stored. */
  readonly to?: string | Millis | undefined;
  /** ms before `from` whose bars are read too where they are stored, for indicators to warm up on. Default 0; for candles only. */
  readonly warmup?: Millis | undefined;
  /** More trades or quotes than this are refused (TOO_MANY_ROWS) before any is read; default 20,000,000, which take about a gigabyte. */
  readonly mostRows?: number | undefined;
}

export const MOST_ROWS = 20_000_000;
