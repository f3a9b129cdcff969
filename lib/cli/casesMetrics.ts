/** Reference cases on metrics, significance, variance estimators, quotes and splits: each kind's inputs, as the files name them, put into the functions of the rooms; annual figures become per period. No formula stands here. */
import { garmanKlass, parkinson, rogersSatchell, yangZhang, type Bar, type Indicator, type RangeOptions } from "../indicators/index.js";
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
import { combinatorialPurged, type CombinatorialSplits } from "../research/splits.js";
import { glftHalfSpread, glftSkew, type GlftParameters } from "../strategy/glft.js";
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

/** The volatility of a year after the last bar. */
function rangeVolatility(inputs: CaseInputs, make: (period: number, options: RangeOptions) => Indicator): number {
  const indicator = make(inputs.number("n"), { as: "volatility", barsPerYear: inputs.number("N") });
  const [open, high, low, close] = ["open", "high", "low", "close"].map((name) => inputs.column(name)) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const bars = Array.from(open, (price, time): Bar => ({ time, open: price, high: high[time] ?? NaN, low: low[time] ?? NaN, close: close[time] ?? NaN, volume: 0 }));
  return bars.reduce((_, bar) => indicator.push(bar), NaN);
}

const glft = (c: CaseInputs): GlftParameters => ({ intensity: c.number("A"), decay: c.number("k"), riskAversion: c.number("gamma"), volatility: c.number("sigma"), size: c.number("delta", 1) });
const cpcv = (c: CaseInputs): CombinatorialSplits => combinatorialPurged({ length: c.number("N"), folds: c.number("N"), testFolds: c.number("k") });

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
  parkinson: (c) => rangeVolatility(c, parkinson),
  garman_klass: (c) => rangeVolatility(c, garmanKlass),
  rogers_satchell: (c) => rangeVolatility(c, rogersSatchell),
  yang_zhang: (c) => rangeVolatility(c, yangZhang),
  glft_half_spread: (c) => glftHalfSpread(glft(c)),
  glft_skew: (c) => glftSkew(glft(c)),
  cpcv_splits: (c) => cpcv(c).splits.length,
  cpcv_paths: (c) => cpcv(c).paths.length,
};
