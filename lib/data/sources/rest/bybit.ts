/**
 * Bybit (v5): spot and linear klines, mark klines and funding. A stretch is answered newest first, both ends inclusive, never more than `limit`:
 * of a longer one the beginning would be missing, so stretches are no longer than that.
 */
import { listOf, memberOf, millisOf, numberOf } from "./answer.js";
import type { Dialect, Paging, Reading, Row, Wanted } from "./dialect.js";

const BARS = 1_000, SETTLEMENTS = 200;
/** The shortest that Bybit settles at: 200 settlements never span less. */
const SHORTEST_FUNDING_INTERVAL = 3_600_000;

export const bybit: Dialect = {
  exchange: "bybit",
  name: "Bybit",
  timeframes: { "1m": "1", "3m": "3", "5m": "5", "15m": "15", "30m": "30", "1h": "60", "2h": "120", "4h": "240", "6h": "360", "12h": "720", "1d": "D", "1w": "W" },
  instance: () => ({ id: "bybit", settings: { options: { fetchMarkets: { types: ["spot", "linear"] } } } }),
  reading,
};

function reading(wanted: Wanted): Reading | string {
  const { kind, market } = wanted, category = market.symbol.kind === "spot" ? "spot" : "linear";
  if (market.symbol.kind === "inverse") return "inverse contracts are not read from Bybit: use the linear one, BTC/USDT:USDT";
  if (kind === "trades") return "Bybit serves only its newest trades by REST: import its public files, or read trades from Binance or Kraken";
  if (kind !== "candles" && category === "spot") return `Bybit spot has no ${kind === "mark" ? "mark price" : "funding"}: ask for the perpetual, BTC/USDT:USDT`;
  if (kind === "candles") return { columns: ["time", "open", "high", "low", "close", "volume", "quoteVolume"], paging: bars(wanted, category, "publicGetV5MarketKline", 7) };
  if (kind === "mark") return { columns: ["time", "open", "high", "low", "close"], paging: bars(wanted, category, "publicGetV5MarketMarkPriceKline", 5) };
  return { columns: ["time", "rate"], paging: funding(market.id, category) };
}

const bars = ({ market, word, interval }: Wanted, category: string, method: string, fields: number): Paging => ({
  law: "stretches", span: BARS * interval,
  ask: (from, to) => ({
    method, params: { category, symbol: market.id, interval: word, start: from, end: to - 1, limit: BARS },
    rows: (answer) => list(answer).map((entry): Row => {
      const kline = listOf(entry, "a kline's fields");
      return [millisOf(kline[0], "a kline's start"), ...Array.from({ length: fields - 1 }, (_, i) => numberOf(kline[i + 1], `field ${i + 1} of a kline`))];
    }),
  }),
});

const funding = (symbol: string, category: string): Paging => ({
  law: "stretches", span: SETTLEMENTS * SHORTEST_FUNDING_INTERVAL,
  ask: (from, to) => ({
    method: "publicGetV5MarketFundingHistory", params: { category, symbol, startTime: from, endTime: to - 1, limit: SETTLEMENTS },
    rows: (answer) => list(answer).map((entry) => [millisOf(memberOf(entry, "fundingRateTimestamp"), "a settlement's time"), numberOf(memberOf(entry, "fundingRate"), "a funding rate")]),
  }),
});

const list = (answer: unknown): readonly unknown[] => listOf(memberOf(memberOf(answer, "result"), "list"), "rows");
