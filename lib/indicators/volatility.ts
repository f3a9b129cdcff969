/** How far prices swing: ranges, deviations, bands. Nothing is annualised unless asked. */
import { fed, ofSource, onTimeframe, type SourceOption, type TimeframeOption } from "./build.js";
import { RealisedVolatility } from "./change.js";
import { PRICE_SOURCES, TrueRangeFeed, type PriceSource } from "./feed.js";
import type { Indicator } from "./indicator.js";
import { Identity } from "./kernel.js";
import { RollingBand, RollingStd } from "./moments.js";
import { bars, ddofOf, known, number, type DdofOption } from "./options.js";
import { wilders } from "./smoothing.js";

/**
 * True range, quote currency: max(high, previous close) - min(low, previous close). First value at bar 2.
 * @see Wilder (1978), New Concepts in Technical Trading Systems
 * @throws QuantError UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function trueRange(options: TimeframeOption = {}): Indicator {
  known("trueRange", options, ["timeframe"]);
  return onTimeframe(fed(() => new TrueRangeFeed(), () => new Identity()), options.timeframe);
}

/**
 * Average true range, quote currency: Wilder's average of the true range, from bar 2 on, where there is a close before.
 * @param period bars, whole, at least 1; first value at bar `period + 1`
 * @see Wilder (1978), New Concepts in Technical Trading Systems
 * @throws QuantError BAD_PERIOD, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function atr(period = 14, options: TimeframeOption = {}): Indicator {
  bars("atr", "period", period);
  known("atr", options, ["timeframe"]);
  return onTimeframe(fed(() => new TrueRangeFeed(), () => wilders(period)), options.timeframe);
}

/**
 * Standard deviation of the last `period` values, population (divisor n) unless `ddof: 1`; unit of its source. Exactly 0 in a flat window.
 * @param period bars, whole, at least 1 + ddof; first value at bar `period`
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function rollingStd(period: number, options: SourceOption & DdofOption = {}): Indicator {
  const ddof = ddofOf("rollingStd", options);
  bars("rollingStd", "period", period, 1 + ddof);
  return ofSource("rollingStd", options, () => new RollingStd(period, ddof), { extra: ["ddof"] });
}

type BandOutput = (period?: number, width?: number, options?: SourceOption) => Indicator;

/**
 * Bollinger bands, unit of its source: mean of the last `period` values, and `width` population standard deviations above and below it.
 * In a flat window all three are the price itself. First value at bar `period`.
 * @see Bollinger (2001), Bollinger on Bollinger Bands
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export const bollinger: Readonly<Record<"middle" | "upper" | "lower", BandOutput>> = {
  middle: (period = 20, width = 2, options = {}) => band(period, width, 0, options),
  upper: (period = 20, width = 2, options = {}) => band(period, width, 1, options),
  lower: (period = 20, width = 2, options = {}) => band(period, width, -1, options),
};

function band(period: number, width: number, side: -1 | 0 | 1, options: SourceOption): Indicator {
  bars("bollinger", "period", period);
  number("bollinger", "width", width, 0);
  return ofSource("bollinger", options, () => new RollingBand(period, side * width));
}

/**
 * Realised volatility: sqrt(mean of r^2), r the log return of a bar, no mean subtracted; a fraction per bar, so 0.001 is 10 basis points a bar.
 * With `barsPerYear` it is multiplied by its root: 365 for days, 8,760 for hours, 525,600 for minutes; Bitcoin never closes.
 * Bars, not time: a return across a gap counts as one bar's.
 * @param period returns in the window, whole, at least 1; first value at bar `period + 1`
 * @see Andersen and Bollerslev (1998), International Economic Review 39(4)
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function realisedVol(period: number, options: SourceOption<PriceSource> & { readonly barsPerYear?: number | undefined } = {}): Indicator {
  bars("realisedVol", "period", period);
  const scale = options.barsPerYear === undefined ? 1 : number("realisedVol", "barsPerYear", options.barsPerYear, 0);
  return ofSource("realisedVol", options, () => new RealisedVolatility(period, scale), { allowed: PRICE_SOURCES, extra: ["barsPerYear"] });
}
