/**
 * Bybit's liquidation prices, isolated and inverse cross, as its help pages state them: margins on the ENTRY value, so they differ from Binance's.
 * Quantities and contracts (1 USD each) are positive long, negative short. One tier's rate and deduction; knows no tier table. NaN where there is no such price.
 */
import type { Fraction } from "../../market/units.js";
import { inverseBankruptcyPrice } from "./bankruptcy.js";
import { initialMargin } from "./initial.js";

export interface BybitTerms {
  readonly leverage: number;
  readonly maintenanceRate: Fraction;
  /** Margin asset; default 0. */
  readonly deduction?: number;
  /** Margin added by hand, margin asset; default 0. */
  readonly extraMargin?: number;
}

const positive = (price: number): number => (price > 0 ? price : NaN);

/** What an entry value of this size may lose: initial margin less maintenance margin, and what was added. */
function cushion(value: number, { leverage, maintenanceRate, deduction = 0, extraMargin = 0 }: BybitTerms): number {
  return initialMargin(value, leverage) - (value * maintenanceRate - deduction) + extraMargin;
}

/** Linear isolated: `entry - s * (IM - MM + extra) / |q|`, quote currency. Source: Bybit help "Liquidation Price (USDT Contract)". */
export const bybitLinearLiquidationPrice = (quantity: number, entryPrice: number, terms: BybitTerms): number =>
  positive(entryPrice - cushion(Math.abs(quantity) * entryPrice, terms) / quantity);

/** Inverse isolated, page of 2024: `c / (PV + s * (IM - MM + extra))` with `PV = c / entry`, USD. Source: Bybit help "Liquidation Price Calculation under Isolated Mode (UTA)". */
export function bybitInverseLiquidationPrice(contracts: number, entryPrice: number, terms: BybitTerms): number {
  const value = Math.abs(contracts) / entryPrice;
  return positive(contracts / (Math.sign(contracts) * value + cushion(value, terms)));
}

/** Inverse isolated, page of 2026-05-27: `c * (1 + s * mmr) / (PV * (1 + s / leverage) + s * extra / (1 + s * fee) + s * deduction)`, USD. Same page. */
export function bybitInverseLiquidationPrice2026(contracts: number, entryPrice: number, { leverage, maintenanceRate, deduction = 0, extraMargin = 0 }: BybitTerms, takerFee: Fraction): number {
  const side = Math.sign(contracts), size = Math.abs(contracts);
  const coin = (size / entryPrice) * (1 + side / leverage) + (side * extraMargin) / (1 + side * takerFee) + side * deduction;
  return positive((size * (1 + side * maintenanceRate)) / coin);
}

/**
 * Inverse cross: `c / (PV * (1 - s * mmr) + s * (available - fee))`, USD; `available` is the coin balance less order margin, the fee that of closing at bankruptcy.
 * Source: Bybit help 360039261334, which solves the same equation in two steps.
 */
export function bybitInverseCrossLiquidationPrice(contracts: number, entryPrice: number, available: number, maintenanceRate: Fraction, takerFee: Fraction): number {
  const size = Math.abs(contracts), value = size / entryPrice, fee = (size / inverseBankruptcyPrice(contracts, 1, entryPrice, available, takerFee)) * takerFee;
  return positive(contracts / (Math.sign(contracts) * value - value * maintenanceRate + available - fee));
}
