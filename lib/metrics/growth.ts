/** How much an account grew, in all and per year (M4). Knows nothing of the way there. */
import type { Column } from "../market/candles.js";

/** prod(1 + r) - 1 as a fraction; 0 when there are no returns. */
export function compound(returns: Column): number {
  let growth = 1;
  for (let i = 0; i < returns.length; i++) growth *= 1 + returns[i]!;
  return growth - 1;
}

/**
 * Compound annual growth rate.
 *     CAGR = (1 + R)^(1 / years) - 1,   years = days / 365
 * Below a year this extrapolates: whoever prints it says so.
 * @param totalReturn R, a fraction; at or below -1 everything is lost and the rate is -1
 * @param years length of the window, above 0; otherwise NaN
 */
export function cagr(totalReturn: number, years: number): number {
  if (!(years > 0) || Number.isNaN(totalReturn)) return NaN;
  return totalReturn <= -1 ? -1 : (1 + totalReturn) ** (1 / years) - 1;
}

/**
 * Growth a year per unit of the deepest loss (M6): CAGR / |MaxDD|.
 * @returns NaN without a drawdown, for "no loss seen" is not "infinite skill"
 * @see Young (1991), Futures 20(1)
 */
export const calmar = (annualGrowth: number, maxDrawdown: number): number => (maxDrawdown < 0 ? annualGrowth / -maxDrawdown : NaN);
