/**
 * How near to each other a strategy quotes on both sides, against the range of the bars that fill it (R1, R2): where that is nearer than a bar is long,
 * the order of the bar's extremes decides what is earned, and that order is a guess. Looks now and then and changes nothing.
 */
import { Phase } from "../engine/phase.js";
import { SLOTS, type Working, type WorkingBook } from "../engine/workingBook.js";
import type { Candles } from "../market/candles.js";
import type { FillColumns } from "../market/run.js";

/** Looks a run: enough for a share, few enough to cost nothing. */
export const LOOKS = 512;

/** Distances as fractions of price. */
export interface QuotedSpacing {
  /** The least between two levels while both sides were quoted, or between opposite maker fills of one bar. */
  readonly smallest: number;
  /** Mean of (high - low) / open over the bars. */
  readonly meanRange: number;
  /** Share of the looks at quotes on both sides in which two levels stood nearer than `meanRange`; NaN where there was none. */
  readonly nearer: number;
}

export class Quoting {
  private readonly spacings: number[] = [];
  private readonly levels: Float64Array = new Float64Array(2 * SLOTS);

  /** Notes the distance of the two nearest levels where both sides are quoted. @param price quote currency, for the proportion */
  look({ bids, asks }: Working, price: number): void {
    const below = this.put(bids, 0), all = this.put(asks, below);
    if (below === 0 || all === below) return;
    const levels = this.levels.subarray(0, all).sort();
    this.spacings.push(leastStep(levels) / price);
  }

  /** Undefined for a run that never quoted both sides. @param first the run's first row of the candles */
  spacing(candles: Candles, first: number, fills: FillColumns): QuotedSpacing | undefined {
    const { spacings } = this, smallest = Math.min(nearestRoundTrip(fills), spacings.reduce((least, spacing) => Math.min(least, spacing), Infinity));
    if (smallest === Infinity) return undefined;
    const mean = meanRange(candles, first);
    return { smallest, meanRange: mean, nearer: spacings.filter((spacing) => spacing < mean).length / spacings.length };
  }

  /** Prices as they are, or as they are asked to be. @returns how many levels there are now */
  private put(book: WorkingBook, count: number): number {
    let levels = count;
    for (let slot = 0; slot < book.used; slot++) {
      const phase = book.phase[slot]!;
      if (phase === Phase.None || phase === Phase.PendingCancel) continue;
      this.levels[levels++] = phase >= Phase.PendingNew ? book.nextPrice[slot]! : book.price[slot]!;
    }
    return levels;
  }
}

/** Two orders at one price are one level. */
function leastStep(ascending: Float64Array): number {
  let least = Infinity;
  for (let i = 1; i < ascending.length; i++) {
    const step = ascending[i]! - ascending[i - 1]!;
    if (step > 0) least = Math.min(least, step);
  }
  return least;
}

/** What a fill and the opposite one after it in the same bar stood apart: children of fills are never seen at a close. */
function nearestRoundTrip({ length, time, maker, quantity, price }: FillColumns): number {
  let least = Infinity;
  for (let i = 1; i < length; i++) {
    if (time[i] === time[i - 1] && maker[i] === 1 && maker[i - 1] === 1 && quantity[i]! * quantity[i - 1]! < 0) least = Math.min(least, Math.abs(price[i]! - price[i - 1]!) / price[i]!);
  }
  return least;
}

function meanRange({ length, open, high, low }: Candles, first: number): number {
  let sum = 0;
  for (let row = first; row < length; row++) sum += (high[row]! - low[row]!) / open[row]!;
  return sum / (length - first);
}
