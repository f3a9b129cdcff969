/**
 * Does a strategy know what it could not have known? Runs it on a made-up market, cuts the future off at many points, changes it, runs it twice, at other dates
 * and with an ear to the clock, and names what changed. What it finds is a leak for certain; what it does not find may still be one on other data.
 */
import { QuantError } from "../../market/errors.js";
import { timeframeMs, type Timeframe } from "../../market/timeframe.js";
import { resolveParams } from "../../strategy/param.js";
import type { Strategy } from "../../strategy/strategy.js";
import { warmupTime } from "../../strategy/warmup.js";
import { decisionsOf } from "./decisions.js";
import { carriedLeaks, dateLeaks, futureLeaks, impureLeaks } from "./decisionLeaks.js";
import { indicatorLeaks, type Questions } from "./indicatorLeaks.js";
import type { LookaheadReport } from "./report.js";
import { startUpInstability } from "./startUp.js";
import { testMarket } from "./testMarket.js";

export interface LookaheadOptions {
  readonly params?: Readonly<Record<string, number>>;
  /** Default 1h. */
  readonly timeframe?: Timeframe;
  /** Of the made-up market. Default 1. */
  readonly seed?: number;
  /** At least 200. Default 1,500, or four times the warm-up where that is more. */
  readonly bars?: number;
  /** Default 12. */
  readonly cuts?: number;
}

const LEAST_BARS = 200, USUAL_BARS = 1_500, MOST_BARS = 200_000;

/**
 * @param load gives the strategy; called many times, and from a file it must evaluate that file anew each time, so that nothing is carried from one question to the next
 * @throws QuantError BAD_OPTION, UNKNOWN_PARAMETER; STRATEGY_FAILED when the strategy throws on the untouched market
 */
export function lookahead(load: () => Strategy, { params: given, timeframe = "1h", seed = 1, bars, cuts = 12 }: LookaheadOptions = {}): LookaheadReport {
  const strategy = load(), params = resolveParams(strategy.name, strategy.params, given), warm = Math.ceil(warmupTime(strategy.indicators(params), timeframeMs(timeframe)) / timeframeMs(timeframe));
  const length = bars ?? Math.max(USUAL_BARS, 4 * warm);
  if (!(Number.isInteger(length) && length >= LEAST_BARS && length <= MOST_BARS)) throw badOption(`bars is ${length}: a whole number from ${LEAST_BARS} to ${MOST_BARS.toLocaleString("en")} was expected`);
  if (!(Number.isInteger(cuts) && cuts >= 1 && cuts <= 200)) throw badOption(`cuts is ${cuts}: a whole number from 1 to 200 was expected`);
  if (warm >= length / 2) throw badOption(`${strategy.name} warms up for ${warm} ${timeframe} bars, and ${length} bars are too few to judge it: at least ${2 * warm + 1} were expected`);
  const market = testMarket(seed, length, timeframe), questions: Questions = { load, params, market, cuts: cutRows(length, warm, cuts) }, { decisions, threw } = decisionsOf(load(), params, market);
  if (threw !== undefined) throw new QuantError("input", "STRATEGY_FAILED", `${strategy.name} failed on the untouched market, after ${decisions.size} decisions: ${threw}`, { strategy: strategy.name, params });
  const ofIndicators = indicatorLeaks(questions), carried = carriedLeaks(questions);
  // a leaking indicator changes decisions too, and a decision fed by an earlier run may change with anything: the cause is named, not its echo
  const future = ofIndicators.some(({ kind }) => kind !== "stream") ? [] : futureLeaks(questions), impure = impureLeaks(questions);
  const dates = [...ofIndicators, ...carried, ...future, ...impure].length > 0 ? [] : dateLeaks(questions);
  return { strategy: strategy.name, params, bars: length, timeframe, cuts, decisions: decisions.size, leaks: [...ofIndicators, ...carried, ...future, ...impure, ...dates], startUp: startUpInstability(questions) };
}

/** From a little after the warm-up to a little before the end, at uneven steps, so that longer bars are cut at every phase. */
function cutRows(length: number, warm: number, cuts: number): readonly number[] {
  const first = warm + Math.floor((length - warm) / 8), last = length - 2;
  return [...new Set(Array.from({ length: cuts }, (_, i) => Math.round(first + ((last - first) * (i + 0.37 * (i % 3 === 1 ? 1 : 0))) / cuts)))];
}

const badOption = (why: string): QuantError => new QuantError("input", "BAD_OPTION", `lookahead: ${why}`);
