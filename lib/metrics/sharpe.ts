/**
 * Volatility and the Sharpe ratio, with how sure one can be of it (M2).
 * Simple returns in, numbers out; knows no equity and no calendar: how many periods a year has is an argument.
 */
import type { Column } from "../market/candles.js";
import { CompensatedSum, mean } from "./compensatedSum.js";
import { DAYS_A_YEAR } from "./daily.js";
import { moments, standardDeviation, varies } from "./moments.js";

/** A Sharpe ratio PER PERIOD with what its uncertainty depends on. */
export interface SharpeSample {
  readonly sharpe: number;
  /** T, the number of returns. */
  readonly observations: number;
  /** g3; 0 for normal returns. */
  readonly skewness: number;
  /** g4, RAW: 3 for normal returns. Excess kurtosis here is the known error of several libraries. */
  readonly kurtosis: number;
}

/** Annualised standard deviation of returns, divisor n - 1, times sqrt(periods a year). NaN below two values. */
export const volatility = (returns: Column, periodsPerYear: number = DAYS_A_YEAR): number => standardDeviation(returns) * Math.sqrt(periodsPerYear);

/**
 * Annualised Sharpe ratio of simple returns.
 *     S = sqrt(periodsPerYear) * (mean(r) - riskFree) / sd(r),   sd with n - 1
 * @param periodsPerYear 365 for daily returns: Bitcoin never closes, so not 252
 * @param riskFree per period, a fraction
 * @returns dimensionless; NaN below two returns (three values of equity) or when returns do not vary, for "no risk seen" is not "infinite skill"
 * @see Sharpe (1994), J. Portfolio Management 21(1); Lo (2002), Financial Analysts J. 58(4): autocorrelated returns break the square root
 */
export function sharpe(returns: Column, periodsPerYear: number = DAYS_A_YEAR, riskFree: number = 0): number {
  return sharpeSample(returns, riskFree).sharpe * Math.sqrt(periodsPerYear);
}

/** The ratio per period and its moments; `sharpe` is NaN where the function of that name is. */
export function sharpeSample(returns: Column, riskFree: number = 0): SharpeSample {
  const m = moments(returns), defined = varies(m.deviation, 1 + Math.abs(m.mean));
  return { sharpe: defined ? (m.mean - riskFree) / m.deviation : NaN, observations: m.count, skewness: m.skewness, kurtosis: m.kurtosis };
}

/**
 * Standard error of a Sharpe ratio per period, for independent returns of any shape.
 *     SE = sqrt((1 - g3 SR + (g4 - 1)/4 SR^2) / (T - 1));   times sqrt(periodsPerYear) for the annual ratio
 * @returns NaN below two observations or where the sample's ratio is NaN
 * @see Mertens (2002); Bailey and Lopez de Prado (2012), J. Risk 15(2)
 */
export function sharpeStandardError({ sharpe: sr, observations, skewness, kurtosis }: SharpeSample): number {
  return observations > 1 ? Math.sqrt((1 - skewness * sr + ((kurtosis - 1) / 4) * sr * sr) / (observations - 1)) : NaN;
}

/** Sample autocorrelation at a lag of at least 0: sum (r[t]-m)(r[t-lag]-m) / sum (r[t]-m)^2. NaN when returns do not vary; 0 from lag n on. */
export function autocorrelation(returns: Column, lag: number): number {
  const center = mean(returns), squares = new CompensatedSum(), products = new CompensatedSum();
  for (let t = 0; t < returns.length; t++) {
    const d = returns[t]! - center;
    squares.add(d * d);
    if (t >= lag) products.add(d * (returns[t - lag]! - center));
  }
  return varies(Math.sqrt(squares.value / returns.length), 1 + Math.abs(center)) ? products.value / squares.value : NaN;
}

/**
 * Lo's factor from a Sharpe ratio per period to one of Q periods when returns are autocorrelated.
 *     eta(Q) = Q / sqrt(Q + 2 sum_{j=1..lags} (Q - j) rho_j);   sqrt(Q) when all rho are 0
 * @param periods Q, such as 365
 * @param lags how many autocorrelations count; Q - 1 is Lo's formula, but 364 estimates out of a few years are noise: `neweyWestLags` is the usual cut
 * @returns NaN with fewer than lags + 2 returns, when returns do not vary, or when the estimated variance over Q periods is not above 0
 * @see Lo (2002), Financial Analysts J. 58(4), eq. 20
 */
export function loFactor(returns: Column, periods: number, lags: number = periods - 1): number {
  if (returns.length < lags + 2) return NaN;
  let variance = periods;
  for (let j = 1; j <= Math.min(lags, periods - 1); j++) variance += 2 * (periods - j) * autocorrelation(returns, j);
  return variance > 0 ? periods / Math.sqrt(variance) : NaN;
}

/** Truncation lag floor(4 (n/100)^(2/9)): 7 for four years of days. @see Newey and West (1994), Rev. Economic Studies 61(4) */
export const neweyWestLags = (observations: number): number => Math.floor(4 * (observations / 100) ** (2 / 9));
