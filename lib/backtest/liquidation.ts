/**
 * What an exchange does to a position whose margin is gone (L2, L3, L5): its orders are cancelled, then it is sold off as far as the rule says, or taken over.
 * Told at which mark; when that mark is reached is for the walk along the prices to find. Auto-deleveraging is not simulated.
 */
import type { Trader } from "../engine/engine.js";
import { lotsToRestore } from "../engine/margin/liquidation.js";
import type { PositionMargin } from "../engine/positionMargin.js";
import type { LiquidationRule } from "../market/run.js";
import type { TradingRules } from "../market/tradingRules.js";
import type { Executions } from "./executions.js";

export class Liquidation {
  /** Nothing is left: the run ends. */
  ruined = false;
  private stepsPerUnit: number = NaN;
  private feeRate: number = NaN;

  /** @param rule undefined where nothing is borrowed: the whole account goes with the position */
  constructor(private readonly rule: LiquidationRule | undefined, private readonly trader: Trader, private readonly executions: Executions) {}

  setRules({ stepsPerUnit, liquidationFee }: TradingRules): void {
    this.stepsPerUnit = stepsPerUnit;
    this.feeRate = liquidationFee;
  }

  /** The mark stands at or beyond the liquidation price. @returns whether part of the position is left: at this mark it is not to be asked again */
  at(mark: number): boolean {
    const { account } = this.trader;
    if (account.margin === undefined || this.rule === undefined) return this.ruin();
    this.cancelOrders();
    const lots = this.rule === "binance" ? this.lotsToSell(account.margin, mark) : undefined;
    if (lots === undefined) this.takeOver(account.margin);
    else this.sell(lots / this.stepsPerUnit, mark);
    account.mark(mark);
    if (account.equity <= account.grain) return this.ruin();
    return account.position !== 0;
  }

  /** L5: nothing is left. What is still held is taken over at that price and the run ends. */
  ruin(): false {
    const { account } = this.trader;
    if (account.position !== 0) this.executions.liquidate(-account.position, account.ruinPrice, 0);
    account.equity = 0; // to the cent, whatever rounding the takeover left
    this.ruined = true;
    return false;
  }

  /** L2. One symbol is traded, so that in cross its orders are all there are. */
  private cancelOrders(): void {
    const { trader, executions } = this;
    for (const book of trader.working.books) {
      for (let slot = 0; slot < book.used; slot++) {
        if (!book.rests(slot)) continue;
        executions.counts.canceled++;
        trader.ended(book.kind, slot, book.order[slot]!, false);
      }
    }
  }

  /** Undefined where no number of lots restores the margin. */
  private lotsToSell(margin: PositionMargin, mark: number): number | undefined {
    const { account } = this.trader, { position } = account, equity = margin.balance(account) + account.worth(position, mark) - account.cost;
    return lotsToRestore({ lots: Math.round(Math.abs(position) * this.stepsPerUnit), lotNotional: account.notional(1, mark) / this.stepsPerUnit, equity, feeRate: this.feeRate, brackets: margin.brackets });
  }

  /** L3 `binance`: at the mark that triggered it, with the clearance fee on what is sold. */
  private sell(quantity: number, mark: number): void {
    const { account } = this.trader;
    this.executions.liquidate(-Math.sign(account.position) * quantity, mark, account.notional(quantity, mark) * this.feeRate);
  }

  /** L3 `simple`, and the last resort of `binance`: all of it where its balance is used up; what is missing beyond that is the insurance fund's (L4). */
  private takeOver(margin: PositionMargin): void {
    const { account } = this.trader;
    this.executions.liquidate(-account.position, account.bankruptAt(margin.balance(account)), 0);
  }
}
