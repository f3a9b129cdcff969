/** Kernels that compare a value with an earlier one. */
import type { Kernel } from "./kernel.js";
import { RollingMean } from "./window.js";

/** 100 * (value / earlier - 1), `size` values apart; NaN where the earlier value is 0, for no rate exists there. */
export class RateOfChange implements Kernel {
  readonly warmup: number;
  private at = 0;
  private readonly ring: Float64Array;
  constructor(private readonly size: number) {
    this.warmup = size + 1;
    this.ring = new Float64Array(size).fill(NaN);
  }

  next(value: number): number {
    const { ring, at } = this, earlier = ring[at]!;
    ring[at] = value;
    this.at = at + 1 === this.size ? 0 : at + 1;
    return earlier === 0 ? NaN : 100 * (value / earlier - 1);
  }

  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** Root of the mean squared log return, times the root of `scale`. */
export class RealisedVolatility implements Kernel {
  readonly warmup: number;
  private previous = NaN;
  private readonly variance: RollingMean;
  constructor(size: number, private readonly scale: number) {
    this.warmup = size + 1;
    this.variance = new RollingMean(size);
  }

  next(value: number): number {
    const step = Math.log(value / this.previous);
    this.previous = value;
    if (step !== step) return NaN;
    return Math.sqrt(this.variance.next(step * step) * this.scale);
  }

  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}
