/**
 * Inverse contracts seen from the other side. Who buys a contract of 100 USD sells 100 dollars for coin at 1 / price; who closes it buys them back. Fills, position and
 * prices turned round like this are a linear market whose money is the coin, so that whatever sums P&L, notionals or edges of linear fills sums those of inverse ones.
 * Knows no account and no formula of an exchange.
 */
import type { Column } from "./candles.js";
import type { FillColumns, MarketManifest } from "./run.js";

/** Prices in dollars a coin as coins a dollar; NaN stays. */
export const inCoin = (prices: Column): Column => prices.map((price) => 1 / price);

/** Contracts held as dollars held: a long owes them. */
export const inDollars = (contracts: Column, contractSize: number): Column => contracts.map((quantity) => (quantity === 0 ? 0 : -quantity * contractSize));

/** A run's fills as quantities and prices whose products are its money: as they are, or of inverse contracts turned round. Fees are in coin already. */
export function moneyFills(fills: FillColumns, { contractSize }: Pick<MarketManifest, "contractSize">): FillColumns {
  if (contractSize === undefined) return fills;
  return { ...fills, quantity: inDollars(fills.quantity, contractSize), price: inCoin(fills.price), mid: inCoin(fills.mid) };
}
