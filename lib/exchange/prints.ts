/**
 * A market's prints by number: the feed's own, or, where it has none, up to eight a bar along the bar's path, whose quantities add up to its volumes.
 * Made-up prints say so. Every print is a function of the feed: nothing is drawn. Knows no clock.
 */
import { highComesFirst } from "../market/barPath.js";
import type { Millis } from "../market/units.js";
import type { FeedTrades, MarketFeed } from "./feed.js";
import { lowerBound } from "./search.js";

export interface Print {
  readonly id: number;
  readonly time: Millis;
  readonly price: number;
  readonly quantity: number;
  /** The taker's: 1 bought, -1 sold. */
  readonly side: number;
}

export interface Prints {
  readonly length: number;
  /** True for prints made up from bars. */
  readonly synthetic: boolean;
  at(index: number): Print;
  /** Prints with numbers from `from` to `to` (exclusive). */
  slice(from: number, to: number): readonly Print[];
  /** The number of prints before `time`: the index of the first one at or after it. */
  countBefore(time: Millis): number;
  /** The number of prints whose id is below `id`. */
  countBelow(id: number): number;
}

export const printsOf = (feed: MarketFeed): Prints => (feed.trades === undefined ? new PathPrints(feed) : new FeedPrints(feed.trades));

class FeedPrints implements Prints {
  readonly synthetic = false;
  constructor(private readonly trades: FeedTrades) {}

  get length(): number {
    return this.trades.time.length;
  }
  at(index: number): Print {
    const { id, time, price, quantity, side } = this.trades;
    return { id: id[index]!, time: time[index]!, price: price[index]!, quantity: quantity[index]!, side: side[index]! };
  }
  slice(from: number, to: number): readonly Print[] {
    return Array.from({ length: Math.max(0, to - from) }, (_, i) => this.at(from + i));
  }
  countBefore(time: Millis): number {
    return lowerBound(this.trades.time, time);
  }
  countBelow(id: number): number {
    return lowerBound(this.trades.id, id);
  }
}

/** Points of a path: open, the nearer extreme, the other one, close. */
const POINTS = 4;
/** Quantities are cut in whole hundred-millionths. */
const UNITS = 1e8;

class PathPrints implements Prints {
  readonly synthetic = true;
  /** Prints before each row; one more row than the feed. Ids are these numbers, from 1. */
  private readonly before: Int32Array;

  constructor(private readonly feed: MarketFeed) {
    const { length } = feed.bars.time;
    this.before = new Int32Array(length + 1);
    for (let row = 0; row < length; row++) {
      const { bought, sold } = this.sidesOf(row);
      this.before[row + 1] = this.before[row]! + partsOf(bought) + partsOf(sold);
    }
  }

  get length(): number {
    return this.before.at(-1)!;
  }
  at(index: number): Print {
    return this.slice(index, index + 1)[0]!;
  }
  slice(from: number, to: number): readonly Print[] {
    const prints: Print[] = [];
    for (let row = lowerBound(this.before, from + 1) - 1; from < to && row < this.feed.bars.time.length && this.before[row]! < to; row++) {
      prints.push(...this.ofRow(row).slice(Math.max(0, from - this.before[row]!), to - this.before[row]!));
    }
    return prints;
  }
  countBefore(time: Millis): number {
    const next = lowerBound(this.feed.bars.time, time), row = next - 1;
    if (row < 0) return 0;
    return this.before[row]! + this.ofRow(row).filter((print) => print.time < time).length;
  }
  countBelow(id: number): number {
    return Math.min(Math.max(id - 1, 0), this.length);
  }

  private ofRow(row: number): readonly Print[] {
    const { bars, interval } = this.feed, { bought, sold } = this.sidesOf(row), prints: Print[] = [];
    const buys = inFour(bought), sells = inFour(sold), path = pathOf(bars.open[row]!, bars.high[row]!, bars.low[row]!, bars.close[row]!);
    for (let point = 0; point < POINTS; point++) {
      const at = bars.time[row]! + timeInBar(interval, point);
      for (const [quantity, side] of [[buys[point]!, 1], [sells[point]!, -1]] as const) {
        if (quantity > 0) prints.push({ id: this.before[row]! + prints.length + 1, time: at, price: path[point]!, quantity, side });
      }
    }
    return prints;
  }

  /** Taker volumes in units; half the volume each where the split is unknown. */
  private sidesOf(row: number): { readonly bought: number; readonly sold: number } {
    const { volume, takerBuyVolume } = this.feed.bars, known = takerBuyVolume?.[row] ?? NaN, whole = Math.round(volume[row]! * UNITS);
    const bought = Number.isNaN(known) ? Math.floor(whole / 2) : Math.min(whole, Math.round(known * UNITS));
    return { bought, sold: whole - bought };
  }
}

/** Open, the extreme that comes first, the other, close. */
export function pathOf(open: number, high: number, low: number, close: number): readonly [number, number, number, number] {
  return highComesFirst("adaptive", open, high, low, close) ? [open, high, low, close] : [open, low, high, close];
}

/** When a point of the path is reached, in ms after the open: quarters, and the close in the bar's last ms. */
export const timeInBar = (interval: Millis, point: number): Millis => (point === POINTS - 1 ? interval - 1 : Math.floor((interval * point) / POINTS));

/** Prints that a side's units become: too few to be cut are one print, at the close. */
const partsOf = (units: number): number => (units === 0 ? 0 : units < POINTS ? 1 : POINTS);

/** A side's units as four quantities that add up to them. */
function inFour(units: number): readonly number[] {
  const part = Math.floor(units / POINTS);
  return [part / UNITS, part / UNITS, part / UNITS, (units - (POINTS - 1) * part) / UNITS];
}
