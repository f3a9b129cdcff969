/**
 * Kernels for the members whose library arithmetic has a trap: it rounds RSI (inside StochasticRSI too) and takes a 0 for
 * "no value" in TRIX and KST. The formulas are the library's.
 */
import { RateOfChange } from "../change.js";
import type { Kernel } from "../kernel.js";
import { exponential, StrengthIndex, type Smoothed } from "../smoothing.js";
import { RollingExtreme, RollingMean } from "../window.js";

/** One kernel after the other; the second sees nothing until the first is warm. */
export class Chain implements Kernel {
  readonly warmup: number;
  constructor(private readonly first: Kernel, private readonly second: Kernel) {
    this.warmup = first.warmup + second.warmup - 1;
  }
  next(value: number): number {
    const between = this.first.next(value);
    return between !== between ? NaN : this.second.next(between);
  }
  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** TRIX: change in percent of an ema of an ema of an ema. */
export function tripleChange(size: number): Kernel {
  const ema = (): Smoothed => exponential(size);
  return new Chain(new Chain(new Chain(ema(), ema()), ema()), new RateOfChange(1));
}

/** Pring's know sure thing: four averaged rates of change, weighted 1 to 4. */
export class KnowSureThing implements Kernel {
  readonly warmup: number;
  private readonly parts: readonly Kernel[];
  constructor(changes: readonly number[], averages: readonly number[]) {
    this.parts = changes.map((change, i) => new Chain(new RateOfChange(change), new RollingMean(averages[i]!)));
    this.warmup = Math.max(...this.parts.map((part) => part.warmup));
  }
  next(value: number): number {
    let sum = 0;
    for (let i = 0; i < this.parts.length; i++) sum += (i + 1) * this.parts[i]!.next(value);
    return sum;
  }
  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** Where a value lies between the lowest (0) and the highest (100) of its window; 0 in a flat one, as the library has it. */
class Place implements Kernel {
  private readonly highest: RollingExtreme;
  private readonly lowest: RollingExtreme;
  constructor(readonly warmup: number) {
    this.highest = new RollingExtreme(warmup, 1);
    this.lowest = new RollingExtreme(warmup, -1);
  }
  next(value: number): number {
    const low = this.lowest.next(value), range = this.highest.next(value) - low;
    return range === 0 ? 0 : (100 * (value - low)) / range;
  }
  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** StochasticRSI and, with `averages`, its smoothed lines. */
export function stochasticStrength(strength: number, window: number, ...averages: readonly number[]): Kernel {
  const raw: Kernel = new Chain(new StrengthIndex(strength), new Place(window));
  return averages.reduce<Kernel>((line, size) => new Chain(line, new RollingMean(size)), raw);
}

/** `inner * factor + offset`. */
export class Scaled implements Kernel {
  readonly warmup: number;
  constructor(private readonly inner: Kernel, private readonly factor: number, private readonly offset: number) {
    this.warmup = inner.warmup;
  }
  next(value: number): number {
    return this.inner.next(value) * this.factor + this.offset;
  }
  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}
