/** What a split may never do, over any shape of it, and the index vectors that another library publishes. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { binomial, combinations } from "../../lib/research/combinations.js";
import { combinatorialPurged, purgedKFold, rowsOf, walkForward, type RowRange, type Split } from "../../lib/research/splits.js";
import { isQuantError } from "../../lib/market/errors.js";

const message = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isQuantError(error, "BAD_SPLITS")) return error.message;
    throw error;
  }
  return "no failure";
};
const rows = (ranges: readonly RowRange[]): number[] => [...rowsOf(ranges)];
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

describe("combinations", () => {
  it("are as many as Pascal's triangle says, ascending, all different and in order", () => fc.assert(fc.property(int(1, 10), int(0, 10), (n, k) => {
    const all = combinations(n, Math.min(k, n)), texts = all.map((c) => c.map((v) => String.fromCharCode(65 + v)).join(""));
    expect(all.length).toBe(binomial(n, Math.min(k, n)));
    expect(texts).toEqual([...new Set(texts)].sort());
    for (const choice of all) expect(choice.every((v, i) => v >= 0 && v < n && (i === 0 || v > choice[i - 1]!))).toBe(true);
  })));
  it("obey Pascal's rule, and 16 over 8 is 12,870", () => {
    for (let n = 2; n < 40; n++) for (let k = 1; k < n; k++) expect(binomial(n, k)).toBe(binomial(n - 1, k - 1) + binomial(n - 1, k));
    expect(binomial(16, 8)).toBe(12_870);
  });
  it("of half of them: what one leaves out is as far from the end as it is from the start", () => {
    for (const n of [2, 4, 6, 8]) combinations(n, n / 2).forEach((choice, c, all) => expect(all[all.length - 1 - c]).toEqual(upTo(n).filter((v) => !choice.includes(v))));
  });
});

describe("walk-forward", () => {
  const shape = fc.record({ train: int(1, 30), test: int(1, 12), purge: int(0, 5), more: int(1, 80), anchored: fc.boolean() });
  it("has tests that lie end to end up to the last row, each row once", () => fc.assert(fc.property(shape, ({ train, test, purge, more, anchored }) => {
    const length = train + purge + more, splits = walkForward({ length, train, test, purge, anchored });
    expect(splits.flatMap((split) => rows(split.test))).toEqual(upTo(length).slice(train + purge));
    splits.slice(0, -1).forEach((split) => expect(rows(split.test).length).toBe(test));
  })));
  it("fits on the past only, `purge` rows before the test; rolling on `train` rows, anchored on all from row 0", () => fc.assert(fc.property(shape, ({ train, test, purge, more, anchored }) => {
    for (const split of walkForward({ length: train + purge + more, train, test, purge, anchored })) {
      const fitted = rows(split.train), first = split.test[0]!.from;
      expect(fitted.at(-1)).toBe(first - purge - 1);
      expect(fitted).toEqual(upTo(first - purge).slice(anchored ? 0 : -train));
    }
  })));
  it("by hand: 10 rows, 4 to fit on, tests of 3, 1 between", () => expect(walkForward({ length: 10, train: 4, test: 3, purge: 1 })).toEqual([
    { train: [{ from: 0, to: 4 }], test: [{ from: 5, to: 8 }] }, { train: [{ from: 3, to: 7 }], test: [{ from: 8, to: 10 }] },
  ]));
  it("refuses more than there is", () => {
    expect(message(() => walkForward({ length: 10, train: 10, test: 2 }))).toBe("splits: length is 10, a whole number of at least 11 was expected");
    expect(message(() => walkForward({ length: 10, train: 0, test: 2 }))).toContain("train is 0");
    expect(message(() => walkForward({ length: 10, train: 3, test: 1.5 }))).toContain("test is 1.5");
    expect(message(() => walkForward({ length: 10, train: 3, test: 2, purge: -1 }))).toContain("purge is -1");
  });
});

const folded = fc.record({ folds: int(2, 7), testFolds: int(1, 6), purge: int(0, 4), embargo: int(0, 4), more: int(0, 40) })
  .map(({ folds, testFolds, more, ...rest }) => ({ ...rest, folds, testFolds: Math.min(testFolds, folds - 1), length: folds * 18 + more }));

/** Whether row i may be fitted on, asked directly: does its label's span meet a test row's, or the embargo behind the test? */
function mayFit(i: number, { test }: Split, end: (row: number) => number, embargo: number): boolean {
  return test.every((range) => {
    const tested = rows([range]);
    const meets = tested.some((t) => i <= end(t) && t <= end(i)), isEmbargoed = i > range.to - 1 && i <= Math.max(...tested.map(end)) + embargo;
    return !meets && !isEmbargoed;
  });
}

describe("purged combinations", () => {
  it("fit on exactly the rows whose labels meet no test and that no embargo covers", () => fc.assert(fc.property(folded, (options) => {
    for (const split of combinatorialPurged(options).splits) {
      expect(rows(split.train)).toEqual(upTo(options.length).filter((i) => mayFit(i, split, (row) => row + options.purge, options.embargo)));
    }
  }), { numRuns: 40 }));
  it("hold with labels of any length too", () => fc.assert(fc.property(folded, fc.infiniteStream(int(0, 6)), (options, reaches) => {
    const labelEnds = Float64Array.from({ length: options.length }, (_, i) => i + (reaches.next().value as number));
    for (const split of combinatorialPurged({ ...options, purge: 0, labelEnds }).splits) {
      expect(rows(split.train)).toEqual(upTo(options.length).filter((i) => mayFit(i, split, (row) => labelEnds[row]!, options.embargo)));
    }
  }), { numRuns: 40 }));
  it("are folds over test folds many; every test is its folds, every fold is tested equally often", () => fc.assert(fc.property(folded, (options) => {
    const { splits } = combinatorialPurged(options), counts = upTo(options.length).map(() => 0);
    expect(splits.length).toBe(binomial(options.folds, options.testFolds));
    splits.forEach((split) => rows(split.test).forEach((row) => counts[row]!++));
    expect(new Set(counts)).toEqual(new Set([binomial(options.folds - 1, options.testFolds - 1)]));
  }), { numRuns: 40 }));
  it("make paths that each go over every row once and use every judgement once", () => fc.assert(fc.property(folded, (options) => {
    const { splits, paths } = combinatorialPurged(options), used = new Set<string>();
    expect(paths.length).toBe((splits.length * options.testFolds) / options.folds);
    for (const path of paths) {
      expect(path.length).toBe(options.folds);
      const ranges = purgedKFold({ length: options.length, folds: options.folds }).map(({ test }) => test[0]!);
      path.forEach((split, fold) => {
        expect(splits[split]!.test).toContainEqual(ranges[fold]!);
        used.add(`${split} ${fold}`);
      });
    }
    expect(used.size).toBe(splits.length * options.testFolds);
  }), { numRuns: 40 }));
  it("(6, 2) are 15 splits and 5 paths, the first path out of the first occurrences", () => {
    const { splits, paths } = combinatorialPurged({ length: 6, folds: 6, testFolds: 2 });
    expect([splits.length, paths.length]).toEqual([15, 5]);
    expect(paths[0]).toEqual([0, 0, 1, 2, 3, 4]);
  });
  it("have folds that differ by one row at most, the longer ones first", () => expect(purgedKFold({ length: 11, folds: 3 }).map(({ test }) => test)).toEqual([[{ from: 0, to: 4 }], [{ from: 4, to: 8 }], [{ from: 8, to: 11 }]]));
  it("refuse what leaves nothing to fit on, too many folds and too many splits", () => {
    expect(message(() => purgedKFold({ length: 12, folds: 3, purge: 4 }))).toContain("with fold 1 as the test, purge and embargo leave no row to fit on");
    expect(message(() => purgedKFold({ length: 4, folds: 5 }))).toBe("splits: length is 4, a whole number of at least 5 was expected");
    expect(message(() => purgedKFold({ length: 9, folds: 1 }))).toContain("folds is 1");
    expect(message(() => combinatorialPurged({ length: 90, folds: 4, testFolds: 4 }))).toBe("splits: testFolds is 4, a whole number from 1 to 3 was expected");
    expect(message(() => combinatorialPurged({ length: 90, folds: 30, testFolds: 15 }))).toContain("15 of 30 folds make 155,117,520 splits");
    expect(message(() => purgedKFold({ length: 9, folds: 3, embargo: 0.5 }))).toContain("embargo is 0.5");
    expect(message(() => purgedKFold({ length: 3, folds: 3, labelEnds: Float64Array.of(0, 0, 2) }))).toBe("splits: labelEnds of row 1 is 0, at least the row itself was expected");
    expect(message(() => purgedKFold({ length: 3, folds: 3, labelEnds: Float64Array.of(0, 1) }))).toContain("labelEnds has 2 rows for 3");
    expect(message(() => purgedKFold({ length: 3, folds: 3, purge: 1, labelEnds: Float64Array.of(0, 1, 2) }))).toContain("both purge and labelEnds");
  });
});

interface IndexCase { readonly n: number; readonly folds: number; readonly test: number; readonly purge: number; readonly embargo: number; readonly train: readonly (readonly number[])[] }
const file = join(process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", "../cases/metric-cases.json");

describe("the index vectors of skfolio's tests", () => {
  it("are ours", ({ skip }) => {
    skip(!existsSync(file), `no ${file}: the reference cases are not on this machine`);
    const { cases } = (JSON.parse(readFileSync(file, "utf8")) as { readonly cpcv_index_cases: { readonly cases: readonly IndexCase[] } }).cpcv_index_cases;
    expect(cases.length).toBe(2);
    for (const { n, folds, test, purge, embargo, train } of cases) {
      expect(combinatorialPurged({ length: n, folds, testFolds: test, purge, embargo }).splits.map((split) => rows(split.train))).toEqual(train);
    }
  });
});
