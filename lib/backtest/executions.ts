/**
 * Makes fills: fee, log, report to the trader, and what a fill does to reduce-only orders (F11, F24). Decides no price and no quantity.
 */
import type { Trader } from "../engine/engine.js";
import { Kind } from "../engine/phase.js";
import { LEG_SLOTS, type WorkingBook } from "../engine/workingBook.js";
import { QuantError } from "../market/errors.js";
import { utc } from "../market/units.js";
import { FillLog, Reason } from "./fillLog.js";

/** Told of fills in rows of legs, after the account knows and before any other order can fill (F15). */
export interface LegListener { filled(row: number, order: number, quantity: number): void }

/** More fills than this in one bar is a strategy that answers its own fills without end. */
const RUNAWAY = 10_000;

export class Counts {
  placed = 0;
  amended = 0;
  canceled = 0;
  rejected = 0;
  filled = 0;
  /** Market orders cut to what margin and fee allowed (size `1x`). */
  cut = 0;
  /** Market orders larger than the participation cap would have let a resting order be (F13). */
  aboveCap = 0;
}

export class Executions {
  readonly log: FillLog = new FillLog();
  readonly counts: Counts = new Counts();
  makerFee: number = NaN;
  takerFee: number = NaN;
  /** The bar being played and the point of its path being walked to. */
  row = 0;
  point = 0;
  /** Last path point the strategy could have seen. [decisions 18] */
  mid: number = NaN;
  /** Set once by who keeps legs. */
  legs: LegListener | undefined = undefined;
  private fills = 0;
  private fillsRow = -1;

  /** @param times ms UTC by `row` */
  constructor(private readonly trader: Trader, private readonly times: ArrayLike<number>) {}

  /** A resting order's fill at its own price. */
  rest(book: WorkingBook, slot: number, quantity: number, reason: Reason): void {
    const price = book.price[slot]!, order = book.order[slot]!, signed = book.trade * quantity;
    this.write(book.kind, slot, order, signed, price, this.trader.account.notional(quantity, price) * this.makerFee, reason * 8 + this.point * 2 + 1);
    if (book.order[slot] !== order || !book.rests(slot)) this.counts.filled++;
  }

  /** A fill that took liquidity. @param quantity signed. @param whole whether it is the last of its order */
  take(kind: Kind, slot: number, order: number, quantity: number, price: number, reason: Reason, whole: boolean = true): void {
    if (whole) this.counts.filled++;
    this.write(kind, slot, order, quantity, price, this.trader.account.notional(Math.abs(quantity), price) * this.takerFee, reason * 8 + this.point * 2);
  }

  /** A position, or a part of it, that the exchange sells off or takes over (L3, L5). @param quantity signed */
  liquidate(quantity: number, price: number, fee: number): void {
    this.write(Kind.Liquidation, 0, 0, quantity, price, fee, Reason.Liquidation * 8 + this.point * 2);
  }

  private write(kind: Kind, slot: number, order: number, quantity: number, price: number, fee: number, how: number): void {
    if (this.fillsRow !== this.row) this.fills = 0;
    this.fillsRow = this.row;
    if (++this.fills > RUNAWAY) throw runaway(this.times[this.row]!);
    const { account } = this.trader, before = account.position;
    this.log.push(this.row, order, how, quantity, price, fee, this.mid);
    this.trader.filled(kind, slot, order, quantity, price, fee);
    if (slot >= LEG_SLOTS && this.legs !== undefined) this.legs.filled(slot, order, Math.abs(quantity));
    if (before !== 0 && before * account.position <= 0) this.expireReduceOnly(kind, slot);
  }

  /** Once the position is flat or turned, what could only reduce the old one is gone; the order that did it has its own end. */
  private expireReduceOnly(kind: Kind, filled: number): void {
    const { working, account } = this.trader;
    for (const book of working.books) {
      if (account.position * book.trade < 0) continue;
      for (let slot = 0; slot < book.used; slot++) {
        if (!book.rests(slot) || !book.reduces(slot) || (book.kind === kind && slot === filled)) continue;
        this.counts.canceled++;
        this.trader.ended(book.kind, slot, book.order[slot]!, false);
      }
    }
  }
}

function runaway(time: number): QuantError {
  return new QuantError("input", "RUNAWAY", `more than ${RUNAWAY} fills at one time, that of ${utc(time)}: the strategy answers its own fills without end`, { time });
}
