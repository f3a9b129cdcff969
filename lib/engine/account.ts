/**
 * One net position at average price and the money beside it, folded from fills and funding, in a backtest as in live.
 * Spot and linear perpetual are the same sums: cash on spot is the wallet less what the position cost. What a quantity is worth stands in methods
 * of its own, for an inverse contract is worth something else (`InverseAccount`); which it is, is chosen once a run. Knows no order; what of the
 * wallet an exchange holds as margin is `PositionMargin`'s business.
 */
import type { BracketTable } from "../market/facts/brackets.js";
import type { AccountView } from "../strategy/strategy.js";
import { linearBankruptcyPrice } from "./margin/bankruptcy.js";
import { openLoss } from "./margin/initial.js";
import { linearLiquidationPrice } from "./margin/linear.js";
import type { PositionMargin } from "./positionMargin.js";

/** Finest quantity told apart, a unit: sums of lots are put back onto it, so that flat is exactly 0. */
const GRAIN = 1e9;

export class Account implements AccountView {
  /** Base currency, or contracts where they are inverse; signed. */
  position: number = NaN;
  /** Average price of the position; NaN when flat. */
  entryPrice: number = NaN;
  /** At the last mark; money is quote currency, or the coin of an inverse contract. */
  equity: number = NaN;
  /** Cash put in, plus realised profit and funding, less fees. */
  wallet: number = NaN;
  /** What the position was worth at its entry price, signed; 0 when flat. */
  cost: number = NaN;
  fees: number = NaN;
  funding: number = NaN;
  /** Before fees and funding. */
  realised: number = NaN;
  /** An account with no more than this is lost: what rounding leaves of it. */
  grain: number = NaN;

  /**
   * @param cash money
   * @param margin undefined where nothing is borrowed: spot, and a perpetual that the whole account stands behind
   */
  constructor(readonly cash: number, readonly margin?: PositionMargin) {
    // NaN first: V8 then keeps a double in each field, and a whole number does not change its shape later.
    this.position = this.cost = this.fees = this.funding = this.realised = 0;
    this.equity = this.wallet = cash;
    this.grain = 1e-6;
  }

  /** What a quantity comes to at a price: fees, margins and brackets are shares of it. Signed as the quantity. */
  notional(quantity: number, price: number): number {
    return quantity * price;
  }

  /** What holding a quantity is worth at a price: its difference between two prices is the profit. */
  worth(quantity: number, price: number): number {
    return quantity * price;
  }

  /** The price at which a quantity is worth so much. */
  priceAt(quantity: number, worth: number): number {
    return worth / quantity;
  }

  /** The quantity that stands for an amount of base currency, which is what volumes are told in. */
  quantityOf(base: number, _price: number): number {
    return base;
  }

  /** What filling an order loses at once, at this mark. @param quantity signed: positive buys */
  openLoss(quantity: number, price: number, mark: number): number {
    return openLoss(quantity, price, mark);
  }

  /** The mark at which the position falls to its maintenance margin. @param balance what it can lose */
  liquidatedAt(balance: number, brackets: BracketTable): number {
    return linearLiquidationPrice(this.position, this.entryPrice, balance, brackets);
  }

  /** The price at which the position has used its balance up. */
  bankruptAt(balance: number): number {
    return linearBankruptcyPrice(this.position, this.entryPrice, balance);
  }

  /** A fill. What crosses zero closes at the average price and opens the rest at its own. @param quantity signed: positive buys */
  fill(quantity: number, price: number, fee: number): void {
    const held = this.position, next = Math.round((held + quantity) * GRAIN) / GRAIN;
    this.fees += fee;
    this.wallet -= fee;
    if (held * quantity >= 0) this.cost += this.worth(quantity, price);
    else if (held * next > 0) this.realise(this.worth(-quantity, price), this.cost * (-quantity / held));
    else {
      this.realise(this.worth(held, price), this.cost);
      this.cost = this.worth(next, price);
    }
    this.position = next;
    this.entryPrice = next === 0 ? NaN : this.priceAt(next, this.cost);
    if (this.margin !== undefined) this.margin.filled(this, held, quantity, price);
  }

  /** A fill by which the exchange takes a position, or sells a part of it off: loss and fee come out of the margin kept with it. @param quantity signed */
  liquidate(quantity: number, price: number, fee: number): void {
    const { margin, realised } = this, kept = margin?.isolated ?? 0;
    this.fill(quantity, price, fee);
    margin?.soldOff(this, kept + this.realised - realised - fee);
  }

  /** @param amount received, negative when paid */
  fund(amount: number): void {
    this.funding += amount;
    this.wallet += amount;
    if (this.margin !== undefined) this.margin.funded(this, amount);
  }

  mark(price: number): void {
    this.equity = this.wallet + this.worth(this.position, price) - this.cost;
  }

  /** What the account would be worth at `price`. */
  equityAt(price: number): number {
    return this.wallet + this.worth(this.position, price) - this.cost;
  }

  /** The price at which nothing is left; for a long it may be 0 or below, which never comes. NaN when flat. */
  get ruinPrice(): number {
    return this.priceAt(this.position, this.cost - this.wallet);
  }

  /** The mark at which the position is taken from the account: at its maintenance margin, or where nothing was borrowed, with nothing left. NaN when flat. */
  get liquidationPrice(): number {
    return this.margin === undefined ? this.ruinPrice : this.margin.liquidationPrice;
  }

  private realise(proceeds: number, cost: number): void {
    this.realised += proceeds - cost;
    this.wallet += proceeds - cost;
    this.cost -= cost;
  }
}
