/**
 * Variance per bar from open, high, low and close: Parkinson, Garman-Klass, Rogers-Satchell and their mixtures. All are means over a window.
 * Prices move in steps, so the true extremes are missed and these estimators read LOW: with 60 moves a bar Parkinson gives 0.84 of the
 * variance, Garman-Klass and Rogers-Satchell 0.78; with 10 moves 0.66, 0.54 and 0.53 (simulated).
 */
import type { Candles } from "../../market/candles.js";
import { fed, onTimeframe, type TimeframeOption } from "../build.js";
import type { Feed } from "../feed.js";
import type { Bar, Indicator } from "../indicator.js";
import { RollingVariance } from "../moments.js";
import { bars, known } from "../options.js";
import { RollingMean } from "../window.js";
import { Combined } from "./combined.js";
import { MEASURE, measured, type MeasureOption } from "./measure.js";

/** The prices of a bar and the close before it; what a range estimator averages is a function of them. */
type OfBar = (open: number, high: number, low: number, close: number, before: number) => number;

class RangeFeed implements Feed {
  private previous = NaN;
  /** @param lead 1 where the close before is looked at */
  constructor(private readonly of: OfBar, readonly lead: 0 | 1) {}

  next(bar: Readonly<Bar>): number {
    const value = this.of(bar.open, bar.high, bar.low, bar.close, this.previous);
    this.previous = bar.close;
    return value;
  }

  column({ open, high, low, close, length }: Candles): Float64Array {
    const { of, lead } = this, out = new Float64Array(Math.max(length - lead, 0));
    for (let row = lead, i = 0; row < length; row++, i++) out[i] = of(open[row]!, high[row]!, low[row]!, close[row]!, row > 0 ? close[row - 1]! : NaN);
    return out;
  }
}

/** A logarithm squared. */
const squareLog = (ratio: number): number => Math.log(ratio) ** 2;

const parkinsonTerm: OfBar = (_open, high, low) => squareLog(high / low) / (4 * Math.LN2);
const garmanKlassTerm: OfBar = (open, high, low, close) => 0.5 * squareLog(high / low) - (2 * Math.LN2 - 1) * squareLog(close / open);
const rogersSatchellTerm: OfBar = (open, high, low, close) => Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open);
const garmanKlassYangZhangTerm: OfBar = (open, high, low, close, before) => squareLog(open / before) + garmanKlassTerm(open, high, low, close, before);

export type RangeOptions = TimeframeOption & MeasureOption;

/** In the unit and on the timeframe asked for. */
function ranged(name: string, options: RangeOptions, make: () => Indicator): Indicator {
  known(name, options, ["timeframe", ...MEASURE]);
  return onTimeframe(measured(name, make(), options), options.timeframe);
}

function meanOf(name: string, period: number, options: RangeOptions, term: OfBar, lead: 0 | 1 = 0): Indicator {
  bars(name, "period", period);
  return ranged(name, options, () => fed(() => new RangeFeed(term, lead), () => new RollingMean(period)));
}

/**
 * Parkinson's variance per bar: mean of ln(high / low)^2 / (4 ln 2). About 5.2 times as efficient as close-to-close; a drift makes it read high, what happens between close and open is not seen.
 * @param period bars, whole, at least 1; first value at bar `period`
 * @see Parkinson (1980), J. Business 53(1)
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export const parkinson = (period: number, options: RangeOptions = {}): Indicator => meanOf("parkinson", period, options, parkinsonTerm);

/**
 * Garman and Klass's variance per bar: mean of ln(high / low)^2 / 2 - (2 ln 2 - 1) ln(close / open)^2. About 7.4 times as efficient as close-to-close, for no drift and no gaps.
 * @param period bars, whole, at least 1; first value at bar `period`
 * @see Garman and Klass (1980), J. Business 53(1), their practical estimator
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export const garmanKlass = (period: number, options: RangeOptions = {}): Indicator => meanOf("garmanKlass", period, options, garmanKlassTerm);

/**
 * Garman and Klass's variance with Yang and Zhang's term for the jump from the close before: their mean plus that of ln(open / close before)^2.
 * @param period bars, whole, at least 1; first value at bar `period + 1`
 * @see Yang and Zhang (2000), J. Business 73(3)
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export const garmanKlassYangZhang = (period: number, options: RangeOptions = {}): Indicator => meanOf("garmanKlassYangZhang", period, options, garmanKlassYangZhangTerm, 1);

/**
 * Rogers and Satchell's variance per bar, free of the drift: mean of ln(high / close) ln(high / open) + ln(low / close) ln(low / open). A bar that goes straight from low to high counts 0.
 * @param period bars, whole, at least 1; first value at bar `period`
 * @see Rogers and Satchell (1991), Annals of Applied Probability 1(4)
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export const rogersSatchell = (period: number, options: RangeOptions = {}): Indicator => meanOf("rogersSatchell", period, options, rogersSatchellTerm);

/**
 * Yang and Zhang's variance per bar: free of the drift, and it sees the jump from close to open. n = `period`; variances with divisor n - 1.
 *     var(ln(open / close before)) + k var(ln(close / open)) + (1 - k) Rogers-Satchell,   k = 0.34 / (1.34 + (n + 1) / (n - 1))
 * A market that never closes hardly has the first term: there it is a mixture of the other two.
 * @param period bars, whole, at least 2; first value at bar `period + 1`
 * @see Yang and Zhang (2000), J. Business 73(3)
 * @throws QuantError BAD_PERIOD, BAD_OPTION, UNKNOWN_OPTION, BAD_TIMEFRAME
 */
export function yangZhang(period: number, options: RangeOptions = {}): Indicator {
  bars("yangZhang", "period", period, 2);
  const k = 0.34 / (1.34 + (period + 1) / (period - 1)), variance = (): RollingVariance => new RollingVariance(period, 1);
  const jump = fed(() => new RangeFeed((open, _high, _low, _close, before) => Math.log(open / before), 1), variance);
  const body = fed(() => new RangeFeed((open, _high, _low, close) => Math.log(close / open), 0), variance);
  const inside = fed(() => new RangeFeed(rogersSatchellTerm, 0), () => new RollingMean(period));
  return ranged("yangZhang", options, () => new Combined([jump, body, inside], (v) => v[0]! + k * v[1]! + (1 - k) * v[2]!));
}
