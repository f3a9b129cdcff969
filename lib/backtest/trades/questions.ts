/**
 * What was asked of the venue and has not arrived: copied out of the strategy's working book when it is asked, written into the venue's
 * when it arrives. First asked, first arrived, as on one connection. Knows no price on the market; risk approved what it carries.
 */
import { OrderType, Terms } from "../../engine/contingent/terms.js";
import type { WorkingContingent } from "../../engine/contingent/workingContingent.js";
import { Kind, Phase } from "../../engine/phase.js";
import { SLOTS, type Working, type WorkingBook } from "../../engine/workingBook.js";
import type { Clock } from "./clock.js";
import type { LatencyAt } from "./latency.js";

/** A slot has one question under way at most: the books of slots, the orders beyond them, and the market order. */
const ROWS = 1 << 11;
const KINDS = Kind.Contingent + 1;

export class Questions {
  /** When the oldest arrives, ms; Infinity when nothing is under way. */
  next: number = Infinity;
  private head = 0;
  private tail = 0;
  /** When what is gathered now arrives; never before what was asked earlier. */
  private latest: number = -Infinity;
  private marketHeard = 0;
  private readonly heard: readonly Int32Array[] = Array.from({ length: KINDS }, () => new Int32Array(SLOTS));
  private readonly due: Float64Array = new Float64Array(ROWS);
  private readonly kind: Uint8Array = new Uint8Array(ROWS);
  private readonly slot: Uint8Array = new Uint8Array(ROWS);
  private readonly phase: Uint8Array = new Uint8Array(ROWS);
  private readonly flags: Uint8Array = new Uint8Array(ROWS);
  private readonly order: Int32Array = new Int32Array(ROWS);
  private readonly price: Float64Array = new Float64Array(ROWS);
  private readonly quantity: Float64Array = new Float64Array(ROWS);
  /** Unfilled as the asker knew it. */
  private readonly known: Float64Array = new Float64Array(ROWS);
  /** What is under way about orders beyond plain quotes, by their slot. */
  private readonly terms: Terms = new Terms();

  constructor(private readonly clock: Clock, private readonly latency: LatencyAt) {}

  /** Takes up every new question. */
  gather(asker: Working): void {
    const { books } = asker, { now } = this.clock;
    this.latest = Math.max(this.latest, now + this.latency.after(now));
    for (const book of books) if (book.asked > 0) this.gatherBook(book);
    if (asker.contingent.asked > 0) this.gatherContingent(asker.contingent);
    if (asker.market !== 0 && asker.marketOrder !== this.marketHeard) {
      this.marketHeard = asker.marketOrder;
      this.quantity[this.write(Kind.Market, 0, Phase.PendingNew, 0, asker.marketOrder)] = asker.market;
    }
    asker.asked = 0;
  }

  /** Puts every question that has arrived before the venue. @returns whether there was one */
  deliver(venue: Working): boolean {
    const { now } = this.clock;
    if (!(this.next <= now)) return false;
    while (this.head !== this.tail && this.due[this.head & (ROWS - 1)]! <= now) this.put(this.head++ & (ROWS - 1), venue);
    this.next = this.head === this.tail ? Infinity : this.due[this.head & (ROWS - 1)]!;
    return true;
  }

  private gatherBook(book: WorkingBook): void {
    const heard = this.heard[book.kind]!;
    book.asked = 0;
    for (let slot = 0; slot < book.used; slot++) {
      const phase = book.phase[slot]!;
      if (phase < Phase.PendingNew || heard[slot] === book.question[slot]) continue;
      heard[slot] = book.question[slot]!;
      const at = this.write(book.kind, slot, phase, book.flags[slot]!, book.order[slot]!);
      this.price[at] = book.nextPrice[slot]!;
      this.quantity[at] = book.nextQuantity[slot]!;
      this.known[at] = book.quantity[slot]!;
    }
  }

  private gatherContingent(contingent: WorkingContingent): void {
    const heard = this.heard[Kind.Contingent]!;
    contingent.asked = 0;
    for (let slot = 0; slot < contingent.used; slot++) {
      const phase = contingent.phase[slot]!;
      if (phase < Phase.PendingNew || heard[slot] === contingent.question[slot]) continue;
      heard[slot] = contingent.question[slot]!;
      this.terms.copy(slot, contingent.next);
      this.known[this.write(Kind.Contingent, slot, phase, 0, contingent.order[slot]!)] = contingent.left[slot]!;
    }
  }

  private write(kind: number, slot: number, phase: number, flags: number, order: number): number {
    const at = this.tail++ & (ROWS - 1);
    this.due[at] = this.latest;
    this.kind[at] = kind;
    this.slot[at] = slot;
    this.phase[at] = phase;
    this.flags[at] = flags;
    this.order[at] = order;
    if (this.next === Infinity) this.next = this.latest;
    return at;
  }

  private put(at: number, venue: Working): void {
    if (this.kind[at] === Kind.Contingent) this.putContingent(venue.contingent, at, venue);
    else if (this.kind[at] === Kind.Market) {
      venue.market = this.quantity[at]!;
      venue.marketOrder = this.order[at]!;
      venue.asked++;
    } else this.putInto(venue.books[this.kind[at]!]!, at, venue);
  }

  /** What asks about an order that is gone is dropped: the report of its end is on its way. */
  private putInto(book: WorkingBook, at: number, venue: Working): void {
    const slot = this.slot[at]!, phase = this.phase[at]!, order = this.order[at]!;
    if (phase !== Phase.PendingNew && (book.order[slot] !== order || !book.rests(slot))) return;
    book.order[slot] = order;
    book.phase[slot] = phase;
    book.flags[slot] = this.flags[at]!;
    book.nextPrice[slot] = this.price[at]!;
    book.nextQuantity[slot] = phase === Phase.PendingAmend ? Math.max(this.quantity[at]! - this.missed(book, slot, at), 0) : this.quantity[at]!;
    if (slot >= book.used) book.used = slot + 1;
    book.asked++;
    venue.asked++;
  }

  /** As `putInto`. What an amended bracket has entered meanwhile the venue knows by itself: its quantity is that of the whole. */
  private putContingent(contingent: WorkingContingent, at: number, venue: Working): void {
    const slot = this.slot[at]!, phase = this.phase[at]!, order = this.order[at]!, { next, left } = contingent;
    if (phase !== Phase.PendingNew && (contingent.order[slot] !== order || !contingent.rests(slot))) return;
    next.copy(slot, this.terms);
    if (phase === Phase.PendingAmend && next.type[slot] !== OrderType.Bracket && left[slot] !== Infinity) next.quantity[slot] = Math.max(next.quantity[slot]! - Math.max(this.known[at]! - left[slot]!, 0), 0);
    contingent.order[slot] = order;
    contingent.phase[slot] = phase;
    if (slot >= contingent.used) contingent.used = slot + 1;
    contingent.asked++;
    venue.asked++;
  }

  /** Filled since the asker last knew: an amendment names the whole order, so what was filled meanwhile is part of it. */
  private missed(book: WorkingBook, slot: number, at: number): number {
    const known = this.known[at]!;
    return known === Infinity ? 0 : Math.max(known - book.quantity[slot]!, 0);
  }
}
