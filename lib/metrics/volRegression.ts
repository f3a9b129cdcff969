/**
 * Whether a run's result grows with the market's variance (K6): profit per window on realised variance, alone and beside squared displacement,
 * and by decile. Judges nothing but the one claim that is defined here.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { mean } from "./compensatedSum.js";
import { leastSquares, type LeastSquares } from "./leastSquares.js";
import { normalQuantile } from "./normal.js";
import { hacErrors, hcErrors } from "./robustErrors.js";
import type { VolWindows } from "./volWindows.js";

export interface Coefficient {
  readonly estimate: number;
  /** HC1. */
  readonly hcError: number;
  /** Newey-West. */
  readonly hacError: number;
  /** Estimate / the larger of the two errors. */
  readonly t: number;
}

/** Windows of similar variance. Profits in quote currency a window. */
export interface VarianceDecile {
  readonly windows: number;
  readonly meanVariance: number;
  readonly meanPnl: number;
  /** 95%: mean ± 1.96 of the larger of HC1 and Newey-West error, windows in the order of time; NaN for one window. */
  readonly low: number;
  readonly high: number;
}

export interface VolRegression {
  readonly windows: number;
  /** pnl = a + b RV: b is what a bet on variance earns a unit of it. */
  readonly alone: { readonly constant: Coefficient; readonly variance: Coefficient; readonly rSquared: number };
  /** pnl = a + b RV + c D^2. For a ladder b = q/2g less fees by arithmetic, on a martingale too: no evidence of anything. */
  readonly besideDisplacement: { readonly constant: Coefficient; readonly variance: Coefficient; readonly squaredDisplacement: Coefficient; readonly rSquared: number };
  /** Lowest variance first; ten where there are ten windows. */
  readonly deciles: readonly VarianceDecile[];
  /** The claim "long volatility": t > 3 of RV alone, and the top decile earned. */
  readonly longVolatility: boolean;
}

/** Coefficients, two errors and their degrees of freedom: fewer windows make none. */
export const MIN_WINDOWS: number = 10;
const CLAIM_T = 3;

/** @throws QuantError TOO_FEW_WINDOWS below ten */
export function volRegression({ pnl, realisedVariance, displacement }: VolWindows): VolRegression {
  if (pnl.length < MIN_WINDOWS) throw new QuantError("data", "TOO_FEW_WINDOWS", `${pnl.length} whole windows: a regression on variance needs at least ${MIN_WINDOWS}`, { windows: pnl.length });
  const one = leastSquares(pnl, [realisedVariance]), both = leastSquares(pnl, [realisedVariance, displacement.map((d) => d * d)]);
  const [constant, variance] = coefficientsOf(one), [besideConstant, besideVariance, squaredDisplacement] = coefficientsOf(both);
  const deciles = varianceDeciles(pnl, realisedVariance);
  return {
    windows: pnl.length,
    alone: { constant: constant!, variance: variance!, rSquared: one.rSquared },
    besideDisplacement: { constant: besideConstant!, variance: besideVariance!, squaredDisplacement: squaredDisplacement!, rSquared: both.rSquared },
    deciles, longVolatility: variance!.t > CLAIM_T && deciles[deciles.length - 1]!.meanPnl > 0,
  };
}

function coefficientsOf(fit: LeastSquares): readonly Coefficient[] {
  const hc = hcErrors(fit), hac = hacErrors(fit);
  return Array.from(fit.coefficients, (estimate, j) => ({ estimate, hcError: hc[j]!, hacError: hac[j]!, t: estimate / Math.max(hc[j]!, hac[j]!) }));
}

/** Windows in ten groups of equal number by variance, equal variances in the order of time. @throws QuantError BAD_REGRESSION for fewer windows than groups */
export function varianceDeciles(pnl: Column, realisedVariance: Column, groups: number = 10): readonly VarianceDecile[] {
  const order = Uint32Array.from({ length: pnl.length }, (_, w) => w).sort((a, b) => realisedVariance[a]! - realisedVariance[b]! || a - b);
  return Array.from({ length: groups }, (_, g) => {
    const rows = order.slice(Math.round((g * pnl.length) / groups), Math.round(((g + 1) * pnl.length) / groups)).sort();
    return decile(Float64Array.from(rows, (w) => pnl[w]!), Float64Array.from(rows, (w) => realisedVariance[w]!));
  });
}

function decile(pnl: Column, variance: Column): VarianceDecile {
  const fit = leastSquares(pnl, []), meanPnl = mean(pnl), reach = normalQuantile(0.975) * Math.max(hacErrors(fit)[0]!, hcErrors(fit)[0]!);
  return { windows: pnl.length, meanVariance: mean(variance), meanPnl, low: meanPnl - reach, high: meanPnl + reach };
}
