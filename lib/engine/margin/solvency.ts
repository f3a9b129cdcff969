/**
 * Where an account with several legs of one contract keeps its maintenance margin, and where it does not.
 * The common core of linear and inverse contracts: with u the price (linear) or its inverse, equity is a straight line in u and every leg's notional is proportional to it.
 * Knows no contract and no price; `linear.ts` and `inverse.ts` say what u is.
 */
import { bracketOf, type BracketTable } from "../../market/facts/brackets.js";
import { maintenanceMargin } from "./maintenance.js";

/** Equity above the maintenance margin at u > 0: `constant + slope * u - sum of MM(sizes[i] * u)`. Margin asset. */
export interface ExcessMargin {
  readonly constant: number;
  readonly slope: number;
  /** Notional of each leg at u = 1, never negative. */
  readonly sizes: readonly number[];
  readonly brackets: BracketTable;
}

/** The account is solvent for `low < u < high`. Everywhere: 0 to Infinity. Nowhere: Infinity to 0. */
export interface SolventInterval { readonly low: number; readonly high: number }

/**
 * Rates rise with the notional, so the excess is a concave broken line: it is above zero on one interval at most, and each end of that
 * interval is the exchange's formula with the rates and amounts of the brackets in force right there (the FAQ's re-substitution).
 */
export function solventInterval(excess: ExcessMargin): SolventInterval {
  const corners = cornersOf(excess), solvent = corners.map((u) => excessAt(excess, u) >= 0);
  const first = solvent.indexOf(true), last = solvent.lastIndexOf(true), end = corners.length - 1;
  const at = (index: number): number => corners[index] ?? Infinity;
  const risesForever = lineBeyond(excess, at(end)).slope > 0;
  if (first < 0) return risesForever ? { low: zeroBetween(excess, at(end), Infinity), high: Infinity } : { low: Infinity, high: 0 };
  const survivesForever = last === end && lineBeyond(excess, at(end)).slope >= 0;
  return {
    low: first === 0 ? 0 : zeroBetween(excess, at(first - 1), at(first)),
    high: survivesForever ? Infinity : zeroBetween(excess, at(last), at(last + 1)),
  };
}

function excessAt({ constant, slope, sizes, brackets }: ExcessMargin, u: number): number {
  let value = constant + slope * u;
  for (const size of sizes) value -= maintenanceMargin(size * u, brackets);
  return value;
}

/** 0 and every u at which some leg passes from one bracket into the next, ascending. */
function cornersOf({ sizes, brackets }: ExcessMargin): readonly number[] {
  const corners = sizes.filter((size) => size > 0).flatMap((size) => brackets.slice(0, -1).map((bracket) => bracket.cap / size));
  return [0, ...corners.sort((a, b) => a - b)];
}

/** The straight piece that begins at the corner `u`. */
const lineBeyond = (excess: ExcessMargin, u: number): { readonly constant: number; readonly slope: number } => lineAt(excess, u * 2 + 1);

function lineAt({ constant, slope, sizes, brackets }: ExcessMargin, u: number): { readonly constant: number; readonly slope: number } {
  for (const size of sizes) {
    const bracket = bracketOf(brackets, size * u);
    constant += bracket.maintenanceAmount;
    slope -= size * bracket.maintenanceRate;
  }
  return { constant, slope };
}

/** The zero of the straight piece between two neighbouring corners, whose signs differ. Rounding may not carry it out of them. */
function zeroBetween(excess: ExcessMargin, from: number, to: number): number {
  const { constant, slope } = to === Infinity ? lineBeyond(excess, from) : lineAt(excess, (from + to) / 2);
  return Math.min(to, Math.max(from, -constant / slope));
}
