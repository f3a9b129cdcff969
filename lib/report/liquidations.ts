/** What an exchange took of a run's positions, read from its fills. Knows no margin and no rule. */
import { moneyFills } from "../market/inverse.js";
import { FILL_REASONS, type Run } from "../market/run.js";
import type { Millis } from "../market/units.js";

export interface Liquidations {
  /** Fills by which a position, or a part of one, was taken. */
  readonly count: number;
  /** Open of the bar of the first one, ms UTC; NaN for none. */
  readonly first: Millis;
  /** What was taken, in the account's money. */
  readonly notional: number;
}

export function liquidationsOf(run: Run): Liquidations {
  const fills = moneyFills(run.fills, run.manifest.market);
  let count = 0, first = NaN, notional = 0;
  for (let i = 0; i < fills.length; i++) {
    if (FILL_REASONS[fills.reason[i]!] !== "liquidation") continue;
    if (count++ === 0) first = fills.time[i]!;
    notional += Math.abs(fills.quantity[i]!) * fills.price[i]!;
  }
  return { count, first, notional };
}

/** Whether the exchange could take a position in any of these runs. */
export const mayLiquidate = (runs: readonly Run[]): boolean => runs.some((run) => run.manifest.account.liquidation !== undefined);
