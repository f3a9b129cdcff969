/** Bybit v5, public market data: newest first, never more than `limit` rows of the end of a range. Knows no sockets. */
import { timeframeMs } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import { markBars } from "../marks.js";
import { rowsWithin, type RowRange } from "../search.js";
import type { SimulatedMarket } from "../simulatedMarket.js";
import { decimal, ok, synthesisedBy, whole, type HttpReply, type HttpRequest, type Protocol } from "./protocol.js";

const INTERVALS: Readonly<Record<string, string>> = { "1": "1m", "3": "3m", "5": "5m", "15": "15m", "30": "30m", "60": "1h", "120": "2h", "240": "4h", "360": "6h", "720": "12h", D: "1d", W: "1w" };

const idOf = ({ symbol }: SimulatedMarket): string => `${symbol.base}${symbol.quote}`;
const categoryOf = ({ symbol }: SimulatedMarket): string => (symbol.kind === "spot" ? "spot" : "linear");

export class Bybit implements Protocol {
  readonly exchange = "bybit";
  readonly hosts: readonly string[] = ["api.bybit.com", "api.bytick.com"];

  constructor(private readonly markets: readonly SimulatedMarket[]) {}

  answer({ path, query }: HttpRequest, now: Millis): HttpReply {
    const reply = (result: unknown, market?: SimulatedMarket): HttpReply => ok({ retCode: 0, retMsg: "OK", result, retExtInfo: {}, time: now }, market && synthesisedBy(market));
    const refuse = (retMsg: string): HttpReply => ok({ retCode: 10_001, retMsg, result: {}, retExtInfo: {}, time: now });
    if (path === "/v5/market/time") return reply({ timeSecond: String(Math.floor(now / 1_000)), timeNano: `${now}000000` });
    const category = query.get("category") ?? "linear", own = this.markets.filter((market) => categoryOf(market) === category);
    if (path === "/v5/market/instruments-info") return reply({ category, list: own.map(instrumentInfo), nextPageCursor: "" });
    const market = own.find((candidate) => idOf(candidate) === query.get("symbol")), rows = ENDPOINTS[path];
    if (rows === undefined) return { status: 404, body: { retCode: 10_404, retMsg: "path not found" } };
    if (market === undefined) return refuse("params error: Symbol Invalid");
    const list = rows(market, query, now);
    return typeof list === "string" ? refuse(list) : reply({ symbol: idOf(market), category, list }, market);
  }
}

/** The list of an answer, or the sentence of its refusal. */
type Rows = (market: SimulatedMarket, query: URLSearchParams, now: Millis) => readonly unknown[] | string;

const ENDPOINTS: Readonly<Record<string, Rows>> = {
  "/v5/market/kline": klines, "/v5/market/mark-price-kline": markKlines, "/v5/market/funding/history": funding, "/v5/market/recent-trade": recentTrades,
};

/** With a start and no end the rows after the start, oldest; otherwise the newest of the range. */
function range(query: URLSearchParams, start: string, end: string, usual: number, most: number): RowRange {
  const from = whole(query, start, -Infinity), to = whole(query, end, Infinity);
  return { from, to, limit: Math.min(whole(query, "limit", usual), most), side: from > -Infinity && to === Infinity ? "oldest" : "newest" };
}

function klines(market: SimulatedMarket, query: URLSearchParams, now: Millis): ReturnType<Rows> {
  const timeframe = INTERVALS[query.get("interval") ?? ""];
  if (timeframe === undefined || !market.serves(timeframeMs(timeframe))) return "params error: Invalid interval";
  const bars = market.bars({ interval: timeframeMs(timeframe), ...range(query, "start", "end", 200, 1_000) }, now);
  return bars.map(({ openTime, open, high, low, close, volume, quoteVolume }) => [String(openTime), ...[open, high, low, close, volume, quoteVolume].map(decimal)]).reverse();
}

function markKlines(market: SimulatedMarket, query: URLSearchParams, now: Millis): ReturnType<Rows> {
  const timeframe = INTERVALS[query.get("interval") ?? ""], { mark } = market.feed;
  if (timeframe === undefined || (mark !== undefined && timeframeMs(timeframe) !== mark.interval)) return "params error: Invalid interval";
  return mark === undefined ? [] : markBars(mark, range(query, "start", "end", 200, 1_000), now).map(({ openTime, open, high, low, close }) => [String(openTime), ...[open, high, low, close].map(decimal)]).reverse();
}

function funding(market: SimulatedMarket, query: URLSearchParams, now: Millis): ReturnType<Rows> {
  const { funding: settled } = market.feed;
  if (query.get("startTime") !== null && query.get("endTime") === null) return "params error: endTime is required with startTime";
  if (settled === undefined) return [];
  return rowsWithin(settled.time, range(query, "startTime", "endTime", 200, 200), now).map((row) => ({ symbol: idOf(market), fundingRate: decimal(settled.rate[row]!), fundingRateTimestamp: String(settled.time[row]) })).reverse();
}

function recentTrades(market: SimulatedMarket, query: URLSearchParams, now: Millis): ReturnType<Rows> {
  const most = categoryOf(market) === "spot" ? 60 : 1_000, count = market.printCount(now), first = Math.max(0, count - Math.min(whole(query, "limit", 500), most));
  return market.printsBetween(first, count, now).map(({ id, price, quantity, side, time }) => ({ execId: String(id), symbol: idOf(market), price: decimal(price), size: decimal(quantity), side: side === 1 ? "Buy" : "Sell", time: String(time), isBlockTrade: false })).reverse();
}

function instrumentInfo(market: SimulatedMarket): unknown {
  const { base, quote, settle, kind } = market.symbol, { ticksPerUnit, stepsPerUnit, minQuantity, minNotional } = market.grid, step = decimal(1 / stepsPerUnit), smallest = decimal(minQuantity);
  const common = { symbol: idOf(market), baseCoin: base, quoteCoin: quote, status: "Trading", priceFilter: { tickSize: decimal(1 / ticksPerUnit) } };
  if (kind === "spot") return { ...common, innovation: "0", marginTrading: "none", lotSizeFilter: { basePrecision: step, quotePrecision: "0.00000001", minOrderQty: smallest, maxOrderQty: "1000", minOrderAmt: decimal(minNotional), maxOrderAmt: "1000000" } };
  return {
    ...common, contractType: "LinearPerpetual", launchTime: String(market.feed.bars.time[0]), deliveryTime: "0", settleCoin: settle, fundingInterval: 480,
    lotSizeFilter: { qtyStep: step, minOrderQty: smallest, maxOrderQty: "1000", minNotionalValue: decimal(minNotional) }, leverageFilter: { minLeverage: "1", maxLeverage: "100", leverageStep: "0.01" },
  };
}
