/**
 * Binance's public REST endpoints, spot (/api/v3) and USDT-M (/fapi/v1): the same paging laws, limits, columns and error codes.
 * Trading endpoints would stand in a table of their own beside this one. Knows no sockets.
 */
import type { Millis } from "../../../market/units.js";
import { ladderAt, type Level } from "../../ladder.js";
import { markBars } from "../../marks.js";
import { rowsWithin, type RowRange } from "../../search.js";
import type { MarketBar } from "../../barSum.js";
import type { SimulatedMarket } from "../../simulatedMarket.js";
import { decimal, lengthOf, ok, synthesisedBy, whole, type HttpReply } from "../protocol.js";
import { idOf, type Segment } from "./listings.js";

export interface Inquiry {
  readonly segment: Segment;
  readonly market: SimulatedMarket;
  readonly query: URLSearchParams;
  readonly now: Millis;
}

const HOUR = 3_600_000;
const INTERVALS = ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "1w"];

/** Binance's own words for a request it refuses. */
export const refuse = (code: number, msg: string, status = 400): HttpReply => ({ status, body: { code, msg } });

/** Endpoints that name a market, by their path after the version. `undefined` in a segment: not there. */
export const ENDPOINTS: Readonly<Record<string, Readonly<Partial<Record<Segment, (inquiry: Inquiry) => HttpReply>>>>> = {
  klines: { spot: klines, futures: klines },
  markPriceKlines: { futures: markPriceKlines },
  aggTrades: { spot: aggTrades, futures: aggTrades },
  depth: { spot: depth, futures: depth },
  "ticker/bookTicker": { spot: bookTicker, futures: bookTicker },
  "ticker/price": { spot: price, futures: price },
  premiumIndex: { futures: premiumIndex },
  fundingRate: { futures: fundingRate },
};

function klines({ segment, market, query, now }: Inquiry): HttpReply {
  const asked = range(query, segment === "spot" ? 1_000 : 1_500), length = lengthOf(query.get("interval"));
  if (length === undefined || !INTERVALS.includes(query.get("interval")!) || !market.serves(length)) return refuse(-1120, "Invalid interval.");
  if (typeof asked === "string") return refuse(-1128, asked);
  return ok(market.bars({ interval: length, ...asked }, now).map((bar) => kline(bar, length)), synthesisedBy(market));
}

function kline(bar: MarketBar, interval: Millis): readonly unknown[] {
  const { openTime, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume } = bar;
  return [openTime, decimal(open), decimal(high), decimal(low), decimal(close), decimal(volume), openTime + interval - 1, decimal(quoteVolume), trades, decimal(takerBuyVolume), decimal(takerQuote(bar)), "0"];
}

/** Quote currency bought by takers: the bar's own average price for want of another. */
export const takerQuote = ({ volume, quoteVolume, takerBuyVolume }: MarketBar): number => (volume === 0 ? 0 : (quoteVolume * takerBuyVolume) / volume);

function markPriceKlines({ market, query, now }: Inquiry): HttpReply {
  const asked = range(query, 1_500), { mark } = market.feed;
  if (mark === undefined) return ok([], synthesisedBy(market));
  if (lengthOf(query.get("interval")) !== mark.interval) return refuse(-1120, "Invalid interval.");
  if (typeof asked === "string") return refuse(-1128, asked);
  return ok(markBars(mark, asked, now).map(({ openTime, ...bar }) => [openTime, ...[bar.open, bar.high, bar.low, bar.close].map(decimal), "0", openTime + mark.interval - 1, "0", 60, "0", "0", "0"]));
}

/** Which rows: from `startTime` the oldest, without it the newest. The sentence of an error otherwise. */
function range(query: URLSearchParams, most: number, usual = 500): RowRange | string {
  const from = whole(query, "startTime", -Infinity), to = whole(query, "endTime", Infinity), limit = Math.min(whole(query, "limit", usual), most);
  if (from > to) return "Combination of optional parameters invalid.";
  return { from, to, limit, side: from === -Infinity ? "newest" : "oldest" };
}

function aggTrades({ market, query, now }: Inquiry): HttpReply {
  const from = whole(query, "startTime", -1), to = whole(query, "endTime", Infinity), limit = Math.min(whole(query, "limit", 500), 1_000), fromId = whole(query, "fromId", -1);
  if (from >= 0 && to !== Infinity && to - from > HOUR) return refuse(-1127, "More than 1 hours between startTime and endTime.");
  const known = market.printCount(now), end = Math.min(known, to === Infinity ? known : market.prints.countBefore(to + 1));
  const first = fromId >= 0 ? market.prints.countBelow(fromId) : from >= 0 ? market.prints.countBefore(from) : Math.max(0, known - limit);
  const prints = market.printsBetween(first, Math.min(first + limit, fromId >= 0 ? known : end), now);
  return ok(prints.map(({ id, price: at, quantity, time, side }) => ({ a: id, p: decimal(at), q: decimal(quantity), f: id, l: id, T: time, m: side === -1, M: true })), synthesisedBy(market));
}

function depth({ segment, market, query, now }: Inquiry): HttpReply {
  const limit = whole(query, "limit", segment === "spot" ? 100 : 500), { updateId, bids, asks } = ladderAt(market, now);
  const times = segment === "spot" ? {} : { E: now, T: now };
  return ok({ lastUpdateId: updateId, ...times, bids: bids.slice(0, limit).map(levelText), asks: asks.slice(0, limit).map(levelText) }, synthesisedBy(market));
}

export const levelText = ([at, size]: Level): readonly [string, string] => [decimal(at), decimal(size)];

function bookTicker({ segment, market, now }: Inquiry): HttpReply {
  const { bids, asks, updateId } = ladderAt(market, now), [bid, bidSize] = bids[0]!, [ask, askSize] = asks[0]!;
  const times = segment === "spot" ? {} : { time: now, lastUpdateId: updateId };
  return ok({ symbol: idOf(market), bidPrice: decimal(bid), bidQty: decimal(bidSize), askPrice: decimal(ask), askQty: decimal(askSize), ...times }, synthesisedBy(market));
}

function price({ market, now }: Inquiry): HttpReply {
  return ok({ symbol: idOf(market), price: decimal(market.touch(now).last), time: now });
}

function premiumIndex({ market, now }: Inquiry): HttpReply {
  const { time, rate } = market.nextFunding(now), mark = decimal(market.mark(now));
  return ok({ symbol: idOf(market), markPrice: mark, indexPrice: mark, estimatedSettlePrice: mark, lastFundingRate: decimal(rate), interestRate: "0.0001", nextFundingTime: time, time: now }, synthesisedBy(market));
}

function fundingRate({ market, query, now }: Inquiry): HttpReply {
  const { funding } = market.feed, asked = range(query, 1_000, 100);
  if (typeof asked === "string") return refuse(-1128, asked);
  if (funding === undefined) return ok([]);
  const markText = (row: number): string => (Number.isNaN(funding.mark?.[row] ?? NaN) ? "" : decimal(funding.mark![row]!));
  return ok(rowsWithin(funding.time, asked, now).map((row) => ({ symbol: idOf(market), fundingTime: funding.time[row], fundingRate: decimal(funding.rate[row]!), markPrice: markText(row) })));
}
