/**
 * The way out of the store: candles, trades, quotes, funding and mark prices as columns, by exchange, symbol, timeframe and dates.
 * Bars of a timeframe that is not stored are built from finer ones; nothing is mixed, filled in or guessed. Writes nothing.
 */
import type { Candles } from "../market/candles.js";
import type { Funding, MarkPrices, Quotes, Trades } from "../market/series.js";
import { readCandles, readMark } from "./bars.js";
import { coverage, type Coverage } from "./coverage.js";
import { readFunding } from "./funding.js";
import type { MarketDataQuery } from "./marketDataQuery.js";
import { openStore } from "./store/open.js";
import type { Store, StoreOptions } from "./store/store.js";
import { readQuotes, readTrades } from "./tape.js";

export interface MarketData {
  /**
   * Bars that open in [from, to). Stored bars that cover most of that window are used for all of it; of equals those of exactly the timeframe asked for,
   * then the finest; `origin.builtFrom` names them. A longer bar at either end of the stored data is left out where its parts are not all inside it.
   * `takerBuyVolume` is there if it is known for every bar of the window.
   * @throws QuantError UNKNOWN_SYMBOL, NO_DATA (saying what range exists), NO_SUCH_TIMEFRAME, BAD_DATE, EMPTY_WINDOW, BAD_SYMBOL, BAD_TIMEFRAME
   */
  candles(query: MarketDataQuery): Promise<Candles>;
  /** Settlements in [from, to); of length 0 when none are stored there: whether that is an error is for the asker to say (decisions 15). */
  funding(query: MarketDataQuery): Promise<Funding>;
  /** Mark price bars of the timeframe, or built from finer ones; undefined when none open in the window. */
  mark(query: MarketDataQuery): Promise<MarkPrices | undefined>;
  /** Prints in [from, to); of length 0 when none are stored there. @throws QuantError TOO_MANY_ROWS */
  trades(query: MarketDataQuery): Promise<Trades>;
  /** Best bids and asks in [from, to); of length 0 when none are stored there. Only a live collection brings them. @throws QuantError TOO_MANY_ROWS */
  quotes(query: MarketDataQuery): Promise<Quotes>;
  /** What is stored. */
  coverage(): Promise<readonly Coverage[]>;
  close(): Promise<void>;
}

/** Market data of the local store, or of the one named by `options`. Close it when done. */
export async function openMarketData(options?: StoreOptions): Promise<MarketData> {
  const store = await openStore(options);
  return { ...marketDataOf(store), close: () => store.close() };
}

/** Market data of a store that is open already and stays open. */
export function marketDataOf(store: Store): MarketData {
  return {
    candles: (query) => readCandles(store, query),
    funding: (query) => readFunding(store, query),
    mark: (query) => readMark(store, query),
    trades: (query) => readTrades(store, query),
    quotes: (query) => readQuotes(store, query),
    coverage: () => coverage(store),
    close: () => Promise.resolve(),
  };
}
