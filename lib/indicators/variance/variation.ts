/** Quadratic variation of a window of log returns, and how much of it were jumps. Sums over the window, so their unit is the variance of `period` bars. */
import type { PriceSource } from "../feed.js";
import type { Indicator } from "../indicator.js";
import { bars } from "../options.js";
import { RollingMean } from "../window.js";
import { Combined } from "./combined.js";
import { ofReturns, onReturns, varianceOfReturns, type ReturnOptions, type VarianceOptions } from "./returns.js";

const squares = (period: number, source: PriceSource): Indicator => onReturns("square", source, () => new RollingMean(period, 1));

/** n - 1 products stand for n returns, and pi / 2 is 1 / E|z|^2. */
const neighbours = (period: number, source: PriceSource): Indicator =>
  onReturns("neighbours", source, () => new RollingMean(period - 1, (2 / Math.PI) * ((period - 1) / period)));

const jumpShare = (variations: Float64Array): number => {
  const realised = variations[0]!, bipower = variations[1]!;
  return realised === 0 ? 0 : Math.max(realised - bipower, 0) / realised;
};

/**
 * Realised variance: the sum of r^2 over the last `period` log returns. The variance of the whole window, not per bar; with `barsPerYear` of a year.
 * Returns of seconds read high (the price bounces between bid and ask): 5-minute returns are usual for a day.
 * @param period returns, whole, at least 1; first value at bar `period + 1`
 * @see Andersen, Bollerslev, Diebold and Labys (2003), Econometrica 71(2)
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function realisedVariance(period: number, options: VarianceOptions = {}): Indicator {
  bars("realisedVariance", "period", period);
  return varianceOfReturns("realisedVariance", options, (source) => squares(period, source), { bars: period });
}

/**
 * Bipower variation: what of the realised variance did not come in jumps, for a jump meets an ordinary return on either side. n = `period` returns.
 *     (pi / 2) (n / (n - 1)) sum |r_i| |r_(i-1)|,   both returns inside the window
 * @param period returns, whole, at least 2; first value at bar `period + 1`; the variance of the whole window
 * @see Barndorff-Nielsen and Shephard (2004), J. Financial Econometrics 2(1)
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function bipowerVariation(period: number, options: VarianceOptions = {}): Indicator {
  bars("bipowerVariation", "period", period, 2);
  return varianceOfReturns("bipowerVariation", options, (source) => neighbours(period, source), { bars: period });
}

/**
 * Share of the realised variance that came in jumps: max(RV - BV, 0) / RV, from 0 to 1; 0 where nothing moved.
 * Its noise is large in short windows: without any jump it is above 0 about half of the time.
 * @param period returns, whole, at least 2; first value at bar `period + 1`
 * @see Barndorff-Nielsen and Shephard (2004), J. Financial Econometrics 2(1)
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function jumpRatio(period: number, options: ReturnOptions = {}): Indicator {
  bars("jumpRatio", "period", period, 2);
  return ofReturns("jumpRatio", options, (source) => new Combined([squares(period, source), neighbours(period, source)], jumpShare));
}
