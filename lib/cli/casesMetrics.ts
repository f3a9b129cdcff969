/** Reference cases on metrics and significance: each kind's inputs, as the files name them, put into the functions of `metrics/`; annual figures become per period. No formula stands here. */
import { mean } from "../metrics/compensatedSum.js";
import { simpleReturns } from "../metrics/daily.js";
import { downsideDeviation, omega, sortino } from "../metrics/downside.js";
import { maxDrawdownOfReturns } from "../metrics/drawdown.js";
import { cagr, calmar, compound } from "../metrics/growth.js";
import { standardDeviation } from "../metrics/moments.js";
import { sharpe, sharpeStandardError, volatility, type SharpeSample } from "../metrics/sharpe.js";
import { deflatedSharpe, deflatedThreshold, expectedMaximum, minimumBacktestYears, minimumTrackRecord, probabilisticSharpe } from "../metrics/significance.js";
import { conditionalValueAtRisk, tailRatio, valueAtRisk } from "../metrics/tail.js";
import { tradeStatistics, type TradeStatistics } from "../metrics/tradeStatistics.js";
import type { CaseInputs } from "./casesInputs.js";

const returns = (inputs: CaseInputs): Float64Array => inputs.column("returns");
const trades = (inputs: CaseInputs): TradeStatistics => tradeStatistics(inputs.column("pnl"));
const perYear = (inputs: CaseInputs): number => inputs.number("periods", 365);
const perPeriod = (inputs: CaseInputs, annual: string, otherwise?: number): number => inputs.number(annual, otherwise) / Math.sqrt(perYear(inputs));
const variancePerPeriod = (inputs: CaseInputs): number => inputs.number("varAnnual") / perYear(inputs);

const sample = (inputs: CaseInputs, sharpePerPeriod: number): SharpeSample =>
  ({ sharpe: sharpePerPeriod, observations: inputs.number("T", NaN), skewness: inputs.number("skew", 0), kurtosis: inputs.number("kurtosis", 3) });
const annualSample = (inputs: CaseInputs): SharpeSample => sample(inputs, perPeriod(inputs, "sharpeAnnual"));

function growth(inputs: CaseInputs): number {
  const values = returns(inputs);
  return cagr(compound(values), inputs.number("nPeriods", values.length) / perYear(inputs));
}

/** freqtrade's: the deviation divides by n, not n - 1. */
function populationSharpe(inputs: CaseInputs): number {
  const values = simpleReturns(inputs.column("equity"));
  return (mean(values) / standardDeviation(values, 0)) * Math.sqrt(perYear(inputs));
}

export const METRIC_CASES: Readonly<Record<string, (inputs: CaseInputs) => number>> = {
  sharpe: (c) => sharpe(returns(c), perYear(c), c.number("rf", 0)),
  sharpe_ddof0: populationSharpe,
  annual_volatility: (c) => volatility(returns(c), perYear(c)),
  cagr_periods: growth,
  calmar: (c) => calmar(growth(c), maxDrawdownOfReturns(returns(c))),
  omega: (c) => omega(returns(c), c.number("rf", 0)),
  sortino: (c) => sortino(returns(c), perYear(c), c.number("mar", 0)),
  downside_risk: (c) => downsideDeviation(returns(c), c.number("mar", 0)) * Math.sqrt(perYear(c)),
  max_drawdown: (c) => maxDrawdownOfReturns(returns(c)),
  tail_ratio: (c) => tailRatio(returns(c)),
  var_hist: (c) => valueAtRisk(returns(c), c.number("cutoff")),
  cvar_hist: (c) => conditionalValueAtRisk(returns(c), c.number("cutoff")),
  expectancy: (c) => trades(c).expectancy,
  expectancy_ratio: (c) => trades(c).expectancyRatio,
  expected_max_z: (c) => expectedMaximum(c.number("N")),
  dsr_threshold: (c) => deflatedThreshold(variancePerPeriod(c), c.number("N")),
  psr: (c) => probabilisticSharpe(annualSample(c), perPeriod(c, "benchmark", 0)),
  dsr: (c) => deflatedSharpe(annualSample(c), variancePerPeriod(c), c.number("N")),
  sr_stdev: (c) => sharpeStandardError(sample(c, c.number("sharpe"))),
  min_trl_years: (c) => minimumTrackRecord(annualSample(c), perPeriod(c, "target"), c.number("prob", 0.95)) / perYear(c),
  min_btl_years: (c) => minimumBacktestYears(c.number("N"), c.number("sharpeIS")),
};
