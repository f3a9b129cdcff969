/** Averages of a price and what is read off two of them: where the market leans. */
import { ofSource, type SourceOption } from "./build.js";
import type { Indicator } from "./indicator.js";
import { bars } from "./options.js";
import { QuantError } from "../market/errors.js";
import { Convergence, ConvergenceSignal, exponential, wilders } from "./smoothing.js";
import { RollingMean } from "./window.js";

/**
 * Simple moving average: the plain mean of the last `period` values.
 * @param period bars, whole, at least 1; first value at bar `period`
 * @returns the unit of its source; summed in blocks counted from the first bar (`window.ts`), so a tie of two averages is decided by their last bits
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function sma(period: number, options: SourceOption = {}): Indicator {
  bars("sma", "period", period);
  return ofSource("sma", options, () => new RollingMean(period));
}

/**
 * Exponential moving average: m += 2 / (period + 1) * (x - m), seeded with the mean of the first `period` values (TA-Lib's way; others seed with the first price).
 * @param period bars, whole, at least 1; first value at bar `period`
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function ema(period: number, options: SourceOption = {}): Indicator {
  bars("ema", "period", period);
  return ofSource("ema", options, () => exponential(period));
}

/**
 * Wilder's moving average (RMA, SMMA): m += (x - m) / period, seeded with the mean of the first `period` values.
 * @param period bars, whole, at least 1; first value at bar `period`
 * @see Wilder (1978), New Concepts in Technical Trading Systems
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function wilder(period: number, options: SourceOption = {}): Indicator {
  bars("wilder", "period", period);
  return ofSource("wilder", options, () => wilders(period));
}

type MacdOutput = (fast?: number, slow?: number, signal?: number, options?: SourceOption) => Indicator;

/**
 * Moving average convergence divergence, unit of its source (quote currency for prices). Periods in bars, `fast` below `slow`.
 *     line = ema(fast) - ema(slow),   signal = ema(signal) of the line,   histogram = line - signal
 * Each ema is seeded with the mean of its own first values. First `line` at bar `slow`, the others at `slow + signal - 1`.
 * @see Appel (2005), Technical Analysis: Power Tools for Active Investors
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export const macd: Readonly<Record<"line" | "signal" | "histogram", MacdOutput>> = {
  line: (fast = 12, slow = 26, signal = 9, options = {}) => {
    macdPeriods(fast, slow, signal);
    return ofSource("macd", options, () => new Convergence(fast, slow));
  },
  signal: (fast = 12, slow = 26, signal = 9, options = {}) => {
    macdPeriods(fast, slow, signal);
    return ofSource("macd", options, () => new ConvergenceSignal(fast, slow, signal, 0));
  },
  histogram: (fast = 12, slow = 26, signal = 9, options = {}) => {
    macdPeriods(fast, slow, signal);
    return ofSource("macd", options, () => new ConvergenceSignal(fast, slow, signal, 1));
  },
};

function macdPeriods(fast: number, slow: number, signal: number): void {
  bars("macd", "fast", fast);
  bars("macd", "slow", slow);
  bars("macd", "signal", signal);
  if (fast >= slow) throw new QuantError("input", "BAD_PERIOD", `macd: fast is ${fast} and slow is ${slow}, fast must be below slow`, { fast, slow });
}
