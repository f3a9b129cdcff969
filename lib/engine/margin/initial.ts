/**
 * What opening a position takes from the balance. Amounts in the margin asset: quote currency when linear, coin when inverse.
 * Fees are not in it; knows no bracket: whether the leverage is allowed is `maxNotional` of the bracket table.
 */

/** `notional / leverage`; the notional is taken at the entry price, and leverage is 1 or more. */
export const initialMargin = (notional: number, leverage: number): number => notional / leverage;

/**
 * Loss in the moment of filling, quote currency: `|quantity| * |min(0, s * (mark - price))|`, 0 for an order that the mark makes better.
 * `quantity` in base currency, positive to buy, negative to sell. A market order's price is the book's. Source: Binance FAQ 87fa7ee33b574f7084d42bd2ce2e463b.
 */
export const openLoss = (quantity: number, price: number, mark: number): number => Math.max(0, quantity * (price - mark));

/** The same of an inverse order, coin: what its contracts are worth less at the mark than at the order's price. @param contracts positive to buy */
export const inverseOpenLoss = (contracts: number, multiplier: number, price: number, mark: number): number => Math.max(0, contracts * multiplier * (1 / mark - 1 / price));

/** What a linear order holds of the balance, quote currency: initial margin at the order's price and its open loss. Same source. */
export function orderCost(quantity: number, price: number, leverage: number, mark: number): number {
  return initialMargin(Math.abs(quantity) * price, leverage) + openLoss(quantity, price, mark);
}
