/**
 * Markets whose truth is known, for judging the bench itself: a random walk in which nothing can be earned, and one with an edge of a known size planted in it.
 * Seeded; labelled synthetic. Not realistic, and not meant to be: `data synthetic` makes a market that looks like one.
 */
import { candles, type Candles } from "../../market/candles.js";
import { normalRandom, uniformRandom } from "../../market/random.js";
import { timeframeMs, type Timeframe } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";

export interface WorldOptions {
  readonly seed: number;
  readonly bars: number;
  /** Default 1h. */
  readonly timeframe?: Timeframe;
  /** First open time; default 2022-01-01. */
  readonly from?: Millis;
  /** Standard deviation of log returns a year. Default 0.6. */
  readonly volatility?: number;
  /** Default BTC/USDT. */
  readonly symbol?: string;
}

export interface PlantedOptions extends WorldOptions {
  /** Drift of each bar towards where the last bars went, in standard deviations of a bar: following them by one unit earns this much a bar before costs, so its Sharpe ratio is about edge × sqrt(bars a year). */
  readonly edge: number;
  /** Bars whose summed return decides the direction; a fast rate of change of this period tells it. */
  readonly lookback: number;
}

const YEAR = 365 * 86_400_000;
/** Prices inside a bar, from which its high and low come. */
const STEPS = 8;

/** A martingale: the expected close is the last one, whatever happened before. */
export const randomWalk = (options: WorldOptions): Candles => world(options, () => 0);

/** A walk that leans towards the direction of its own last bars. */
export function plantedEdge({ edge, lookback, ...options }: PlantedOptions): Candles {
  return world(options, (returns, row) => {
    let went = 0;
    for (let i = Math.max(0, row - lookback); i < row; i++) went += returns[i]!;
    return edge * Math.sign(went);
  });
}

/** @param lean drift of the next bar in its standard deviations, from the log returns before it */
function world({ seed, bars, timeframe = "1h", from = Date.UTC(2022, 0, 1), volatility = 0.6, symbol = "BTC/USDT" }: WorldOptions, lean: (returns: Float64Array, row: number) => number): Candles {
  const interval = timeframeMs(timeframe), deviation = volatility * Math.sqrt(interval / YEAR), normal = normalRandom(uniformRandom(seed)), returns = new Float64Array(bars);
  const column = (): Float64Array => new Float64Array(bars), open = column(), high = column(), low = column(), close = column(), volume = column(), takerBuyVolume = column();
  let logPrice = Math.log(30_000), last = 30_000;
  for (let row = 0; row < bars; row++) {
    const before = logPrice, drift = lean(returns, row) * deviation - (deviation * deviation) / 2;
    open[row] = high[row] = low[row] = last;
    for (let step = 0; step < STEPS; step++) {
      logPrice += drift / STEPS + (deviation / Math.sqrt(STEPS)) * normal();
      last = Math.max(0.01, Math.round(Math.exp(logPrice) * 100) / 100);
      high[row] = Math.max(high[row]!, last);
      low[row] = Math.min(low[row]!, last);
    }
    close[row] = last;
    returns[row] = logPrice - before;
    volume[row] = Math.round(100_000 * Math.exp(0.4 * normal())) / 100;
    takerBuyVolume[row] = Math.round(volume[row]! * (0.5 + 0.1 * Math.tanh(normal())) * 100) / 100;
  }
  const openTime = Float64Array.from({ length: bars }, (_, row) => from + row * interval);
  return candles({ exchange: "synthetic", symbol, synthetic: true, builtFrom: timeframe }, timeframe, { openTime, open, high, low, close, volume, takerBuyVolume });
}
