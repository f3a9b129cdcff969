/**
 * Could it have been luck? Sharpe ratios tested against a benchmark, and against how many were tried (M10).
 * All ratios are PER PERIOD unless a name says years. Knows no trial registry: how many trials there were is an argument.
 */
import { QuantError } from "../market/errors.js";
import { normalCdf, normalQuantile } from "./normal.js";
import { sharpeStandardError, type SharpeSample } from "./sharpe.js";

const EULER_GAMMA = 0.5772156649015329;

/**
 * Probabilistic Sharpe ratio: the probability that the true ratio is above `benchmark`.
 *     PSR(b) = Phi((SR - b) sqrt(T - 1) / sqrt(1 - g3 SR + (g4 - 1)/4 SR^2)),   g4 raw kurtosis
 * @param benchmark per period, as the sample's
 * @returns from 0 to 1; NaN where the standard error is
 * @see Bailey and Lopez de Prado (2012), J. Risk 15(2)
 */
export const probabilisticSharpe = (sample: SharpeSample, benchmark: number = 0): number => normalCdf((sample.sharpe - benchmark) / sharpeStandardError(sample));

/**
 * Expected maximum of N independent standard normals, in its extreme-value approximation.
 *     E[max] = (1 - e) Z(1 - 1/N) + e Z(1 - 1/(N exp 1)),   e = 0.5772...
 * @param trials N, at least 1; an effective number need not be whole
 * @returns 0 for one trial, and never below it: the approximation itself fails under N = 1.4
 * @throws QuantError BAD_TRIALS
 * @see Bailey and Lopez de Prado (2014), J. Portfolio Management 40(5), eq. 1
 */
export function expectedMaximum(trials: number): number {
  if (!(trials >= 1 && trials < Infinity)) throw new QuantError("input", "BAD_TRIALS", `the number of trials is ${trials}: count every one that was looked at, at least 1`, { trials });
  return Math.max(0, (1 - EULER_GAMMA) * normalQuantile(1 - 1 / trials) + EULER_GAMMA * normalQuantile(1 - 1 / (trials * Math.E)));
}

/**
 * Sharpe ratio that the best of N trials without any skill reaches: SR0 = sqrt(V) E[max_N].
 * @param trialVariance V, variance of the trials' ratios PER PERIOD (of annual ones: divided by the periods a year)
 */
export const deflatedThreshold = (trialVariance: number, trials: number): number => Math.sqrt(trialVariance) * expectedMaximum(trials);

/**
 * Deflated Sharpe ratio: PSR against what the best of N trials would have shown by luck.
 * @see Bailey and Lopez de Prado (2014), J. Portfolio Management 40(5)
 */
export const deflatedSharpe = (sample: SharpeSample, trialVariance: number, trials: number): number => probabilisticSharpe(sample, deflatedThreshold(trialVariance, trials));

/** Independent trials that m correlated ones are worth: N = rho + (1 - rho) m, rho their mean correlation, a fraction. */
export const effectiveTrials = (trials: number, meanCorrelation: number): number => meanCorrelation + (1 - meanCorrelation) * trials;

/**
 * Minimum track record length: how many returns until PSR(target) reaches `probability`.
 *     1 + (1 - g3 SR + (g4 - 1)/4 SR^2) (Z(p) / (SR - b))^2
 * @param sample its `observations` do not matter
 * @returns periods, not rounded; Infinity when the ratio is not above the target; 1 for a probability of at most 1/2
 * @see Bailey and Lopez de Prado (2012), J. Risk 15(2)
 */
export function minimumTrackRecord(sample: SharpeSample, target: number = 0, probability: number = 0.95): number {
  if (sample.sharpe <= target) return Infinity;
  const unitError = sharpeStandardError({ ...sample, observations: 2 });
  return 1 + (unitError * Math.max(normalQuantile(probability), 0) / (sample.sharpe - target)) ** 2;
}

/**
 * Minimum backtest length in years: below it, the best of N trials without skill is expected to show this annual ratio.
 *     (E[max_N] / SR)^2
 * @param annualSharpe in sample, annual; Infinity is returned when it is not above 0
 * @see Bailey, Borwein, Lopez de Prado and Zhu (2014), Notices of the AMS 61(5)
 */
export const minimumBacktestYears = (trials: number, annualSharpe: number): number => (annualSharpe > 0 ? (expectedMaximum(trials) / annualSharpe) ** 2 : Infinity);
