/**
 * Round trips by first in, first out: a closing fill takes the oldest open lots, and each lot (or part of one) that it takes is a trip.
 * A fill that crosses zero closes all lots and opens one the other way.
 */
import { DUST } from "./fills.js";
import type { OpenPosition, TripBook } from "./roundTrips.js";
import type { TripLog } from "./tripLog.js";

/** Open lots in a queue of columns, each fill opening at most one. Fees and funding are kept per unit, so that a part of a lot takes its part of both. */
export class FifoTrips implements TripBook {
  private side = 0;
  private head = 0;
  private tail = 0;
  private quantity = 0;
  /** Funding received per unit held, since the position was last flat; a lot remembers where it stood at its entry. */
  private perUnit = 0;
  private readonly time: Float64Array;
  private readonly price: Float64Array;
  private readonly original: Float64Array;
  private readonly remaining: Float64Array;
  private readonly unitFee: Float64Array;
  private readonly perUnitAtEntry: Float64Array;

  constructor(private readonly log: TripLog, fills: number) {
    const column = (): Float64Array => new Float64Array(fills);
    [this.time, this.price, this.original, this.remaining, this.unitFee, this.perUnitAtEntry] = [column(), column(), column(), column(), column(), column()];
  }

  fund(amount: number): boolean {
    if (this.side !== 0) this.perUnit += amount / this.quantity;
    return this.side !== 0;
  }

  fill(time: number, signed: number, price: number, fee: number): void {
    const quantity = Math.abs(signed), side = Math.sign(signed), unitFee = fee / quantity;
    const rest = this.side === -side ? this.close(time, quantity, price, unitFee) : quantity;
    if (rest > DUST * quantity) this.enter(time, side, rest, price, unitFee);
  }

  private enter(time: number, side: number, quantity: number, price: number, unitFee: number): void {
    const lot = this.tail++;
    this.side = side;
    this.quantity += quantity;
    this.time[lot] = time;
    this.price[lot] = price;
    this.original[lot] = this.remaining[lot] = quantity;
    this.unitFee[lot] = unitFee;
    this.perUnitAtEntry[lot] = this.perUnit;
  }

  /** What of the closing quantity was more than the open lots held. */
  private close(time: number, quantity: number, price: number, unitFee: number): number {
    let rest = quantity;
    while (rest > DUST * quantity && this.head < this.tail) rest -= this.take(time, rest, price, unitFee);
    if (this.head === this.tail) this.side = this.head = this.tail = this.quantity = this.perUnit = 0;
    return rest;
  }

  private take(time: number, wanted: number, price: number, unitFee: number): number {
    const lot = this.head, held = this.remaining[lot]!, whole = held - wanted <= DUST * this.original[lot]!, taken = whole ? held : wanted;
    this.remaining[lot] = held - taken;
    this.quantity -= taken;
    if (whole) this.head++;
    this.log.add(this.time[lot]!, time, this.side * taken, this.price[lot]!, price, taken * (this.unitFee[lot]! + unitFee), taken * (this.perUnit - this.perUnitAtEntry[lot]!));
    return taken;
  }

  open(): OpenPosition {
    let quantity = 0, value = 0, fee = 0, funding = 0;
    for (let lot = this.head; lot < this.tail; lot++) {
      const held = this.remaining[lot]!;
      quantity += held;
      value += held * this.price[lot]!;
      fee += held * this.unitFee[lot]!;
      funding += held * (this.perUnit - this.perUnitAtEntry[lot]!);
    }
    return { quantity: this.side * quantity, entryPrice: value / quantity, fee, funding };
  }
}
