/**
 * Standard errors of least squares that do not believe in equal or independent residuals. Each is a sandwich R^-1 S R^-T, where S is
 * what is assumed of the scores (basis row × residual). Knows nothing of what was regressed.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import type { LeastSquares } from "./leastSquares.js";
import { neweyWestLags } from "./sharpe.js";

/**
 * HC0: White's. HC1, the default of most packages: HC0 × n / (n - k). HC3: residuals / (1 - leverage), the careful one for few rows.
 * @see White (1980), Econometrica 48(4); MacKinnon and White (1985), J. Econometrics 29(3)
 */
export type HcKind = "HC0" | "HC1" | "HC3";

/** Standard errors of the coefficients under unequal variances. NaN where there are no more rows than coefficients. */
export function hcErrors(fit: LeastSquares, kind: HcKind = "HC1"): Column {
  const { observations: n, basis, residuals } = fit, size = basis.length;
  if (n <= size) return new Float64Array(size).fill(NaN);
  const used = kind === "HC3" ? residuals.map((e, row) => e / (1 - leverage(basis, row))) : residuals;
  return sandwich(fit, crossProducts(scores(basis, used), 0), kind === "HC1" ? n / (n - size) : 1);
}

/**
 * Standard errors under unequal variances and residuals that resemble their neighbours in time: Bartlett weights 1 - j / (lags + 1), no
 * small-sample factor. With 0 lags this is HC0.
 * @param lags default floor(4 (n/100)^(2/9))
 * @throws QuantError BAD_LAGS
 * @see Newey and West (1987), Econometrica 55(3)
 */
export function hacErrors(fit: LeastSquares, lags: number = neweyWestLags(fit.observations)): Column {
  const { observations: n, basis, residuals } = fit, size = basis.length;
  if (!(Number.isInteger(lags) && lags >= 0)) throw new QuantError("input", "BAD_LAGS", `a truncation lag of ${lags} was given: a whole number from 0 on was expected`, { lags });
  if (n <= size) return new Float64Array(size).fill(NaN);
  const each = scores(basis, residuals), meat = crossProducts(each, 0);
  for (let lag = 1; lag <= Math.min(lags, n - 1); lag++) {
    const weight = 1 - lag / (lags + 1), crossed = crossProducts(each, lag);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) meat[i]![j]! += weight * (crossed[i]![j]! + crossed[j]![i]!);
  }
  return sandwich(fit, meat, 1);
}

const scores = (basis: readonly Column[], residuals: Column): readonly Column[] => basis.map((q) => q.map((value, row) => value * residuals[row]!));

function leverage(basis: readonly Column[], row: number): number {
  let sum = 0;
  for (const q of basis) sum += q[row]! * q[row]!;
  return sum;
}

/** Sum over rows of score[row] × score[row - lag]'. */
function crossProducts(each: readonly Column[], lag: number): readonly Column[] {
  return each.map((now) => Float64Array.from(each, (then) => {
    let sum = 0;
    for (let row = lag; row < now.length; row++) sum += now[row]! * then[row - lag]!;
    return sum;
  }));
}

/** Square roots of the diagonal of R^-1 S R^-T. */
function sandwich({ inverse }: LeastSquares, meat: readonly Column[], factor: number): Column {
  return Float64Array.from(inverse, (row) => {
    let variance = 0;
    for (let i = 0; i < row.length; i++) for (let j = 0; j < row.length; j++) variance += row[i]! * meat[i]![j]! * row[j]!;
    return Math.sqrt(Math.max(0, variance) * factor);
  });
}
