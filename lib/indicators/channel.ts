/** The highest and the lowest of a window, and the channel between them. The closing bar is part of its own window. */
import { fed, Midpoint, ofSource, onTimeframe, type SourceOption, type TimeframeOption } from "./build.js";
import { feedOf } from "./feed.js";
import type { Indicator } from "./indicator.js";
import { bars, known } from "./options.js";
import { RollingExtreme } from "./window.js";

/**
 * Highest of the last `period` values, of `high` unless `of` says otherwise.
 * @param period bars, whole, at least 1; first value at bar `period`
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function highest(period: number, options: SourceOption = {}): Indicator {
  bars("highest", "period", period);
  return ofSource("highest", options, () => new RollingExtreme(period, 1), { of: "high" });
}

/**
 * Lowest of the last `period` values, of `low` unless `of` says otherwise.
 * @param period bars, whole, at least 1; first value at bar `period`
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function lowest(period: number, options: SourceOption = {}): Indicator {
  bars("lowest", "period", period);
  return ofSource("lowest", options, () => new RollingExtreme(period, -1), { of: "low" });
}

type ChannelOutput = (period?: number, options?: TimeframeOption) => Indicator;

/**
 * Donchian channel, quote currency: highest high and lowest low of the last `period` bars, and halfway between them.
 * The closing bar is among them, so a close never lies outside: for a breakout compare with the value of the bar before.
 * First value at bar `period`.
 * @throws QuantError BAD_PERIOD, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export const donchian: Readonly<Record<"upper" | "lower" | "middle", ChannelOutput>> = {
  upper: (period = 20, options = {}) => channel(period, options, upper),
  lower: (period = 20, options = {}) => channel(period, options, lower),
  middle: (period = 20, options = {}) => channel(period, options, (size) => new Midpoint(upper(size), lower(size))),
};

const upper = (size: number): Indicator => fed(() => feedOf("high"), () => new RollingExtreme(size, 1));
const lower = (size: number): Indicator => fed(() => feedOf("low"), () => new RollingExtreme(size, -1));

function channel(period: number, options: TimeframeOption, make: (size: number) => Indicator): Indicator {
  bars("donchian", "period", period);
  known("donchian", options, ["timeframe"]);
  return onTimeframe(make(period), options.timeframe);
}
