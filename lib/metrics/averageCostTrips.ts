/**
 * Round trips from flat to flat: all fills in between are one trip at their average entry and exit price.
 * A fill that crosses zero ends one trip and begins the next; its fee is split by quantity.
 */
import { DUST, RunningPosition } from "./fills.js";
import type { OpenPosition, TripBook } from "./roundTrips.js";
import type { TripLog } from "./tripLog.js";

export class AverageCostTrips implements TripBook {
  private readonly position = new RunningPosition();
  private entryTime = NaN;
  private entered = 0;
  private entryValue = 0;
  private exited = 0;
  private exitValue = 0;
  private fee = 0;
  private funding = 0;

  constructor(private readonly log: TripLog) {}

  fund(amount: number): boolean {
    if (this.position.quantity === 0) return false;
    this.funding += amount;
    return true;
  }

  fill(time: number, signed: number, price: number, fee: number): void {
    const held = this.position.quantity;
    if (held === 0 || held > 0 === signed > 0) return this.enter(time, signed, price, fee);
    const crosses = Math.abs(signed + held) > DUST * Math.abs(signed) && Math.abs(signed) > Math.abs(held), closing = crosses ? -held : signed;
    this.exit(time, closing, price, fee * (closing / signed));
    if (crosses) this.enter(time, signed - closing, price, fee * (1 - closing / signed));
  }

  private enter(time: number, signed: number, price: number, fee: number): void {
    if (this.position.quantity === 0) this.entryTime = time;
    this.position.add(signed);
    this.entered += Math.abs(signed);
    this.entryValue += Math.abs(signed) * price;
    this.fee += fee;
  }

  private exit(time: number, signed: number, price: number, fee: number): void {
    const side = Math.sign(this.position.quantity);
    this.position.add(signed);
    this.exited += Math.abs(signed);
    this.exitValue += Math.abs(signed) * price;
    this.fee += fee;
    if (this.position.quantity !== 0) return;
    this.log.add(this.entryTime, time, side * this.entered, this.entryValue / this.entered, this.exitValue / this.exited, this.fee, this.funding);
    this.entered = this.entryValue = this.exited = this.exitValue = this.fee = this.funding = 0;
  }

  /** With a part already sold, the entry price is the one at which marking the rest to a price adds up to the trip's profit so far. */
  open(): OpenPosition {
    const { quantity } = this.position;
    return { quantity, entryPrice: quantity === 0 ? NaN : (this.entryValue - this.exitValue) / Math.abs(quantity), fee: this.fee, funding: this.funding };
  }
}
