/**
 * A weighted mean with a confidence interval that stays cheap for millions of dependent values: neighbours are added up into cells,
 * and the cells go through the stationary bootstrap (M11). Knows no fill and no price.
 */
import type { Column } from "../market/candles.js";
import { bootstrapInterval, defaultMeanBlock, type UniformRandom } from "./bootstrap.js";
import { sum } from "./compensatedSum.js";

export interface WeightedMean {
  /** sum w x / sum w; NaN without values. */
  readonly mean: number;
  /** Ends of the 95% interval; NaN where there are fewer than ten blocks, which can not tell one. */
  readonly low: number;
  readonly high: number;
  /** Values that are not NaN; the others are left out. */
  readonly count: number;
}

export interface WeightedMeanOptions {
  readonly random: UniformRandom;
  /** How many neighbouring values overlap, such as markouts over the same hour: blocks are twice that long, for shorter ones cut through what belongs together. Default 1. */
  readonly overlap?: number | undefined;
  /** At least 2000, the default. */
  readonly resamples?: number | undefined;
}

/** More cells cost time and tell nothing: the ends of the interval are set by the number of blocks. */
const MAX_CELLS = 500;
const MIN_BLOCKS = 10;

/**
 * Values in the order of time; blocks of max(5, n^(1/3), 2 overlap) values on average.
 * @param weights above 0, one a value
 */
export function weightedMean(values: Column, weights: Column, { random, overlap = 1, resamples }: WeightedMeanOptions): WeightedMean {
  const { weighted, weight, count, size } = cellsOf(values, weights), mean = sum(weighted) / sum(weight), cells = weight.length;
  const meanBlock = Math.max(1, Math.max(defaultMeanBlock(count), 2 * overlap) / size);
  if (!(cells / meanBlock >= MIN_BLOCKS)) return { mean, low: NaN, high: NaN, count };
  const rows = Float64Array.from({ length: cells }, (_, cell) => cell);
  const { low, high } = bootstrapInterval(rows, (drawn) => ratio(weighted, weight, drawn), { random, meanBlock, resamples });
  return { mean, low, high, count };
}

interface Cells { readonly weighted: Column; readonly weight: Column; readonly count: number; readonly size: number }

/** Sums over runs of `size` neighbours, NaN left out; the last cell may be shorter. */
function cellsOf(values: Column, weights: Column): Cells {
  const count = defined(values), size = Math.max(1, Math.ceil(count / MAX_CELLS)), cells = Math.ceil(count / size);
  const weighted = new Float64Array(cells), weight = new Float64Array(cells);
  for (let i = 0, cell = 0, kept = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    weighted[cell]! += weights[i]! * value;
    weight[cell]! += weights[i]!;
    if (++kept % size === 0) cell++;
  }
  return { weighted, weight, count, size };
}

function ratio(weighted: Column, weight: Column, drawn: Column): number {
  let above = 0, below = 0;
  for (let i = 0; i < drawn.length; i++) {
    above += weighted[drawn[i]!]!;
    below += weight[drawn[i]!]!;
  }
  return above / below;
}

function defined(values: Column): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) count++;
  return count;
}
