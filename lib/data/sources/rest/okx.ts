/**
 * OKX (v5): spot and swap candles, mark candles and funding. `before` and `after` are exclusive and newest comes first; the newest 1,440 bars have
 * an endpoint of their own. A candle says itself whether it is finished. Volumes of swaps are contracts, base currency and quote currency.
 */
import { listOf, memberOf, millisOf, numberOf } from "./answer.js";
import type { Dialect, Paging, Reading, Row, Wanted } from "./dialect.js";

const BARS = 300, MARK_BARS = 100, SETTLEMENTS = 100;
/** Half of what `market/candles` holds: what is asked for there must not fall out of it while a long request is read. */
const RECENT_BARS = 720;
const SHORTEST_FUNDING_INTERVAL = 3_600_000;
const DAY = 86_400_000;
/** OKX speaks of three months; the shortest three are 89 days. */
const FUNDING_REACH = 89 * DAY;

export const okx: Dialect = {
  exchange: "okx",
  name: "OKX",
  timeframes: { "1m": "1m", "3m": "3m", "5m": "5m", "15m": "15m", "30m": "30m", "1h": "1H", "2h": "2H", "4h": "4H", "6h": "6Hutc", "12h": "12Hutc", "1d": "1Dutc", "1w": "1Wutc" },
  instance: () => ({ id: "okx", settings: { options: { fetchMarkets: { types: ["spot", "swap"] } } } }),
  reading,
};

function reading(wanted: Wanted): Reading | string {
  const { kind, market } = wanted, spot = market.symbol.kind === "spot";
  if (market.symbol.kind === "inverse") return "inverse contracts are not read from OKX: use the linear one, BTC/USDT:USDT";
  if (kind === "trades") return "OKX serves trades by REST only backwards and for three months: read them from Binance or Kraken, or import a file";
  if (kind !== "candles" && spot) return `OKX spot has no ${kind === "mark" ? "mark price" : "funding"}: ask for the perpetual, BTC/USDT:USDT`;
  if (kind === "candles") return { columns: ["time", "open", "high", "low", "close", "volume", "quoteVolume"], paging: bars(wanted, "Candles", BARS, [1, 2, 3, 4, spot ? 5 : 6, 7], 8) };
  if (kind === "mark") return { columns: ["time", "open", "high", "low", "close"], paging: bars(wanted, "MarkPriceCandles", MARK_BARS, [1, 2, 3, 4], 5) };
  return { columns: ["time", "rate"], paging: funding(market.id), reach: { ms: FUNDING_REACH, instead: "read the funding of Binance or Bybit, or import a file" } };
}

function bars({ market, word, interval, now }: Wanted, endpoint: string, limit: number, fields: readonly number[], confirmed: number): Paging {
  const method = (from: number): string => (from < now - RECENT_BARS * interval ? `publicGetMarketHistory${endpoint}` : `publicGetMarket${endpoint}`);
  return {
    law: "stretches", span: limit * interval,
    ask: (from, to) => ({
      method: method(from), params: { instId: market.id, bar: word, before: from - 1, after: to, limit },
      rows: (answer) => listOf(memberOf(answer, "data"), "candles").map((entry) => listOf(entry, "a candle's fields")).filter((candle) => candle[confirmed] !== "0")
        .map((candle): Row => [millisOf(candle[0], "a candle's time"), ...fields.map((field) => numberOf(candle[field], `field ${field} of a candle`))]),
    }),
  };
}

const funding = (instId: string): Paging => ({
  law: "stretches", span: SETTLEMENTS * SHORTEST_FUNDING_INTERVAL,
  ask: (from, to) => ({
    method: "publicGetPublicFundingRateHistory", params: { instId, before: from - 1, after: to, limit: SETTLEMENTS },
    rows: (answer) => listOf(memberOf(answer, "data"), "settlements").map((entry) => [millisOf(memberOf(entry, "fundingTime"), "a settlement's time"), numberOf(memberOf(entry, "realizedRate"), "a funding rate")]),
  }),
});
