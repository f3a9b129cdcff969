/** Phemex: isolated liquidation price of a linear contract, whose assigned margin holds the closing fee back. One tier; knows no tier table. */
import type { Fraction } from "../../market/units.js";
import { initialMargin } from "./initial.js";

export interface PhemexPosition {
  /** Base currency, positive long, negative short. */
  readonly quantity: number;
  readonly entryPrice: number;
  readonly leverage: number;
  readonly maintenanceRate: Fraction;
  /** Of the position's tier, quote currency. */
  readonly maintenanceAmount: number;
  readonly takerFee: Fraction;
}

/**
 * `(value - s * (assigned + maintenanceAmount)) / (1 - s * (fee + mmr)) / |q|`, quote currency, with `assigned = value / leverage + fee on the value at bankruptcy`.
 * NaN where there is none. Source: phemex.com help-center liq-price-for-USDTM.
 */
export function phemexLiquidationPrice({ quantity, entryPrice, leverage, maintenanceRate, maintenanceAmount, takerFee }: PhemexPosition): number {
  const side = Math.sign(quantity), value = Math.abs(quantity) * entryPrice, margin = initialMargin(value, leverage);
  const assigned = margin + (value - side * margin) * takerFee;
  const price = (value - side * (assigned + maintenanceAmount)) / (1 - side * (takerFee + maintenanceRate)) / Math.abs(quantity);
  return price > 0 ? price : NaN;
}
