/**
 * Wanted against working, slot by slot: what differs is asked through risk. Puts prices and quantities on the grid on the way.
 * The same code under a backtest and an exchange; knows no clock, no account and no venue.
 */
import type { TradingRules } from "../market/tradingRules.js";
import { ContingentReconciler } from "./contingent/reconcileContingent.js";
import { priceDown, priceUp, quantityDown } from "./grid.js";
import { Phase } from "./phase.js";
import type { Risk } from "./risk.js";
import type { Wanted, WantedBook } from "./wantedBook.js";
import type { Working, WorkingBook } from "./workingBook.js";

/** A working order this close to the wanted one is left alone and keeps its place in the queue. */
export interface Tolerance {
  readonly ticks: number;
  /** Of quantity. */
  readonly steps: number;
}

export class Reconciler {
  /** Wanted orders that were less than one lot, so that nothing could be asked. */
  belowLot = 0;
  private ticksPerUnit: number = NaN;
  private stepsPerUnit: number = NaN;
  private priceTolerance: number = NaN;
  private quantityTolerance: number = NaN;
  private readonly contingent: ContingentReconciler;

  constructor(private readonly wanted: Wanted, private readonly working: Working, private readonly risk: Risk, private readonly tolerance: Tolerance) {
    this.contingent = new ContingentReconciler(wanted.contingent, working.contingent, risk);
  }

  /** From now on these steps. Resting orders stay where they are until the next difference. */
  setRules(rules: TradingRules): void {
    const { ticksPerUnit, stepsPerUnit } = rules;
    this.contingent.setRules(rules);
    this.ticksPerUnit = ticksPerUnit;
    this.stepsPerUnit = stepsPerUnit;
    this.priceTolerance = (this.tolerance.ticks + 0.5) / ticksPerUnit;
    this.quantityTolerance = (this.tolerance.steps + 0.5) / stepsPerUnit;
  }

  run(): void {
    const { wanted, working } = this;
    for (let kind = 0; kind < wanted.books.length; kind++) {
      const asked = wanted.books[kind]!, book = working.books[kind]!;
      if (asked.used > 0 || book.used > 0) this.compare(asked, book);
    }
    if (wanted.contingent.used > 0) this.belowLot += this.contingent.run(wanted.since, wanted.serial);
  }

  /** One question at a time a slot: a slot that waits for an answer is looked at again when the answer is in. */
  private compare(wanted: WantedBook, book: WorkingBook): void {
    const { since, serial } = this.wanted, slots = Math.max(wanted.used, book.used);
    for (let slot = 0; slot < slots; slot++) {
      const phase = book.phase[slot]!;
      if (phase > Phase.PartiallyFilled) continue;
      const asked = wanted.stamp[slot]! >= since ? wanted.quantity[slot]! : 0;
      if (asked !== 0) this.propose(wanted, book, slot, asked);
      if (phase === Phase.None) {
        if (asked !== 0) this.place(wanted, book, slot);
      } else if (asked === 0 || book.nextQuantity[slot] === 0 || wanted.flags[slot] !== book.flags[slot]) this.risk.cancel(book, slot, serial);
      else if (!this.same(book, slot)) this.risk.amend(book, slot, serial);
    }
  }

  /** Away from the market: down for what price falls to, up for what it rises to. Quantities down. */
  private propose(wanted: WantedBook, book: WorkingBook, slot: number, asked: number): void {
    const price = wanted.price[slot]!, { ticksPerUnit } = this;
    book.nextPrice[slot] = book.move < 0 ? priceDown(price, ticksPerUnit) : priceUp(price, ticksPerUnit);
    book.nextQuantity[slot] = quantityDown(asked, this.stepsPerUnit);
  }

  private place(wanted: WantedBook, book: WorkingBook, slot: number): void {
    if (book.nextQuantity[slot] !== 0) return this.risk.place(book, slot, wanted.flags[slot]!, this.wanted.serial);
    this.belowLot++;
    wanted.park(slot);
  }

  /** A partly filled order at the same price is kept while its remaining <= wanted <= its original quantity. [decisions 4] */
  private same(book: WorkingBook, slot: number): boolean {
    if (!(Math.abs(book.nextPrice[slot]! - book.price[slot]!) < this.priceTolerance)) return false;
    const quantity = book.nextQuantity[slot]!, { quantityTolerance } = this;
    return (quantity > book.quantity[slot]! - quantityTolerance && quantity < book.original[slot]! + quantityTolerance) || quantity === book.quantity[slot];
  }
}
