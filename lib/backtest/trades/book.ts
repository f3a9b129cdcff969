/**
 * The exchange's book, rebuilt from a snapshot and the changes after it, and how often the stream of changes was broken. Knows no order
 * of ours.
 *
 * The rules are Binance's ("How to manage a local order book correctly", spot and USD-M futures): after a snapshot the first change
 * must cover it, every later one must continue the one before: futures by `pu`, spot by `U` = last `u` + 1.
 */
import type { DepthColumns } from "../../market/tape.js";
import { Ladder } from "./ladder.js";

/** Told of each level that a message changed. */
export interface LevelListener { level(isBid: boolean, price: number, previous: number, next: number): void }

export class Book {
  readonly bids: Ladder = new Ladder(1);
  readonly asks: Ladder = new Ladder(-1);
  /** Messages that did not continue the one before. */
  breaks = 0;
  /** Messages whose best bid was not below the best ask afterwards. */
  crossed = 0;
  /** True from a snapshot on until a break: only then does an absent level mean nothing is there. */
  whole = false;
  private lastId: number = NaN;
  /** No change has been taken since the snapshot. */
  private fresh = false;

  /** Takes one message. @returns false when it was older than the snapshot and left out */
  take(depth: DepthColumns, message: number, listener: LevelListener | undefined): boolean {
    if (depth.snapshot[message] === 1) this.reset(depth.lastId[message]!);
    else if (this.isOld(depth, message)) return false;
    else this.follow(depth, message);
    for (let row = depth.start[message]!, end = depth.start[message + 1]!; row < end; row++) {
      const price = depth.price[row]!, size = depth.size[row]!, isBid = depth.isBid[row] === 1, previous = (isBid ? this.bids : this.asks).set(price, size);
      if (previous !== size) listener?.level(isBid, price, previous, size);
    }
    if (this.whole && this.bids.best >= this.asks.best) this.crossed++;
    return true;
  }

  private reset(lastId: number): void {
    this.bids.clear();
    this.asks.clear();
    this.whole = this.fresh = true;
    this.lastId = lastId;
  }

  private isOld({ lastId, previousId }: DepthColumns, message: number): boolean {
    if (!this.fresh) return false;
    const futures = previousId[message] === previousId[message];
    return futures ? lastId[message]! < this.lastId : lastId[message]! <= this.lastId;
  }

  private follow(depth: DepthColumns, message: number): void {
    if (this.lastId === this.lastId && !this.continues(depth, message)) {
      this.breaks++;
      this.whole = false;
    }
    this.fresh = false;
    this.lastId = depth.lastId[message]!;
  }

  private continues({ firstId, previousId }: DepthColumns, message: number): boolean {
    const first = firstId[message]!, previous = previousId[message]!, futures = previous === previous;
    if (futures) return previous === this.lastId || (this.fresh && first <= this.lastId);
    return first === this.lastId + 1 || (this.fresh && first <= this.lastId);
  }
}
