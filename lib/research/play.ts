/**
 * One set of parameters over a stretch of days, through the engine: alone, as if the account began there, or as a cut out of one long run.
 * Knows no score. Results are daily, so that they stay small.
 */
import { backtest } from "../backtest/backtest.js";
import type { BacktestData, BacktestOptions } from "../backtest/options.js";
import { rowAt, sliceCandles } from "../market/candles.js";
import { canonicalJson } from "../market/run.js";
import { DAY_MS } from "../metrics/daily.js";
import { resolveParams } from "../strategy/param.js";
import type { Strategy } from "../strategy/strategy.js";
import { warmupTime } from "../strategy/warmup.js";
import { dailyResult, dayGrid, daysOf, sliceDays, type DailyResult } from "./dailyResult.js";
import type { ParamValues } from "./search/space.js";
import type { RowRange } from "./splits.js";

/** What is searched and validated. Fill rules are pessimistic unless the options say otherwise. */
export interface Subject {
  readonly strategy: Strategy;
  readonly data: BacktestData;
  /** `from`, `params` and progress are the bench's own. */
  readonly options?: Omit<BacktestOptions, "from" | "params" | "onProgress">;
}

/** @param days rows of `dayGrid` */
export type Play = (params: ParamValues, days: RowRange) => DailyResult;

/**
 * A fresh account at the first midnight, flat; the bars before it warm indicators up, as many as the slowest needs, and nothing of them counts. No bar after the last day is in reach.
 */
export function playedAlone({ strategy, data, options }: Subject): Play {
  const { candles } = data, { start } = dayGrid(candles);
  return (params, { from, to }) => {
    const begin = start + from * DAY_MS, warm = warmupTime(strategy.indicators(resolveParams(strategy.name, strategy.params, params)), candles.interval);
    const bars = sliceCandles(candles, rowAt(candles, begin - warm), rowAt(candles, start + to * DAY_MS));
    return dailyResult(backtest(strategy, { ...data, candles: bars }, { ...options, params, from: begin }).run, begin, to - from);
  };
}

/**
 * One run over all days per set of parameters, remembered, and cut: a position is carried into the stretch as it was. For splits whose training days lie on both
 * sides of a test, where an embargo takes care of what is carried, and for matrices of trials.
 */
export function playedWhole(subject: Subject): Play {
  const alone = playedAlone(subject), whole = { from: 0, to: daysOf(subject.data.candles).days }, runs = new Map<string, DailyResult>();
  return (params, days) => {
    const key = canonicalJson(params), known = runs.get(key) ?? alone(params, whole);
    runs.set(key, known);
    return sliceDays(known, days);
  };
}
