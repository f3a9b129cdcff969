/**
 * Forecast of the next day's realised variance from the last day, week and month (HAR-RV): fitted on all days that have ended, refitted at the end of each, so that nothing of the future
 * is in it. Sees closed bars only and holds no clock.
 */
import type { Candles } from "../../market/candles.js";
import { QuantError } from "../../market/errors.js";
import { barStart, timeframeMs, type Timeframe } from "../../market/timeframe.js";
import { feedOf, PRICE_SOURCES, type Feed, type PriceSource } from "../feed.js";
import { partOf } from "../higherTimeframe.js";
import type { Bar, Indicator } from "../indicator.js";
import { bars, known, number, oneOf } from "../options.js";
import { RollingMean } from "../window.js";
import { measured } from "./measure.js";
import { RowRegression } from "./rowRegression.js";

export interface HarOptions {
  /** What is forecast: the realised variance of the next such period, a multiple of the bars' own. Default `1d`. */
  readonly period?: Timeframe | undefined;
  /** Periods averaged, each a regressor: ascending, from 1. Default 1, 7, 30: day, week and month of a market that never closes (equities: 1, 5, 22). */
  readonly lags?: readonly number[] | undefined;
  /** `log` (default): on the logarithms, whose residuals are nearly normal; `plain`: on the variances themselves, where few wild days decide. */
  readonly fit?: "log" | "plain" | undefined;
  /** Periods that were forecast targets before the first forecast is given; default 100, at least two more than lags. */
  readonly observations?: number | undefined;
  /** Price whose returns are summed; default `close`. */
  readonly of?: PriceSource | undefined;
  /** `variance` (default) or `volatility`, of one period. */
  readonly as?: "variance" | "volatility" | undefined;
  /** Makes it that of a year: 365 for days. Unset: nothing is annualised. */
  readonly periodsPerYear?: number | undefined;
}

interface HarShape { readonly period: Timeframe; readonly lags: readonly number[]; readonly isLog: boolean; readonly observations: number; readonly of: PriceSource }

/**
 * HAR-RV forecast, in the variance of one `period`; it changes at each period's end and holds until the next.
 *     RV = sum of the period's squared log returns of the bars fed,   x_lag = mean of the last `lag` RVs
 *     plain: RV_next = b0 + sum b_lag x_lag,   log: ln RV_next = b0 + sum b_lag ln x_lag, and the forecast is exp(that + s^2 / 2), s^2 the residual variance
 * Ordinary least squares over all periods so far (expanding window), refitted at each period's end. The period in which the history begins is left out, for part of it is missing.
 * Missing bars are no returns: a return across a gap belongs to the period of the bar that ends it. Remembers all history.
 * `warmup` counts periods: 1 + the longest lag + `observations`, at the earliest.
 * @returns NaN until warm, where a log fit meets a period in which nothing moved, and where a plain fit forecasts no variance above 0
 * @see Corsi (2009), J. Financial Econometrics 7(2); log form: Andersen, Bollerslev and Diebold (2007), Rev. Economics and Statistics 89(4)
 * @throws QuantError BAD_LAGS, BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME; BAD_TIMEFRAME too when fed with bars that do not divide the period
 */
export function harRv(options: HarOptions = {}): Indicator {
  known("harRv", options, ["period", "lags", "fit", "observations", "of", "as", "periodsPerYear"]);
  const { period = "1d", lags = [1, 7, 30], fit = "log", observations = 100, of = "close", as, periodsPerYear } = options;
  checkLags(lags);
  timeframeMs(period);
  if (periodsPerYear !== undefined) number("harRv", "periodsPerYear", periodsPerYear, 0);
  const shape: HarShape = {
    period, lags, isLog: oneOf("harRv", "fit", fit, ["log", "plain"]) === "log", of: oneOf("harRv", "of", of, PRICE_SOURCES),
    observations: bars("harRv", "observations", observations, lags.length + 2),
  };
  return measured("harRv", new HarForecast(shape), { as, barsPerYear: periodsPerYear });
}

function checkLags(lags: readonly number[]): void {
  if (!Array.isArray(lags) || lags.length === 0) throw new QuantError("input", "BAD_LAGS", `harRv: lags is ${JSON.stringify(lags)}, a list of whole numbers was expected, such as [1, 7, 30]`);
  lags.forEach((lag: number, i) => bars("harRv", `lags[${i}]`, lag, i === 0 ? 1 : (lags[i - 1] as number) + 1));
}

class HarForecast implements Indicator {
  readonly warmup: number;
  readonly timeframe: Timeframe;
  private readonly interval: number;
  private readonly price: Feed;
  private readonly fit: HarFit;
  private start = NaN;
  private isForming = false;
  private isWhole = false;
  private part = NaN;
  private previous = NaN;
  private squares = 0;
  private value = NaN;

  constructor(private readonly shape: HarShape) {
    this.timeframe = shape.period;
    this.interval = timeframeMs(shape.period);
    this.warmup = 1 + shape.lags[shape.lags.length - 1]! + shape.observations;
    this.price = feedOf(shape.of);
    this.fit = new HarFit(shape);
  }

  push(bar: Readonly<Bar>): number {
    const part = bar.interval;
    if (part === undefined || part !== this.part) this.part = partOf(this.interval, part);
    return this.next(bar.time, this.price.next(bar));
  }

  column(candles: Candles): Float64Array {
    const fresh = new HarForecast(this.shape), price = fresh.price.column(candles), out = new Float64Array(candles.length);
    fresh.part = partOf(fresh.interval, candles.interval);
    for (let i = 0; i < out.length; i++) out[i] = fresh.next(candles.openTime[i]!, price[i]!);
    return out;
  }

  private next(time: number, price: number): number {
    const start = barStart(time, this.interval), step = Math.log(price / this.previous);
    if (this.isForming && start !== this.start) this.complete();
    this.start = start;
    this.isForming = true;
    this.previous = price;
    if (step === step) this.squares += step * step;
    if (time + this.part >= start + this.interval) this.complete();
    return this.value;
  }

  /** The period's last bar has closed, or one of a later period has. */
  private complete(): void {
    if (this.isWhole) this.value = this.fit.next(this.squares);
    this.isWhole = true;
    this.isForming = false;
    this.squares = 0;
  }
}

/** One realised variance in, the forecast of the next one out. */
class HarFit {
  private readonly means: readonly RollingMean[];
  private readonly regressors: Float64Array;
  private readonly regression: RowRegression;
  constructor(private readonly shape: HarShape) {
    this.means = shape.lags.map((lag) => new RollingMean(lag));
    this.regressors = new Float64Array(shape.lags.length).fill(NaN);
    this.regression = new RowRegression(shape.lags.length);
  }

  next(variance: number): number {
    const { regressors, regression } = this, target = this.scaled(variance);
    if (Number.isFinite(target) && areFinite(regressors)) regression.add(regressors, target);
    this.means.forEach((mean, j) => (regressors[j] = this.scaled(mean.next(variance))));
    return regression.observations >= this.shape.observations && areFinite(regressors) && regression.solve() ? this.forecast() : NaN;
  }

  private scaled(variance: number): number {
    return this.shape.isLog ? Math.log(variance) : variance;
  }

  private forecast(): number {
    const value = this.regression.predict(this.regressors);
    if (this.shape.isLog) return Math.exp(value + this.regression.residualVariance() / 2);
    return value > 0 ? value : NaN;
  }
}

const areFinite = (values: Float64Array): boolean => values.every(Number.isFinite);
