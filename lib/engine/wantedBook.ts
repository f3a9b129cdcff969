/**
 * Takes down what a decision says, as it is said: nothing is rounded, checked against the market or asked here.
 * Knows the position, for a stop is on the side that closes it, and no venue.
 */
import { QuantError } from "../market/errors.js";
import type { Instruction } from "../market/order.js";
import type { AccountView, QuoteOptions, Want } from "../strategy/strategy.js";
import { Flag, type Kind } from "./phase.js";
import { WantedContingent } from "./contingent/wantedContingent.js";
import { DUST } from "./grid.js";
import { ORDER_SLOTS, SLOTS } from "./workingBook.js";

/** Wanted orders of one kind. A slot counts when its stamp is not older than the last decision that did not keep. */
export class WantedBook {
  /** Slots from here on were never named. */
  used = 0;
  readonly price: Float64Array = new Float64Array(SLOTS);
  readonly quantity: Float64Array = new Float64Array(SLOTS);
  readonly flags: Uint8Array = new Uint8Array(SLOTS);
  readonly stamp: Int32Array = new Int32Array(SLOTS);

  /** Not asked again before a decision names it. */
  park(slot: number): void {
    this.quantity[slot] = 0;
  }

  /** What was filled is no longer wanted: `keep` must not buy it again. */
  fill(slot: number, quantity: number): void {
    const left = this.quantity[slot]! - quantity;
    this.quantity[slot] = left < DUST ? 0 : left;
  }
}

export class Wanted implements Want {
  readonly bids: WantedBook = new WantedBook();
  readonly asks: WantedBook = new WantedBook();
  readonly sellStops: WantedBook = new WantedBook();
  readonly buyStops: WantedBook = new WantedBook();
  /** By `Kind`. */
  readonly books: readonly WantedBook[] = [this.bids, this.asks, this.sellStops, this.buyStops];
  readonly contingent: WantedContingent = new WantedContingent();
  /** Number of the decision being taken. */
  serial = 0;
  /** The last decision that did not keep. */
  since = 0;
  /** Units asked by `position`; NaN for none. */
  units: number = NaN;
  private kept = false;
  private named = false;

  constructor(private readonly account: AccountView) {}

  begin(): void {
    this.serial++;
    this.kept = false;
    this.named = false;
  }

  /** @returns whether anything may differ from what the last decision left */
  commit(): boolean {
    if (this.kept) return this.named;
    this.since = this.serial;
    return true;
  }

  bid(slot: number, price: number, quantity: number, options?: QuoteOptions): void {
    if ((slot & (ORDER_SLOTS - 1)) !== slot) throw badSlot(slot);
    this.named = true;
    write(this.bids, slot, price, quantity, options === undefined ? Flag.PostOnly : quoteFlags(options), this.serial);
  }

  ask(slot: number, price: number, quantity: number, options?: QuoteOptions): void {
    if ((slot & (ORDER_SLOTS - 1)) !== slot) throw badSlot(slot);
    this.named = true;
    write(this.asks, slot, price, quantity, options === undefined ? Flag.PostOnly : quoteFlags(options), this.serial);
  }

  stop(slot: number, price: number, quantity?: number): void {
    if ((slot & (ORDER_SLOTS - 1)) !== slot) throw badSlot(slot);
    const { position } = this.account;
    if (position === 0) return;
    this.named = true;
    write(position > 0 ? this.sellStops : this.buyStops, slot, price, quantity ?? Infinity, Flag.ReduceOnly, this.serial);
  }

  position(units: number): void {
    if (!(units > -Infinity && units < Infinity)) throw badUnits(units);
    this.named = true;
    this.units = units;
  }

  order(slot: number, instruction: Instruction): void {
    if ((slot & (ORDER_SLOTS - 1)) !== slot) throw badSlot(slot);
    this.named = true;
    this.clear(slot);
    if (instruction.type === "stop-market") this.stopMarket(slot, instruction);
    else if (instruction.type === "limit" && isPlain(instruction)) this.limit(slot, instruction);
    else this.contingent.write(slot, instruction, this.serial);
  }

  keep(): void {
    this.kept = true;
  }

  private limit(slot: number, { side, price, quantity, timeInForce, reduceOnly }: OfType<"limit">): void {
    const flags = (timeInForce === "GTX" ? Flag.PostOnly : Flag.None) | (reduceOnly === true ? Flag.ReduceOnly : Flag.None);
    write(side === "buy" ? this.bids : this.asks, ORDER_SLOTS + slot, price, quantity, flags, this.serial);
  }

  private stopMarket(slot: number, { side, trigger, quantity, reduceOnly, closePosition }: OfType<"stop-market">): void {
    const flags = reduceOnly === true || closePosition === true ? Flag.ReduceOnly : Flag.None;
    write(side === "buy" ? this.buyStops : this.sellStops, ORDER_SLOTS + slot, trigger, closePosition === true ? Infinity : quantity ?? NaN, flags, this.serial);
  }

  /** A slot holds one order: what it held of another kind is not wanted any more. */
  private clear(slot: number): void {
    for (const book of this.books) book.park(ORDER_SLOTS + slot);
    this.contingent.park(slot);
  }

  book(kind: Kind): WantedBook {
    return this.books[kind]!;
  }
}

type OfType<T extends Instruction["type"]> = Extract<Instruction, { readonly type: T }>;

/** Post-only limits and limits that stay are quotes: they go through the books of quotes. */
const isPlain = ({ timeInForce }: OfType<"limit">): boolean => timeInForce === undefined || timeInForce === "GTC" || timeInForce === "GTX";

/** Small on purpose: inlined, its numbers are never boxed. */
function write(book: WantedBook, slot: number, price: number, quantity: number, flags: number, stamp: number): void {
  book.price[slot] = price;
  book.quantity[slot] = quantity;
  book.flags[slot] = flags;
  book.stamp[slot] = stamp;
  if (slot >= book.used) book.used = slot + 1;
}

const quoteFlags = ({ reduceOnly }: QuoteOptions): number => (reduceOnly === true ? Flag.PostOnly | Flag.ReduceOnly : Flag.PostOnly);

function badSlot(slot: number): QuantError {
  return new QuantError("input", "BAD_SLOT", `slot ${slot} does not exist: a whole number from 0 to ${ORDER_SLOTS - 1} was expected`, { slot });
}

function badUnits(units: number): QuantError {
  return new QuantError("input", "BAD_POSITION", `want.position(${units}) is not a position: a finite number of units was expected, such as 1, 0 or -1`, { units });
}
