/**
 * Sums that stay exact to the last bits over millions of terms.
 * Knows no statistics: what is added up is the caller's business.
 */
import type { Column } from "../market/candles.js";

/**
 * A running sum with the rounding it lost carried beside it (Neumaier's variant of Kahan).
 * The error does not grow with the number of terms. A NaN term makes the sum NaN; infinities are not supported.
 * @see Neumaier (1974), Z. angew. Math. Mech. 54, 39-51
 */
export class CompensatedSum {
  private total = 0;
  private lost = 0;

  add(term: number): void {
    const next = this.total + term;
    this.lost += Math.abs(this.total) >= Math.abs(term) ? this.total - next + term : term - next + this.total;
    this.total = next;
  }

  get value(): number {
    return this.total + this.lost;
  }
}

/** Sum of a column; 0 when it is empty. */
export function sum(values: Column): number {
  const total = new CompensatedSum();
  for (let i = 0; i < values.length; i++) total.add(values[i]!);
  return total.value;
}

/** Arithmetic mean; NaN when the column is empty. */
export const mean = (values: Column): number => sum(values) / values.length;
