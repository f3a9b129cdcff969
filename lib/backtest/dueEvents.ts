/**
 * What falls due by time and not by price: funding (decisions 16), the end of orders that are good till a date (F10), questions on their way. Told as a share
 * of a bar's way. Knows where price stands only when it is told.
 */
import type { Trader } from "../engine/engine.js";
import type { Candles } from "../market/candles.js";
import type { Arrivals } from "./arrivals.js";
import type { Contingents } from "./contingent/contingents.js";
import type { FundingLog } from "./fillLog.js";
import type { FundingSchedule } from "./fundingSchedule.js";

export class DueEvents {
  constructor(
    private readonly candles: Candles, private readonly trader: Trader, private readonly schedule: FundingSchedule, private readonly funding: FundingLog,
    private readonly arrivals: Arrivals | undefined, private readonly contingents: Contingents,
  ) {}

  /** Nothing can fall due in a row: asked each bar, before a share is worked out and boxed. */
  isFree(row: number): boolean {
    return this.schedule.row > row && this.arrivals === undefined && this.contingents.state.nextExpiry === Infinity;
  }

  /** Share of the row's way at which the next is due in the middle of it; Infinity for none. */
  next(row: number): number {
    const { schedule, contingents, arrivals } = this;
    const arrival = arrivals === undefined ? Infinity : arrivals.next - row, expiry = this.shareOf(row, contingents.state.nextExpiry);
    return Math.min(schedule.row <= row ? this.shareOf(row, schedule.time) : Infinity, arrival < 1 ? arrival : Infinity, expiry < 1 ? expiry : Infinity);
  }

  /** Funding that fell due by the row's open, in the gap before it too. @returns whether there was any: it moves the liquidation price */
  fundBefore(row: number, mark: number): boolean {
    const { schedule } = this, before = schedule.time;
    while (schedule.row <= row && schedule.time <= this.candles.openTime[row]!) this.fund(mark);
    return schedule.time !== before;
  }

  /** F22 (1): expiries, then the exits that waited for this bar. */
  openOrders(row: number): void {
    while (this.contingents.state.nextExpiry <= this.candles.openTime[row]!) this.contingents.expire();
    this.contingents.open();
  }

  /** Funding and expiries due by this share of the row's way. @param price where the path stands */
  settle(row: number, share: number, price: number): void {
    while (this.schedule.row <= row && this.shareOf(row, this.schedule.time) <= share) this.fund(price);
    while (this.shareOf(row, this.contingents.state.nextExpiry) <= share) this.contingents.expire();
  }

  /** ms UTC of a row with a share of its way. */
  timeOf(moment: number): number {
    const { openTime, interval } = this.candles, row = Math.floor(moment);
    return openTime[row]! + (moment - row) * interval;
  }

  private shareOf(row: number, time: number): number {
    return (time - this.candles.openTime[row]!) / this.candles.interval;
  }

  /** A positive rate is paid by longs: -notional of the position at the mark * rate. */
  private fund(price: number): void {
    const { schedule, trader } = this, { account } = trader, amount = -account.notional(account.position, schedule.markOr(price)) * schedule.rate;
    if (amount !== 0) this.funding.push(schedule.time, amount);
    trader.funded(amount, schedule.rate);
    schedule.next();
  }
}
