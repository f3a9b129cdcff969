/**
 * Averages that forget slowly, and what is built from two of them. They remember all history: what a value is depends on
 * where the history began, by a weight that shrinks each bar (after 20 periods of an ema below 1e-17).
 */
import type { Kernel } from "./kernel.js";

/** `mean += weight * (value - mean)`, seeded with the plain mean of its first `size` values, as TA-Lib does. */
export class Smoothed implements Kernel {
  private mean = 0;
  private seen = 0;
  constructor(readonly warmup: number, private readonly weight: number) {}

  next(value: number): number {
    if (this.seen === this.warmup) return (this.mean += this.weight * (value - this.mean));
    this.mean += value;
    if (++this.seen < this.warmup) return NaN;
    return (this.mean /= this.warmup);
  }

  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** Weight 2 / (size + 1). */
export const exponential = (size: number): Smoothed => new Smoothed(size, 2 / (size + 1));
/** Wilder's weight, 1 / size. */
export const wilders = (size: number): Smoothed => new Smoothed(size, 1 / size);

/** Share of the rises in all movement, in percent; 50 when nothing moved. */
export class StrengthIndex implements Kernel {
  readonly warmup: number;
  private previous = NaN;
  private readonly rises: Smoothed;
  private readonly falls: Smoothed;
  constructor(size: number) {
    this.warmup = size + 1;
    this.rises = wilders(size);
    this.falls = wilders(size);
  }

  next(value: number): number {
    const change = value - this.previous;
    this.previous = value;
    if (change !== change) return NaN;
    const rise = this.rises.next(change > 0 ? change : 0), fall = this.falls.next(change < 0 ? -change : 0);
    return rise + fall === 0 ? 50 : 100 * (rise / (rise + fall));
  }

  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** Fast ema minus slow ema, each seeded at its own start. */
export class Convergence implements Kernel {
  readonly warmup: number;
  private readonly fast: Smoothed;
  private readonly slow: Smoothed;
  constructor(fast: number, slow: number) {
    this.warmup = Math.max(fast, slow);
    this.fast = exponential(fast);
    this.slow = exponential(slow);
  }
  next(value: number): number {
    return this.fast.next(value) - this.slow.next(value);
  }
  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** Ema of the MACD line, seeded with the line's own first values (`lineShare` 0), or the line minus it (`lineShare` 1). */
export class ConvergenceSignal implements Kernel {
  readonly warmup: number;
  private readonly line: Convergence;
  private readonly signal: Smoothed;
  constructor(fast: number, slow: number, signal: number, private readonly lineShare: 0 | 1) {
    this.line = new Convergence(fast, slow);
    this.warmup = this.line.warmup + signal - 1;
    this.signal = exponential(signal);
  }

  next(value: number): number {
    const line = this.line.next(value);
    if (line !== line) return NaN;
    const signal = this.signal.next(line);
    return this.lineShare === 0 ? signal : line - signal;
  }

  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}
