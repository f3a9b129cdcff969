/**
 * Binance spot and USDT-M: raw endpoints, all columns that the dumps have too. A stretch is answered oldest first, both ends inclusive
 * (binance-docs, klines; live-trading.md 5). Knows no coin-margined contracts.
 */
import type { SeriesKind } from "../../seriesTable.js";
import { listOf, memberOf, millisOf, numberOf } from "./answer.js";
import type { Dialect, Paging, Question, Reading, Row, Wanted } from "./dialect.js";

/** Of klines. On USDT-M 1,000 rows weigh 5 and 1,500 weigh 10: this is the most for its weight that keeps a sequential reader below the limit. */
const BARS = 1_000;
const TRADES = 1_000, SETTLEMENTS = 1_000;
const HOUR = 3_600_000, MINUTE = 60_000;

const TIMEFRAMES = ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "1w"];

export const binance: Dialect = {
  exchange: "binance",
  name: "Binance",
  timeframes: Object.fromEntries(TIMEFRAMES.map((timeframe) => [timeframe, timeframe])),
  // Two instances: each has its own weight limit, and only one market list is asked for.
  instance: ({ kind }) => ({ id: kind === "spot" ? "binance" : "binanceusdm", settings: { rateLimiterAlgorithm: "rollingWindow", options: { fetchMarkets: { types: [kind === "spot" ? "spot" : "linear"] } } } }),
  reading,
};

function reading(wanted: Wanted): Reading | string {
  const { symbol } = wanted.market, spot = symbol.kind === "spot";
  if (symbol.kind === "inverse") return "coin-margined contracts are not read from Binance: use the USDT-margined one, BTC/USDT:USDT";
  if (spot && wanted.kind === "funding") return "spot pays no funding: ask for the perpetual, BTC/USDT:USDT";
  if (spot && wanted.kind === "mark") return "spot has no mark price: ask for the perpetual, BTC/USDT:USDT";
  return READINGS[wanted.kind](wanted, spot ? "publicGet" : "fapiPublicGet");
}

const READINGS: Readonly<Record<SeriesKind, (wanted: Wanted, prefix: string) => Reading>> = {
  candles: (wanted, prefix) => ({
    columns: ["time", "open", "high", "low", "close", "volume", "quoteVolume", "trades", "takerBuyVolume"],
    paging: bars(wanted, `${prefix}Klines`, [0, 1, 2, 3, 4, 5, 7, 8, 9]),
  }),
  mark: (wanted, prefix) => ({ columns: ["time", "open", "high", "low", "close"], paging: bars(wanted, `${prefix}MarkPriceKlines`, [0, 1, 2, 3, 4]) }),
  funding: ({ market }, prefix) => ({
    columns: ["time", "rate", "mark"],
    paging: { law: "oldest first", ask: (from, to) => ({ method: `${prefix}FundingRate`, params: { symbol: market.id, startTime: from, endTime: to - 1, limit: SETTLEMENTS }, rows: settlements }) },
  }),
  trades: ({ market }, prefix) => ({ columns: ["time", "id", "price", "quantity", "side"], paging: trades(market.id, `${prefix}AggTrades`) }),
};

const bars = ({ market, word }: Wanted, method: string, fields: readonly number[]): Paging => ({
  law: "oldest first",
  ask: (from, to) => ({
    method, params: { symbol: market.id, interval: word, startTime: from, endTime: to - 1, limit: BARS },
    rows: (answer) => listOf(answer, "klines").map((entry): Row => {
      const kline = listOf(entry, "a kline's fields");
      return fields.map((field) => (field === 0 ? millisOf(kline[0], "a kline's open time") : numberOf(kline[field], `field ${field} of a kline`)));
    }),
  }),
});

/** Settlement times lie some ms past their minute; the store keeps the minute. Before 2023-11 the mark is not given. */
const settlements = (answer: unknown): readonly Row[] => listOf(answer, "settlements").map((entry) => {
  const mark = (entry as { markPrice?: unknown }).markPrice ?? "", time = millisOf(memberOf(entry, "fundingTime"), "a settlement's time");
  return [Math.floor(time / MINUTE) * MINUTE, numberOf(memberOf(entry, "fundingRate"), "a funding rate"), mark === "" ? NaN : numberOf(mark, "a settlement's mark price")];
});

/** Aggregated trades: at most one hour by time, any number by id. */
function trades(symbol: string, method: string): Paging {
  const question = (params: Question["params"]): Question => ({ method, params: { symbol, ...params, limit: TRADES }, rows: aggregated });
  return { law: "ids", span: HOUR, ask: (from, to) => question({ startTime: from, endTime: to - 1 }), after: (lastId) => question({ fromId: lastId + 1 }) };
}

const aggregated = (answer: unknown): readonly Row[] => listOf(answer, "trades").map((entry) => [
  millisOf(memberOf(entry, "T"), "a trade's time"), numberOf(memberOf(entry, "a"), "a trade's id"), numberOf(memberOf(entry, "p"), "a trade's price"),
  numberOf(memberOf(entry, "q"), "a trade's quantity"), memberOf(entry, "m") === true ? -1 : 1,
]);
