/** OKX v5, public market data: newest first, `before` and `after` exclusive, an unfinished candle marked as such. Knows no sockets. */
import type { Millis } from "../../market/units.js";
import { markBars } from "../marks.js";
import { rowsWithin, type RowRange } from "../search.js";
import type { SimulatedMarket } from "../simulatedMarket.js";
import { decimal, lengthOf, ok, synthesisedBy, whole, type HttpReply, type HttpRequest, type Protocol } from "./protocol.js";

/** Bars that the endpoints of recent candles hold. */
const RECENT_BARS = 1_440;

const idOf = ({ symbol }: SimulatedMarket): string => `${symbol.base}-${symbol.quote}${symbol.kind === "spot" ? "" : "-SWAP"}`;
const typeOf = ({ symbol }: SimulatedMarket): string => (symbol.kind === "spot" ? "SPOT" : "SWAP");

export class Okx implements Protocol {
  readonly exchange = "okx";
  readonly hosts: readonly string[] = ["www.okx.com", "my.okx.com", "eea.okx.com"];

  constructor(private readonly markets: readonly SimulatedMarket[]) {}

  answer({ path, query }: HttpRequest, now: Millis): HttpReply {
    const reply = (data: readonly unknown[], market?: SimulatedMarket): HttpReply => ok({ code: "0", msg: "", data }, market && synthesisedBy(market));
    if (path === "/api/v5/public/time") return reply([{ ts: String(now) }]);
    if (path === "/api/v5/public/instruments") return reply(this.markets.filter((market) => typeOf(market) === query.get("instType")).map(instrument));
    const market = this.markets.find((candidate) => idOf(candidate) === query.get("instId")), rows = ENDPOINTS[path.replace("/api/v5/", "")];
    if (rows === undefined) return { status: 404, body: { code: "404", msg: "Not Found", data: [] } };
    if (market === undefined) return ok({ code: "51001", msg: "Instrument ID doesn't exist.", data: [] });
    const data = rows(market, query, now);
    return typeof data === "string" ? ok({ code: "51000", msg: data, data: [] }) : reply(data, market);
  }
}

/** The data of an answer, or the sentence of its refusal. */
type Rows = (market: SimulatedMarket, query: URLSearchParams, now: Millis) => readonly unknown[] | string;

const ENDPOINTS: Readonly<Record<string, Rows>> = {
  "market/history-candles": (market, query, now) => candles(market, query, now, 300, false),
  "market/candles": (market, query, now) => candles(market, query, now, 300, true),
  "market/history-mark-price-candles": (market, query, now) => markCandles(market, query, now, false),
  "market/mark-price-candles": (market, query, now) => markCandles(market, query, now, true),
  "public/funding-rate-history": funding,
  "market/trades": trades,
};

/** `1m`, `1H`, `1Dutc`; a month (`1M`) has no fixed length. */
const barOf = (query: URLSearchParams): Millis | undefined => lengthOf((query.get("bar") ?? "1m").replace("utc", "").replace(/[HDW]$/, (unit) => unit.toLowerCase()));

/** `before` asks for rows after a time and `after` for rows before one: OKX's own words. */
function range(query: URLSearchParams, usual: number, most: number): RowRange {
  return { from: whole(query, "before", -Infinity) + 1, to: whole(query, "after", Infinity) - 1, limit: Math.min(whole(query, "limit", usual), most), side: "newest" };
}

const recent = (asked: RowRange, interval: Millis, now: Millis): RowRange => ({ ...asked, from: Math.max(asked.from, now - RECENT_BARS * interval) });

function candles(market: SimulatedMarket, query: URLSearchParams, now: Millis, most: number, recentOnly: boolean): ReturnType<Rows> {
  const interval = barOf(query), asked = range(query, 100, most), spot = market.symbol.kind === "spot";
  if (interval === undefined || !market.serves(interval)) return "Parameter bar error";
  return market.bars({ interval, ...(recentOnly ? recent(asked, interval, now) : asked) }, now).map((bar) => {
    const volumes = spot ? [bar.volume, bar.quoteVolume, bar.quoteVolume] : [bar.volume * market.grid.stepsPerUnit, bar.volume, bar.quoteVolume];
    return [String(bar.openTime), ...[bar.open, bar.high, bar.low, bar.close, ...volumes].map(decimal), bar.finished ? "1" : "0"];
  }).reverse();
}

function markCandles(market: SimulatedMarket, query: URLSearchParams, now: Millis, recentOnly: boolean): ReturnType<Rows> {
  const { mark } = market.feed, interval = barOf(query), asked = range(query, 100, 100);
  if (mark === undefined) return [];
  if (interval === undefined || mark.interval !== interval) return "Parameter bar error";
  return markBars(mark, recentOnly ? recent(asked, interval, now) : asked, now)
    .map(({ openTime, open, high, low, close }) => [String(openTime), ...[open, high, low, close].map(decimal), openTime + interval <= now ? "1" : "0"]).reverse();
}

function funding(market: SimulatedMarket, query: URLSearchParams, now: Millis): ReturnType<Rows> {
  const { funding: settled } = market.feed;
  if (settled === undefined) return [];
  return rowsWithin(settled.time, range(query, 100, 400), now).map((row) => {
    const rate = decimal(settled.rate[row]!);
    return { instType: "SWAP", instId: idOf(market), fundingRate: rate, realizedRate: rate, fundingTime: String(settled.time[row]), method: "current_period" };
  }).reverse();
}

function trades(market: SimulatedMarket, query: URLSearchParams, now: Millis): ReturnType<Rows> {
  const count = market.printCount(now), first = Math.max(0, count - Math.min(whole(query, "limit", 100), 500));
  return market.printsBetween(first, count, now).map(({ id, price, quantity, side, time }) => ({ instId: idOf(market), tradeId: String(id), px: decimal(price), sz: decimal(quantity), side: side === 1 ? "buy" : "sell", ts: String(time) })).reverse();
}

function instrument(market: SimulatedMarket): unknown {
  const { base, quote, settle, kind } = market.symbol, { ticksPerUnit, stepsPerUnit, minQuantity } = market.grid, spot = kind === "spot";
  const contract = spot ? {} : { ctVal: decimal(1 / stepsPerUnit), ctValCcy: base, ctMult: "1", ctType: "linear", settleCcy: settle, uly: `${base}-${quote}`, instFamily: `${base}-${quote}` };
  return {
    instType: typeOf(market), instId: idOf(market), baseCcy: spot ? base : "", quoteCcy: spot ? quote : "", settleCcy: "", uly: "", state: "live", lever: spot ? "10" : "100",
    listTime: String(market.feed.bars.time[0]), tickSz: decimal(1 / ticksPerUnit), lotSz: spot ? decimal(1 / stepsPerUnit) : "1", minSz: spot ? decimal(minQuantity) : "1", ...contract,
  };
}
