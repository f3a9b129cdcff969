/**
 * Least squares with a constant over rows that come one at a time and never leave: each is rotated into the triangle R of X = Q R,
 * so nothing is summed that would lose digits, and a row costs the same whatever came before. Knows no market.
 * Source: Golub and Van Loan, Matrix Computations, 6.5.3 (appending a row by Givens rotations).
 */
export class RowRegression {
  observations = 0;
  /** Upper triangle of [1 X y], row by row. */
  private readonly triangle: Float64Array;
  private readonly row: Float64Array;
  private readonly coefficients: Float64Array;
  private readonly width: number;

  /** @param regressors the constant not counted */
  constructor(private readonly regressors: number) {
    this.width = regressors + 2;
    this.triangle = new Float64Array(this.width * this.width);
    this.row = new Float64Array(this.width);
    this.coefficients = new Float64Array(regressors + 1);
  }

  add(x: Float64Array, y: number): void {
    this.row[0] = 1;
    this.row.set(x, 1);
    this.row[this.width - 1] = y;
    for (let pivot = 0; pivot < this.width; pivot++) if (this.row[pivot] !== 0) this.rotate(pivot);
    this.observations++;
  }

  /** Takes the new row's entry in a column into the triangle's diagonal. */
  private rotate(pivot: number): void {
    const { row, triangle, width } = this, at = pivot * width, diagonal = triangle[at + pivot]!, entry = row[pivot]!;
    const radius = Math.sqrt(diagonal * diagonal + entry * entry), cosine = diagonal / radius, sine = entry / radius;
    for (let column = pivot; column < width; column++) {
      const above = triangle[at + column]!, below = row[column]!;
      triangle[at + column] = cosine * above + sine * below;
      row[column] = cosine * below - sine * above;
    }
  }

  /** Solves for the coefficients. False where there are fewer rows than coefficients, or a regressor is constant or a sum of others. */
  solve(): boolean {
    const { triangle, width, coefficients } = this, last = width - 1;
    for (let i = this.regressors; i >= 0; i--) {
      if (!this.isIndependent(i)) return false;
      let rest = triangle[i * width + last]!;
      for (let j = i + 1; j <= this.regressors; j++) rest -= triangle[i * width + j]! * coefficients[j]!;
      coefficients[i] = rest / triangle[i * width + i]!;
    }
    return true;
  }

  /** What is left of a column of this size, as a share of the whole column, is rounding. */
  private isIndependent(column: number): boolean {
    let squares = 0;
    for (let i = 0; i <= column; i++) squares += this.triangle[i * this.width + column]! ** 2;
    return Math.abs(this.triangle[column * this.width + column]!) > 1e-10 * Math.sqrt(squares);
  }

  /** With the coefficients that `solve` found. */
  predict(x: Float64Array): number {
    let value = this.coefficients[0]!;
    for (let j = 0; j < this.regressors; j++) value += this.coefficients[j + 1]! * x[j]!;
    return value;
  }

  /** Residual sum of squares over observations - coefficients; Infinity or NaN without a row to spare. */
  residualVariance(): number {
    return this.triangle[this.width * this.width - 1]! ** 2 / (this.observations - this.regressors - 1);
  }
}
