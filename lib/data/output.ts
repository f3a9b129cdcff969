/**
 * The one output interface: every series in the same words (exchange, symbol, from, to, timeframe), as columns, or with `{ live: true }` as a stream of chunks
 * of the same shape that begins with history and goes on where it ends. Puts readers, feeds and records together; reads nothing itself.
 */
import type { Balances, ColumnsOf, OwnFills, OwnOrders } from "../market/accountRecords.js";
import type { Candles } from "../market/candles.js";
import type { Funding, MarkPrices, Quotes, Trades } from "../market/series.js";
import type { Millis } from "../market/units.js";
import type { AccountKind, AccountQuery, AccountRecords, AccountRows } from "./account/accountRecords.js";
import { storedRecords } from "./account/storedRecords.js";
import { STREAMED, streamFeed } from "./collect/streamFeed.js";
import { STREAM_TIMERS } from "./collect/streamTimers.js";
import type { Coverage } from "./coverage.js";
import { SYNTHETIC } from "./exchanges.js";
import type { LiveFeed } from "./live/liveFeed.js";
import { followCandles, followFunding, followMark, followQuotes, followTrades, type Followed } from "./live/followSeries.js";
import { restFeed } from "./live/restFeed.js";
import { storeFeed } from "./live/storeFeed.js";
import { marketDataOf } from "./marketData.js";
import type { MarketDataQuery } from "./marketDataQuery.js";
import { openSource, sourceNames } from "./sources/openSource.js";
import type { Source } from "./sources/source.js";
import type { Store } from "./store/store.js";

/** What a live query says beside the words of any query. */
export interface Live {
  readonly live: true;
  /** Ends the stream, also while it waits; leaving the loop does too. */
  readonly signal?: AbortSignal | undefined;
}

/** History once, or history and then the present in chunks. With `to` the stream ends there, without it when the consumer stops. */
export interface SeriesReader<Whole, Chunk = Whole> {
  (query: MarketDataQuery & Live): AsyncIterable<Chunk>;
  (query: MarketDataQuery & { readonly live?: false }): Promise<Whole>;
}
export interface RecordReader<Columns> {
  (query: AccountQuery & Live): AsyncIterable<Columns>;
  (query?: AccountQuery & { readonly live?: false }): Promise<Columns>;
}

export interface DataOutput {
  /** Live: finished bars only; longer ones when they are whole; synthetic where the exchange asked is a simulated one. */
  readonly candles: SeriesReader<Candles>;
  readonly trades: SeriesReader<Trades>;
  /** Live: as a collector stores them. */
  readonly quotes: SeriesReader<Quotes>;
  readonly funding: SeriesReader<Funding>;
  /** Undefined when none open in the window. */
  readonly mark: SeriesReader<MarkPrices | undefined, MarkPrices>;
  readonly orders: RecordReader<OwnOrders>;
  readonly fills: RecordReader<OwnFills>;
  readonly balances: RecordReader<Balances>;
  /** Every stored series: rows, span, gaps. */
  readonly coverage: () => Promise<readonly Coverage[]>;
}

/** What stands behind the interface; each has a default. */
export interface OutputParts {
  /** Live rows; default: the exchange's streams, its REST interface asked every few seconds where they are not understood, for quotes the store. */
  readonly feed?: LiveFeed | undefined;
  /** Who is asked for holes; default the exchange itself, where it can be asked. Closed by whoever opened it. */
  readonly source?: ((exchange: string) => Promise<Source | undefined>) | undefined;
  /** Own orders, fills and balances; default the store's. */
  readonly records?: AccountRecords | undefined;
  /** Default: the computer's clock, or a simulated exchange's as it stands when the stream begins. */
  readonly now?: (() => Millis) | undefined;
  /** Longest wait for the exchange to answer for rows that its stream left out; default 30,000 ms. */
  readonly patienceMs?: Millis | undefined;
}

export function dataOutput(store: Store, { feed, source = sharedSources(), records = storedRecords(store), now, patienceMs }: OutputParts = {}): DataOutput {
  const stored = marketDataOf(store), exchangeFeed = sharedFeeds();
  const live = <Chunk>(follow: (followed: Followed) => AsyncIterable<Chunk>, isQuotes = false) => async function* (query: MarketDataQuery & Live): AsyncGenerator<Chunk> {
    const asked = await source(query.exchange ?? "binance"), rows = feed ?? (isQuotes || asked === undefined ? storeFeed(store) : exchangeFeed(asked));
    yield* follow({ query, means: { store, feed: rows, source: asked, now: now ?? await clockOf(asked), patienceMs }, signal: query.signal ?? new AbortController().signal });
  };
  const own = <K extends AccountKind>(kind: K): RecordReader<ColumnsOf<AccountRows[K]>> =>
    either((query: AccountQuery & Live) => records.follow(kind, query, query.signal), (query: AccountQuery | undefined) => records.read(kind, query));
  return {
    candles: either(live(followCandles), (query) => stored.candles(query)),
    trades: either(live(followTrades), (query) => stored.trades(query)),
    quotes: either(live(followQuotes, true), (query) => stored.quotes(query)),
    funding: either(live(followFunding), (query) => stored.funding(query)),
    mark: either(live(followMark), (query) => stored.mark(query)),
    orders: own("orders"), fills: own("fills"), balances: own("balances"),
    coverage: () => stored.coverage(),
  };
}

/** One function for both questions, told apart by `live`. */
function either<Query extends object, Whole, Chunk>(live: (query: Query & Live) => AsyncIterable<Chunk>, once: (query: Query) => Promise<Whole>): { (query: Query & Live): AsyncIterable<Chunk>; (query?: Query): Promise<Whole> } {
  const ask = (query?: Query & { readonly live?: boolean }): AsyncIterable<Chunk> | Promise<Whole> => (query?.live === true ? live(query as Query & Live) : once(query as Query));
  return ask as { (query: Query & Live): AsyncIterable<Chunk>; (query?: Query): Promise<Whole> };
}

/** A reader takes rows as they come; a collector, which stores them, waits for more. */
const READER_TIMERS = { ...STREAM_TIMERS, batchMs: 50 };

/** One feed a source, so that its series share connections. */
function sharedFeeds(): (source: Source) => LiveFeed {
  const feeds = new WeakMap<Source, LiveFeed>();
  return (source) => {
    const feed = feeds.get(source) ?? (STREAMED.includes(source.exchange) ? streamFeed(source, { timers: READER_TIMERS }) : restFeed(source));
    feeds.set(source, feed);
    return feed;
  };
}

/** A simulated exchange lives in another time than this computer. */
async function clockOf(source: Source | undefined): Promise<() => Millis> {
  if (source?.exchangeUrl === undefined) return Date.now;
  const began = await source.serverTime();
  return () => began;
}

/** Sources by exchange, opened when first asked for; undefined for those that can not be asked. */
function sharedSources(): (exchange: string) => Promise<Source | undefined> {
  const opened = new Map<string, Promise<Source>>();
  return (exchange) => {
    if (exchange === SYNTHETIC || !sourceNames.includes(exchange)) return Promise.resolve(undefined);
    const source = opened.get(exchange) ?? openSource(exchange);
    opened.set(exchange, source);
    return source;
  };
}
