/**
 * What each kind of file holds, and under which names exchanges and people write it in a header or, without one, by position.
 * Tables of facts (Binance Vision's README and files, ../shared/data); the sniffing stands in layout.ts.
 */

/** `mark`: klines of the mark price. `taker`: taker volume alone, joined onto stored candles by time. `trades`: Binance's aggregated trades. */
export const FILE_KINDS = ["candles", "funding", "mark", "taker", "trades"] as const;
export type FileKind = (typeof FILE_KINDS)[number];

export type ColumnName =
  | "time" | "open" | "high" | "low" | "close" | "volume" | "quoteVolume" | "trades" | "takerBuyVolume" | "rate" | "mark" | "price" | "quantity" | "id" | "side"
  | "bid" | "bidSize" | "ask" | "askSize";

/** How a field's text becomes a number. `optional`: empty is NaN. `side`: the taker's, buy 1, sell -1. `buyerIsMaker`: then the taker sold, true -1, false 1. */
export type Reading = "number" | "optional" | "side" | "buyerIsMaker";

export interface KindColumns { readonly needs: readonly ColumnName[]; readonly mayHave: readonly ColumnName[]; /** A header that would do, for a person. */ readonly example: string }

export const KIND_COLUMNS: Readonly<Record<FileKind, KindColumns>> = {
  candles: { needs: ["time", "open", "high", "low", "close", "volume"], mayHave: ["quoteVolume", "trades", "takerBuyVolume"], example: "timestamp,open,high,low,close,volume" },
  mark: { needs: ["time", "open", "high", "low", "close"], mayHave: [], example: "timestamp,open,high,low,close" },
  trades: { needs: ["time", "price", "quantity", "id", "side"], mayHave: [], example: "timestamp,price,amount,side,id" },
  funding: { needs: ["time", "rate"], mayHave: ["mark"], example: "timestamp,rate,mark_price" },
  taker: { needs: ["time", "takerBuyVolume"], mayHave: ["trades"], example: "timestamp,trades,taker_buy_base" },
};

/** Header words in lower case. A column that is not named here is passed over. */
export const HEADER_WORDS: Readonly<Record<string, readonly [ColumnName, Reading]>> = {
  timestamp: ["time", "number"], open_time: ["time", "number"], calc_time: ["time", "number"], transact_time: ["time", "number"], time: ["time", "number"],
  open: ["open", "number"], high: ["high", "number"], low: ["low", "number"], close: ["close", "number"], volume: ["volume", "number"],
  quote_volume: ["quoteVolume", "number"], quote_asset_volume: ["quoteVolume", "number"],
  count: ["trades", "number"], trades: ["trades", "number"], number_of_trades: ["trades", "number"],
  taker_buy_volume: ["takerBuyVolume", "number"], taker_buy_base: ["takerBuyVolume", "number"], taker_buy_base_asset_volume: ["takerBuyVolume", "number"],
  rate: ["rate", "number"], last_funding_rate: ["rate", "number"], mark_price: ["mark", "optional"],
  price: ["price", "number"], amount: ["quantity", "number"], quantity: ["quantity", "number"], qty: ["quantity", "number"],
  id: ["id", "number"], agg_trade_id: ["id", "number"], side: ["side", "side"], is_buyer_maker: ["side", "buyerIsMaker"],
};

const KLINE = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore";
const AGGREGATED = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker";

/** Files without a header, by number of fields: Binance Vision's klines and aggregated trades (spot with one field more), and the plain six and five. */
export const HEADERLESS: Readonly<Record<number, string>> = {
  12: KLINE, 8: `${AGGREGATED},is_best_match`, 7: AGGREGATED, 6: KIND_COLUMNS.candles.example, 5: KIND_COLUMNS.mark.example,
};
