/**
 * Answers worked reference cases by their kind: inputs as the case files spell them in, one number out.
 * Translates units (annual to per period) and nothing else. Knows no expected value. Made to be promoted into a command.
 */
import type { Column } from "../../lib/market/candles.js";
import { mean } from "../../lib/metrics/compensatedSum.js";
import { simpleReturns } from "../../lib/metrics/daily.js";
import { downsideDeviation, omega, sortino } from "../../lib/metrics/downside.js";
import { maxDrawdownOfReturns } from "../../lib/metrics/drawdown.js";
import { cagr, calmar, compound } from "../../lib/metrics/growth.js";
import { standardDeviation } from "../../lib/metrics/moments.js";
import { sharpe, sharpeStandardError, volatility, type SharpeSample } from "../../lib/metrics/sharpe.js";
import { deflatedSharpe, deflatedThreshold, expectedMaximum, minimumBacktestYears, minimumTrackRecord, probabilisticSharpe } from "../../lib/metrics/significance.js";
import { tailRatio, valueAtRisk } from "../../lib/metrics/tail.js";
import { tradeStatistics } from "../../lib/metrics/tradeStatistics.js";

export type CaseInputs = Readonly<Record<string, unknown>>;
export interface ReferenceCase { readonly id: string; readonly kind: string; readonly inputs: CaseInputs; readonly expected: number | null; readonly tolerance: number; readonly source: string }

/** A null among the values is pandas' NaN, which the cited sources leave out. */
function columnOf(inputs: CaseInputs, name: string): Column {
  const values = inputs[name];
  if (!Array.isArray(values)) throw new TypeError(`a list '${name}' was expected`);
  return Float64Array.from(values.filter((v): v is number => typeof v === "number"));
}

function numberOf(inputs: CaseInputs, name: string, otherwise?: number): number {
  const value = inputs[name] ?? otherwise;
  if (typeof value !== "number") throw new TypeError(`a number '${name}' was expected`);
  return value;
}

const returnsOf = (inputs: CaseInputs): Column => columnOf(inputs, "returns");
const perYear = (inputs: CaseInputs): number => numberOf(inputs, "periods", 365);
const perPeriod = (inputs: CaseInputs, annual: string): number => numberOf(inputs, annual) / Math.sqrt(perYear(inputs));

function sampleOf(inputs: CaseInputs, sharpePerPeriod: number): SharpeSample {
  return { sharpe: sharpePerPeriod, observations: numberOf(inputs, "T", NaN), skewness: numberOf(inputs, "skew", 0), kurtosis: numberOf(inputs, "kurtosis", 3) };
}

function growthOf(inputs: CaseInputs): number {
  const returns = returnsOf(inputs);
  return cagr(compound(returns), numberOf(inputs, "nPeriods", returns.length) / perYear(inputs));
}

function populationSharpe(inputs: CaseInputs): number {
  const returns = simpleReturns(columnOf(inputs, "equity"));
  return (mean(returns) / standardDeviation(returns, 0)) * Math.sqrt(perYear(inputs));
}

const KINDS: Readonly<Record<string, (inputs: CaseInputs) => number>> = {
  sharpe: (c) => sharpe(returnsOf(c), perYear(c), numberOf(c, "rf", 0)),
  sharpe_ddof0: populationSharpe,
  annual_volatility: (c) => volatility(returnsOf(c), perYear(c)),
  cagr_periods: growthOf,
  calmar: (c) => calmar(growthOf(c), maxDrawdownOfReturns(returnsOf(c))),
  omega: (c) => omega(returnsOf(c), numberOf(c, "rf", 0)),
  sortino: (c) => sortino(returnsOf(c), perYear(c), numberOf(c, "mar", 0)),
  downside_risk: (c) => downsideDeviation(returnsOf(c), numberOf(c, "mar", 0)) * Math.sqrt(perYear(c)),
  max_drawdown: (c) => maxDrawdownOfReturns(returnsOf(c)),
  tail_ratio: (c) => tailRatio(returnsOf(c)),
  var_hist: (c) => valueAtRisk(returnsOf(c), numberOf(c, "cutoff")),
  expectancy: (c) => tradeStatistics(columnOf(c, "pnl")).expectancy,
  expectancy_ratio: (c) => tradeStatistics(columnOf(c, "pnl")).expectancyRatio,
  expected_max_z: (c) => expectedMaximum(numberOf(c, "N")),
  dsr_threshold: (c) => deflatedThreshold(numberOf(c, "varAnnual") / perYear(c), numberOf(c, "N")),
  psr: (c) => probabilisticSharpe(sampleOf(c, perPeriod(c, "sharpeAnnual")), numberOf(c, "benchmark", 0) / Math.sqrt(perYear(c))),
  dsr: (c) => deflatedSharpe(sampleOf(c, perPeriod(c, "sharpeAnnual")), numberOf(c, "varAnnual") / perYear(c), numberOf(c, "N")),
  sr_stdev: (c) => sharpeStandardError(sampleOf(c, numberOf(c, "sharpe"))),
  min_trl_years: (c) => minimumTrackRecord(sampleOf(c, perPeriod(c, "sharpeAnnual")), perPeriod(c, "target"), numberOf(c, "prob", 0.95)) / perYear(c),
  min_btl_years: (c) => minimumBacktestYears(numberOf(c, "N"), numberOf(c, "sharpeIS")),
};

export const METRIC_KINDS: readonly string[] = Object.keys(KINDS);

/** The answer to a case; undefined for a kind that is not a metric. */
export const runCase = ({ kind, inputs }: ReferenceCase): number | undefined => KINDS[kind]?.(inputs);

/** Within the case's tolerance; an expected null stands for "not defined". */
export const agrees = ({ expected, tolerance }: ReferenceCase, answer: number): boolean =>
  expected === null ? Number.isNaN(answer) : Math.abs(answer - expected) <= tolerance;
