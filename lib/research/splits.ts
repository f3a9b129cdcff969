/**
 * Which rows to fit on and which to judge on, so that nothing of the one is in the other: walk-forward (O1), purged k-fold with embargo (O2)
 * and its combinations (CPCV, O3). Row numbers in, row numbers out: knows no market, no strategy and no metric.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { binomial, combinations } from "./combinations.js";

/** Rows `from` to `to`, `to` not among them. */
export interface RowRange { readonly from: number; readonly to: number }

/** Ranges ascend and do not overlap. */
export interface Split {
  readonly train: readonly RowRange[];
  /** One range a test fold. */
  readonly test: readonly RowRange[];
}

export interface WalkForwardOptions {
  /** Rows there are. */
  readonly length: number;
  /** Rows fitted on; anchored: at least. */
  readonly train: number;
  /** Rows judged on, and how far it walks on. The last test may be shorter. */
  readonly test: number;
  /** Rows left out between the two: as many as a label reaches ahead. Default 0. */
  readonly purge?: number | undefined;
  /** Fit on everything from row 0 on. Default false: on the last `train` rows. */
  readonly anchored?: boolean | undefined;
}

/**
 * Walk-forward splits: fit on the past, judge on what follows, walk on by a test. The tests lie end to end from row `train + purge` to the last one, to be stitched
 * into one curve. Bars that only warm indicators up are the caller's: give them before a test, and count nothing of them.
 * @throws QuantError BAD_SPLITS
 * @see Pardo (2008), The Evaluation and Optimization of Trading Strategies
 */
export function walkForward({ length, train, test, purge = 0, anchored = false }: WalkForwardOptions): readonly Split[] {
  whole("train", train, 1);
  whole("test", test, 1);
  whole("purge", purge, 0);
  whole("length", length, train + purge + 1);
  const splits: Split[] = [];
  for (let from = train + purge; from < length; from += test) {
    splits.push({ train: [{ from: anchored ? 0 : from - purge - train, to: from - purge }], test: [{ from, to: Math.min(from + test, length) }] });
  }
  return splits;
}

export interface PurgeOptions {
  /** Rows a label reaches ahead: row i is known for certain at row i + purge. Rows so close to a test, on either side, are not fitted on. Default 0. */
  readonly purge?: number | undefined;
  /** Further rows left out after a test, for what it leaves in the rows that follow (features that look back). At least 1% of the rows is usual. Default 0. */
  readonly embargo?: number | undefined;
  /** Instead of `purge`: the last row that each row's label reaches, at least the row itself. */
  readonly labelEnds?: Column | undefined;
}

export interface KFoldOptions extends PurgeOptions {
  /** Rows there are. */
  readonly length: number;
  /** Folds of equal length; the first are a row longer where it does not divide. From 2 to `length`. */
  readonly folds: number;
}

/**
 * Purged k-fold: each fold is the test once; of the others those rows are fitted on whose label's span [i, labelEnd] meets none of the test's, nor the embargo after it.
 * @throws QuantError BAD_SPLITS, also where nothing would be left to fit on
 * @see Lopez de Prado (2018), Advances in Financial Machine Learning, 7.4
 */
export const purgedKFold = (options: KFoldOptions): readonly Split[] => combinatorialPurged({ ...options, testFolds: 1 }).splits;

export interface CombinatorialOptions extends KFoldOptions {
  /** Folds in each test, from 1 to `folds - 1`. */
  readonly testFolds: number;
}

export interface CombinatorialSplits {
  /** folds over testFolds of them, by their test folds: (0,1), (0,2), … */
  readonly splits: readonly Split[];
  /**
   * `paths[j][fold]`: the split whose judgement of that fold belongs to path j, the j-th one that has the fold in its test. Each path goes over all rows once;
   * splits * testFolds / folds paths use every judgement once.
   */
  readonly paths: readonly (readonly number[])[];
}

/** More would each need a fit: a slip of the pen. */
const MOST_SPLITS = 100_000;

/**
 * Combinatorial purged cross-validation: every choice of `testFolds` folds is a test, purged as `purgedKFold`, and the tests are put together to paths: (6, 2) gives 15 splits and 5 paths.
 * @throws QuantError BAD_SPLITS, also where nothing would be left to fit on or there are more than 100,000 splits
 * @see Lopez de Prado (2018), Advances in Financial Machine Learning, chapter 12
 */
export function combinatorialPurged(options: CombinatorialOptions): CombinatorialSplits {
  const { length, folds, testFolds } = options;
  whole("folds", folds, 2);
  whole("length", length, folds);
  whole("testFolds", testFolds, 1, folds - 1);
  if (binomial(folds, testFolds) > MOST_SPLITS) throw badSplits(`${testFolds} of ${folds} folds make ${binomial(folds, testFolds).toLocaleString("en")} splits, each with a fit of its own: at most ${MOST_SPLITS.toLocaleString("en")}`);
  const ranges = foldsOf(length, folds), banned = bannedRows(ranges, length, options), choices = combinations(folds, testFolds);
  return { splits: choices.map((choice) => ({ train: trainRanges(choice, banned, length), test: choice.map((fold) => ranges[fold]!) })), paths: pathsOf(choices, folds) };
}

function foldsOf(length: number, folds: number): readonly RowRange[] {
  const size = Math.floor(length / folds), longer = length % folds, start = (fold: number): number => fold * size + Math.min(fold, longer);
  return Array.from({ length: folds }, (_, fold) => ({ from: start(fold), to: start(fold + 1) }));
}

/** For each fold a mask: 1 where a row must not be fitted on while that fold is a test. */
function bannedRows(folds: readonly RowRange[], length: number, { purge = 0, embargo = 0, labelEnds }: PurgeOptions): readonly Uint8Array[] {
  whole("purge", purge, 0);
  whole("embargo", embargo, 0);
  if (labelEnds !== undefined) checkLabelEnds(labelEnds, length, purge);
  const end = (row: number): number => (labelEnds === undefined ? row + purge : labelEnds[row]!);
  return folds.map(({ from, to }) => {
    let reach = -1;
    for (let row = from; row < to; row++) reach = Math.max(reach, end(row));
    return Uint8Array.from({ length }, (_, row) => Number(row < to ? end(row) >= from : row <= reach + embargo));
  });
}

function checkLabelEnds(labelEnds: Column, length: number, purge: number): void {
  if (purge !== 0) throw badSplits("both purge and labelEnds were given: name one of them");
  if (labelEnds.length !== length) throw badSplits(`labelEnds has ${labelEnds.length} rows for ${length}`);
  const row = labelEnds.findIndex((end, i) => !(end >= i));
  if (row >= 0) throw badSplits(`labelEnds of row ${row} is ${labelEnds[row]}, at least the row itself was expected`);
}

function trainRanges(choice: readonly number[], banned: readonly Uint8Array[], length: number): readonly RowRange[] {
  const ranges: RowRange[] = [];
  for (let row = 0, from = -1; row <= length; row++) {
    const isFree = row < length && choice.every((fold) => banned[fold]![row] === 0);
    if (isFree && from < 0) from = row;
    if (isFree || from < 0) continue;
    ranges.push({ from, to: row });
    from = -1;
  }
  if (ranges.length === 0) throw badSplits(`with fold ${choice.join(" and ")} as the test, purge and embargo leave no row to fit on: fewer folds or a shorter purge were expected`);
  return ranges;
}

function pathsOf(choices: readonly (readonly number[])[], folds: number): readonly (readonly number[])[] {
  const splitsOf = Array.from({ length: folds }, (_, fold) => choices.flatMap((choice, split) => (choice.includes(fold) ? [split] : [])));
  return splitsOf[0]!.map((_, path) => splitsOf.map((splits) => splits[path]!));
}

/** Every row of the ranges, ascending. */
export function rowsOf(ranges: readonly RowRange[]): Uint32Array {
  return Uint32Array.from(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
}

function whole(name: string, value: number, min: number, max: number = Infinity): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw badSplits(`${name} is ${value}, a whole number ${max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`} was expected`);
}

const badSplits = (why: string): QuantError => new QuantError("input", "BAD_SPLITS", `splits: ${why}`);
