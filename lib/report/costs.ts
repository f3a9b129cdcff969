/** What trading cost, each kind apart, and what the run would have earned without. Sums only; decides nothing. */
import { moneyFills } from "../market/inverse.js";
import { FILL_REASONS, type Run } from "../market/run.js";

/** Quote currency, or coin of inverse contracts; positive is paid, negative is received. */
export interface Costs {
  readonly fees: number;
  /**
   * How much worse taker fills were than the last price the strategy could have seen: sum over fills of quantity × (price - mid), buys positive.
   * Holds the slip and the move until the fill; negative when the market came towards the orders. A liquidation is no order of ours and not in it.
   */
  readonly slippage: number;
  /** Positive when funding was paid on balance. */
  readonly funding: number;
  /** Fees over the notional traded: fraction; NaN when nothing was traded. */
  readonly feeRate: number;
  /** Bought and sold. */
  readonly notional: number;
}

export function costsOf(run: Run): Costs {
  const { funding } = run, fills = moneyFills(run.fills, run.manifest.market);
  let fees = 0, slippage = 0, notional = 0, received = 0;
  for (let i = 0; i < fills.length; i++) {
    const quantity = fills.quantity[i]!, price = fills.price[i]!, seen = fills.mid[i]!;
    fees += fills.fee[i]!;
    notional += Math.abs(quantity) * price;
    if (fills.maker[i] === 0 && FILL_REASONS[fills.reason[i]!] !== "liquidation" && !Number.isNaN(seen)) slippage += quantity * (price - seen);
  }
  for (let i = 0; i < funding.length; i++) received += funding.amount[i]!;
  return { fees, slippage, funding: received === 0 ? 0 : -received, feeRate: notional > 0 ? fees / notional : NaN, notional };
}
