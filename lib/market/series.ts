/** Series beside the candles: funding, the mark price, and any own numbers by time. Columns, ascending, nothing filled in. */
import type { Column } from "./candles.js";
import type { QuoteColumns, TradeColumns } from "./tape.js";

/** Funding settlements as the exchange published them. A positive rate is paid by longs. */
export interface Funding {
  readonly exchange: string;
  readonly symbol: string;
  readonly length: number;
  /** Settlement times, ms UTC, ascending; the interval is never assumed. */
  readonly time: Column;
  /** Fraction of notional for this settlement. */
  readonly rate: Column;
  /** Mark price at the settlement; NaN where the source does not say. */
  readonly mark: Column;
}

/** Mark price klines; the same alignment rules as candles. */
export interface MarkPrices {
  readonly interval: number;
  readonly length: number;
  readonly openTime: Column;
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
}

/** Prints of one market, ascending by time and id. */
export interface Trades extends TradeColumns {
  readonly exchange: string;
  readonly symbol: string;
  /** The exchange's number of the trade; ascends with time. */
  readonly id: Column;
}

/** Best bid and ask of one market after each change, ascending. */
export interface Quotes extends QuoteColumns {
  readonly exchange: string;
  readonly symbol: string;
  /** The exchange's number of the update; 0 where it gives none. */
  readonly id: Column;
}
