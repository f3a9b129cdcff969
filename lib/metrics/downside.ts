/** Ratios that count only losses as risk: Sortino (M3) and Omega (M6). Knows no equity and no calendar. */
import type { Column } from "../market/candles.js";
import { CompensatedSum, mean } from "./compensatedSum.js";
import { DAYS_A_YEAR } from "./daily.js";
import { varies } from "./moments.js";

/**
 * Downside deviation per period: sqrt(mean(min(r - mar, 0)^2)). The divisor is ALL n, not the number of losses.
 * @param mar minimum acceptable return per period, a fraction
 * @returns 0 when no return is below; NaN when there are none
 */
export function downsideDeviation(returns: Column, mar: number = 0): number {
  const squares = new CompensatedSum();
  for (let i = 0; i < returns.length; i++) squares.add(Math.min(returns[i]! - mar, 0) ** 2);
  return Math.sqrt(squares.value / returns.length);
}

/**
 * Annualised Sortino ratio.
 *     (mean(r) - mar) * sqrt(periodsPerYear) / downsideDeviation(r, mar)
 * @returns dimensionless; NaN below two returns or when none is below `mar`, for "no loss seen" is not "infinite skill"
 * @see Sortino and Price (1994), J. Investing 3(3)
 */
export function sortino(returns: Column, periodsPerYear: number = DAYS_A_YEAR, mar: number = 0): number {
  const risk = downsideDeviation(returns, mar), center = mean(returns);
  return returns.length >= 2 && varies(risk, 1 + Math.abs(center)) ? ((center - mar) / risk) * Math.sqrt(periodsPerYear) : NaN;
}

/**
 * Omega(theta) = sum(max(r - theta, 0)) / sum(max(theta - r, 0)): gains over losses around a threshold.
 * @param threshold theta per period, a fraction
 * @returns at least 0; NaN when no return is below theta
 * @see Keating and Shadwick (2002), J. Performance Measurement 6(3)
 */
export function omega(returns: Column, threshold: number = 0): number {
  const gains = new CompensatedSum(), losses = new CompensatedSum();
  for (let i = 0; i < returns.length; i++) {
    const excess = returns[i]! - threshold;
    if (excess > 0) gains.add(excess);
    else losses.add(-excess);
  }
  return losses.value > 0 ? gains.value / losses.value : NaN;
}
