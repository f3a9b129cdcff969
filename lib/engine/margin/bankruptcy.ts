/**
 * The price at which a position has used up its balance to the last cent: what a takeover closes at, below the liquidation price by the maintenance margin.
 * Quantities and contracts are positive long, negative short. `balance` is the isolated wallet, or in cross the wallet plus the unrealised P&L of other contracts.
 */
import type { Fraction } from "../../market/units.js";

/**
 * Linear: `(entry * |q| - s * balance) / (|q| * (1 - s * fee))`; quote currency. With `takerFee` the closing fee is paid out of the balance too; 0 leaves it out.
 * NaN where there is none: a long with more balance than it cost can lose everything and still be solvent.
 */
export function linearBankruptcyPrice(quantity: number, entryPrice: number, balance: number, takerFee: Fraction = 0): number {
  const price = (quantity * entryPrice - balance) / (quantity - Math.abs(quantity) * takerFee);
  return price > 0 ? price : NaN;
}

/** Linear, margin `entry / leverage` and nothing else: `entry * (1 - s / leverage)`; 0 for an unlevered long. `side` +1 long, -1 short. */
export const bankruptcyPriceAtLeverage = (side: 1 | -1, entryPrice: number, leverage: number): number => entryPrice * (1 - side / leverage);

/**
 * Inverse: `|c| * m * (1 + s * fee) / (|c| * m / entry + s * balance)`; USD. `balance` in coin. Source: Bybit help 360039261334.
 * NaN where there is none: a short whose coin is worth more than it owes at any price.
 */
export function inverseBankruptcyPrice(contracts: number, multiplier: number, entryPrice: number, balance: number, takerFee: Fraction = 0): number {
  const dollars = contracts * multiplier, price = (dollars + Math.abs(dollars) * takerFee) / (dollars / entryPrice + balance);
  return price > 0 ? price : NaN;
}
