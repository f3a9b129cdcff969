/**
 * Confidence intervals by the stationary bootstrap: blocks of random length keep the dependence of neighbouring days (M11).
 * Randomness is passed in, seeded, so that the same seed gives the same interval. Knows no metric: the statistic is an argument.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { CompensatedSum } from "./compensatedSum.js";
import { normalCdf, normalQuantile } from "./normal.js";
import { quantile } from "./quantile.js";

/** Uniform numbers in [0, 1), seeded by whoever makes it. Never `Math.random`: a run could not be repeated. */
export type UniformRandom = () => number;

/** Numbers out of numbers, such as `sharpe` or `maxDrawdownOfReturns`. Must not keep the column: its memory is used again. */
export type Statistic = (values: Column) => number;

export interface BootstrapOptions {
  readonly random: UniformRandom;
  /** B, at least 2000, the default. */
  readonly resamples?: number | undefined;
  /** Mean length of a block in values, at least 1; default max(5, n^(1/3)). */
  readonly meanBlock?: number | undefined;
  /** Coverage between 0 and 1; default 0.95. */
  readonly level?: number | undefined;
  /** `percentile` (default), or `bca`: corrected for bias and skewness, with a delete-one jackknife. */
  readonly method?: "percentile" | "bca" | undefined;
}

export interface BootstrapInterval {
  /** The statistic of the values themselves. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly resamples: number;
  /** Resamples on which the statistic was NaN; the interval is of the others. */
  readonly undefinedResamples: number;
  readonly meanBlock: number;
}

/** Fewer resamples leave the ends of an interval to chance. */
export const MIN_RESAMPLES = 2000;

/** max(5, n^(1/3)), the usual order of a block's length. */
export const defaultMeanBlock = (observations: number): number => Math.max(5, Math.cbrt(observations));

/**
 * One resample of the same length into `into`: from a random start, the next value follows with probability 1 - 1/meanBlock (after the last
 * comes the first), else a new random start.
 * @see Politis and Romano (1994), J. American Statistical Association 89(428)
 */
export function stationaryResample(values: Column, meanBlock: number, random: UniformRandom, into: Float64Array): void {
  const n = values.length, restart = 1 / meanBlock;
  let at = Math.floor(random() * n);
  for (let i = 0; i < n; i++) {
    into[i] = values[at]!;
    at = random() < restart ? Math.floor(random() * n) : (at + 1) % n;
  }
}

/**
 * Confidence interval of a statistic of dependent values.
 * Ends are NaN when no resample gave a number; with `bca` also when all resamples lie on one side of the estimate.
 * @throws QuantError BAD_BOOTSTRAP for no values, fewer than 2000 resamples, a block below 1, or a level outside (0, 1)
 * @see Efron (1987), J. American Statistical Association 82(397), for `bca`
 */
export function bootstrapInterval(values: Column, statistic: Statistic, options: BootstrapOptions): BootstrapInterval {
  const { random, resamples = MIN_RESAMPLES, meanBlock = defaultMeanBlock(values.length), level = 0.95, method = "percentile" } = options;
  check(values.length > 0, "there are no values to resample");
  check(Number.isInteger(resamples) && resamples >= MIN_RESAMPLES, `${resamples} resamples, at least ${MIN_RESAMPLES} were expected`);
  check(meanBlock >= 1 && meanBlock < Infinity, `a mean block of ${meanBlock} values, at least 1 was expected`);
  check(level > 0 && level < 1, `a level of ${level}, a fraction between 0 and 1 was expected, such as 0.95`);
  const scratch = new Float64Array(values.length), all = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    stationaryResample(values, meanBlock, random, scratch);
    all[b] = statistic(scratch);
  }
  const estimate = statistic(values), defined = all.filter((v) => !Number.isNaN(v)), tail = (1 - level) / 2;
  const share = method === "bca" ? correctedShare(values, statistic, estimate, defined) : (p: number): number => p;
  return { estimate, low: quantile(defined, share(tail)), high: quantile(defined, share(1 - tail)), level, resamples, undefinedResamples: resamples - defined.length, meanBlock };
}

function check(holds: boolean, why: string): void {
  if (!holds) throw new QuantError("input", "BAD_BOOTSTRAP", `bootstrap: ${why}`);
}

/** Efron's map from a nominal share to the one to read off: Phi(z0 + (z0 + z) / (1 - a (z0 + z))). */
function correctedShare(values: Column, statistic: Statistic, estimate: number, replicates: Column): (p: number) => number {
  let below = 0;
  for (const replicate of replicates) below += replicate < estimate ? 1 : replicate === estimate ? 0.5 : 0;
  const bias = normalQuantile(below / replicates.length), a = acceleration(values, statistic);
  return (p) => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - a * z));
  };
}

/** sum d^3 / (6 (sum d^2)^1.5), d the mean of the delete-one statistics minus each; 0 when they do not vary. */
function acceleration(values: Column, statistic: Statistic): number {
  const n = values.length, rest = values.slice(1), each = new Float64Array(n), total = new CompensatedSum();
  for (let i = 0; i < n; i++) {
    if (i > 0) rest[i - 1] = values[i - 1]!;
    each[i] = statistic(rest);
    total.add(each[i]!);
  }
  const squares = new CompensatedSum(), cubes = new CompensatedSum();
  for (let i = 0; i < n; i++) {
    const d = total.value / n - each[i]!;
    squares.add(d * d);
    cubes.add(d * d * d);
  }
  return squares.value === 0 ? 0 : cubes.value / (6 * squares.value ** 1.5);
}
