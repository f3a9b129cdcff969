/**
 * Mean, deviation, skewness and kurtosis of a column: the ingredients of the ratios.
 * Knows nothing of time: nothing here is annualised.
 */
import type { Column } from "../market/candles.js";
import { CompensatedSum, mean } from "./compensatedSum.js";

export interface Moments {
  readonly count: number;
  /** NaN when there are no values. */
  readonly mean: number;
  /** Sample standard deviation (divisor n - 1); NaN below two values. */
  readonly deviation: number;
  /** g3 = m3 / m2^1.5 with central moments of divisor n; NaN when the values do not vary. */
  readonly skewness: number;
  /** RAW kurtosis g4 = m4 / m2^2: 3 for a normal variable, never the excess; NaN when the values do not vary. */
  readonly kurtosis: number;
}

/** The first four moments, in two passes. A NaN among the values makes all of them NaN. */
export function moments(values: Column): Moments {
  const count = values.length, center = mean(values);
  const second = new CompensatedSum(), third = new CompensatedSum(), fourth = new CompensatedSum();
  for (let i = 0; i < count; i++) {
    const d = values[i]! - center, square = d * d;
    second.add(square);
    third.add(square * d);
    fourth.add(square * square);
  }
  const m2 = second.value / count, shaped = varies(Math.sqrt(m2), 1 + Math.abs(center));
  return {
    count, mean: center, deviation: deviationOf(second.value, count, 1),
    skewness: shaped ? third.value / count / m2 ** 1.5 : NaN,
    kurtosis: shaped ? fourth.value / count / (m2 * m2) : NaN,
  };
}

/**
 * Standard deviation with divisor n - ddof; NaN when that is not above 0.
 * @param ddof 1 (sample, the default of all ratios here) or 0 (population)
 */
export function standardDeviation(values: Column, ddof: 0 | 1 = 1): number {
  const center = mean(values), squares = new CompensatedSum();
  for (let i = 0; i < values.length; i++) squares.add((values[i]! - center) ** 2);
  return deviationOf(squares.value, values.length, ddof);
}

const deviationOf = (squares: number, count: number, ddof: number): number => (count > ddof ? Math.sqrt(squares / (count - ddof)) : NaN);

/** Rounding of a double over a few operations, with room: real returns vary by far more. */
const ROUNDING = 1e-12;

/**
 * Whether a deviation is more than the rounding of numbers of this scale. A return r is rounded at the scale of 1 + r, a profit at its own.
 * Equity that grows by exactly 1% a day has returns that differ in the 16th digit; a ratio over that deviation would be noise printed as skill.
 */
export const varies = (deviation: number, scale: number): boolean => deviation > ROUNDING * scale;
