/** Percentiles with linear interpolation. Knows no returns and no risk. */
import type { Column } from "../market/candles.js";

/** The values, ascending, in new memory; NaN last. */
export const ascending = (values: Column): Column => Float64Array.from(values).sort();

/**
 * Linear percentile of ascending values: numpy's default, Hyndman and Fan's type 7.
 *     h = (n - 1) p,   q = x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h])
 * @param p a fraction from 0 (the smallest) to 1 (the largest)
 * @returns NaN when there are no values, when one of them is NaN, or when p is outside [0, 1]
 * @see Hyndman and Fan (1996), The American Statistician 50(4), 361-365
 */
export function quantileOfAscending(values: Column, p: number): number {
  const last = values.length - 1;
  if (last < 0 || Number.isNaN(values[last]) || !(p >= 0 && p <= 1)) return NaN;
  const position = last * p, below = Math.floor(position), above = Math.min(below + 1, last);
  const low = values[below]!, weight = position - below;
  return weight === 0 ? low : low + weight * (values[above]! - low);
}

/** The same for values in any order. */
export const quantile = (values: Column, p: number): number => quantileOfAscending(ascending(values), p);
