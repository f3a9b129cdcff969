/** What became of the orders that were sent (K1). Knows no price and no profit: a fill may be a bad one. */
import { QuantError } from "../market/errors.js";
import { ORDER_STATES, type OrderState } from "../market/order.js";
import type { OrderColumns } from "../market/run.js";
import type { Millis } from "../market/units.js";
import { quantile } from "./quantile.js";

export interface OrderStatistics {
  readonly sentOrders: number;
  /** Orders that rested or traded; not those refused, unheard of or lost before a fill. */
  readonly acceptedOrders: number;
  /** Orders filled whole. */
  readonly filledOrders: number;
  /** Orders cancelled, partly filled ones too. */
  readonly canceledOrders: number;
  /** Filled quantity / accepted quantity, 0 to 1; NaN when nothing was accepted. */
  readonly fillRatio: number;
  /** Filled whole / accepted, 0 to 1; NaN when nothing was accepted. */
  readonly filledShare: number;
  /** Cancelled / filled whole: 20 is twenty cancels a fill; Infinity when none was filled; NaN for neither. */
  readonly cancelToFill: number;
  /** ms from sending to the last fill, the median of the orders filled whole; NaN for none. In a bar run in whole bars. */
  readonly medianQueueTime: Millis;
  /** Post-only orders refused, for whatever reason / those sent, 0 to 1; NaN when none was sent. */
  readonly postOnlyRejectRate: number;
}

const code = (state: OrderState): number => ORDER_STATES.indexOf(state);
const FILLED = code("filled"), CANCELED = code("canceled"), REJECTED = code("rejected"), EXPIRED = code("expired");
/** Never heard of at the exchange, as far as we know. */
const UNHEARD: readonly number[] = [code("pending-new"), code("unknown"), code("lost")];

/** @throws QuantError BAD_ORDERS */
export function orderStatistics(orders: OrderColumns): OrderStatistics {
  checkOrders(orders);
  const { length, quantity, filled, placed, ended, state, postOnly } = orders, waits: number[] = [];
  let acceptedOrders = 0, canceledOrders = 0, asked = 0, got = 0, makers = 0, refused = 0;
  for (let i = 0; i < length; i++) {
    const end = state[i]!, done = filled[i]!, refusedOne = wasRefused(end, postOnly[i] === 1, done);
    if (postOnly[i] === 1) makers++;
    if (postOnly[i] === 1 && refusedOne) refused++;
    if (refusedOne || (done === 0 && UNHEARD.includes(end))) continue;
    acceptedOrders++;
    asked += quantity[i]!;
    got += done;
    if (end === FILLED) waits.push(ended[i]! - placed[i]!);
    if (end === CANCELED) canceledOrders++;
  }
  const filledOrders = waits.length;
  return {
    sentOrders: length, acceptedOrders, filledOrders, canceledOrders, fillRatio: got / asked, filledShare: filledOrders / acceptedOrders,
    cancelToFill: canceledOrders / filledOrders, medianQueueTime: quantile(Float64Array.from(waits), 0.5), postOnlyRejectRate: refused / makers,
  };
}

/** An exchange may call a post-only order that would have taken EXPIRED (F2): such an order has no other way to expire unfilled. */
const wasRefused = (end: number, postOnly: boolean, done: number): boolean => end === REJECTED || (postOnly && end === EXPIRED && done === 0);

/** @throws QuantError BAD_ORDERS naming the first row that breaks a promise of `OrderColumns` */
export function checkOrders(orders: OrderColumns): void {
  const { length, placed, side, price, quantity, filled, ended, state, postOnly } = orders;
  for (const [name, column] of Object.entries({ placed, side, price, quantity, filled, ended, state, postOnly })) {
    if (column.length !== length) throw badOrders(-1, `column ${name} has ${column.length} rows, ${length} were expected`);
  }
  for (let i = 0; i < length; i++) {
    if (!(quantity[i]! > 0 && quantity[i]! < Infinity)) throw badOrders(i, `its quantity is ${quantity[i]}, a finite amount above 0 was expected`);
    if (!(filled[i]! >= 0 && filled[i]! <= quantity[i]! * (1 + 1e-9))) throw badOrders(i, `${filled[i]} of ${quantity[i]} is filled: from 0 to all of it was expected`);
    if (state[i]! >= ORDER_STATES.length) throw badOrders(i, `its state is ${state[i]}, an index into the ${ORDER_STATES.length} order states was expected`);
    if (state[i] === FILLED && !(ended[i]! >= placed[i]!)) throw badOrders(i, `it was filled at ${ended[i]}, sent at ${placed[i]}: the fill was expected to come later`);
  }
}

function badOrders(row: number, why: string): QuantError {
  return new QuantError("data", "BAD_ORDERS", row < 0 ? `orders: ${why}` : `order ${row}: ${why}`, { row });
}
