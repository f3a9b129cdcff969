/**
 * A kernel: a stateful function of one number, the arithmetic of an indicator without its bars. Knows no market.
 * Every kernel writes its own `run`, one line long: a loop shared by all of them would see many classes at its one call
 * and V8 would no longer inline `next` (5 times slower, measured). Stream and column are the same code, so the same bits.
 */
export interface Kernel {
  /** `next` number `warmup` gives the first number that is not NaN. */
  readonly warmup: number;
  /** @param value finite: candles are checked where they enter */
  next(value: number): number;
  /** `output[i] = next(input[i])` for every row. */
  run(input: Float64Array, output: Float64Array): void;
}

/** The value itself. */
export class Identity implements Kernel {
  readonly warmup = 1;
  next(value: number): number {
    return value;
  }
  run(input: Float64Array, output: Float64Array): void {
    output.set(input);
  }
}
