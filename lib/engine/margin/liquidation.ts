/**
 * What a liquidation does to a position, once the mark has triggered it (rules L3; decisions 17). Works in whole lots and in the margin asset, so that it serves
 * linear contracts (lot notional = mark / lots a coin) and inverse ones (multiplier / mark). Knows no order and no venue; ADL is not simulated.
 */
import type { BracketTable } from "../../market/facts/brackets.js";
import type { LiquidationRule } from "../../market/run.js";
import type { Fraction } from "../../market/units.js";
import { maintenanceMargin } from "./maintenance.js";

/** One position at the mark of the trigger. */
export interface LiquidatedPosition {
  /** Size in lots: a whole number above 0. */
  readonly lots: number;
  readonly lotNotional: number;
  /** Wallet balance and unrealised P&L at that mark; in cross, less the maintenance margin of everything else. */
  readonly equity: number;
  /** Clearance fee on the notional that is liquidated. */
  readonly feeRate: Fraction;
  readonly brackets: BracketTable;
}

/** `takeover`: the whole position at the bankruptcy price, what is missing is the insurance fund's. */
export type LiquidationStep = { readonly kind: "none" } | { readonly kind: "reduce"; readonly lots: number } | { readonly kind: "takeover" };

/** The position's next step. Margin ratio below 1: none. */
export function liquidationStep(rule: LiquidationRule, position: LiquidatedPosition): LiquidationStep {
  const { equity, lots, lotNotional, brackets } = position;
  if (equity > maintenanceMargin(lots * lotNotional, brackets)) return { kind: "none" };
  const reduced = rule === "binance" ? lotsToRestore(position) : undefined;
  return reduced === undefined ? { kind: "takeover" } : { kind: "reduce", lots: reduced };
}

/** A share of the position's notional below which two sides count as equal: far above what doubles lose here, far below a cent. */
const ROUNDING = 1e-12;

/**
 * The fewest lots x, at least one, with `equity - fee * x * lotNotional >= MM((lots - x) * lotNotional)`; undefined where none restores it: every lot sold
 * costs a fee, and where the fee is above the maintenance rate selling more makes it worse. A tie counts as restored, so the mark that triggered this is not to be asked again.
 *
 * Each bracket's line bounds what may be kept from one side, so the answer is known up to rounding and only its neighbours are tried.
 */
export function lotsToRestore(position: LiquidatedPosition): number | undefined {
  const { lots, lotNotional } = position;
  const start = Math.max(1, Math.ceil(lots - mostKept(position) / lotNotional) - 1);
  for (let x = start; x <= Math.min(lots, start + 2); x++) if (isRestored(position, x)) return x;
  return undefined;
}

function isRestored({ lots, lotNotional, equity, feeRate, brackets }: LiquidatedPosition, x: number): boolean {
  const excess = equity - feeRate * x * lotNotional - maintenanceMargin((lots - x) * lotNotional, brackets);
  return excess >= -ROUNDING * lots * lotNotional;
}

/** The largest notional N that every bracket lets stand: `equity - fee * (all - N) >= N * rate - amount`. Brackets whose rate is below the fee bound it from below; `isRestored` sees to those. */
function mostKept({ lots, lotNotional, equity, feeRate, brackets }: LiquidatedPosition): number {
  const all = lots * lotNotional, afterAll = equity - feeRate * all;
  let kept = all;
  for (const { maintenanceRate, maintenanceAmount } of brackets) {
    if (maintenanceRate > feeRate) kept = Math.min(kept, (afterAll + maintenanceAmount) / (maintenanceRate - feeRate));
  }
  return kept;
}
