/**
 * Binance's market streams as pure functions: what a stream tells of the stretch (from, to] of the exchange's clock. An update in the middle of a bar is
 * told once a stretch, a closed bar always. Stream names as in `btcusdt@kline_1m`. Knows no sockets.
 */
import { barStart, timeframeMs } from "../../../market/timeframe.js";
import type { Millis } from "../../../market/units.js";
import { ladderAt, ladderChanges } from "../../ladder.js";
import type { Print } from "../../prints.js";
import type { MarketBar } from "../../barSum.js";
import type { SimulatedMarket } from "../../simulatedMarket.js";
import { decimal, lengthOf } from "../protocol.js";
import { idOf, segmentOf } from "./listings.js";
import { levelText, takerQuote } from "./rest.js";

export interface StreamEvent { readonly time: Millis; readonly stream: string; readonly data: unknown }

type Teller = (market: SimulatedMarket, from: Millis, to: Millis, detail: string) => readonly { readonly time: Millis; readonly data: unknown }[];

/** By the stream's word after `@`; what follows it is its detail: `kline_1m`, `depth@100ms`, `markPrice@1s`. */
const TELLERS: Readonly<Record<string, Teller>> = { kline: klines, aggTrade: aggTrades, trade: aggTrades, bookTicker: bookTickers, depth, markPrice: markPrices };

/** Binance takes any name and stays silent about those it does not know; so does this. */
export function tell(stream: string, markets: readonly SimulatedMarket[], from: Millis, to: Millis): readonly StreamEvent[] {
  const match = /^([a-z0-9]+)@([a-zA-Z]+)(?:[_@](\w+))?$/.exec(stream), market = markets.find((candidate) => idOf(candidate).toLowerCase() === match?.[1]), teller = TELLERS[match?.[2] ?? ""];
  if (market === undefined || teller === undefined) return [];
  return teller(market, from, to, match?.[3] ?? "").map((event) => ({ ...event, stream }));
}

/** Bars that closed in the stretch, and the open one if it traded. */
function klines(market: SimulatedMarket, from: Millis, to: Millis, interval: string): ReturnType<Teller> {
  const length = lengthOf(interval);
  if (length === undefined || !market.serves(length)) return [];
  const bars = market.bars({ interval: length, from: barStart(from, length), to, limit: Infinity, side: "oldest" }, to);
  return bars.flatMap((bar) => {
    const closed = bar.openTime + length, last = market.printCount(to) - 1;
    if (bar.finished) return [{ time: closed, data: klineEvent(market, bar, interval, closed) }];
    return last >= 0 && market.prints.at(last).time > from ? [{ time: to, data: klineEvent(market, bar, interval, to) }] : [];
  });
}

function klineEvent(market: SimulatedMarket, bar: MarketBar, interval: string, time: Millis): unknown {
  const first = market.prints.countBefore(bar.openTime), end = market.prints.countBefore(Math.min(bar.openTime + timeframeMs(interval), time + 1)), some = end > first;
  const { openTime: t, open, high, low, close, volume, quoteVolume, trades, takerBuyVolume, finished } = bar;
  return {
    e: "kline", E: time, s: idOf(market), k: {
      t, T: t + timeframeMs(interval) - 1, s: idOf(market), i: interval, f: some ? market.prints.at(first).id : -1, L: some ? market.prints.at(end - 1).id : -1,
      o: decimal(open), c: decimal(close), h: decimal(high), l: decimal(low), v: decimal(volume), n: trades, x: finished, q: decimal(quoteVolume), V: decimal(takerBuyVolume), Q: decimal(takerQuote(bar)), B: "0",
    },
  };
}

const printsIn = (market: SimulatedMarket, from: Millis, to: Millis): readonly Print[] => market.printsBetween(market.printCount(from), market.printCount(to), to);

function aggTrades(market: SimulatedMarket, from: Millis, to: Millis): ReturnType<Teller> {
  return printsIn(market, from, to).map(({ id, time, price, quantity, side }) =>
    ({ time, data: { e: "aggTrade", E: time, s: idOf(market), a: id, p: decimal(price), q: decimal(quantity), f: id, l: id, T: time, m: side === -1, ...(market.prints.synthetic ? { synthetic: true } : {}) } }));
}

function bookTickers(market: SimulatedMarket, from: Millis, to: Millis): ReturnType<Teller> {
  const times = new Set(printsIn(market, from, to).map(({ time }) => time));
  return [...times].map((time) => {
    const { updateId: u, bids, asks } = ladderAt(market, time), [bid, bidSize] = bids[0]!, [ask, askSize] = asks[0]!;
    const touch = { u, s: idOf(market), b: decimal(bid), B: decimal(bidSize), a: decimal(ask), A: decimal(askSize) };
    return { time, data: segmentOf(market) === "spot" ? touch : { e: "bookTicker", ...touch, T: time, E: time } };
  });
}

/** One message a stretch: `U` to `u` are the updates in it, `pu` (USDT-M) the last one before. */
function depth(market: SimulatedMarket, from: Millis, to: Millis): ReturnType<Teller> {
  const before = market.printCount(from), after = market.printCount(to);
  if (after === before) return [];
  const { updateId, bids, asks } = ladderChanges(market, before, after), own = segmentOf(market) === "spot" ? {} : { T: to, pu: before + 1 };
  return [{ time: to, data: { e: "depthUpdate", E: to, s: idOf(market), U: before + 2, u: updateId, b: bids.map(levelText), a: asks.map(levelText), ...own } }];
}

const MARK_EVERY: Readonly<Record<string, Millis>> = { "1s": 1_000, "": 3_000 };

function markPrices(market: SimulatedMarket, from: Millis, to: Millis, every: string): ReturnType<Teller> {
  const step = MARK_EVERY[every] ?? 3_000, first = (Math.floor(from / step) + 1) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, i) => first + i * step).map((time) => {
    const { time: next, rate } = market.nextFunding(time), p = decimal(market.mark(time));
    return { time, data: { e: "markPriceUpdate", E: time, s: idOf(market), p, i: p, P: p, r: decimal(rate), T: next } };
  });
}
