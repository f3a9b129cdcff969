/**
 * When questions reach the venue (F1, F17): whole bars and a share of a bar after they were asked. Used only where there is latency;
 * without it everything asked at a close arrives at the next open. Knows no price.
 */
import { Kind, Phase } from "../engine/phase.js";
import { SLOTS, type Working } from "../engine/workingBook.js";

/** What questions are asked about, by slot. */
export interface Asker {
  readonly kind: Kind;
  readonly used: number;
  readonly phase: Uint8Array;
  readonly question: Int32Array;
  readonly decision: Int32Array;
}

const KINDS = Kind.Contingent + 1;

export class Arrivals {
  /** The earliest arrival still to come, in bars: row + share of the row's way. */
  next: number = Infinity;
  /** Bars and shares of a bar. */
  private readonly delay: number;
  private readonly due: readonly Float64Array[] = Array.from({ length: KINDS }, () => new Float64Array(SLOTS));
  private readonly heard: readonly Int32Array[] = Array.from({ length: KINDS }, () => new Int32Array(SLOTS));
  private readonly askers: readonly Asker[];
  private marketDue: number = Infinity;
  private marketHeard = 0;

  constructor(private readonly working: Working, latencyBars: number, latencyShare: number) {
    this.delay = latencyBars + latencyShare;
    this.askers = [...working.books, working.contingent];
  }

  /** Takes note of every new question. @param now row + share of its way at which they were asked */
  hear(now: number): void {
    this.note(now + this.delay);
  }

  /** As `hear`, for what arrives the moment it is asked: children of a fill in optimistic mode. */
  hearAtOnce(now: number): void {
    this.note(now);
  }

  isDue(book: Asker, slot: number, now: number): boolean {
    return this.isHeard(book, slot) && this.due[book.kind]![slot]! <= now;
  }

  marketIsDue(now: number): boolean {
    return this.working.marketOrder === this.marketHeard && this.marketDue <= now;
  }

  /** Finds `next` again once what was due has been answered. */
  settle(): void {
    const { market, marketOrder } = this.working;
    this.next = market !== 0 && marketOrder === this.marketHeard ? this.marketDue : Infinity;
    for (const book of this.askers) {
      for (let slot = 0; slot < book.used; slot++) if (book.phase[slot]! >= Phase.PendingNew && this.isHeard(book, slot)) this.next = Math.min(this.next, this.due[book.kind]![slot]!);
    }
  }

  private note(due: number): void {
    const { working } = this;
    for (const asker of this.askers) this.hearAsker(asker, due);
    if (working.market !== 0 && working.marketOrder !== this.marketHeard) {
      this.marketHeard = working.marketOrder;
      this.marketDue = due;
      this.next = Math.min(this.next, due);
    }
    working.asked = 0;
  }

  /** What is asked inside a bar is on no way yet: the slot's times are those of an older question. */
  private isHeard(book: Asker, slot: number): boolean {
    return this.heard[book.kind]![slot] === book.question[slot];
  }

  private hearAsker(book: Asker, due: number): void {
    const heard = this.heard[book.kind]!;
    for (let slot = 0; slot < book.used; slot++) {
      if (this.isHeard(book, slot) || book.phase[slot]! < Phase.PendingNew) continue;
      heard[slot] = book.question[slot]!;
      this.due[book.kind]![slot] = due;
      this.next = Math.min(this.next, due);
    }
  }
}
