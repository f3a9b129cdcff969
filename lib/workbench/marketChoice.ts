/** Which stored bars a backtest runs on and what it trades, where the user left that open; every choice is said. Reads the list of what is stored, nothing else. */
import type { Coverage } from "../data/coverage.js";
import { QuantError } from "../market/errors.js";
import { instrument, knownSymbols } from "../market/instrument.js";
import { nearest } from "../market/nearest.js";
import { parseSymbol } from "../market/symbol.js";
import { timeframeMs, type Timeframe } from "../market/timeframe.js";

export interface MarketRequest {
  readonly exchange?: string | undefined;
  readonly symbol?: string | undefined;
  readonly prices?: string | undefined;
  readonly timeframe?: Timeframe | undefined;
}

export interface MarketChoice {
  readonly exchange: string;
  /** What is traded. */
  readonly symbol: string;
  /** Whose bars. */
  readonly prices: string;
  readonly timeframe: Timeframe;
  /** What was chosen for the user, a sentence each. */
  readonly notes: readonly string[];
}

const USUAL_EXCHANGE = "binance";
const USUAL_SYMBOLS = ["BTC/USDT:USDT", "BTC/USDT"];
const USUAL_TIMEFRAME = "1h";

/**
 * @param remedy what to type so that the prices of another symbol stand in, given that symbol
 * @throws QuantError EMPTY_STORE, UNKNOWN_EXCHANGE, UNKNOWN_SYMBOL, BAD_SYMBOL, NO_PRICES; each says what to type
 */
export function chooseMarket(request: MarketRequest, stored: readonly Coverage[], remedy: (prices: string) => string = inRequest): MarketChoice {
  const candles = stored.filter(({ kind }) => kind === "candles"), notes: string[] = [];
  if (candles.length === 0) throw emptyStore();
  const exchange = request.exchange ?? usualExchange(candles), ours = candles.filter((series) => series.exchange === exchange);
  if (ours.length === 0) throw unknownExchange(exchange, candles);
  if (request.exchange === undefined && exchange !== USUAL_EXCHANGE) notes.push(`--exchange ${exchange}, the only one stored`);
  const symbol = request.symbol ?? usualSymbol(request.prices, exchange, ours);
  if (request.symbol === undefined) notes.push(`--symbol ${symbol}`);
  instrumentNamed(exchange, symbol);
  const prices = request.prices ?? symbol;
  if (!ours.some((series) => series.symbol === prices)) throw noPrices(request, symbol, prices, ours, remedy);
  const timeframe = request.timeframe ?? usualTimeframe(ours.filter((series) => series.symbol === prices));
  if (request.timeframe === undefined) notes.push(`--timeframe ${timeframe}`);
  return { exchange, symbol, prices, timeframe, notes };
}

function usualExchange(candles: readonly Coverage[]): string {
  const stored = [...new Set(candles.map(({ exchange }) => exchange))];
  return stored.includes(USUAL_EXCHANGE) || stored.length !== 1 ? USUAL_EXCHANGE : stored[0]!;
}

function usualSymbol(prices: string | undefined, exchange: string, ours: readonly Coverage[]): string {
  if (prices !== undefined) return prices;
  const stored = ours.map((series) => series.symbol), known = knownSymbols(exchange);
  return USUAL_SYMBOLS.find((symbol) => stored.includes(symbol)) ?? stored.find((symbol) => known.includes(symbol)) ?? stored[0]!;
}

/** An hour, or the shortest stored where all are longer. */
function usualTimeframe(series: readonly Coverage[]): Timeframe {
  const [finest = USUAL_TIMEFRAME] = series.map(({ timeframe = USUAL_TIMEFRAME }) => timeframe).sort((a, b) => timeframeMs(a) - timeframeMs(b));
  return timeframeMs(finest) > timeframeMs(USUAL_TIMEFRAME) ? finest : USUAL_TIMEFRAME;
}

function instrumentNamed(exchange: string, symbol: string): void {
  parseSymbol(symbol);
  const known = knownSymbols(exchange);
  if (known.length > 0 && !known.includes(symbol)) {
    throw new QuantError("input", "UNKNOWN_SYMBOL", `'${symbol}' is not a symbol of ${exchange} whose rules are known here: did you mean '${nearest(symbol, known)[0]}'? Known are ${known.join(", ")}`, { exchange, symbol });
  }
  instrument(exchange, symbol);
}

/** The same coin under another contract: named as the way out, never taken without being told. */
function noPrices(request: MarketRequest, symbol: string, prices: string, ours: readonly Coverage[], remedy: (prices: string) => string): QuantError {
  const stored = [...new Set(ours.map((series) => series.symbol))], { base, quote } = parseSymbol(symbol);
  const standIn = stored.find((other) => parseSymbol(other).base === base && parseSymbol(other).quote === quote);
  if (request.prices === undefined && standIn !== undefined) {
    return new QuantError("input", "NO_PRICES", `no candles of ${symbol} are stored; those of ${standIn} can stand in for all of the window, if you say so: ${remedy(standIn)}`, { symbol, standIn });
  }
  const near = nearest(prices, stored);
  return new QuantError("input", "UNKNOWN_SYMBOL", `no candles of '${prices}' are stored: did you mean '${near[0]}'? Stored are ${near.join(", ")}`, { prices, stored });
}

const inRequest = (prices: string): string => `add prices: "${prices}" to the request`;

function unknownExchange(exchange: string, candles: readonly Coverage[]): QuantError {
  const stored = nearest(exchange, [...new Set(candles.map((series) => series.exchange))]);
  return new QuantError("input", "UNKNOWN_EXCHANGE", `no candles of exchange '${exchange}' are stored: did you mean '${stored[0]}'? Stored are ${stored.join(", ")}`, { exchange, stored });
}

function emptyStore(): QuantError {
  return new QuantError("input", "EMPTY_STORE",
    "the store holds no candles yet: import files with `npm run data -- import FILE… --exchange binance --symbol BTC/USDT --timeframe 1m`, or make a market up with `npm run data -- synthetic`");
}
