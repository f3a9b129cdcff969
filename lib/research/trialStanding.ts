/** How sure one can be of a result after so many trials of its family: the deflated Sharpe ratio with N from the registry (M10). Asks no store. */
import type { Column } from "../market/candles.js";
import type { FamilyStanding } from "../market/run.js";
import { DAYS_A_YEAR } from "../metrics/daily.js";
import { sharpeSample } from "../metrics/sharpe.js";
import { deflatedSharpe, effectiveTrials } from "../metrics/significance.js";

export interface TrialStanding {
  /** N: distinct trials of the family, at least 1. */
  readonly trials: number;
  /** Independent trials that they are worth, from 1 to N. */
  readonly effective: number;
  /** Probability that the true Sharpe ratio is above what the best of N trials shows by luck; NaN where the returns do not vary. */
  readonly dsr: number;
  /** The same with the effective N. */
  readonly effectiveDsr: number;
}

/** @param returns of consecutive days, simple and net */
export function trialStanding(returns: Column, family: FamilyStanding): TrialStanding {
  const trials = Math.max(1, family.trials), effective = effectiveTrials(trials, family.meanCorrelation), sample = sharpeSample(returns);
  const variance = Number.isFinite(family.sharpeVariance) ? family.sharpeVariance / DAYS_A_YEAR : 0; // of one trial there is none, and nothing to deflate by
  return { trials, effective, dsr: deflatedSharpe(sample, variance, trials), effectiveDsr: deflatedSharpe(sample, variance, effective) };
}

/** The same of trials at hand, where no registry counts them. @param returns one column a trial, all over the same days */
export function standingAmong(returns: readonly Column[]): FamilyStanding {
  const samples = returns.map((column) => sharpeSample(column).sharpe).filter((ratio) => Number.isFinite(ratio)), mean = samples.reduce((a, b) => a + b, 0) / samples.length;
  const variance = samples.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (samples.length - 1);
  return { trials: returns.length, sharpeVariance: samples.length > 1 ? variance * DAYS_A_YEAR : NaN, meanCorrelation: meanCorrelation(returns) };
}

/** Over all ordered pairs: with w the returns less their mean and of length 1, the squared daily sums of w sum to the trials that vary plus the correlations. */
function meanCorrelation(returns: readonly Column[]): number {
  const days = returns[0]?.length ?? 0, sums = new Float64Array(days);
  let varying = 0;
  for (const column of returns) {
    const mean = column.reduce((a, b) => a + b, 0) / days, length = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0));
    if (!(length > 0)) continue;
    varying++;
    for (let day = 0; day < days; day++) sums[day]! += (column[day]! - mean) / length;
  }
  const pairs = returns.length * (returns.length - 1);
  return pairs === 0 ? 0 : Math.min(1, Math.max(0, (sums.reduce((a, b) => a + b * b, 0) - varying) / pairs));
}
