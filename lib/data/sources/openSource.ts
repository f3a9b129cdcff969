/**
 * The sources that are asked over a network, by ccxt's id: from a request to pages. Checks what was asked before anything is asked of the exchange,
 * and leaves out what the exchange can not know yet. The exchanges' own ways stand in rest/.
 */
import { QuantError } from "../../market/errors.js";
import { nearest } from "../../market/nearest.js";
import { parseSymbol, type MarketSymbol } from "../../market/symbol.js";
import { barStart, timeframeMs, timeframeOf } from "../../market/timeframe.js";
import { utc, type Millis } from "../../market/units.js";
import { checkExchange } from "../exchanges.js";
import type { SeriesColumns } from "../seriesTable.js";
import type { ColumnName } from "./columnNames.js";
import { binance } from "./rest/binance.js";
import { bybit } from "./rest/bybit.js";
import { coinbase } from "./rest/coinbase.js";
import type { Dialect, Instance, Listing, Reading, Row } from "./rest/dialect.js";
import { kraken } from "./rest/kraken.js";
import { okx } from "./rest/okx.js";
import { exchangeUrlOfEnvironment, loopbackPort } from "./rest/redirect.js";
import { ascending, readStretches, tooShort, type Call, type Stretch } from "./rest/paging.js";
import { Session } from "./rest/session.js";
import type { Source, SourceOptions, SourcePage, SourceRequest } from "./source.js";

const DIALECTS: readonly Dialect[] = [binance, bybit, coinbase, kraken, okx];

/** Exchanges that can be asked. */
export const sourceNames: readonly string[] = DIALECTS.map(({ exchange }) => exchange);

/** A row counts as known this long after it can be: an exchange's last bar may still take late trades. */
const SETTLING = 2_000;
const MINUTE = 60_000;

/** @throws QuantError UNKNOWN_EXCHANGE, UNSUPPORTED_EXCHANGE, BAD_EXCHANGE_URL */
export async function openSource(exchange: string, options: SourceOptions = {}): Promise<Source> {
  const dialect = dialectOf(exchange), sessions = new Map<string, Promise<Session>>(), exchangeUrl = options.exchangeUrl ?? exchangeUrlOfEnvironment();
  if (exchangeUrl !== undefined) loopbackPort(exchangeUrl);
  const session = (instance: Instance): Promise<Session> => {
    const opened = sessions.get(instance.id) ?? Session.open(instance, dialect.name, { ...options, exchangeUrl });
    sessions.set(instance.id, opened);
    return opened;
  };
  return {
    exchange, exchangeUrl,
    pages: (request) => pages(dialect, request, session),
    serverTime: async () => (await session(dialect.instance(parseSymbol("BTC/USDT")))).serverTime(),
    close: async () => {
      for (const opened of sessions.values()) await (await opened).close();
      sessions.clear();
    },
  };
}

function dialectOf(exchange: string): Dialect {
  checkExchange(exchange);
  const dialect = DIALECTS.find((candidate) => candidate.exchange === exchange);
  if (dialect !== undefined) return dialect;
  throw new QuantError("unsupported", "UNSUPPORTED_EXCHANGE", `${exchange} is not asked for data yet, only ${sourceNames.join(", ")}: files of it come in by npm run data -- import`, { exchange });
}

async function* pages(dialect: Dialect, request: SourceRequest, open: (instance: Instance) => Promise<Session>): AsyncGenerator<SourcePage> {
  const symbol = parseSymbol(request.symbol), bars = barsOf(dialect, request);
  if (!(request.to > request.from)) throw emptyWindow(request);
  const session = await open(dialect.instance(symbol)), market = await listing(session, dialect, symbol), now = await session.serverTime();
  const reading = readingOf(dialect, request, dialect.reading({ kind: request.kind, market, ...bars, now }), now);
  const extent = { from: ceilTo(request.from, bars.interval), to: Math.min(request.to, horizon(now, bars.interval)), step: bars.interval || (request.kind === "funding" ? MINUTE : 1) };
  const call: Call = async ({ method, params, rows }) => {
    const { value, url } = await session.call(method, params, (answer) => ascending(rows(answer), request.kind === "trades" ? "id" : "time"));
    return { rows: value, asked: `GET ${url}` };
  };
  let from = request.from; // the first page answers for the part of a bar before its first open time too
  for await (const stretch of readStretches(reading.paging, extent, call)) {
    yield pageOf(reading.columns, stretch, from, now);
    from = stretch.to;
  }
}

/** The exchange's word for the bars asked for; nothing for kinds without bars. @throws QuantError TIMEFRAME_NEEDED, UNSUPPORTED_TIMEFRAME, BAD_TIMEFRAME */
function barsOf({ name, timeframes }: Dialect, { kind, timeframe }: SourceRequest): { readonly word: string; readonly interval: Millis } {
  if (kind === "funding" || kind === "trades") return { word: "", interval: 0 };
  if (timeframe === undefined) throw new QuantError("input", "TIMEFRAME_NEEDED", `${kind} need a timeframe, such as 1m`, { kind });
  const interval = timeframeMs(timeframe), word = timeframes[timeframeOf(interval)];
  if (word !== undefined) return { word, interval };
  throw new QuantError("input", "UNSUPPORTED_TIMEFRAME", `${name} has no ${timeframe} bars: it has ${Object.keys(timeframes).join(", ")}; others are built from shorter ones once those are stored`, { timeframe });
}

async function listing(session: Session, { name, exchange }: Dialect, symbol: MarketSymbol): Promise<Listing> {
  const ids = await session.marketIds(), id = ids.get(symbol.symbol);
  if (id !== undefined) return { id, symbol };
  const near = nearest(symbol.symbol, [...ids.keys()]).slice(0, 3).join(", ");
  throw new QuantError("input", "UNKNOWN_SYMBOL", `${name} has no market ${symbol.symbol}; ${near === "" ? "it lists none" : `the nearest names are ${near}`}`, { exchange, symbol: symbol.symbol });
}

/** @throws QuantError UNSUPPORTED_SERIES, HISTORY_TOO_SHORT */
function readingOf({ name }: Dialect, { kind, symbol, from }: SourceRequest, reading: Reading | string, now: Millis): Reading {
  if (typeof reading === "string") throw new QuantError("unsupported", "UNSUPPORTED_SERIES", reading, { kind, symbol });
  const { reach } = reading;
  if (reach !== undefined && from < now - reach.ms) throw tooShort(`${name} serves ${kind} of ${symbol} from ${utc(now - reach.ms)} on; ${utc(from)} was asked for`, reach.instead, now - reach.ms);
  return reading;
}

const ceilTo = (time: Millis, interval: Millis): Millis => (interval === 0 ? time : barStart(time + interval - 1, interval));

/** The first row that may not be known yet: of bars the one that is not closed. */
const horizon = (now: Millis, interval: Millis): Millis => (interval === 0 ? now - SETTLING : barStart(now - SETTLING, interval));

function pageOf(names: readonly ColumnName[], { to, rows, asked }: Stretch, from: Millis, answeredAt: Millis): SourcePage {
  const column = (rowIndex: number): Float64Array => Float64Array.from(rows, (row: Row) => row[rowIndex]!);
  const columns: SeriesColumns = rows.length === 0 ? {} : Object.fromEntries(names.map((name, i) => [name, column(i)]));
  return { from, to, rows: rows.length, columns, asked, answeredAt };
}

function emptyWindow({ from, to }: SourceRequest): QuantError {
  return new QuantError("input", "EMPTY_WINDOW", `the range from ${utc(from)} to ${utc(to)} is empty: 'to' is not part of it and has to come after 'from'`, { from, to });
}
