/**
 * Mean and spread of a sliding window, in the blocks of `window.ts`: tail and head each carry (mean, sum of squared distances
 * from it) and are joined. Nothing large is subtracted from anything large, so a flat window has a spread of exactly 0 and
 * a price of 100,000 with a spread of 0.01 keeps its digits.
 * Source: Welford (1962), Technometrics 4(3); Chan, Golub and LeVeque (1983), American Statistician 37(3).
 */
import type { Kernel } from "./kernel.js";

/** Moments of the last `size` values; the two fields are NaN until warm. Values above 1e150 overflow when squared. */
export class RollingMoments {
  mean: number = NaN;
  /** Sum of squared distances from the mean. */
  squares: number = NaN;
  private at = 0;
  private headMean = 0;
  private headSquares = 0;
  private readonly tailMean: Float64Array;
  private readonly tailSquares: Float64Array;
  constructor(private readonly size: number) {
    this.tailMean = new Float64Array(size + 1).fill(NaN);
    this.tailSquares = new Float64Array(size + 1);
    this.tailMean[size] = 0;
  }

  add(value: number): void {
    const { at, size } = this, count = at + 1, share = count / size, step = value - this.headMean;
    const headMean = this.headMean + step / count, headSquares = this.headSquares + step * (value - headMean);
    const tailMean = this.tailMean[count]!, apart = headMean - tailMean;
    this.mean = tailMean + apart * share;
    this.squares = this.tailSquares[count]! + headSquares + apart * apart * share * (size - count);
    this.tailMean[at] = value;
    this.headMean = headMean;
    this.headSquares = headSquares;
    this.at = count;
    if (count === size) this.turn();
  }

  private turn(): void {
    let mean = 0, squares = 0;
    for (let i = this.size - 1, count = 1; i >= 0; i--, count++) {
      const value = this.tailMean[i]!, step = value - mean;
      mean += step / count;
      squares += step * (value - mean);
      this.tailMean[i] = mean;
      this.tailSquares[i] = squares;
    }
    this.at = 0;
    this.headMean = 0;
    this.headSquares = 0;
  }
}

/** Standard deviation: root of the sum of squared distances over `size - ddof`. */
export class RollingStd implements Kernel {
  private readonly moments: RollingMoments;
  private readonly divisor: number;
  constructor(readonly warmup: number, ddof: number) {
    this.moments = new RollingMoments(warmup);
    this.divisor = warmup - ddof;
  }
  next(value: number): number {
    this.moments.add(value);
    return Math.sqrt(this.moments.squares / this.divisor);
  }
  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** Variance: sum of squared distances over `size - ddof`. */
export class RollingVariance implements Kernel {
  private readonly moments: RollingMoments;
  private readonly divisor: number;
  constructor(readonly warmup: number, ddof: number) {
    this.moments = new RollingMoments(warmup);
    this.divisor = warmup - ddof;
  }
  next(value: number): number {
    this.moments.add(value);
    return this.moments.squares / this.divisor;
  }
  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** Mean plus `width` standard deviations (divisor `size`); a negative width is the lower band, 0 the middle. */
export class RollingBand implements Kernel {
  private readonly moments: RollingMoments;
  constructor(readonly warmup: number, private readonly width: number) {
    this.moments = new RollingMoments(warmup);
  }
  next(value: number): number {
    const { moments } = this;
    moments.add(value);
    return moments.mean + this.width * Math.sqrt(moments.squares / this.warmup);
  }
  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** Distance of the newest value from the mean, in standard deviations; 0 in a flat window, where it lies on the mean. */
export class RollingZScore implements Kernel {
  private readonly moments: RollingMoments;
  private readonly divisor: number;
  constructor(readonly warmup: number, ddof: number) {
    this.moments = new RollingMoments(warmup);
    this.divisor = warmup - ddof;
  }
  next(value: number): number {
    const { moments } = this;
    moments.add(value);
    if (moments.squares === 0) return 0;
    return (value - moments.mean) / Math.sqrt(moments.squares / this.divisor);
  }
  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}
