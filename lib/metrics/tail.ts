/** How bad the bad days are: value at risk, expected shortfall, tail ratio (M9). Historical, never fitted to a normal. */
import type { Column } from "../market/candles.js";
import { CompensatedSum } from "./compensatedSum.js";
import { ascending, quantileOfAscending } from "./quantile.js";

/**
 * Historical value at risk: the linear percentile of returns at `cutoff`. A return, so a loss is negative.
 * @param cutoff a fraction: 0.05 asks for the day that 5% of days fall below
 * @returns NaN when there are no returns
 */
export const valueAtRisk = (returns: Column, cutoff: number = 0.05): number => quantileOfAscending(ascending(returns), cutoff);

/**
 * Conditional value at risk (expected shortfall): mean of the floor((n - 1) cutoff) + 1 smallest returns, as empyrical has it. A loss is negative.
 * @returns at most the value at risk; NaN when there are no returns, one of them is NaN, or cutoff is outside [0, 1]
 */
export function conditionalValueAtRisk(returns: Column, cutoff: number = 0.05): number {
  const sorted = ascending(returns), last = sorted.length - 1;
  if (last < 0 || Number.isNaN(sorted[last]) || !(cutoff >= 0 && cutoff <= 1)) return NaN;
  const count = Math.floor(last * cutoff) + 1, total = new CompensatedSum();
  for (let i = 0; i < count; i++) total.add(sorted[i]!);
  return total.value / count;
}

/** |95th percentile| / |5th percentile| of returns: above 1 the good tail is the longer one. NaN when there are no returns or the 5th percentile is 0. */
export function tailRatio(returns: Column): number {
  const sorted = ascending(returns), low = Math.abs(quantileOfAscending(sorted, 0.05));
  return low > 0 ? Math.abs(quantileOfAscending(sorted, 0.95)) / low : NaN;
}
