/**
 * Leverage brackets: the larger a position's notional, the less leverage it may have and the more margin it must keep.
 * The shape of a bracket table, the maintenance amounts that follow from it, and the bracket of a notional. Knows no exchange's numbers and no date.
 */
import { QuantError } from "../errors.js";
import type { Fraction, Millis } from "../units.js";

/** One bracket: it holds for a notional with `floor < notional <= cap`. Amounts are in the margin asset: quote currency when linear, coin when inverse. */
export interface LeverageBracket {
  readonly floor: number;
  /** Infinity where the exchange names no end. */
  readonly cap: number;
  /** Of the whole notional, before `maintenanceAmount` is taken off. */
  readonly maintenanceRate: Fraction;
  /** Highest leverage at which a position of this size may be opened. */
  readonly maxLeverage: number;
  /** Binance's `cum`: what makes the maintenance margin continuous from one bracket to the next. */
  readonly maintenanceAmount: number;
}

/** Ascending, without a hole, the first floor 0; never empty. */
export type BracketTable = readonly LeverageBracket[];
/** A bracket as the exchanges print it: `[cap, maintenance rate, highest leverage]`; its floor is the cap before it. */
export type BracketRow = readonly [cap: number, maintenanceRate: Fraction, maxLeverage: number];

/** A table and the day it was first seen in force. */
export interface DatedBrackets {
  readonly from: Millis;
  readonly brackets: BracketTable;
  /** Of a last table that is old: the day it was seen last. After that day it is extrapolated. */
  readonly lastSeen?: Millis;
  /** Where the numbers were read, and when. */
  readonly source: string;
}

/**
 * The maintenance amount of a bracket: `floor * (rate - rate below) + amount below`, in the margin asset; 0 for the first bracket.
 * Source: Binance FAQ b3c689c1f50a44cabb3a84e663b81d93.
 */
export const maintenanceAmount = (floor: number, rate: Fraction, rateBelow: Fraction, amountBelow: number): number => floor * (rate - rateBelow) + amountBelow;

/**
 * A table out of printed rows, with every floor and maintenance amount.
 * @throws QuantError BAD_BRACKETS where it is empty, or where caps or rates do not rise, or a rate is not within 0 and 1.
 */
export function bracketTable(rows: readonly BracketRow[]): BracketTable {
  const table: LeverageBracket[] = [];
  for (const [cap, rate, maxLeverage] of rows) {
    const below = table.at(-1), floor = below?.cap ?? 0;
    if (!(cap > floor && rate >= (below?.maintenanceRate ?? 0) && rate < 1)) throw badBrackets(`bracket ${table.length + 1}, cap ${cap} and rate ${rate},`);
    const amount = below === undefined ? 0 : maintenanceAmount(floor, rate, below.maintenanceRate, below.maintenanceAmount);
    table.push({ floor, cap, maintenanceRate: rate, maxLeverage, maintenanceAmount: amount });
  }
  if (table.length === 0) throw badBrackets("a table without a bracket");
  return table;
}

/** The bracket with `floor < notional <= cap`; the first for 0, the last above its own cap, where an exchange opens nothing more but a price may still lead. */
export function bracketOf(brackets: BracketTable, notional: number): LeverageBracket {
  for (const bracket of brackets) if (notional <= bracket.cap) return bracket;
  return brackets[brackets.length - 1] as LeverageBracket;
}

/** The largest notional, in the margin asset, that may be opened at this leverage; 0 where no bracket allows it. */
export function maxNotional(brackets: BracketTable, leverage: number): number {
  let cap = 0;
  for (const bracket of brackets) if (leverage <= bracket.maxLeverage) cap = bracket.cap;
  return cap;
}

const badBrackets = (what: string): QuantError =>
  new QuantError("data", "BAD_BRACKETS", `${what} is no leverage bracket: caps must rise from above 0, and maintenance rates must not fall and must lie within 0 and 1`);
