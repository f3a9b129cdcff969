/**
 * What can be traded where, and under which rules on which day: tick, lot, minimum order, fees. Rules are dated, because they changed.
 * The tables themselves stand in `facts/`; this file only reads them.
 */
import { binanceFacts } from "./facts/binance.js";
import { QuantError } from "./errors.js";
import { parseSymbol, type MarketSymbol } from "./symbol.js";
import type { Fraction, Millis } from "./units.js";

/** Order filters as they stood from `from` on. Whole numbers per unit, so that `n / ticksPerUnit` is the nearest double to the price. */
export interface TradingRules {
  readonly from: Millis;
  /** 10 for a tick of 0.1. */
  readonly ticksPerUnit: number;
  /** 1000 for a quantity step of 0.001. */
  readonly stepsPerUnit: number;
  /** Base currency. */
  readonly minQuantity: number;
  /** Base currency, of one market order. */
  readonly maxMarketQuantity: number;
  /** Quote currency. */
  readonly minNotional: number;
  /** A limit must lie within reference * (1 ± band); Infinity where the exchange asks nothing near the market. */
  readonly priceBand: Fraction;
  /** A market order may not fill further than this from the mark. */
  readonly marketTakeBound: Fraction;
  /** Orders resting at once. */
  readonly maxOrders: number;
  /** Where the numbers were read, and when. */
  readonly source: string;
}

/** Fractions of notional; a negative maker fee is a rebate. */
export interface Fees { readonly maker: Fraction; readonly taker: Fraction; readonly source: string }
export interface DatedFees extends Fees { readonly from: Millis }

export interface Instrument extends MarketSymbol {
  readonly exchange: string;
  /** Ascending by `from`; never empty. */
  readonly rules: readonly TradingRules[];
  readonly fees: readonly DatedFees[];
}

/** What one exchange's facts table offers. */
export type ExchangeFacts = Readonly<Record<string, { readonly rules: readonly TradingRules[]; readonly fees: readonly DatedFees[] }>>;

const EXCHANGES: Readonly<Record<string, ExchangeFacts>> = { binance: binanceFacts, synthetic: binanceFacts };

/** Exchanges whose rules are known. */
export const knownExchanges = (): readonly string[] => Object.keys(EXCHANGES);
export const knownSymbols = (exchange: string): readonly string[] => Object.keys(EXCHANGES[exchange] ?? {});

/** @throws QuantError UNKNOWN_EXCHANGE, BAD_SYMBOL, UNKNOWN_SYMBOL */
export function instrument(exchange: string, symbol: string): Instrument {
  const facts = EXCHANGES[exchange];
  if (facts === undefined) throw new QuantError("input", "UNKNOWN_EXCHANGE", `'${exchange}' is not an exchange whose rules are known here; known: ${knownExchanges().join(", ")}`, { exchange });
  const parsed = parseSymbol(symbol), found = facts[symbol];
  if (found === undefined) throw new QuantError("input", "UNKNOWN_SYMBOL", `'${symbol}' is not a symbol of ${exchange} whose rules are known here; known: ${knownSymbols(exchange).join(", ")}`, { exchange, symbol });
  return { ...parsed, exchange, ...found };
}

/** A dated entry and whether it was stretched back over a time before the first one. */
export interface Dated<T> { readonly value: T; readonly extrapolated: boolean }

/** The entry in force at `time`; before the first, the first, marked. */
export function inForce<T extends { readonly from: Millis }>(entries: readonly T[], time: Millis): Dated<T> {
  let value = entries[0] as T;
  for (const entry of entries) if (entry.from <= time) value = entry;
  return { value, extrapolated: value.from > time };
}
