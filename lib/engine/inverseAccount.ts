/**
 * An account in coin that holds inverse contracts (COIN-M): a contract is worth a fixed number of dollars, so that its worth in coin is a straight line in 1 / price.
 * The sums are `Account`'s; only what a quantity comes to is told anew, which makes the average entry harmonic. Knows no order and no venue.
 */
import type { BracketTable } from "../market/facts/brackets.js";
import { Account } from "./account.js";
import { inverseBankruptcyPrice } from "./margin/bankruptcy.js";
import { inverseOpenLoss } from "./margin/initial.js";
import { inverseLiquidationPrice } from "./margin/inverse.js";
import type { PositionMargin } from "./positionMargin.js";

/** Positions in contracts; wallet, equity, fees, funding in coin; prices in quote currency. */
export class InverseAccount extends Account {
  /** @param contractSize quote currency that a contract stands for, 100 for BTC/USD:BTC */
  constructor(cash: number, margin: PositionMargin | undefined, private readonly contractSize: number) {
    super(cash, margin);
    this.grain = 1e-10; // a hundredth of a satoshi
  }

  override notional(quantity: number, price: number): number {
    return (quantity * this.contractSize) / price;
  }

  /** A long owes dollars' worth of coin, the less of it the higher the price: below 0, and rising. */
  override worth(quantity: number, price: number): number {
    return (0 - quantity * this.contractSize) / price; // not -0 for nothing
  }

  /** Never, for a short whose coin covers it; at every price, for a long in debt from the start: Infinity either way. */
  override priceAt(quantity: number, worth: number): number {
    const price = -(quantity * this.contractSize) / worth;
    return price > 0 ? price : Infinity;
  }

  override quantityOf(base: number, price: number): number {
    return (base * price) / this.contractSize;
  }

  override openLoss(quantity: number, price: number, mark: number): number {
    return inverseOpenLoss(quantity, this.contractSize, price, mark);
  }

  override liquidatedAt(balance: number, brackets: BracketTable): number {
    return inverseLiquidationPrice(this.position, this.contractSize, this.entryPrice, balance, brackets);
  }

  override bankruptAt(balance: number): number {
    return inverseBankruptcyPrice(this.position, this.contractSize, this.entryPrice, balance);
  }
}
