/**
 * Inverse contracts (COIN-M): a contract is worth a fixed amount of USD and everything is paid in coin. Contracts are positive long, negative short;
 * the multiplier is USD a contract (100 for BTCUSD). Margin, P&L and brackets in coin, at the MARK price. Knows no date, no order and no fee.
 * Source: Binance FAQ ceccfcfb4e3a45e3b48b0b1bb1a8ae46; liquidation price as in ccxt's binance `parseAccountPosition`, with the maintenance amount added.
 */
import type { BracketTable } from "../../market/facts/brackets.js";
import { NOTHING_ELSEWHERE, type Elsewhere, type LiquidationRange } from "./linear.js";
import { solventInterval } from "./solvency.js";

export interface InverseLeg { readonly contracts: number; readonly entryPrice: number }

export interface InverseAccount {
  /** Coin; isolated or cross wallet, without unrealised P&L. */
  readonly walletBalance: number;
  readonly multiplier: number;
  readonly legs: readonly InverseLeg[];
  /** Floors, caps and amounts in coin. */
  readonly brackets: BracketTable;
  /** Cross only: other contracts margined in the same coin. Default nothing. */
  readonly elsewhere?: Elsewhere;
}

/** `|contracts| * multiplier / price`, coin. */
export const inverseNotional = (contracts: number, multiplier: number, price: number): number => (Math.abs(contracts) * multiplier) / price;

/** `contracts * multiplier * (1 / entry - 1 / exit)`, coin, without fees. */
export const inversePnl = (contracts: number, multiplier: number, entryPrice: number, exitPrice: number): number => contracts * multiplier * (1 / entryPrice - 1 / exitPrice);

/** Average entry after adding to a position on the same side: HARMONIC, `sum c / sum (c / price)`, so that the coin P&L of the whole is that of its parts. NaN for no contracts. */
export function inverseEntryPrice(fills: readonly InverseLeg[]): number {
  let contracts = 0, coin = 0;
  for (const fill of fills) {
    contracts += fill.contracts;
    coin += fill.contracts / fill.entryPrice;
  }
  return contracts / coin;
}

/** The marks between which the account keeps its maintenance margin. Equity is a straight line in 1 / price, so that is the variable. */
export function inverseLiquidationRange({ walletBalance, multiplier, legs, brackets, elsewhere = NOTHING_ELSEWHERE }: InverseAccount): LiquidationRange {
  let constant = walletBalance - elsewhere.maintenanceMargin + elsewhere.unrealisedPnl, slope = 0;
  for (const { contracts, entryPrice } of legs) {
    constant += (contracts * multiplier) / entryPrice;
    slope -= contracts * multiplier;
  }
  const { low, high } = solventInterval({ constant, slope, sizes: legs.map((leg) => Math.abs(leg.contracts) * multiplier), brackets });
  return { below: 1 / high, above: 1 / low };
}

/**
 * The liquidation price of one position: `|c| * m * (mmr + s) / (balance + cum + s * |c| * m / entry)` of the strictest bracket.
 * A long is liquidated at or below it (Infinity: at every price), a short at or above it (Infinity: never, its coin covers it); no position: NaN.
 */
export function inverseLiquidationPrice(contracts: number, multiplier: number, entryPrice: number, balance: number, brackets: BracketTable): number {
  if (contracts === 0) return NaN;
  const dollars = contracts * multiplier, free = balance + dollars / entryPrice;
  let coinPerDollar = contracts > 0 ? Infinity : 0;
  for (const { maintenanceRate, maintenanceAmount } of brackets) {
    const own = (free + maintenanceAmount) / (dollars + Math.abs(dollars) * maintenanceRate);
    coinPerDollar = contracts > 0 ? Math.min(coinPerDollar, own) : Math.max(coinPerDollar, own);
  }
  return 1 / Math.max(0, coinPerDollar);
}
