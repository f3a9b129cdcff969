/**
 * Where a maker's money came from (K3): the spread earned at each fill, the market's moves on what was held, funding, fees.
 * The parts add up to the profit by arithmetic, whatever the mids are. Knows no strategy.
 */
import { QuantError } from "../market/errors.js";
import type { Millis } from "../market/units.js";
import { CompensatedSum, sum } from "./compensatedSum.js";
import { NO_FUNDING, type FundingPayments } from "./fills.js";
import type { MakerFills } from "./makerFills.js";
import { midsAfter, type MidPrices } from "./midPrices.js";

/** Quote currency. total = spread + inventory + funding - fees, to 1e-9 of `notional`. */
export interface PnlSplit {
  /** Sum over fills of quantity (mid before - price), buys positive. Of a taker below 0. */
  readonly spread: number;
  /** Sum of position × move of the mid, from fill to fill and from the last one to the end price. */
  readonly inventory: number;
  /** Above 0 received. */
  readonly funding: number;
  /** Above 0 paid, below 0 rebates. */
  readonly fees: number;
  /** From the cash side, apart from the split: what sales brought - what purchases cost + position × end price + funding - fees. */
  readonly total: number;
  /** Sum of |quantity| × price. */
  readonly notional: number;
  /** total - (spread + inventory + funding - fees): rounding; NaN where a fill has no mid. */
  readonly residual: number;
}

type Marked = Pick<MakerFills, "time" | "quantity" | "price" | "fee" | "mid">;

/**
 * The split of a run that began flat. A fill without a mid makes spread and inventory NaN, not the total.
 * @param endPrice the mark at which what is left is valued, quote currency
 * @throws QuantError BAD_PRICE for an end price that is none
 */
export function pnlSplit(fills: Marked, endPrice: number, payments: FundingPayments = NO_FUNDING): PnlSplit {
  if (!(endPrice > 0 && endPrice < Infinity)) throw new QuantError("data", "BAD_PRICE", `the position left is to be valued at ${endPrice}: a finite price above 0 was expected`, { endPrice });
  const { quantity, price, mid } = fills, rows = quantity.length, funding = sum(payments.amount), fees = sum(fills.fee);
  const spread = new CompensatedSum(), inventory = new CompensatedSum(), cash = new CompensatedSum(), notional = new CompensatedSum(), position = new CompensatedSum();
  for (let i = 0; i < rows; i++) {
    const q = quantity[i]!, p = price[i]!, m = mid[i]!;
    spread.add(q * (m - p));
    position.add(q);
    inventory.add(position.value * ((i + 1 < rows ? mid[i + 1]! : endPrice) - m));
    cash.add(-q * p);
    notional.add(Math.abs(q) * p);
  }
  cash.add(position.value * endPrice);
  const total = cash.value + funding - fees;
  return { spread: spread.value, inventory: inventory.value, funding, fees, total, notional: notional.value, residual: total - (spread.value + inventory.value + funding - fees) };
}

/** The inventory part of a `PnlSplit`, in two. Quote currency. */
export interface InventorySplit {
  /** ms. */
  readonly horizon: Millis;
  /** Sum over fills of quantity (m(t + h) - mid before): what the market did right after them. */
  readonly adverse: number;
  /** The rest: inventory carried beyond the horizon, or closed before it. */
  readonly carried: number;
  /** Fills whose mid at the horizon is not known: their moves stand in `carried`. */
  readonly unknownFills: number;
}

/** @param inventory of the same fills' `PnlSplit` */
export function inventorySplit(fills: Marked, mids: MidPrices, horizon: Millis, inventory: number): InventorySplit {
  const later = midsAfter(mids, fills.time, horizon), adverse = new CompensatedSum();
  let unknownFills = 0;
  for (let i = 0; i < later.length; i++) {
    const move = later[i]! - fills.mid[i]!;
    if (Number.isNaN(move)) unknownFills++;
    else adverse.add(fills.quantity[i]! * move);
  }
  const known = unknownFills < later.length || later.length === 0;
  return { horizon, adverse: known ? adverse.value : NaN, carried: known ? inventory - adverse.value : NaN, unknownFills };
}

/**
 * Break-even fee (K7) in basis points of notional: the fee, maker and taker alike, at which the run would have earned nothing. It names the fee tier that the result needs.
 *     (total + fees) / notional × 10,000;   funding counts as earned or paid
 * @returns below 0 only a rebate saves it; NaN without fills
 */
export const breakEvenFee = ({ total, fees, notional }: Pick<PnlSplit, "total" | "fees" | "notional">): number => (notional > 0 ? ((total + fees) / notional) * 1e4 : NaN);
