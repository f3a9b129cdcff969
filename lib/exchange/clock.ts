/**
 * The simulated exchange's own clock: stepped by hand in a test, or played at any multiple of real time. Whoever listens is told of every stretch
 * that passes, in order. Knows no market.
 */
import { QuantError } from "../market/errors.js";
import { utc, type Millis } from "../market/units.js";

/** Told after each step: (from, to] has passed. */
export type ClockListener = (from: Millis, to: Millis) => void;

/** ms between two steps while it plays. */
const STEP = 50;

export class SimulatedClock {
  private readonly listeners = new Set<ClockListener>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private current: Millis) {}

  get now(): Millis {
    return this.current;
  }

  /** @throws QuantError CLOCK_BACKWARDS */
  advanceTo(time: Millis): void {
    const from = this.current;
    if (!(time >= from)) throw new QuantError("input", "CLOCK_BACKWARDS", `the exchange's clock stands at ${utc(from)} and can not go back to ${utc(time)}`);
    this.current = time;
    for (const listener of this.listeners) listener(from, time);
  }

  advanceBy(ms: Millis): void {
    this.advanceTo(this.current + ms);
  }

  /** Time passes `speed` times as fast as on the wall, until `pause`. */
  play(speed: number): void {
    if (!(speed > 0 && Number.isFinite(speed))) throw new QuantError("input", "BAD_SPEED", `the speed is ${speed}, a number above 0 was expected: 1 is real time`, { speed });
    this.pause();
    const began = performance.now(), from = this.current;
    this.timer = setInterval(() => this.advanceTo(Math.max(this.current, Math.floor(from + (performance.now() - began) * speed))), STEP);
  }

  pause(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  onAdvance(listener: ClockListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
