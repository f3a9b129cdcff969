/**
 * When questions reach the venue (F1, F17): whole bars and a share of a bar after they were asked. Used only where there is latency;
 * without it everything asked at a close arrives at the next open. Knows no price.
 */
import { Phase } from "../engine/phase.js";
import { SLOTS, type Working, type WorkingBook } from "../engine/workingBook.js";

export class Arrivals {
  /** The earliest arrival still to come, in bars: row + share of the row's way. */
  next: number = Infinity;
  /** Bars and shares of a bar. */
  private readonly delay: number;
  private readonly due: readonly Float64Array[] = [0, 1, 2, 3].map(() => new Float64Array(SLOTS));
  private readonly heard: readonly Int32Array[] = [0, 1, 2, 3].map(() => new Int32Array(SLOTS));
  private marketDue: number = Infinity;
  private marketHeard = 0;

  constructor(private readonly working: Working, latencyBars: number, latencyShare: number) {
    this.delay = latencyBars + latencyShare;
  }

  /** Takes note of every new question. @param now row + share of its way at which they were asked */
  hear(now: number): void {
    for (const book of this.working.books) this.hearBook(book, now + this.delay);
    if (this.working.market !== 0 && this.working.marketOrder !== this.marketHeard) {
      this.marketHeard = this.working.marketOrder;
      this.marketDue = now + this.delay;
      this.next = Math.min(this.next, this.marketDue);
    }
    this.working.asked = 0;
  }

  isDue(book: WorkingBook, slot: number, now: number): boolean {
    return this.due[book.kind]![slot]! <= now;
  }

  marketIsDue(now: number): boolean {
    return this.marketDue <= now;
  }

  /** Finds `next` again once what was due has been answered. */
  settle(): void {
    this.next = this.working.market !== 0 ? this.marketDue : Infinity;
    for (const book of this.working.books) {
      for (let slot = 0; slot < book.used; slot++) if (book.phase[slot]! >= Phase.PendingNew) this.next = Math.min(this.next, this.due[book.kind]![slot]!);
    }
  }

  private hearBook(book: WorkingBook, due: number): void {
    const heard = this.heard[book.kind]!;
    for (let slot = 0; slot < book.used; slot++) {
      if (heard[slot] === book.question[slot] || book.phase[slot]! < Phase.PendingNew) continue;
      heard[slot] = book.question[slot]!;
      this.due[book.kind]![slot] = due;
      this.next = Math.min(this.next, due);
    }
  }
}
