/** Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations. Knows nothing of what it is the matrix of. */

export type Matrix = readonly (readonly number[])[];

export interface Eigen {
  readonly values: readonly number[];
  /** Column j is the unit vector of value j. */
  readonly vectors: Matrix;
}

/** Cyclic sweeps until what is off the diagonal is rounding. @see Golub and Van Loan, Matrix Computations, 8.5 */
export function symmetricEigen(matrix: Matrix): Eigen {
  const n = matrix.length, a = matrix.map((row) => [...row]), v = a.map((row, i) => row.map((_, j) => Number(i === j)));
  const size = Math.sqrt(a.reduce((sum, row) => sum + row.reduce((s, x) => s + x * x, 0), 0));
  for (let sweep = 0; sweep < 50 && offDiagonal(a) > 1e-15 * size; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  }
  return { values: a.map((row, i) => row[i]!), vectors: v };
}

function offDiagonal(a: readonly number[][]): number {
  let sum = 0;
  for (let p = 0; p < a.length; p++) for (let q = p + 1; q < a.length; q++) sum += 2 * a[p]![q]! ** 2;
  return Math.sqrt(sum);
}

/** The rotation that makes a[p][q] zero. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  if (a[p]![q] === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!), t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1), s = t * c;
  for (let k = 0; k < a.length; k++) turn(a[k]!, p, q, c, s);
  const rowP = a[p]!, rowQ = a[q]!;
  for (let k = 0; k < a.length; k++) {
    const x = rowP[k]!, y = rowQ[k]!;
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
  for (const row of v) turn(row, p, q, c, s);
}

function turn(row: number[], p: number, q: number, c: number, s: number): void {
  const x = row[p]!, y = row[q]!;
  row[p] = c * x - s * y;
  row[q] = s * x + c * y;
}
