/**
 * What the exchange shows at this moment: the last print, the best bid and ask, and the size at a price as far as the data say. Quotes
 * are believed first for the touch, the rebuilt book for the levels. Knows no order of ours.
 */
import { Book } from "./book.js";

export class Touch {
  readonly book: Book = new Book();
  last: number = NaN;
  /** NaN where neither quotes nor a whole book say. */
  bid: number = NaN;
  ask: number = NaN;
  bidSize: number = NaN;
  askSize: number = NaN;

  /** Halfway between bid and ask, else the last print. */
  get mid(): number {
    return this.bid === this.bid ? (this.bid + this.ask) / 2 : this.last;
  }

  quote(bid: number, bidSize: number, ask: number, askSize: number): void {
    this.bid = bid;
    this.bidSize = bidSize;
    this.ask = ask;
    this.askSize = askSize;
  }

  /** The touch as the book has it; unknown while the book is broken. */
  fromBook(): void {
    const { bids, asks, whole } = this.book;
    if (whole) this.quote(bids.best, bids.bestSize, asks.best, asks.bestSize);
    else this.quote(NaN, NaN, NaN, NaN);
  }

  /** Size ahead of an order that joins at `price` (F19): 0 inside the spread, Infinity behind a best whose depth nobody shows. */
  shownAt(isBid: boolean, price: number, half: number): number {
    if (this.book.whole) return (isBid ? this.book.bids : this.book.asks).sizeAt(price);
    const best = isBid ? this.bid : this.ask, inside = isBid ? price - best : best - price;
    if (Math.abs(inside) <= half) return isBid ? this.bidSize : this.askSize;
    return inside > 0 ? 0 : Infinity;
  }
}
