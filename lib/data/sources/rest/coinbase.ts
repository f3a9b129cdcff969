/**
 * Coinbase (Advanced Trade, public market data): spot candles, at most 350 a question by its documentation and 300 by ccxt's; newest first;
 * minutes without a trade are left out. Whether `end` is part of the answer is not documented, so the questions hold under both readings.
 */
import { listOf, memberOf, numberOf } from "./answer.js";
import type { Dialect, Reading, Row, Wanted } from "./dialect.js";

/** One below ccxt's 300: the bar that opens at `end` may or may not come with them. */
const BARS = 299;
const SECOND = 1_000;

export const coinbase: Dialect = {
  exchange: "coinbase",
  name: "Coinbase",
  timeframes: { "1m": "ONE_MINUTE", "5m": "FIVE_MINUTE", "15m": "FIFTEEN_MINUTE", "30m": "THIRTY_MINUTE", "1h": "ONE_HOUR", "2h": "TWO_HOUR", "6h": "SIX_HOUR", "1d": "ONE_DAY" },
  instance: () => ({ id: "coinbase", settings: {} }),
  reading,
};

function reading({ kind, market, word, interval }: Wanted): Reading | string {
  if (market.symbol.kind !== "spot") return "of Coinbase only spot markets are read, such as BTC/USD";
  if (kind === "trades") return "Coinbase serves only its newest trades: read them from Binance or Kraken, or import a file";
  if (kind !== "candles") return `Coinbase spot has no ${kind === "mark" ? "mark price" : "funding"}: ask Binance, Bybit or OKX for a perpetual's`;
  return {
    columns: ["time", "open", "high", "low", "close", "volume"],
    paging: {
      law: "stretches", span: BARS * interval,
      ask: (from, to) => ({ method: "v3PublicGetBrokerageMarketProductsProductIdCandles", params: { product_id: market.id, granularity: word, start: String(from / SECOND), end: String(Math.ceil(to / SECOND)) }, rows: candles }),
    },
  };
}

const candles = (answer: unknown): readonly Row[] => listOf(memberOf(answer, "candles"), "candles").map((entry) =>
  [numberOf(memberOf(entry, "start"), "a candle's start") * SECOND, ...["open", "high", "low", "close", "volume"].map((name) => numberOf(memberOf(entry, name), `a candle's ${name}`))]);
