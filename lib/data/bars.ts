/**
 * Candles and mark prices of a window: chooses the stored bars that serve it, reads them as columns, builds longer bars where needed (decisions 20).
 * Knows the store's tables through seriesTable.ts only.
 */
import { between, candles, rowAt, type Candles } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { nearest } from "../market/nearest.js";
import { resample } from "../market/resample.js";
import type { MarkPrices } from "../market/series.js";
import { parseSymbol } from "../market/symbol.js";
import { barStart, timeframeMs, timeframeOf, type Timeframe } from "../market/timeframe.js";
import { utc, type Millis } from "../market/units.js";
import { SYNTHETIC } from "./exchanges.js";
import type { MarketDataQuery } from "./marketDataQuery.js";
import { SERIES_TABLES, seriesFilter, type Series } from "./seriesTable.js";
import type { Store } from "./store/store.js";
import { overlap, sqlTime, windowOf, type Window } from "./window.js";

/** Stored bars of one timeframe and the time they span: the first open to the last close. */
interface StoredBars extends Window { readonly timeframe: Timeframe; readonly interval: Millis }

type BarKind = "candles" | "mark";

/** @throws QuantError as MarketData.candles says */
export async function readCandles(store: Store, query: MarketDataQuery): Promise<Candles> {
  const { exchange = "binance", symbol, timeframe = "1m" } = query, window = windowOf(query.from, query.to), interval = timeframeMs(timeframe);
  parseSymbol(symbol);
  const stored = await storedBars(store, "candles", exchange, symbol);
  if (stored.length === 0) throw await unknownSymbol(store, exchange, symbol);
  const source = choose(stored, timeframe, window);
  if (source === undefined) throw noSuchTimeframe(exchange, symbol, timeframe, stored);
  const bars = await readBars(store, "candles", { exchange, symbol }, source, interval, { ...window, from: window.from - (query.warmup ?? 0) });
  if (rowAt(bars, window.from) === bars.length) throw noData(exchange, symbol, timeframe, window, source);
  return bars;
}

/** @throws QuantError as MarketData.mark says */
export async function readMark(store: Store, query: MarketDataQuery): Promise<MarkPrices | undefined> {
  const { exchange = "binance", symbol, timeframe = "1m" } = query, window = windowOf(query.from, query.to), interval = timeframeMs(timeframe);
  parseSymbol(symbol);
  const source = choose(await storedBars(store, "mark", exchange, symbol), timeframe, window);
  if (source === undefined) return undefined;
  const { length, openTime, open, high, low, close } = await readBars(store, "mark", { exchange, symbol }, source, interval, window);
  return length === 0 ? undefined : Object.freeze({ interval, length, openTime, open, high, low, close });
}

/** The stored bars that ones of `timeframe` are built from, and where they begin; undefined where none are stored. @throws QuantError NO_SUCH_TIMEFRAME */
export async function storedTimeframe(store: Store, kind: BarKind, { exchange, symbol }: { readonly exchange: string; readonly symbol: string }, timeframe: Timeframe, window: Window): Promise<{ readonly timeframe: Timeframe; readonly from: Millis } | undefined> {
  const stored = await storedBars(store, kind, exchange, symbol), source = choose(stored, timeframe, window);
  if (source === undefined && stored.length > 0) throw noSuchTimeframe(exchange, symbol, timeframe, stored);
  return source;
}

async function storedBars(store: Store, kind: BarKind, exchange: string, symbol: string): Promise<readonly StoredBars[]> {
  const rows = await store.rows<{ tf: string; first: string; last: string }>(
    `SELECT tf, toUnixTimestamp64Milli(min(ts)) AS first, toUnixTimestamp64Milli(max(ts)) AS last FROM ${SERIES_TABLES[kind].name}
     WHERE exchange = {exchange: String} AND symbol = {symbol: String} GROUP BY tf`, { exchange, symbol });
  return rows.map(({ tf, first, last }) => {
    const interval = timeframeMs(tf);
    return { timeframe: tf, interval, from: Number(first), to: Number(last) + interval };
  });
}

/** The stored bars that the asked ones can be built from and that cover most of the window; of equals exactly the timeframe, then the finest. */
function choose(stored: readonly StoredBars[], timeframe: Timeframe, window: Window): StoredBars | undefined {
  const interval = timeframeMs(timeframe), exactFirst = (bars: StoredBars): number => (bars.interval === interval ? 0 : bars.interval);
  return stored.filter((bars) => interval % bars.interval === 0)
    .sort((a, b) => overlap(b, window) - overlap(a, window) || exactFirst(a) - exactFirst(b))[0];
}

/** Source bars of the window, longer ones built of them where asked. Longer bars that reach over either end of the stored data are left out. */
async function readBars(store: Store, kind: BarKind, { exchange, symbol }: { readonly exchange: string; readonly symbol: string }, source: StoredBars, interval: Millis, window: Window): Promise<Candles> {
  const from = ceilBar(Math.max(window.from, source.from), interval), end = Math.min(window.to, source.to);
  const to = source.interval === interval ? end : Math.min(ceilBar(end, interval), barStart(source.to, interval));
  const bars = await readStored(store, { kind, exchange, symbol, timeframe: source.timeframe }, { from, to });
  const built = source.interval === interval ? bars : resample(bars, timeframeOf(interval));
  return between(built, from, to);
}

/** Start of the first bar that opens at or after `time`. */
export function ceilBar(time: Millis, interval: Millis): Millis {
  const start = barStart(time, interval);
  return start === time ? start : start + interval;
}

async function readStored(store: Store, series: Series & { readonly kind: BarKind; readonly timeframe: Timeframe }, window: Window): Promise<Candles> {
  const { where, params } = seriesFilter(series), bounds = { ...params, from: sqlTime(window.from), to: sqlTime(window.to) }, { name } = SERIES_TABLES[series.kind];
  const rows = `FROM ${name} FINAL WHERE ${where} AND ts >= {from: DateTime64(3, 'UTC')} AND ts < {to: DateTime64(3, 'UTC')}`;
  const taker = series.kind === "candles" ? "countIf(isNaN(taker_buy_volume))" : "count()";
  const [size] = await store.rows<{ length: string; takerUnknown: string }>(`SELECT count() AS length, ${taker} AS takerUnknown ${rows}`, bounds);
  const length = Number(size?.length ?? 0), wanted = ["open", "high", "low", "close", ...(series.kind === "candles" ? ["volume"] : []), ...(length > 0 && Number(size?.takerUnknown) === 0 ? ["taker_buy_volume"] : [])];
  const found = await store.columns(`SELECT toFloat64(toUnixTimestamp64Milli(ts)) AS time, ${wanted.join(", ")} ${rows} ORDER BY ts`, bounds, { rows: length });
  const origin = { exchange: series.exchange, symbol: series.symbol, synthetic: series.exchange === SYNTHETIC, builtFrom: series.timeframe };
  return candles(origin, series.timeframe, {
    openTime: found.column("time"), open: found.column("open"), high: found.column("high"), low: found.column("low"), close: found.column("close"),
    volume: series.kind === "candles" ? found.column("volume") : new Float64Array(found.length),
    takerBuyVolume: wanted.includes("taker_buy_volume") ? found.column("taker_buy_volume") : undefined,
  });
}

async function unknownSymbol(store: Store, exchange: string, symbol: string): Promise<QuantError> {
  const stored = await store.rows<{ exchange: string; symbol: string }>("SELECT DISTINCT exchange, symbol FROM candles"), asked = `${symbol} of ${exchange}`;
  const names = nearest(asked, stored.map((row) => `${row.symbol} of ${row.exchange}`)).slice(0, 5);
  const hint = names.length === 0 ? "the store holds no candles yet: `npm run data -- import` brings files in, `npm run data -- synthetic` makes a market up" : `stored are, the nearest first, ${names.join(", ")}`;
  return new QuantError("input", "UNKNOWN_SYMBOL", `no candles of ${asked} are stored; ${hint}`, { exchange, symbol, stored: names });
}

function noSuchTimeframe(exchange: string, symbol: string, timeframe: Timeframe, stored: readonly StoredBars[]): QuantError {
  const names = [...stored].sort((a, b) => a.interval - b.interval).map((bars) => bars.timeframe).join(", ");
  return new QuantError("input", "NO_SUCH_TIMEFRAME", `${timeframe} candles of ${symbol} of ${exchange} can not be built: stored are ${names}, and longer bars are built from whole numbers of shorter ones`, { timeframe, stored: names });
}

function noData(exchange: string, symbol: string, timeframe: Timeframe, window: Window, source: StoredBars): QuantError {
  const asked = [Number.isFinite(window.from) ? `from ${utc(window.from)}` : "", Number.isFinite(window.to) ? `to ${utc(window.to)}` : ""].filter((part) => part !== "").join(" ");
  return new QuantError("input", "NO_DATA", `no ${timeframe} candles of ${symbol} of ${exchange} are stored ${asked}: stored is ${utc(source.from)} to ${utc(source.to)} (${source.timeframe})`, { stored: [source.from, source.to] });
}
