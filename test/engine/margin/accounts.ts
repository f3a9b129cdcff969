/** Random accounts and a second, slower computation of margin for this folder's tests: margin bracket by bracket, equity term by term. Uses no code of lib/engine/margin, its types alone. */
import fc from "fast-check";
import { bracketTable, type BracketTable } from "../../../lib/market/facts/brackets.js";
import { instrument } from "../../../lib/market/instrument.js";
import type { LiquidationRange } from "../../../lib/engine/margin/linear.js";

export const TABLES: readonly BracketTable[] = instrument("binance", "BTC/USDT:USDT").brackets.map((dated) => dated.brackets);

/** Each bracket's rate on the part of the notional inside it: needs no maintenance amount. */
export function marginByParts(notional: number, brackets: BracketTable): number {
  let margin = 0;
  brackets.forEach(({ floor, cap, maintenanceRate }, index) => {
    const top = index === brackets.length - 1 ? Infinity : cap;
    margin += Math.max(0, Math.min(notional, top) - floor) * maintenanceRate;
  });
  return margin;
}

/** Spread evenly over the orders of magnitude between the two. */
export const magnitude = (low: number, high: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map((x) => Math.min(high, Math.max(low, Math.exp(x))));

export const sign: fc.Arbitrary<1 | -1> = fc.constantFrom(1, -1);
export const table: fc.Arbitrary<BracketTable> = fc.constantFrom(...TABLES);

/** Tables that no exchange printed: one to six brackets with rising caps and rates, in coin. */
export const coinTable: fc.Arbitrary<BracketTable> = fc
  .array(fc.tuple(magnitude(0.5, 500), fc.double({ min: 0.001, max: 0.12, noNaN: true })), { minLength: 1, maxLength: 6 })
  .map((steps) => {
    let cap = 0, rate = 0;
    return bracketTable(steps.map(([width, rise]) => [(cap += width), (rate += rise), 1]));
  });

/** |difference| over what was added up to get there: rounding alone leaves about 1e-16. */
export const relative = (difference: number, ...terms: readonly number[]): number => Math.abs(difference) / terms.reduce((sum, term) => sum + Math.abs(term), 0);

/** An account at one mark: equity and maintenance margin, and the size of what was added up. */
export interface Statement { readonly equity: number; readonly margin: number; readonly scale: number }

const isPrice = (price: number): boolean => price > 0 && price < Infinity;

/** What a range claims wrongly: an end at which equity is not the maintenance margin, a mark inside that is insolvent, one outside that is not. Nothing: []. */
export function wrongAbout({ below, above }: LiquidationRange, at: (mark: number) => Statement, marks: readonly number[]): readonly string[] {
  const even = ({ equity, margin, scale }: Statement): boolean => Math.abs(equity - margin) <= 1e-12 * scale;
  const ends = [below, above].filter(isPrice).filter((end) => !even(at(end)));
  const around = [...marks, below * 0.999, below * 1.001, above * 0.999, above * 1.001].filter(isPrice);
  const misplaced = around.filter((mark) => !even(at(mark)) && at(mark).equity > at(mark).margin !== (mark > below && mark < above));
  return [...ends.map((end) => `not even at ${end}`), ...misplaced.map((mark) => `${mark} is on the wrong side of ${below} to ${above}`)];
}
