/** A score for every pair of two parameters: the landscape that a heat map shows. Draws nothing. */
import type { BacktestOptions } from "../backtest/options.js";
import type { Candles, Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import type { Strategy } from "../strategy/strategy.js";
import { daysOf, sharpeOfDays, type DailyResult } from "./dailyResult.js";
import { playedAlone, type Subject } from "./play.js";
import { outcomeOf } from "./search/inProcess.js";
import { searchSpace, type ParamValues } from "./search/space.js";

export interface ScoreGrid {
  readonly strategy: string;
  readonly symbol: string;
  readonly timeframe: string;
  readonly synthetic: boolean;
  /** What the score is: `Sharpe ratio a year, net`. */
  readonly unit: string;
  readonly x: { readonly name: string; readonly values: Column };
  readonly y: { readonly name: string; readonly values: Column };
  /** Row by row of y, x running fastest; NaN where there is none. */
  readonly scores: Column;
  /** Cells whose run threw, with what it said. */
  readonly failed: readonly { readonly params: ParamValues; readonly why: string }[];
}

export interface ScoreGridOptions extends NonNullable<Subject["options"]> {
  /** Default: the annual Sharpe ratio of daily returns, pessimistic and net. */
  readonly score?: (result: DailyResult) => number;
  readonly unit?: string;
  readonly funding?: Subject["data"]["funding"];
  readonly mark?: Subject["data"]["mark"];
}

/**
 * One run a pair, over all whole days of the candles. Every cell is a trial.
 *     show(figures.heatMap(scoreGrid(smaCrossover, candles, { fast: [5, 10, 20], slow: [50, 100, 200] })))
 * @param values of exactly two parameters, x then y; all others keep their defaults
 * @throws QuantError BAD_SEARCH for other than two; UNKNOWN_PARAMETER, EMPTY_SPACE, TOO_FEW_DAYS
 */
export function scoreGrid(strategy: Strategy, candles: Candles, values: Readonly<Record<string, readonly number[]>>, options: ScoreGridOptions = {}): ScoreGrid {
  const { score = sharpeOfDays, unit = "Sharpe ratio a year, net", funding, mark, ...rest } = options, [x, y] = twoOf(values);
  const others = Object.fromEntries(Object.entries(strategy.params).filter(([name]) => name !== x && name !== y).map(([name, { value }]) => [name, value]));
  searchSpace(strategy.params, { ...others, ...values });
  const play = playedAlone({ strategy, data: { candles, funding, mark }, options: rest as BacktestOptions }), days = { from: 0, to: daysOf(candles).days }, failed: { params: ParamValues; why: string }[] = [];
  const cell = (params: ParamValues): number => {
    const outcome = outcomeOf((at) => ({ status: "scored", score: score(play(at, days)), values: [] }), params, undefined);
    if (outcome.status === "failed") failed.push({ params, why: outcome.why });
    return outcome.status === "scored" ? outcome.score : NaN;
  };
  const scores = Float64Array.from(values[y]!.flatMap((yValue) => values[x]!.map((xValue) => cell({ ...others, [x]: xValue, [y]: yValue }))));
  const { symbol, synthetic } = candles.origin;
  return { strategy: strategy.name, symbol: options.symbol ?? symbol, timeframe: candles.timeframe, synthetic, unit, x: { name: x, values: Float64Array.from(values[x]!) }, y: { name: y, values: Float64Array.from(values[y]!) }, scores, failed };
}

function twoOf(values: Readonly<Record<string, readonly number[]>>): readonly [string, string] {
  const [x, y, ...more] = Object.keys(values);
  if (x === undefined || y === undefined || more.length > 0) throw new QuantError("input", "BAD_SEARCH", `a heat map has two parameters, ${Object.keys(values).length} were named: values of exactly two were expected`, { named: Object.keys(values) });
  return [x, y];
}
