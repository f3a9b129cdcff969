/**
 * When, on the way through a bar, the mark takes the position's margin (L1). The mark walks beside the price, leg by leg; told as a level of the
 * price, so that it stands in one row with stops and limits. Knows the account's liquidation price and liquidates nothing.
 */
import type { Account } from "../engine/account.js";
import type { Ahead } from "./ahead.js";
import type { BarPath } from "./path.js";

export class MarginWatch {
  /** Mark at or below which a long, at or above which a short loses its margin. */
  low: number = -Infinity;
  high: number = Infinity;
  /** The mark at which a part of the position was sold off last. */
  private asked: number = NaN;
  /** After that the rest is looked at where the mark next turns, not at each step on the way there. */
  private spared = false;

  /**
   * @param path of the price
   * @param marks of the mark; the same one where the mark has no path of its own
   */
  constructor(private readonly path: BarPath, readonly marks: BarPath, private readonly down: Ahead, private readonly up: Ahead) {}

  /** Takes the liquidation price anew. @param point the leg that is walked leads there; 0 between bars and in the jump to the open */
  look({ position, liquidationPrice }: Account, point: number): void {
    const { down, up } = this, plain = this.marks === this.path && !this.spared;
    this.low = position > 0 ? liquidationPrice : -Infinity;
    this.high = position < 0 ? liquidationPrice : Infinity;
    down.ruin = plain ? -this.low : Infinity;
    up.ruin = plain ? this.high : Infinity;
    if (this.marks !== this.path && !this.spared && point > 0) this.project(point);
  }

  /** Whether the mark stands beyond the liquidation price at a point, and was not asked about there. */
  isReached(point: number): boolean {
    const mark = this.marks.points[point]!;
    return mark !== this.asked && (mark <= this.low || mark >= this.high);
  }

  /** The mark has come to a point. @returns whether there is something to look at anew */
  arrive(point: number): boolean {
    const ends = this.spared && this.marks.points[point] !== this.asked;
    if (ends) this.spared = false;
    return ends;
  }

  /** The mark on the leg to a point when it takes the margin: the liquidation price, or where it stood beyond that already. */
  markOn(point: number): number {
    const { points } = this.marks, to = points[point]!;
    if (point === 0) return to;
    const from = points[point - 1]!, price = this.low > 0 ? this.low : this.high;
    return Math.min(Math.max(price, Math.min(from, to)), Math.max(from, to));
  }

  /** A part of the position was sold off at `mark`; NaN: nothing is left of it. */
  spare(mark: number): void {
    this.asked = mark;
    this.spared = mark === mark;
  }

  /** Each bar is looked at afresh. */
  rest(): void {
    this.spared = false;
  }

  /** The price at which the mark, both going straight, gets to where it takes the margin. */
  private project(point: number): void {
    const { points } = this.marks, from = points[point - 1]!, to = points[point]!, start = this.path.points[point - 1]!, end = this.path.points[point]!;
    const target = to <= this.low ? this.low : to >= this.high ? this.high : NaN;
    if (target !== target) return;
    const share = from === to ? 0 : Math.min(Math.max((target - from) / (to - from), 0), 1), ahead = end > start ? this.up : this.down;
    ahead.ruin = ahead.move * (start + share * (end - start));
  }
}
