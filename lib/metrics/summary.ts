/**
 * All headline numbers of a run in one flat object: what the table prints, `--json` carries and two runs are compared by.
 * Only calls the other files of this room; knows no strategy, no venue and no format. NaN is "not defined here" and becomes null in JSON.
 */
import type { Column } from "../market/candles.js";
import type { Millis } from "../market/units.js";
import { mean, sum } from "./compensatedSum.js";
import { DAY_MS, DAYS_A_YEAR, dailyEquity, simpleReturns } from "./daily.js";
import { downsideDeviation, omega, sortino } from "./downside.js";
import { drawdownStatistics } from "./drawdown.js";
import { endEquity, endTime, solventCurve, type EquityCurve, type SolventCurve } from "./equityCurve.js";
import { exposure, grossExposure, meanEquity, tradedNotional, turnover } from "./exposure.js";
import { NO_FUNDING, fillsUntil, fundingUntil, type FillColumns, type FundingPayments } from "./fills.js";
import { cagr, calmar } from "./growth.js";
import { ascending } from "./quantile.js";
import { roundTrips, type RoundTripMethod } from "./roundTrips.js";
import { loFactor, neweyWestLags, sharpeSample, sharpeStandardError, volatility } from "./sharpe.js";
import { probabilisticSharpe } from "./significance.js";
import { conditionalValueAtRisk, tailRatio, valueAtRisk } from "./tail.js";
import { tradeStatistics } from "./tradeStatistics.js";

/** What an equity curve alone says. Shares, returns and rates are fractions: 0.25 is 25%. Ratios are of daily returns at 00:00 UTC, annualised with 365. */
export interface CurveMetrics {
  /** ms, UTC. */
  readonly startTime: Millis;
  /** ms, UTC: the last row, or the instant of ruin. */
  readonly endTime: Millis;
  /** Length in days, not rounded. */
  readonly days: number;
  /** True below 365 days: `cagr`, `calmar` and every annual ratio then extrapolate. */
  readonly underOneYear: boolean;
  /** Quote currency. */
  readonly startEquity: number;
  /** Quote currency; at or below 0 after ruin. */
  readonly endEquity: number;
  /** True when equity reached 0: everything here is computed up to that row. */
  readonly ruined: boolean;
  /** Fraction: endEquity / startEquity - 1. */
  readonly totalReturn: number;
  /** Fraction a year; -1 after ruin. */
  readonly cagr: number;
  /** Number of daily returns; a first or last part of a day counts as one. */
  readonly dailyReturns: number;
  /** Fraction a year: sd of daily returns * sqrt(365). */
  readonly volatility: number;
  /** Fraction a year: downside deviation of daily returns below 0 * sqrt(365). */
  readonly downsideDeviation: number;
  /** Annual, at a risk-free rate of 0. */
  readonly sharpe: number;
  /** Of the annual ratio, for independent returns of this skewness and kurtosis. */
  readonly sharpeStandardError: number;
  /** Annual ratio by Lo's factor instead of sqrt(365), autocorrelations up to the Newey-West lag. */
  readonly sharpeLo: number;
  /** Probability from 0 to 1 that the true Sharpe ratio is above 0, for ONE trial; of many see `deflatedSharpe`. */
  readonly probabilisticSharpe: number;
  readonly sortino: number;
  readonly calmar: number;
  /** Of daily returns around 0. */
  readonly omega: number;
  /** Fraction from -1 to 0, over every row, not only midnights. */
  readonly maxDrawdown: number;
  /** Days from the peak to its recovery or the end, the longest. */
  readonly longestDrawdownDays: number;
  /** Fraction of time below the peak. */
  readonly timeUnderWater: number;
  /** Of daily returns; `kurtosis` is raw, 3 for a normal. */
  readonly skewness: number;
  readonly kurtosis: number;
  /** Fractions, daily, signed: a loss is below 0. */
  readonly valueAtRisk95: number;
  readonly conditionalValueAtRisk95: number;
  readonly tailRatio: number;
  readonly meanDay: number;
  readonly bestDay: number;
  readonly worstDay: number;
}

/** What the fills add. */
export interface TradingMetrics {
  readonly fills: number;
  /** Quote currency, above 0 paid. */
  readonly fees: number;
  /** Quote currency, above 0 received. */
  readonly funding: number;
  /** Quote currency. */
  readonly tradedNotional: number;
  /** Finished trips, by `roundTripMethod`; what is still open is in none of the next figures. */
  readonly roundTrips: number;
  readonly roundTripMethod: RoundTripMethod;
  /** Fraction. */
  readonly winRate: number;
  /** Quote currency a trip; a loss is below 0. */
  readonly averageWin: number;
  readonly averageLoss: number;
  readonly profitFactor: number;
  /** Quote currency a trip, net of fees and funding. */
  readonly expectancy: number;
  readonly expectancyRatio: number;
  readonly sqn: number;
  /** Fraction of equity. */
  readonly kelly: number;
  /** Base currency, signed: held at the end. */
  readonly openQuantity: number;
  /** Fraction of time with a position. */
  readonly exposure: number;
  /** Time-mean of position value / equity; NaN where no mark was given. */
  readonly grossExposure: number;
  /** Traded notional / mean equity, a year. */
  readonly turnover: number;
}

export interface Metrics extends CurveMetrics, TradingMetrics {}

export interface MetricsInput {
  readonly curve: EquityCurve;
  readonly fills: FillColumns;
  readonly funding?: FundingPayments | undefined;
  /** Quote currency, one price a row of the curve; for `grossExposure`. */
  readonly mark?: Column | undefined;
  /** Default `average-cost`: from flat to flat. */
  readonly roundTrips?: RoundTripMethod | undefined;
}

/**
 * Every headline number of a run, up to its end or its ruin; fills and funding after ruin are not counted.
 * @throws QuantError BAD_EQUITY, BAD_FILLS, BAD_FUNDING, BAD_MARK
 */
export function summarise(input: MetricsInput): Metrics {
  const curve = solventCurve(input.curve), until = endTime(curve);
  return Object.freeze({ ...ofCurve(curve), ...ofTrading(curve, { ...input, fills: fillsUntil(input.fills, until), funding: fundingUntil(input.funding ?? NO_FUNDING, until) }) });
}

/** The part that needs no fills: of a run, or of its benchmark. @throws QuantError BAD_EQUITY */
export const curveMetrics = (curve: EquityCurve): CurveMetrics => Object.freeze(ofCurve(solventCurve(curve)));

function ofCurve(curve: SolventCurve): CurveMetrics {
  const { startTime, startEquity, ruined } = curve, end = endTime(curve), days = (end - startTime) / DAY_MS;
  const totalReturn = endEquity(curve) / startEquity - 1, annual = cagr(totalReturn, days / DAYS_A_YEAR), dip = drawdownStatistics(curve);
  return {
    startTime, endTime: end, days, underOneYear: days < DAYS_A_YEAR, startEquity, endEquity: endEquity(curve), ruined, totalReturn, cagr: annual,
    ...ofReturns(simpleReturns(dailyEquity(curve).equity)),
    calmar: calmar(annual, dip.maxDrawdown), maxDrawdown: dip.maxDrawdown, longestDrawdownDays: dip.longestDuration / DAY_MS, timeUnderWater: dip.timeUnderWater,
  };
}

type ReturnMetrics = Pick<CurveMetrics, "dailyReturns" | "volatility" | "downsideDeviation" | "sharpe" | "sharpeStandardError" | "sharpeLo" | "probabilisticSharpe"
  | "sortino" | "omega" | "skewness" | "kurtosis" | "valueAtRisk95" | "conditionalValueAtRisk95" | "tailRatio" | "meanDay" | "bestDay" | "worstDay">;

function ofReturns(r: Column): ReturnMetrics {
  const sample = sharpeSample(r), year = Math.sqrt(DAYS_A_YEAR), sorted = ascending(r);
  return {
    dailyReturns: r.length, volatility: volatility(r), downsideDeviation: downsideDeviation(r) * year,
    sharpe: sample.sharpe * year, sharpeStandardError: sharpeStandardError(sample) * year,
    sharpeLo: sample.sharpe * loFactor(r, DAYS_A_YEAR, neweyWestLags(r.length)), probabilisticSharpe: probabilisticSharpe(sample),
    sortino: sortino(r), omega: omega(r), skewness: sample.skewness, kurtosis: sample.kurtosis,
    valueAtRisk95: valueAtRisk(r), conditionalValueAtRisk95: conditionalValueAtRisk(r), tailRatio: tailRatio(r),
    meanDay: mean(r), bestDay: sorted[sorted.length - 1] ?? NaN, worstDay: sorted[0] ?? NaN,
  };
}

function ofTrading(curve: SolventCurve, { fills, funding = NO_FUNDING, mark, roundTrips: roundTripMethod = "average-cost" }: MetricsInput): TradingMetrics {
  const { trips, open } = roundTrips(fills, funding, roundTripMethod), { trips: count, winRate, averageWin, averageLoss, profitFactor, expectancy, expectancyRatio, sqn, kelly } = tradeStatistics(trips.pnl);
  const end = endTime(curve), notional = tradedNotional(fills), years = (end - curve.startTime) / DAY_MS / DAYS_A_YEAR;
  return {
    fills: fills.time.length, fees: sum(fills.fee), funding: sum(funding.amount), tradedNotional: notional,
    roundTrips: count, roundTripMethod, winRate, averageWin, averageLoss, profitFactor, expectancy, expectancyRatio, sqn, kelly, openQuantity: open.quantity,
    exposure: exposure(fills, curve.startTime, end),
    grossExposure: mark === undefined ? NaN : grossExposure(curve, fills, mark.subarray(0, curve.ruined ? curve.time.length : mark.length)),
    turnover: turnover(notional, meanEquity(curve), years),
  };
}
