/**
 * One market as it stands at a moment of the exchange's clock: bars of any length with the unfinished one last, prints, touch, mark and funding.
 * A pure function of feed and time; nothing after that time is told. Knows no protocol and no clock of its own.
 */
import { parseSymbol, type MarketSymbol } from "../market/symbol.js";
import { barStart } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";
import { BarSum, type MarketBar } from "./barSum.js";
import { checkFeed, gridOf, type FeedGrid, type MarketFeed } from "./feed.js";
import { markAt } from "./marks.js";
import { printsOf, type Print, type Prints } from "./prints.js";
import { lowerBound, type RowRange } from "./search.js";

export interface BarQuery extends RowRange { readonly interval: Millis }

export interface Touch { readonly bid: number; readonly ask: number; readonly last: number }

const EIGHT_HOURS = 8 * 3_600_000;

export class SimulatedMarket {
  readonly symbol: MarketSymbol;
  readonly grid: FeedGrid;
  readonly prints: Prints;
  /** What of an answer is made up from bars, for its headers: `trades`, `quoteVolume` … */
  readonly synthesised: readonly string[];

  /** @throws QuantError BAD_FEED, BAD_SYMBOL */
  constructor(readonly feed: MarketFeed) {
    checkFeed(feed);
    this.symbol = parseSymbol(feed.symbol);
    this.grid = gridOf(feed);
    this.prints = printsOf(feed);
    const { quoteVolume, trades, takerBuyVolume } = feed.bars, columns = { quoteVolume, trades, takerBuyVolume };
    this.synthesised = [...Object.entries(columns).filter(([, column]) => column === undefined || Number.isNaN(column[0]!)).map(([name]) => name), ...(this.prints.synthetic ? ["prints"] : []), ...(feed.mark === undefined ? ["mark"] : []), "book"];
  }

  /** Whether bars of this length can be told: the feed's own or whole multiples of them. */
  serves(interval: Millis): boolean {
    return interval % this.feed.interval === 0;
  }

  /** Bars that open in the range and have begun at `now`, ascending; of a length that is served. */
  bars({ interval, from, to, limit, side }: BarQuery, now: Millis): readonly MarketBar[] {
    const end = Math.min(to, now), found: MarketBar[] = [];
    if (side === "oldest") {
      for (let bar = this.firstBar(interval, barStart(from - 1, interval) + interval, now); bar !== undefined && bar.openTime <= end && found.length < limit; bar = this.firstBar(interval, bar.openTime + interval, now)) found.push(bar);
      return found;
    }
    for (let bar = this.lastBar(interval, end, now); bar !== undefined && bar.openTime >= from && found.length < limit; bar = this.lastBar(interval, bar.openTime - 1, now)) found.push(bar);
    return found.reverse();
  }

  /** Prints with numbers in [from, to) that happened at or before `now`. */
  printsBetween(from: number, to: number, now: Millis): readonly Print[] {
    return this.prints.slice(from, Math.min(to, this.printCount(now)));
  }

  /** Prints that have happened at `now`, itself included. */
  printCount(now: Millis): number {
    return this.prints.countBefore(now + 1);
  }

  /** Best prices around the last print, one tick apart: the side that took is where it took. Before the first print around the first open. */
  touch(now: Millis): Touch {
    const count = this.printCount(now), { ticksPerUnit } = this.grid, print = count > 0 ? this.prints.at(count - 1) : undefined;
    const last = print?.price ?? this.feed.bars.open[0]!, tick = Math.round(last * ticksPerUnit), bid = print?.side === 1 ? tick - 1 : tick;
    return { bid: bid / ticksPerUnit, ask: (bid + 1) / ticksPerUnit, last };
  }

  /** The mark price, or the last price where there is none. */
  mark(now: Millis): number {
    return this.feed.mark === undefined ? this.touch(now).last : markAt(this.feed.mark, now);
  }

  /** The settlement to come: its time, and its rate as far as the feed knows it. */
  nextFunding(now: Millis): { readonly time: Millis; readonly rate: number } {
    const { funding } = this.feed, row = funding === undefined ? 0 : lowerBound(funding.time, now + 1);
    return { time: funding?.time[row] ?? barStart(now, EIGHT_HOURS) + EIGHT_HOURS, rate: funding?.rate[row] ?? 0 };
  }

  /** The first bar that opens at or after `from`, of those that have begun. */
  private firstBar(interval: Millis, from: Millis, now: Millis): MarketBar | undefined {
    const time = this.feed.bars.time[lowerBound(this.feed.bars.time, from)];
    return time === undefined || time > now ? undefined : this.barAt(interval, barStart(time, interval), now);
  }

  private lastBar(interval: Millis, upTo: Millis, now: Millis): MarketBar | undefined {
    const time = this.feed.bars.time[lowerBound(this.feed.bars.time, upTo + 1) - 1];
    return time === undefined ? undefined : this.barAt(interval, barStart(time, interval), now);
  }

  /** The bar that opens at `openTime`: finished rows of the feed, and prints where it stands in the middle of one. */
  private barAt(interval: Millis, openTime: Millis, now: Millis): MarketBar {
    const { time } = this.feed.bars, end = lowerBound(time, Math.min(openTime + interval, now + 1)), sum = new BarSum();
    for (let row = lowerBound(time, openTime); row < end; row++) {
      if (time[row]! + this.feed.interval <= now) this.addFinished(row, sum);
      else this.addUnfinished(row, now, sum);
    }
    return sum.bar(openTime, openTime + interval <= now);
  }

  private addFinished(row: number, sum: BarSum): void {
    const { open, high, low, close, volume, quoteVolume, trades, takerBuyVolume } = this.feed.bars;
    const quote = quoteVolume?.[row] ?? NaN, count = trades?.[row] ?? NaN, taker = takerBuyVolume?.[row] ?? NaN;
    sum.prices(open[row]!, high[row]!, low[row]!, close[row]!);
    if (!Number.isNaN(quote) && !Number.isNaN(count) && !Number.isNaN(taker)) return sum.traded(volume[row]!, quote, count, taker);
    const made = new BarSum(), openTime = this.feed.bars.time[row]!;
    this.addUnfinished(row, openTime + this.feed.interval, made);
    const bar = made.bar(openTime, true);
    sum.traded(volume[row]!, orElse(quote, bar.quoteVolume), orElse(count, bar.trades), orElse(taker, bar.takerBuyVolume));
  }

  /** A row as far as its prints have come; its open before the first of them. */
  private addUnfinished(row: number, now: Millis, sum: BarSum): void {
    const { time, open } = this.feed.bars, openTime = time[row]!, price = open[row]!;
    sum.prices(price, price, price, price);
    for (const print of this.printsBetween(this.prints.countBefore(openTime), this.prints.countBefore(openTime + this.feed.interval), now)) sum.print(print);
  }
}

const orElse = (known: number, made: number): number => (Number.isNaN(known) ? made : known);
