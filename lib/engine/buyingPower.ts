/**
 * What an account can still take on, in its money (quote currency, or the coin of an inverse contract): used when a size is chosen and again when an order arrives. One formula for spot and for a perpetual that the
 * whole account stands behind, one for what is borrowed at an exchange. Knows no filter and no fill rule. [decisions 3; Binance "order cost"]
 */
import type { Account } from "./account.js";
import { initialMargin } from "./margin/initial.js";
import type { PositionMargin } from "./positionMargin.js";
import type { WorkingBook } from "./workingBook.js";

/** A part in a billion: sums of doubles may fall short of the exact by this much. */
const ROUNDING = 1e-9;

/**
 * What the resting orders of a book take: money with the fee they will pay, or base for sales on spot, which lock what they sell. Reduce-only orders take nothing
 * of a margin. An order that is to be amended or cancelled takes what it takes until the answer. The open loss of an order was asked for at its arrival and is not held on to.
 * @param initialRate share of the notional that is put in: 1 / leverage
 */
export function committed(account: Account, book: WorkingBook, inBase: boolean, makerFee: number, initialRate: number): number {
  let sum = 0;
  for (let slot = 0; slot < book.used; slot++) {
    if (!book.rests(slot) || (book.reduces(slot) && !inBase)) continue;
    sum += inBase ? book.quantity[slot]! : account.notional(book.quantity[slot]!, book.price[slot]!);
  }
  return inBase ? sum : sum * (initialRate + Math.max(makerFee, 0));
}

/**
 * What more orders on one side may come to at `price`, fees included. Resting orders are not deducted.
 *     buys    equity(price) - position * price, in quote currency (on spot that is the cash)
 *     sells   equity(price) + position * price, in quote currency; on spot the position, in base currency
 * Below 0 when the position is already worth more than the account. With margin see `marginPower`.
 */
export function buyingPower(account: Account, trade: 1 | -1, price: number, spot: boolean): number {
  if (trade < 0 && spot) return account.position;
  if (account.margin !== undefined) return marginPower(account, account.margin, trade, price);
  return account.equityAt(price) - trade * account.position * price;
}

/**
 * Money for initial margin, fees included:
 *     isolated, increasing    wallet - the margin kept with the position: its unrealised profit can not be used, its loss is its own
 *     otherwise               equity(price) - trade * notional of the position / leverage: what closes first gives its margin back
 */
function marginPower(account: Account, { mode, isolated, leverage }: PositionMargin, trade: 1 | -1, price: number): number {
  if (mode === "isolated" && account.position * trade >= 0) return account.wallet - isolated;
  return account.equityAt(price) - account.notional(trade * account.position, price) / leverage;
}

/** Whether `cost` fits into `power`, a rounding error apart. */
export const fits = (cost: number, power: number): boolean => cost <= power + Math.abs(power) * ROUNDING;

/** What an order takes of `buyingPower`. On spot a sale takes base and pays its fee out of the proceeds. */
export const orderCost = (trade: 1 | -1, quantity: number, price: number, fee: number, spot: boolean): number => (trade < 0 && spot ? quantity : quantity * price * (1 + Math.max(fee, 0)));

/** The same with margin: initial margin, open loss and fee. @param quantity signed: positive buys */
export function marginCost(account: Account, quantity: number, price: number, fee: number, leverage: number, mark: number): number {
  const notional = account.notional(Math.abs(quantity), price);
  return initialMargin(notional, leverage) + account.openLoss(quantity, price, mark) + notional * Math.max(fee, 0);
}

/** Notional that orders on one side may still add under the bracket of the leverage; what closes first is free. Below 0 where the position is beyond it already. */
export function bracketRoom(account: Account, { maxNotional }: PositionMargin, book: WorkingBook, price: number): number {
  let room = maxNotional - account.notional(book.trade * account.position, price);
  for (let slot = 0; slot < book.used; slot++) if (book.rests(slot) && !book.reduces(slot)) room -= account.notional(book.quantity[slot]!, book.price[slot]!);
  return room;
}
