/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (O4): how often the trial that is best on one half of the time is
 * no better than the middle on the other. All trials must be in it, the discarded ones too. Knows no strategy and no search.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { leastSquares } from "../metrics/leastSquares.js";
import { varies } from "../metrics/moments.js";
import { combinations } from "./combinations.js";

export interface OverfittingProbability {
  /** Share of splits whose logit is at most 0, from 0 to 1. Trials without any skill give about 1/2, real skill near 0. */
  readonly pbo: number;
  readonly trials: number;
  /** Rows used; the first rows that do not fill the blocks are dropped. */
  readonly rows: number;
  /** A split each: ln(w / (1 - w)), w the rank out of sample (1 worst … N best, ties averaged) of the trial that is best in sample, over N + 1. */
  readonly logits: Column;
  /** That trial's Sharpe ratio PER PERIOD in and out of sample, a split each. */
  readonly inSample: Column;
  readonly outOfSample: Column;
  /** Share of splits in which that trial lost out of sample: its Sharpe ratio is below 0. */
  readonly lossProbability: number;
  /** Of out of sample on in sample by least squares: below 0, the better it looked the worse it did. NaN where in sample does not vary. */
  readonly slope: number;
}

/** The most splits are 184,756. */
const MOST_BLOCKS = 20;

/**
 * PBO of trials by their Sharpe ratios. The rows are cut into `blocks` blocks in the order of time; every choice of half of them is in sample once, the rest out of sample.
 * A half in which a trial's returns do not vary counts as a ratio of 0, as for one that did nothing. Of trials equally best in sample the worst out of sample counts,
 * so the order of the trials does not matter.
 * @param returns one column a trial, at least two, all over the same rows: returns per period, fractions
 * @param blocks S, even, from 2 to 20; 16 makes 12,870 splits. At least two rows a block
 * @throws QuantError BAD_TRIALS, BAD_BLOCKS
 * @see Bailey, Borwein, Lopez de Prado and Zhu (2017), J. Computational Finance 20(4)
 */
export function backtestOverfitting(returns: readonly Column[], blocks: number = 16): OverfittingProbability {
  const length = checked(returns, blocks), halves = combinations(blocks, blocks / 2), splits = halves.length;
  const trials = returns.map((column) => new BlockMoments(column, blocks, length)), sharpes = (half: readonly number[], into: Float64Array): void => trials.forEach((trial, n) => (into[n] = trial.sharpe(half)));
  const logits = new Float64Array(splits), inSample = new Float64Array(splits), outOfSample = new Float64Array(splits);
  const judge = (split: number, inside: Column, outside: Column): void => {
    const best = bestTrial(inside, outside), w = rankOf(outside, best) / (trials.length + 1);
    logits[split] = Math.log(w / (1 - w));
    inSample[split] = inside[best]!;
    outOfSample[split] = outside[best]!;
  };
  const a = new Float64Array(trials.length), b = new Float64Array(trials.length);
  for (let split = 0, opposite = splits - 1; split < opposite; split++, opposite--) {
    sharpes(halves[split]!, a);
    sharpes(halves[opposite]!, b);
    judge(split, a, b);
    judge(opposite, b, a);
  }
  const share = (column: Column, counts: (value: number) => boolean): number => column.filter(counts).length / splits;
  return {
    pbo: share(logits, (logit) => logit <= 0), trials: trials.length, rows: length * blocks, logits, inSample, outOfSample,
    lossProbability: share(outOfSample, (ratio) => ratio < 0), slope: leastSquares(outOfSample, [inSample]).coefficients[1]!,
  };
}

/** Rows a block. */
function checked(returns: readonly Column[], blocks: number): number {
  if (!(Number.isInteger(blocks) && blocks >= 2 && blocks <= MOST_BLOCKS && blocks % 2 === 0)) throw new QuantError("input", "BAD_BLOCKS", `pbo: blocks is ${blocks}, an even number from 2 to ${MOST_BLOCKS} was expected`, { blocks });
  if (returns.length < 2) throw badTrials(`${returns.length} given, at least two were expected: all that were tried, not the best ones`);
  const rows = returns[0]!.length;
  returns.forEach((column, trial) => {
    if (column.length !== rows) throw badTrials(`trial ${trial} has ${column.length} returns, trial 0 has ${rows}: the same rows were expected for all`);
    const row = column.findIndex((value) => !Number.isFinite(value));
    if (row >= 0) throw badTrials(`trial ${trial} has a return of ${column[row]} in row ${row}, a finite number was expected`);
  });
  if (rows < 2 * blocks) throw new QuantError("input", "BAD_BLOCKS", `pbo: ${rows} rows are too few for ${blocks} blocks: at least ${2 * blocks} were expected, two a block`, { rows, blocks });
  return Math.floor(rows / blocks);
}

const badTrials = (why: string): QuantError => new QuantError("input", "BAD_TRIALS", `pbo: trials: ${why}`);

/** Best in sample; of equals the worst out of sample. */
function bestTrial(inside: Column, outside: Column): number {
  let best = 0;
  for (let n = 1; n < inside.length; n++) if (inside[n]! > inside[best]! || (inside[n] === inside[best] && outside[n]! < outside[best]!)) best = n;
  return best;
}

/** 1 for the worst; equals share the mean of their ranks. */
function rankOf(values: Column, which: number): number {
  let below = 0, equal = 0;
  for (let n = 0; n < values.length; n++) {
    if (values[n]! < values[which]!) below++;
    else if (values[n] === values[which]) equal++;
  }
  return below + (equal + 1) / 2;
}

/** One trial's mean and squared distances from it by block, so that the ratio of any choice of blocks costs no pass over its returns. */
class BlockMoments {
  private readonly means: Float64Array;
  private readonly squares: Float64Array;
  constructor(returns: Column, blocks: number, private readonly length: number) {
    const dropped = returns.length - blocks * length;
    this.means = new Float64Array(blocks);
    this.squares = new Float64Array(blocks);
    for (let block = 0; block < blocks; block++) {
      const values = returns.subarray(dropped + block * length, dropped + (block + 1) * length), mean = values.reduce((a, r) => a + r, 0) / length;
      this.means[block] = mean;
      this.squares[block] = values.reduce((a, r) => a + (r - mean) ** 2, 0);
    }
  }

  /** Mean / standard deviation (n - 1) of the blocks' returns put together. */
  sharpe(blocks: readonly number[]): number {
    const { means, squares, length } = this;
    let mean = 0, sum = 0;
    for (let i = 0; i < blocks.length; i++) mean += means[blocks[i]!]!;
    mean /= blocks.length;
    for (let i = 0; i < blocks.length; i++) sum += squares[blocks[i]!]! + length * (means[blocks[i]!]! - mean) ** 2;
    const deviation = Math.sqrt(sum / (length * blocks.length - 1));
    return varies(deviation, 1 + Math.abs(mean)) ? mean / deviation : 0;
  }
}
