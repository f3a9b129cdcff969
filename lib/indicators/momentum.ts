/** How fast and how far a price has moved, against itself. */
import { ofSource, type SourceOption } from "./build.js";
import { RateOfChange } from "./change.js";
import type { Indicator } from "./indicator.js";
import { RollingZScore } from "./moments.js";
import { bars, ddofOf, type DdofOption } from "./options.js";
import { StrengthIndex } from "./smoothing.js";

/**
 * Wilder's relative strength index, 0 to 100 and not rounded.
 *     100 * U / (U + D),   U and D: Wilder averages of the rises and the falls of a bar
 * A market that has not moved at all gives 50.
 * @param period bars, whole, at least 1; first value at bar `period + 1`
 * @see Wilder (1978), New Concepts in Technical Trading Systems
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function rsi(period = 14, options: SourceOption = {}): Indicator {
  bars("rsi", "period", period);
  return ofSource("rsi", options, () => new StrengthIndex(period));
}

/**
 * Rate of change in percent: 100 * (x / x[period bars ago] - 1).
 * Bars, not time: across a gap it spans longer. NaN where the earlier value is 0, which only a volume can be.
 * @param period bars, whole, at least 1; first value at bar `period + 1`
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function roc(period: number, options: SourceOption = {}): Indicator {
  bars("roc", "period", period);
  return ofSource("roc", options, () => new RateOfChange(period));
}

/**
 * Distance of the value from the mean of the last `period` (itself among them), in their standard deviations.
 * A flat window gives 0.
 * @param period bars, whole, at least 1 + ddof; first value at bar `period`
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function zscore(period: number, options: SourceOption & DdofOption = {}): Indicator {
  const ddof = ddofOf("zscore", options);
  bars("zscore", "period", period, 1 + ddof);
  return ofSource("zscore", options, () => new RollingZScore(period, ddof), { extra: ["ddof"] });
}
