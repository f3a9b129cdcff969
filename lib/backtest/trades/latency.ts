/**
 * F20: how long a message takes at a given moment, ms. A constant, or a recorded series interpolated between its samples and held beyond
 * its ends. Knows not what the message says.
 */
import { QuantError } from "../../market/errors.js";
import type { Latency } from "../../market/run.js";

export class LatencyAt {
  private readonly time: ArrayLike<number>;
  private readonly delay: ArrayLike<number>;
  /** The delay, where it is always the same; else NaN. */
  private readonly constant: number;
  /** The sample looked at last: moments are asked for in ascending order, nearly. */
  private at = 0;

  /** @throws QuantError BAD_OPTION for what is below 0, no number, or out of order */
  constructor(name: string, latency: Latency) {
    const series = typeof latency === "number" ? { time: [0], delay: [latency] } : latency;
    this.time = series.time;
    this.delay = series.delay;
    this.constant = typeof latency === "number" ? latency : NaN;
    const row = firstFault(series.time, series.delay);
    if (row >= 0 || series.time.length === 0) throw badLatency(name, series.time.length === 0 ? "it has no sample" : `its sample ${row} is ${series.delay[row]} ms at ${series.time[row]}`);
  }

  /** @param time ms UTC at which the message is sent */
  after(time: number): number {
    return this.constant === this.constant ? this.constant : this.interpolated(time);
  }

  private interpolated(time: number): number {
    const { time: times, delay } = this, last = times.length - 1;
    while (this.at > 0 && times[this.at]! > time) this.at--;
    while (this.at < last && times[this.at + 1]! <= time) this.at++;
    const { at } = this, from = times[at]!;
    if (at === last || time <= from) return delay[at]!;
    return delay[at]! + (delay[at + 1]! - delay[at]!) * ((time - from) / (times[at + 1]! - from));
  }
}

function firstFault(time: ArrayLike<number>, delay: ArrayLike<number>): number {
  for (let i = 0; i < Math.max(time.length, delay.length); i++) if (!(delay[i]! >= 0 && delay[i]! < Infinity && time[i]! > (i > 0 ? time[i - 1]! : -Infinity))) return i;
  return -1;
}

const badLatency = (name: string, why: string): QuantError => new QuantError("input", "BAD_OPTION", `${name} latency: ${why}; milliseconds of at least 0 at ascending times were expected`, { name });
