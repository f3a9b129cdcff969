/**
 * What stands behind a position at the exchange, and the mark at which it is no longer enough (L1). Found again after fills, funding and
 * new brackets, never by the bar. Knows no order, no fee and no date: the brackets in force are given to it.
 */
import { maxNotional, type BracketTable } from "../market/facts/brackets.js";
import type { MarginMode } from "../market/run.js";
import type { Account } from "./account.js";

export interface MarginTerms { readonly mode: MarginMode; readonly leverage: number }

export class PositionMargin {
  readonly mode: MarginMode;
  readonly leverage: number;
  /** Money kept with an isolated position: all it can lose. 0 in cross, where the wallet stands behind it. */
  isolated: number = NaN;
  /** Mark at or below which a long, at or above which a short is liquidated; a long that nothing can liquidate 0, an inverse short Infinity; flat NaN. */
  liquidationPrice: number = NaN;
  /** Largest notional at this leverage, in money; 0 where the leverage is not offered. */
  maxNotional: number = NaN;
  brackets: BracketTable = [];

  constructor({ mode, leverage }: MarginTerms) {
    this.mode = mode;
    this.leverage = leverage;
    this.isolated = 0;
  }

  /** From now on these brackets. They hold for a position that is open, too. */
  setBrackets(account: Account, brackets: BracketTable): void {
    this.brackets = brackets;
    this.maxNotional = maxNotional(brackets, this.leverage);
    this.update(account);
  }

  /** After a fill: an increase puts in its price / leverage, a reduction releases its share. @param held position before it */
  filled(account: Account, held: number, quantity: number, price: number): void {
    const { position } = account;
    if (this.mode === "isolated") {
      if (held * quantity >= 0) this.isolated += account.notional(Math.abs(quantity), price) / this.leverage;
      else if (held * position > 0) this.isolated *= position / held;
      else this.isolated = account.notional(Math.abs(position), price) / this.leverage;
    }
    this.update(account);
  }

  /** After the exchange sold a part off: nothing of the margin is released while some of the position is left. @param left money of it, loss and fee taken off */
  soldOff(account: Account, left: number): void {
    if (this.mode === "isolated") this.isolated = account.position === 0 ? 0 : left;
    this.update(account);
  }

  /** Funding is paid out of an isolated position's own margin and received into it. [Binance ACCOUNT_UPDATE, reason FUNDING_FEE] */
  funded(account: Account, amount: number): void {
    if (this.mode === "isolated" && account.position !== 0) this.isolated += amount;
    this.update(account);
  }

  /** What a loss can use up, in money, without unrealised P&L. */
  balance(account: Account): number {
    return this.mode === "cross" ? account.wallet : this.isolated;
  }

  private update(account: Account): void {
    this.liquidationPrice = account.liquidatedAt(this.balance(account), this.brackets);
  }
}
