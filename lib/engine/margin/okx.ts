/** OKX and Gate: isolated liquidation price with the closing fee in it. Linear contracts, one maintenance rate; knows no tier table. */
import type { Fraction } from "../../market/units.js";

/**
 * `(entry - s * balance / |q|) / (1 - s * (mmr + takerFee))`, quote currency. `quantity` in base currency, positive long, negative short; `balance` is the isolated margin.
 * NaN where there is none: a long with more margin than it cost. Source: freqtrade `okx.py`, `gate.py` and their tests.
 */
export function okxLiquidationPrice(quantity: number, entryPrice: number, balance: number, maintenanceRate: Fraction, takerFee: Fraction): number {
  const price = (entryPrice - balance / quantity) / (1 - Math.sign(quantity) * (maintenanceRate + takerFee));
  return price > 0 ? price : NaN;
}
