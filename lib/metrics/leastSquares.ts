/**
 * Ordinary least squares with a constant, for a handful of regressors and any number of rows, by orthogonal columns: no normal equations,
 * so that regressors of very different size (1 and 1e-9) lose no digits. Knows no errors' model: robustErrors.ts does.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { CompensatedSum, mean } from "./compensatedSum.js";

/** y = coefficients[0] + coefficients[1] x1 + … + residuals. */
export interface LeastSquares {
  /** The constant first. All NaN where a regressor is constant or a sum of others. */
  readonly coefficients: Column;
  readonly residuals: Column;
  readonly observations: number;
  /** 1 - residual sum of squares / that around the mean; NaN when y does not vary. */
  readonly rSquared: number;
  /** Q of X = Q R: orthonormal columns. */
  readonly basis: readonly Column[];
  /** R^-1, upper triangular, by rows. */
  readonly inverse: readonly Column[];
}

/**
 * @param regressors columns as long as y; none for the mean alone. The constant is added.
 * @throws QuantError BAD_REGRESSION for columns of different lengths, or fewer rows than coefficients
 * @see Björck (1967), BIT 7, 1-21: modified Gram-Schmidt, here run twice
 */
export function leastSquares(y: Column, regressors: readonly Column[]): LeastSquares {
  const observations = y.length, size = regressors.length + 1;
  for (const { length } of regressors) if (length !== observations) throw badRegression(`a regressor has ${length} rows, the other side ${observations}`);
  if (observations < size) throw badRegression(`${observations} rows for ${size} coefficients: at least as many were expected`);
  const basis = [new Float64Array(observations).fill(1), ...regressors.map((x) => x.slice())], r = square(size);
  const full = orthogonalise(basis, r), inverse = invert(r), residuals = y.slice(), onBasis = new Float64Array(size);
  for (let pass = 0; pass < 2; pass++) basis.forEach((q, j) => (onBasis[j]! += project(q, residuals)));
  const coefficients = full ? times(inverse, onBasis) : new Float64Array(size).fill(NaN);
  return { coefficients, residuals, observations, rSquared: explained(y, residuals), basis, inverse };
}

const badRegression = (why: string): QuantError => new QuantError("input", "BAD_REGRESSION", `regression: ${why}`);
const square = (size: number): Float64Array[] => Array.from({ length: size }, () => new Float64Array(size));

/** What is left of a column of this size is rounding: it is a sum of the columns before it. */
const DEPENDENT = 1e-10;

/** Makes the columns orthonormal in place, R beside them. False when one depends on those before it. */
function orthogonalise(columns: readonly Column[], r: readonly Column[]): boolean {
  let full = true;
  columns.forEach((column, j) => {
    const before = Math.sqrt(dot(column, column));
    for (let pass = 0; pass < 2; pass++) for (let i = 0; i < j; i++) r[i]![j]! += project(columns[i]!, column);
    const norm = Math.sqrt(dot(column, column));
    if (!(norm > DEPENDENT * before)) full = false;
    r[j]![j] = norm;
    for (let row = 0; row < column.length; row++) column[row]! /= norm;
  });
  return full;
}

/** Takes the part along a unit column out of another; returns how much it was. */
function project(unit: Column, column: Column): number {
  const along = dot(unit, column);
  for (let row = 0; row < column.length; row++) column[row]! -= along * unit[row]!;
  return along;
}

function dot(a: Column, b: Column): number {
  const sum = new CompensatedSum();
  for (let row = 0; row < a.length; row++) sum.add(a[row]! * b[row]!);
  return sum.value;
}

/** Inverse of an upper triangular matrix, column by column from below. */
function invert(r: readonly Column[]): readonly Column[] {
  const inverse = square(r.length);
  for (let j = 0; j < r.length; j++) {
    inverse[j]![j] = 1 / r[j]![j]!;
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let k = i + 1; k <= j; k++) sum += r[i]![k]! * inverse[k]![j]!;
      inverse[i]![j] = -sum / r[i]![i]!;
    }
  }
  return inverse;
}

const times = (rows: readonly Column[], vector: Column): Column => Float64Array.from(rows, (row) => row.reduce((sum, cell, j) => sum + cell * vector[j]!, 0));

function explained(y: Column, residuals: Column): number {
  const center = mean(y), around = y.map((value) => value - center), whole = dot(around, around);
  return whole > 0 ? 1 - dot(residuals, residuals) / whole : NaN;
}
