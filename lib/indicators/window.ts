/**
 * Sliding windows in constant time a value, without ever subtracting what leaves: the history is cut into blocks of the
 * window's size, counted from its first value, and a window is the tail of the last block joined with the head of this one.
 * So rounding never piles up, and a huge value leaves no trace once it has left.
 * Source: van Herk (1992), Pattern Recognition Letters 13; Gil and Werman (1993), IEEE PAMI 15(5).
 */
import type { Kernel } from "./kernel.js";

/**
 * Mean of the last `size` values; with a `divisor` of 1 their sum.
 * A sum is the old block's tail, added up from its end, plus this block's head, added up from its start: its last bit can
 * depend on where the blocks lie, that is on the first value of the history, never on anything else outside the window.
 */
export class RollingMean implements Kernel {
  /** Below `at`: values of this block. Above: tails of the last one, NaN before there is one, so that NaN comes out until warm. */
  private readonly cells: Float64Array;
  private at = 0;
  private head = 0;
  constructor(readonly warmup: number, private readonly divisor: number = warmup) {
    this.cells = new Float64Array(warmup + 1).fill(NaN);
    this.cells[warmup] = 0;
  }

  next(value: number): number {
    const { cells, at } = this, head = this.head + value;
    cells[at] = value;
    this.head = head;
    this.at = at + 1;
    const sum = cells[at + 1]! + head;
    if (at + 1 === this.warmup) this.turn();
    return sum / this.divisor;
  }

  private turn(): void {
    for (let i = this.warmup - 1, tail = 0; i >= 0; i--) this.cells[i] = tail += this.cells[i]!;
    this.at = 0;
    this.head = 0;
  }

  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}

/** Highest (`sign` 1) or lowest (`sign` -1) of the last `size` values; the lowest is the highest of the negatives, negated. */
export class RollingExtreme implements Kernel {
  private readonly cells: Float64Array;
  private at = 0;
  private head = -Infinity;
  constructor(readonly warmup: number, private readonly sign: 1 | -1) {
    this.cells = new Float64Array(warmup + 1).fill(NaN);
    this.cells[warmup] = -Infinity;
  }

  next(value: number): number {
    const { cells, at } = this, signed = this.sign * value;
    cells[at] = signed;
    if (signed > this.head) this.head = signed;
    this.at = at + 1;
    const extreme = Math.max(cells[at + 1]!, this.head);
    if (at + 1 === this.warmup) this.turn();
    return this.sign * extreme;
  }

  private turn(): void {
    for (let i = this.warmup - 1, tail = -Infinity; i >= 0; i--) this.cells[i] = tail = Math.max(tail, this.cells[i]!);
    this.at = 0;
    this.head = -Infinity;
  }

  run(input: Float64Array, output: Float64Array): void {
    for (let i = 0; i < input.length; i++) output[i] = this.next(input[i]!);
  }
}
