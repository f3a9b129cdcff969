/** What a validation may never do, and what it says of markets whose truth is known. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { backtest } from "../../../lib/backtest/backtest.js";
import { roc } from "../../../lib/indicators/index.js";
import { candles, rowAt, sliceCandles, type Candles } from "../../../lib/market/candles.js";
import { dailyResult, dayGrid, sharpeOfDays } from "../../../lib/research/dailyResult.js";
import { foldObjective } from "../../../lib/research/objective.js";
import { playedAlone, playedWhole, type Subject } from "../../../lib/research/play.js";
import { inProcess } from "../../../lib/research/search/inProcess.js";
import { optimise } from "../../../lib/research/search/optimise.js";
import { searchSpace } from "../../../lib/research/search/space.js";
import { validateCombinatorial, validateWalkForward, type FitOptions } from "../../../lib/research/validation/crossValidation.js";
import { overfittingOfSearch, trialMatrix } from "../../../lib/research/validation/trialMatrix.js";
import { plantedEdge, randomWalk } from "../../../lib/research/worlds/nullWorlds.js";
import { int } from "../../../lib/strategy/param.js";
import { smaCrossover } from "../../../lib/strategy/smaCrossover.js";
import { defineStrategy, type Strategy } from "../../../lib/strategy/strategy.js";

const DAY = 86_400_000;
/** Follows, or with `side` 0 goes against, the last bars. */
const follower: Strategy = defineStrategy({
  name: "follower", params: { lookback: int(12, { min: 2, max: 60 }), side: int(1, { min: 0, max: 1 }) }, indicators: (p) => ({ change: roc(p.lookback) }),
  decide({ change }, { position }, want, { side }) {
    const way = Math.sign(change) * (side === 1 ? 1 : -1);
    if (way !== 0 && Math.sign(position) !== way) want.position(way);
    else want.keep();
  },
});
const subject = (market: Candles, strategy: Strategy = follower): Subject => ({ strategy, data: { candles: market }, options: { allowMissingFunding: true, makerBp: 0, takerBp: 0, rules: { slippageTicks: 0 } } });
const perpetual = { bars: 24 * 120, symbol: "BTC/USDT:USDT" };
const space = searchSpace(follower.params, { lookback: { step: 2 } });
const fit: FitOptions = { space, method: "random", trials: 8, seed: 2, folds: 3 };

/** The same candles, every price from a day on other than it was. */
function changedFrom(market: Candles, day: number): Candles {
  const row = rowAt(market, dayGrid(market).start + day * DAY), scaled = (column: Float64Array): Float64Array => column.map((value, i) => (i < row ? value : Math.round(value * (1 + 0.3 * Math.sin(i))* 100) / 100));
  const open = scaled(market.open), close = scaled(market.close), bound = (of: (...v: number[]) => number, column: Float64Array): Float64Array => column.map((v, i) => (i < row ? v : of(open[i]!, close[i]!)));
  return candles(market.origin, market.timeframe, { openTime: market.openTime, open, close, high: bound(Math.max, market.high), low: bound(Math.min, market.low), volume: market.volume, takerBuyVolume: market.takerBuyVolume });
}

describe("walk-forward", () => {
  it("never chooses by what it tests: whatever comes after a training window, its choice and its in-sample ratio stay", () => fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), fc.integer({ min: 0, max: 3 }), async (seed, anchored, purge) => {
    const market = randomWalk({ ...perpetual, seed, bars: 24 * 80 }), window = { train: 30, test: 15, anchored, purge };
    const { splits } = await validateWalkForward(subject(market), window, { ...fit, trials: 8 });
    const other = await validateWalkForward(subject(changedFrom(market, splits[1]!.split.train[0]!.to)), window, { ...fit, trials: 8 });
    for (const i of [0, 1]) expect([other.splits[i]!.params, other.splits[i]!.inSample]).toEqual([splits[i]!.params, splits[i]!.inSample]);
    expect(other.splits[1]!.outOfSample).not.toBe(splits[1]!.outOfSample);
  }), { numRuns: 3 }));
  it("is stitched of the tests end to end, each a run of its own with the parameters frozen before it", async () => {
    const market = randomWalk({ ...perpetual, seed: 4, bars: 24 * 80 }), result = await validateWalkForward(subject(market), { train: 30, test: 20 }, fit), { start, days } = dayGrid(market);
    expect([result.splits.length, result.stitched.returns.length, result.start]).toEqual([3, days - 30, start + 30 * DAY]);
    const [, second] = result.splits, from = start + 50 * DAY, until = sliceCandles(market, 0, rowAt(market, from + 20 * DAY));
    const { run } = backtest(follower, { candles: until }, { ...subject(market).options!, params: second!.params, from });
    expect(result.stitched.returns.subarray(20, 40)).toEqual(dailyResult(run, from, 20).returns);
    expect(result.outOfSample).toBe(sharpeOfDays(result.stitched));
  });
  it("finds a planted edge and keeps most of it out of sample; on a random walk what it found in sample is gone", async () => {
    const ratios = async (market: Candles): Promise<readonly [number, number]> => {
      const { inSample, outOfSample } = await validateWalkForward(subject(market), { train: 60, test: 20 }, fit);
      return [inSample, outOfSample];
    };
    const planted = await Promise.all([1, 2, 3].map((seed) => ratios(plantedEdge({ ...perpetual, seed, edge: 0.2, lookback: 12 })))), walks = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => ratios(randomWalk({ ...perpetual, seed }))));
    const mean = (values: readonly (readonly [number, number])[], i: 0 | 1): number => values.reduce((sum, pair) => sum + pair[i], 0) / values.length;
    expect(mean(planted, 1)).toBeGreaterThan(4);
    expect(mean(walks, 0)).toBeGreaterThan(1.5);
    expect(mean(walks, 1)).toBeLessThan(mean(walks, 0) - 1);
  });
  it("says which split has no score", async () => {
    const idle = defineStrategy({ name: "idle", params: { n: int(1, { min: 1, max: 9 }) }, indicators: () => ({}), decide: (_now, _account, want) => want.keep() });
    await expect(validateWalkForward(subject(randomWalk({ ...perpetual, seed: 1, bars: 24 * 60 }), idle), { train: 30, test: 15 }, { ...fit, space: searchSpace(idle.params) }))
      .rejects.toThrow(/split 0: none of \d trials \(seed 2\) has a score; trial 0 with \{"n":\d\}: it had no return that varies in any fold/);
  });
  it("interrupted keeps the splits that are done", async () => {
    const stop = new AbortController(), result = await validateWalkForward(subject(randomWalk({ ...perpetual, seed: 1 })), { train: 30, test: 15 }, { ...fit, signal: stop.signal, onProgress: ({ split }) => { if (split === 1) stop.abort(); } });
    expect([result.complete, result.splits.length]).toEqual([false, 2]);
  });
  it("refuses windows and folds that the data does not have", async () => {
    const short = subject(randomWalk({ ...perpetual, seed: 1, bars: 24 * 20 }));
    await expect(validateWalkForward(short, { train: 30, test: 5 }, fit)).rejects.toThrow("length is 20, a whole number of at least 31 was expected");
    await expect(validateWalkForward(short, { train: 10, test: 5 }, { ...fit, folds: 9 })).rejects.toThrow("9 folds of 10 days: a whole number from 1 to 3 was expected");
    await expect(validateCombinatorial(short, { folds: 30, testFolds: 1 }, fit)).rejects.toThrow("length is 20, a whole number of at least 30 was expected");
    await expect(validateWalkForward(subject(randomWalk({ ...perpetual, seed: 1, bars: 100 })), { train: 2, test: 1 }, fit)).rejects.toThrow("the candles cover 4 whole UTC days: at least 10");
  });
});

describe("combinatorial purged cross-validation", () => {
  it("of six folds and two tests gives 15 splits and 5 paths over all days, each fold judged by the split that tested it", async () => {
    const market = randomWalk({ ...perpetual, seed: 3, bars: 24 * 72 }), { splits, paths, sharpes } = await validateCombinatorial(subject(market), { folds: 6, testFolds: 2, purge: 1, embargo: 1 }, fit);
    expect([splits.length, paths.length, sharpes.length]).toEqual([15, 5, 5]);
    const play = playedWhole(subject(market));
    for (const { returns } of paths) expect(returns.length).toBe(72);
    // the first path's first fold is judged by the first split, (0, 1)
    expect(paths[0]!.returns.subarray(0, 12)).toEqual(play(splits[0]!.params, { from: 0, to: 12 }).returns);
    expect(paths[4]!.returns.subarray(60, 72)).toEqual(play(splits[14]!.params, { from: 60, to: 72 }).returns);
  });
  it("with one test fold is purged k-fold: one path", async () => {
    const { splits, paths } = await validateCombinatorial(subject(randomWalk({ ...perpetual, seed: 3, bars: 24 * 50 })), { folds: 5, testFolds: 1, embargo: 1 }, fit);
    expect([splits.length, paths.length, paths[0]!.returns.length]).toEqual([5, 1, 50]);
  });
});

describe("the days of a run", () => {
  it("cut out of one long run and played alone agree where nothing is carried in", () => {
    const market = randomWalk({ ...perpetual, seed: 6, bars: 24 * 30 }), params = { lookback: 6, side: 1 };
    expect(playedWhole(subject(market))(params, { from: 0, to: 12 }).returns.subarray(0, 11)).toEqual(playedAlone(subject(market))(params, { from: 0, to: 30 }).returns.subarray(0, 11));
  });
  it("alone hand the strategy no bar after the last of them, and as many before the first as it warms up on", () => {
    const market = randomWalk({ ...perpetual, seed: 6, bars: 24 * 30 }), seen: number[] = [], spying: Strategy = { ...follower, indicators: (p) => {
      const change = roc(p["lookback"]!);
      return { change: { warmup: change.warmup, push: (bar) => change.push(bar), column: (given) => (seen.push(given.openTime[0]!, given.openTime.at(-1)!), change.column(given)) } };
    } };
    playedAlone(subject(market, spying))({ lookback: 6, side: 1 }, { from: 10, to: 12 });
    const { start } = dayGrid(market);
    expect(seen).toEqual([start + 10 * DAY - 7 * 3_600_000, start + 12 * DAY - 3_600_000]);
  });
  it("compound to the run's end, and their turnover is what was traded", () => {
    const market = randomWalk({ ...perpetual, seed: 7, bars: 24 * 30 }), { run } = backtest(smaCrossover, { candles: market }, { allowMissingFunding: true }), { start, days } = dayGrid(market), { returns, turnover } = dailyResult(run, start, days);
    expect(returns.reduce((equity, r) => equity * (1 + r), 10_000)).toBeCloseTo(run.equity.equity.at(-1)!, 6);
    const first = Array.from(run.fills.time).filter((time) => time < start + DAY).reduce((sum, _, i) => sum + Math.abs(run.fills.quantity[i]! * run.fills.price[i]!), 0);
    expect(turnover[0]).toBeCloseTo(first / 10_000, 12);
  });
});

describe("PBO of a search", () => {
  it("takes every distinct trial, and is low where an edge is planted", async () => {
    const one = subject(plantedEdge({ ...perpetual, seed: 5, edge: 0.12, lookback: 12 })), play = playedWhole(one);
    const record = await optimise({ space, method: "random", trials: 16, evaluate: inProcess(foldObjective(play, { days: [{ from: 0, to: 120 }], stopHopeless: false })) });
    const { pbo, trials } = overfittingOfSearch(one, record, 8);
    expect(trials).toBe(record.trials.filter(({ repeats }) => repeats === undefined).length);
    expect(pbo).toBeLessThan(0.35);
  });
  it("leaves out and counts what threw, and is refused where trials were stopped", () => {
    const one = subject(randomWalk({ ...perpetual, seed: 5, bars: 24 * 40 })), trial = (number: number, status: "scored" | "failed" | "stopped"): object => ({ number, params: { lookback: 2 + number, side: 1 }, outcome: { status, score: 0, why: "", values: [] } });
    const record = (...trials: readonly object[]): Parameters<typeof trialMatrix>[1] => ({ version: 1, seed: 1, search: { method: "random", space: "", state: {} }, trials }) as unknown as Parameters<typeof trialMatrix>[1];
    expect(trialMatrix(one, record(trial(0, "scored"), trial(1, "failed"), trial(2, "scored")))).toMatchObject({ leftOut: 1, params: [{ lookback: 2 }, { lookback: 4 }] });
    expect(() => trialMatrix(one, record(trial(0, "scored"), trial(1, "stopped")))).toThrow("1 of 2 trials were stopped early, and PBO needs all of them whole");
  });
});
