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
    this.note(now + this.delay);
  }

  /** As `hear`, for what arrives the moment it is asked: children of a fill in optimistic mode. */
  hearAtOnce(now: number): void {
    this.note(now);
  }

  isDue(book: WorkingBook, slot: number, now: number): boolean {
    return this.isHeard(book, slot) && this.due[book.kind]![slot]! <= now;
  }

  marketIsDue(now: number): boolean {
    return this.working.marketOrder === this.marketHeard && this.marketDue <= now;
  }

  /** Finds `next` again once what was due has been answered. */
  settle(): void {
    const { market, marketOrder, books } = this.working;
    this.next = market !== 0 && marketOrder === this.marketHeard ? this.marketDue : Infinity;
    for (const book of books) {
      for (let slot = 0; slot < book.used; slot++) if (book.phase[slot]! >= Phase.PendingNew && this.isHeard(book, slot)) this.next = Math.min(this.next, this.due[book.kind]![slot]!);
    }
  }

  private note(due: number): void {
    const { working } = this;
    for (const book of working.books) this.hearBook(book, due);
    if (working.market !== 0 && working.marketOrder !== this.marketHeard) {
      this.marketHeard = working.marketOrder;
      this.marketDue = due;
      this.next = Math.min(this.next, due);
    }
    working.asked = 0;
  }

  /** What is asked inside a bar is on no way yet: the slot's times are those of an older question. */
  private isHeard(book: WorkingBook, slot: number): boolean {
    return this.heard[book.kind]![slot] === book.question[slot];
  }

  private hearBook(book: WorkingBook, due: number): void {
    const heard = this.heard[book.kind]!;
    for (let slot = 0; slot < book.used; slot++) {
      if (this.isHeard(book, slot) || book.phase[slot]! < Phase.PendingNew) continue;
      heard[slot] = book.question[slot]!;
      this.due[book.kind]![slot] = due;
      this.next = Math.min(this.next, due);
    }
  }
}
