/**
 * What an account can still take on at leverage 1: one formula for spot and linear perpetual, used when a size is chosen and again when
 * an order arrives. Knows no filter and no fill rule. [decisions 3; Binance "order cost" without open loss, which leverage 1 does not need]
 */
import type { Account } from "./account.js";
import type { WorkingBook } from "./workingBook.js";

/** A part in a billion: sums of doubles may fall short of the exact by this much. */
const ROUNDING = 1e-9;

/**
 * What the resting orders of a book take: quote currency with the fee they will pay, or base for sales on spot, which lock what they sell. Reduce-only orders take nothing
 * of a margin. An order that is to be amended or cancelled takes what it takes until the answer.
 */
export function committed(book: WorkingBook, inBase: boolean, makerFee: number): number {
  let sum = 0;
  for (let slot = 0; slot < book.used; slot++) {
    if (!book.rests(slot) || (book.reduces(slot) && !inBase)) continue;
    sum += inBase ? book.quantity[slot]! : book.quantity[slot]! * book.price[slot]!;
  }
  return inBase ? sum : sum * (1 + Math.max(makerFee, 0));
}

/**
 * What more orders on one side may come to at `price`, fees included. Resting orders are not deducted.
 *     buys    equity(price) - position * price, in quote currency (on spot that is the cash)
 *     sells   equity(price) + position * price, in quote currency; on spot the position, in base currency
 * Below 0 when the position is already worth more than the account.
 */
export function buyingPower(account: Account, trade: 1 | -1, price: number, spot: boolean): number {
  if (trade < 0 && spot) return account.position;
  return account.equityAt(price) - trade * account.position * price;
}

/** Whether `cost` fits into `power`, a rounding error apart. */
export const fits = (cost: number, power: number): boolean => cost <= power + Math.abs(power) * ROUNDING;

/** What an order takes of `buyingPower`. On spot a sale takes base and pays its fee out of the proceeds. */
export const orderCost = (trade: 1 | -1, quantity: number, price: number, fee: number, spot: boolean): number => (trade < 0 && spot ? quantity : quantity * price * (1 + Math.max(fee, 0)));
