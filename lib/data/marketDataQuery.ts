/** What market data is asked for by: the same words for candles, funding and mark prices. */
import type { Timeframe } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";

export interface MarketDataQuery {
  /** Default binance. */
  readonly exchange?: string | undefined;
  /** ccxt's unified symbol: `BTC/USDT`, `BTC/USDT:USDT`. */
  readonly symbol: string;
  /** Default 1m. Without meaning for funding. */
  readonly timeframe?: Timeframe | undefined;
  /** First open time (bars) or settlement time (funding): a date, UTC, or ms. Default: from the first that is stored. */
  readonly from?: string | Millis | undefined;
  /** Exclusive. Default: to the end of what is stored. */
  readonly to?: string | Millis | undefined;
  /** ms before `from` whose bars are read too where they are stored, for indicators to warm up on. Default 0; without meaning for funding. */
  readonly warmup?: Millis | undefined;
}
