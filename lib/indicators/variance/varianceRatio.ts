/** Whether a price trends or returns: the variance of long steps against that of short ones. Judges nothing. */
import type { Indicator } from "../indicator.js";
import type { Kernel } from "../kernel.js";
import { RollingMoments } from "../moments.js";
import { bars } from "../options.js";
import { RollingMean } from "../window.js";
import { isZeroMean, type MeanOption } from "./closes.js";
import { ofReturns, onReturns, type ReturnOptions } from "./returns.js";

/** Mean square of a log return below which it is rounding: prices move by a tick or not at all. */
const ROUNDING = 1e-24;

/** Fed with one-bar returns; overlapping sums of `step` of them, all inside the window. */
class VarianceRatio implements Kernel {
  private readonly short: RollingMoments;
  private readonly sum: RollingMean;
  private readonly long: RollingMoments;
  private readonly longCount: number;
  private readonly scale: number;
  constructor(readonly warmup: number, private readonly step: number, private readonly isZero: boolean) {
    this.longCount = warmup - step + 1;
    this.short = new RollingMoments(warmup);
    this.sum = new RollingMean(step, 1);
    this.long = new RollingMoments(this.longCount);
    this.scale = isZero ? warmup / (step * this.longCount) : (warmup - 1) / (step * this.longCount * (1 - step / warmup));
  }

  next(value: number): number {
    const { short, long, warmup, step } = this, sum = this.sum.next(value);
    short.add(value);
    if (sum === sum) long.add(sum);
    const mean = this.isZero ? 0 : short.mean, variance = around(short, warmup, mean);
    return variance > ROUNDING * warmup ? (this.scale * around(long, this.longCount, step * mean)) / variance : NaN;
  }

  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** Sum of squared distances from a point that need not be the mean. */
const around = ({ mean, squares }: RollingMoments, count: number, center: number): number => squares + count * (mean - center) ** 2;

/**
 * Variance ratio of k = `step` bars in a window of n = `period` returns, overlapping k-bar returns: 1 for a random walk, below 1 where moves are taken back, above 1 in trends.
 *     VR(k) = [sum (r_k - k m)^2 / (k (n - k + 1) (1 - k / n))] / [sum (r - m)^2 / (n - 1)],   m the mean one-bar return
 * With `mean: "zero"`: [sum r_k^2 / (k (n - k + 1))] / [sum r^2 / n].
 * Its standard error on a random walk is about sqrt(2 (2k - 1) (k - 1) / (3 k n)): a window shorter than some hundred k says little.
 * @param period returns, whole, at least 2 `step`; first value at bar `period + 1`
 * @param step bars of the long return, whole, at least 2
 * @returns dimensionless, at least 0; NaN in a window without variance, where there is none to compare
 * @see Lo and MacKinlay (1988), Review of Financial Studies 1(1)
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function varianceRatio(period: number, step: number, options: ReturnOptions & MeanOption = {}): Indicator {
  bars("varianceRatio", "step", step, 2);
  bars("varianceRatio", "period", period, 2 * step);
  const isZero = isZeroMean("varianceRatio", options);
  return ofReturns("varianceRatio", options, (source) => onReturns("return", source, () => new VarianceRatio(period, step, isZero)), ["mean"]);
}
