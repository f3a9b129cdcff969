/**
 * When funding is due and at which mark it is charged (decisions 15, 16): at its own timestamps, never at an assumed interval.
 * Knows no position.
 */
import { rowAt, type Candles } from "../market/candles.js";
import type { Funding } from "../market/series.js";

export class FundingSchedule {
  /** The row in which, or before which, the next settlement falls; Infinity when there is none. */
  row: number = Infinity;
  private index = 0;

  /** Settlements at or before the first bar's open are not ours: nothing was held. @param first row of the window */
  constructor(private readonly candles: Candles, private readonly funding: Funding | undefined, first: number) {
    const start = candles.openTime[first] ?? Infinity;
    while (funding !== undefined && this.index < funding.length && funding.time[this.index]! <= start) this.index++;
    this.find();
  }

  get time(): number {
    return this.funding?.time[this.index] ?? Infinity;
  }

  get rate(): number {
    return this.funding?.rate[this.index] ?? NaN;
  }

  /** Mark of the settlement where the exchange published it, else what the bars say. */
  markOr(price: number): number {
    const mark = this.funding?.mark[this.index] ?? NaN;
    return mark > 0 ? mark : price;
  }

  next(): void {
    this.index++;
    this.find();
  }

  /** The row whose span holds the time, or the first after it when no bar does. */
  private find(): void {
    const { candles, time } = this;
    const row = time === Infinity ? candles.length : rowAt(candles, time - candles.interval + 1);
    this.row = row < candles.length ? row : Infinity;
  }
}
