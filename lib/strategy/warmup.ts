/** How much of the past a strategy needs before its first decision. Knows no data. */
import type { Indicator } from "../indicators/indicator.js";
import { timeframeMs } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";

/** Time that the slowest indicator takes to warm up; 0 without indicators. @param interval of the run's bars */
export function warmupTime(indicators: Readonly<Record<string, Indicator>>, interval: Millis): Millis {
  return Math.max(0, ...Object.values(indicators).map(({ warmup, timeframe }) => warmup * (timeframe === undefined ? interval : timeframeMs(timeframe))));
}
