/** ccxt's unified symbols: `BTC/USDT` spot, `BTC/USDT:USDT` linear perpetual, `BTC/USD:BTC` inverse perpetual. */
import { QuantError } from "./errors.js";

export type MarketKind = "spot" | "linear" | "inverse";

export interface MarketSymbol {
  readonly symbol: string;
  readonly kind: MarketKind;
  readonly base: string;
  readonly quote: string;
  /** What profit, fees and margin are paid in: the account's money. The quote on spot. */
  readonly settle: string;
}

/** @throws QuantError BAD_SYMBOL */
export function parseSymbol(symbol: string): MarketSymbol {
  const match = /^([A-Z0-9]{2,12})\/([A-Z0-9]{2,12})(?::([A-Z0-9]{2,12}))?$/.exec(symbol);
  const base = match?.[1], quote = match?.[2], settle = match?.[3];
  if (base === undefined || quote === undefined || (settle !== undefined && settle !== quote && settle !== base)) {
    throw new QuantError("input", "BAD_SYMBOL",
      `'${symbol}' is not a unified symbol: write BTC/USDT for spot, BTC/USDT:USDT for a linear perpetual, BTC/USD:BTC for an inverse one`, { symbol });
  }
  if (settle === undefined) return { symbol, kind: "spot", base, quote, settle: quote };
  return { symbol, kind: settle === quote ? "linear" : "inverse", base, quote, settle };
}
