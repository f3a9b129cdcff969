/**
 * How much margin a position must keep, and how near it is to not keeping it. Amounts in the margin asset: quote currency when linear, coin when inverse.
 * Knows notionals and bracket tables; no position, no price, no date.
 */
import { bracketOf, type BracketTable } from "../../market/facts/brackets.js";
import type { Fraction } from "../../market/units.js";

/**
 * Maintenance margin of a notional >= 0 taken at the MARK price: `notional * rate - amount` of the bracket that holds it; 0 for 0.
 * The same as charging each bracket's rate on the part of the notional inside it. Source: Binance FAQ b3c689c1f50a44cabb3a84e663b81d93.
 */
export function maintenanceMargin(notional: number, brackets: BracketTable): number {
  const bracket = bracketOf(brackets, notional);
  return notional * bracket.maintenanceRate - bracket.maintenanceAmount;
}

/**
 * Maintenance margin over equity (wallet balance + unrealised P&L, at mark): liquidation at 1 and above.
 * 0 without a maintenance margin, whatever the equity; Infinity where there is one and no equity above 0 to meet it.
 */
export function marginRatio(maintenance: number, equity: number): Fraction {
  if (maintenance <= 0) return 0;
  return equity > 0 ? maintenance / equity : Infinity;
}
