/**
 * Live streams in the shapes of history: candles, mark prices, funding, trades and quotes, each chunk what a query of that stretch would answer.
 * Longer bars are built from shorter ones and given when they are whole. Decides nothing about holes: followRows.ts does.
 */
import type { Candles } from "../../market/candles.js";
import { resample } from "../../market/resample.js";
import type { Funding, MarkPrices, Quotes, Trades } from "../../market/series.js";
import { parseSymbol } from "../../market/symbol.js";
import { barStart, timeframeMs, timeframeOf, type Timeframe } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import { ceilBar, storedTimeframe } from "../bars.js";
import type { MarketDataQuery } from "../marketDataQuery.js";
import { candlesOf, fundingOf, markOf, quotesOf, tradesOf } from "../shapes.js";
import type { SeriesColumns, StoredKind, StoredSeries } from "../seriesTable.js";
import { windowOf, type Window } from "../window.js";
import { followRows, type FollowMeans } from "./followRows.js";
import { concatRows, rowAtTime, rowCount, rowsBetween } from "./rowOrder.js";
import { successionOf } from "./seam.js";

/** Finest bars there are where nothing is stored yet. */
const FINEST: Timeframe = "1m";

/** Where a followed series comes from, and when the stream is to end. */
export interface Followed { readonly query: MarketDataQuery; readonly means: FollowMeans; readonly signal: AbortSignal }

/** Bars as soon as they are finished; the first chunk is all of the history. @throws QuantError as `followRows`; BAD_SYMBOL, BAD_TIMEFRAME, BAD_DATE, EMPTY_WINDOW, NO_SUCH_TIMEFRAME */
export async function* followCandles(followed: Followed): AsyncGenerator<Candles> {
  const { exchange = "binance", symbol } = followed.query;
  yield* followBars(followed, "candles", { exchange, symbol });
}

export async function* followMark(followed: Followed): AsyncGenerator<MarkPrices> {
  const { exchange = "binance", symbol } = followed.query;
  for await (const bars of followBars(followed, "mark", { exchange, symbol })) yield markOf(bars);
}

export async function* followFunding(followed: Followed): AsyncGenerator<Funding> {
  for await (const { series, columns } of followEvents(followed, "funding")) yield fundingOf(series, columns);
}

export async function* followTrades(followed: Followed): AsyncGenerator<Trades> {
  for await (const { series, columns } of followEvents(followed, "trades")) yield tradesOf(series, columns);
}

export async function* followQuotes(followed: Followed): AsyncGenerator<Quotes> {
  for await (const { series, columns } of followEvents(followed, "quotes")) yield quotesOf(series, columns);
}

async function* followEvents({ query, means, signal }: Followed, kind: StoredKind): AsyncGenerator<{ readonly series: StoredSeries; readonly columns: SeriesColumns }> {
  const { exchange = "binance", symbol } = query, series: StoredSeries = { kind, exchange, symbol, timeframe: undefined };
  parseSymbol(symbol);
  for await (const { columns } of followRows(means, series, successionOf(series), windowOf(query.from, query.to), signal)) if (rowCount(columns) > 0) yield { series, columns };
}

async function* followBars({ query, means, signal }: Followed, kind: "candles" | "mark", place: { readonly exchange: string; readonly symbol: string }): AsyncGenerator<Candles> {
  parseSymbol(place.symbol);
  const interval = timeframeMs(query.timeframe ?? FINEST), timeframe = timeframeOf(interval), asked = windowOf(query.from, query.to);
  const stored = await storedTimeframe(means.store, kind, place, timeframe, asked), begun = stored !== undefined && stored.from < asked.to;
  const source = begun ? stored : { timeframe: interval % timeframeMs(FINEST) === 0 ? FINEST : timeframe, from: asked.from === -Infinity ? barStart(means.now(), interval) : asked.from };
  const series: StoredSeries = { kind, ...place, timeframe: source.timeframe }, window = wholeBars({ ...asked, from: Math.max(asked.from, source.from) }, interval);
  let held: SeriesColumns = {};
  for await (const { columns, knownTo } of followRows(means, series, successionOf(series), window, signal)) {
    held = concatRows(held, columns);
    const whole = rowAtTime(held, barStart(knownTo, interval)), done = rowsBetween(held, 0, whole);
    if (whole === 0) continue;
    held = rowsBetween(held, whole, rowCount(held));
    yield resample(candlesOf(place, source.timeframe, done, means.source?.exchangeUrl !== undefined), timeframe);
  }
}

/** Bars that are whole: what is stored before the first of them is left out, the last one is followed to its end. */
const wholeBars = ({ from, to }: Window, interval: Millis): Window => ({ from: ceilBar(from, interval), to: to === Infinity ? to : ceilBar(to, interval) });
