/** Variance from one price a bar: close-to-close and its exponentially weighted form. Log returns; bars, not time, so a return across a gap counts as one bar's. */
import { QuantError } from "../../market/errors.js";
import type { Indicator } from "../indicator.js";
import { RollingVariance } from "../moments.js";
import { bars, number, oneOf, shown } from "../options.js";
import { Smoothed } from "../smoothing.js";
import { RollingMean } from "../window.js";
import { onReturns, varianceOfReturns, type VarianceOptions } from "./returns.js";

export interface MeanOption {
  /** `sample` (default) takes the window's mean return away and divides by n - 1; `zero` takes nothing away and divides by n: usual within a day, where the mean is far below its own error. */
  readonly mean?: "sample" | "zero" | undefined;
}

export const isZeroMean = (name: string, { mean = "sample" }: MeanOption): boolean => oneOf(name, "mean", mean, ["sample", "zero"]) === "zero";

/**
 * Close-to-close variance per bar of the last n = `period` log returns r, a fraction squared: 1e-6 is 10 basis points a bar.
 *     sum (r - mean r)^2 / (n - 1),   with `mean: "zero"`  sum r^2 / n
 * @param period returns, whole, at least 2 (1 with a zero mean); first value at bar `period + 1`; exactly 0 where nothing moved
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function closeToClose(period: number, options: VarianceOptions & MeanOption = {}): Indicator {
  const isZero = isZeroMean("closeToClose", options);
  bars("closeToClose", "period", period, isZero ? 1 : 2);
  return varianceOfReturns("closeToClose", options, (source) => (isZero ? onReturns("square", source, () => new RollingMean(period)) : onReturns("return", source, () => new RollingVariance(period, 1))), { extra: ["mean"] });
}

/** How fast the past is forgotten: one of the two. */
export type Decay =
  /** Weight of the past a bar, between 0 and 1; RiskMetrics uses 0.94 for days. */
  | { readonly lambda: number; readonly halfLife?: undefined }
  /** Bars after which a return weighs half: lambda = 0.5^(1 / halfLife); 0.94 is 11.2 bars. */
  | { readonly halfLife: number; readonly lambda?: undefined };

export interface SeedOption {
  /** How many squared returns the first value is the plain mean of. Default (1 + lambda) / (1 - lambda) rounded, the span of an ema of the same weight: 32 for 0.94. */
  readonly seed?: number | undefined;
}

/**
 * Exponentially weighted variance per bar of log returns r, no mean taken away: the forecast for the next bar.
 *     v = lambda v + (1 - lambda) r^2
 * Remembers all history: what the seed was weighs lambda^bars. First value at bar `seed + 1`.
 * @param options `lambda` or `halfLife` must be given, there is no default
 * @see J.P. Morgan/Reuters (1996), RiskMetrics Technical Document, section 5.2
 * @throws QuantError BAD_DECAY, BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function ewmaVariance(options: VarianceOptions & Decay & SeedOption): Indicator {
  const lambda = lambdaOf(options), seed = bars("ewmaVariance", "seed", options.seed ?? Math.max(1, Math.round((1 + lambda) / (1 - lambda))));
  return varianceOfReturns("ewmaVariance", options, (source) => onReturns("square", source, () => new Smoothed(seed, 1 - lambda)), { extra: ["lambda", "halfLife", "seed"] });
}

function lambdaOf({ lambda, halfLife }: Decay): number {
  if ((lambda === undefined) === (halfLife === undefined)) throw badDecay(`${lambda === undefined ? "neither" : "both"} lambda and halfLife were given: name one of them`);
  if (lambda === undefined) return 0.5 ** (1 / number("ewmaVariance", "halfLife", halfLife!, 0));
  if (typeof lambda === "number" && lambda > 0 && lambda < 1) return lambda;
  throw badDecay(`lambda is ${shown(lambda)}, a number between 0 and 1 was expected, such as 0.94`);
}

const badDecay = (why: string): QuantError => new QuantError("input", "BAD_DECAY", `ewmaVariance: ${why}`);
