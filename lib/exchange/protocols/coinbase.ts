/** Coinbase Advanced Trade, public market data: candles of at most 350 a question, both ends inclusive, newest first, bars without a trade left out. Knows no sockets. */
import { timeframeMs } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import type { SimulatedMarket } from "../simulatedMarket.js";
import { decimal, ok, synthesisedBy, whole, type HttpReply, type HttpRequest, type Protocol } from "./protocol.js";

const GRANULARITIES: Readonly<Record<string, string>> = {
  ONE_MINUTE: "1m", FIVE_MINUTE: "5m", FIFTEEN_MINUTE: "15m", THIRTY_MINUTE: "30m", ONE_HOUR: "1h", TWO_HOUR: "2h", SIX_HOUR: "6h", ONE_DAY: "1d",
};
const MOST = 350, SECOND = 1_000;

const idOf = ({ symbol }: SimulatedMarket): string => `${symbol.base}-${symbol.quote}`;
const refuse = (error: string, message: string, status: number): HttpReply => ({ status, body: { error, error_details: message, message } });

export class Coinbase implements Protocol {
  readonly exchange = "coinbase";
  readonly hosts: readonly string[] = ["api.coinbase.com"];

  constructor(private readonly markets: readonly SimulatedMarket[]) {}

  answer({ path, query }: HttpRequest, now: Millis): HttpReply {
    if (path === "/v2/time") return ok({ data: { iso: new Date(now).toISOString(), epoch: Math.floor(now / SECOND) } });
    const match = /^\/api\/v3\/brokerage\/(?:(time)|market\/products(?:\/([^/]+)\/(candles|ticker))?)$/.exec(path);
    if (match === null) return refuse("NOT_FOUND", "Not found", 404);
    if (match[1] !== undefined) return ok({ iso: new Date(now).toISOString(), epochSeconds: String(Math.floor(now / SECOND)), epochMillis: String(now) });
    if (match[2] === undefined) return products(query.get("product_type") === "FUTURE" ? [] : this.markets);
    const market = this.markets.find((candidate) => idOf(candidate) === match[2]);
    if (market === undefined) return refuse("INVALID_ARGUMENT", "ProductID is invalid", 400);
    return match[3] === "candles" ? candles(market, query, now) : ticker(market, query, now);
  }
}

function candles(market: SimulatedMarket, query: URLSearchParams, now: Millis): HttpReply {
  const timeframe = GRANULARITIES[query.get("granularity") ?? ""], from = whole(query, "start", NaN) * SECOND, to = whole(query, "end", NaN) * SECOND;
  if (timeframe === undefined || Number.isNaN(from) || Number.isNaN(to)) return refuse("INVALID_ARGUMENT", "start, end and granularity are required", 400);
  const interval = timeframeMs(timeframe);
  if (!market.serves(interval)) return refuse("INVALID_ARGUMENT", "granularity is not supported", 400);
  if ((to - from) / interval > MOST) return refuse("INVALID_ARGUMENT", `number of candles requested should be less than ${MOST}`, 400);
  const bars = market.bars({ interval, from, to, limit: MOST, side: "newest" }, now).filter(({ volume }) => volume > 0);
  return ok({
    candles: bars.map((bar) => ({ start: String(bar.openTime / SECOND), low: decimal(bar.low), high: decimal(bar.high), open: decimal(bar.open), close: decimal(bar.close), volume: decimal(bar.volume) })).reverse(),
  }, synthesisedBy(market));
}

function ticker(market: SimulatedMarket, query: URLSearchParams, now: Millis): HttpReply {
  const from = whole(query, "start", -Infinity) * SECOND, to = Math.min(whole(query, "end", Infinity) * SECOND, now), end = market.printCount(to);
  const first = Math.max(market.prints.countBefore(from), end - Math.min(whole(query, "limit", 100), 1_000)), { bid, ask } = market.touch(now);
  const trades = market.printsBetween(first, end, now).map(({ id, price, quantity, side, time }) =>
    ({ trade_id: String(id), product_id: idOf(market), price: decimal(price), size: decimal(quantity), time: new Date(time).toISOString(), side: side === 1 ? "BUY" : "SELL", bid: "", ask: "" }));
  return ok({ trades: trades.reverse(), best_bid: decimal(bid), best_ask: decimal(ask) }, synthesisedBy(market));
}

function products(markets: readonly SimulatedMarket[]): HttpReply {
  return ok({ num_products: markets.length, products: markets.map((market) => {
    const { base, quote } = market.symbol, { ticksPerUnit, stepsPerUnit, minQuantity, minNotional } = market.grid;
    return {
      product_id: idOf(market), product_type: "SPOT", base_currency_id: base, quote_currency_id: quote, status: "online", trading_disabled: false, alias: "", alias_to: [],
      base_increment: decimal(1 / stepsPerUnit), quote_increment: decimal(1 / ticksPerUnit), price_increment: decimal(1 / ticksPerUnit), base_min_size: decimal(minQuantity), base_max_size: "1000", quote_min_size: decimal(minNotional), quote_max_size: "1000000",
    };
  }) });
}
