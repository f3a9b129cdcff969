/**
 * What can be traded where, and under which rules on which day: tick, lot, minimum order, fees. Rules are dated, because they changed.
 * The tables themselves stand in `facts/`; this file only reads them.
 */
import { binanceFacts } from "./facts/binance.js";
import { QuantError } from "./errors.js";
import { parseSymbol, type MarketSymbol } from "./symbol.js";
import type { ExchangeFacts, InstrumentFacts } from "./tradingRules.js";
import type { Millis } from "./units.js";

export interface Instrument extends MarketSymbol, InstrumentFacts {
  readonly exchange: string;
}

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
