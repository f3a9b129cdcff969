/**
 * A market made up from a seed: a spot and a perpetual market of one price, and funding. No strategy can earn in it but by luck:
 * - the price is a martingale: log returns are normal with mean -variance/2, whatever happened before;
 * - its volatility is random and lasting: log volatility returns to its mean with a half-life of 12 hours (a stochastic volatility model, Taylor 1986);
 * - highs and lows are the extremes of a Brownian bridge between open and close (Beghin and Orsingher 1999), each drawn by itself;
 * - funding is independent of everything, with mean 0.
 * Prices lie on the instruments' ticks, volumes on their steps. Volumes, counts and taker shares are plausible and no more. Writes nothing.
 */
import type { Column } from "../../market/candles.js";
import { instrument } from "../../market/instrument.js";
import { normalRandom, uniformRandom } from "../../market/random.js";
import { barStart, timeframeMs, type Timeframe } from "../../market/timeframe.js";
import type { TradingRules } from "../../market/tradingRules.js";
import type { Millis } from "../../market/units.js";
import { SYNTHETIC } from "../exchanges.js";

export interface SyntheticOptions {
  readonly seed: number;
  /** First open time; moved up to a whole bar. */
  readonly from: Millis;
  /** Exclusive. A longer window begins with the same bars. */
  readonly to: Millis;
  readonly timeframe: Timeframe;
}

/** Bars as the store keeps them. Volumes in base currency, `quoteVolume` in quote currency. */
export interface SyntheticBars {
  readonly time: Column; readonly open: Column; readonly high: Column; readonly low: Column; readonly close: Column;
  readonly volume: Column; readonly quoteVolume: Column; readonly trades: Column; readonly takerBuyVolume: Column;
}

export const SYNTHETIC_SPOT = "BTC/USDT";
export const SYNTHETIC_PERPETUAL = "BTC/USDT:USDT";

const START_PRICE = 30_000;
const YEAR = 365 * 86_400_000, HOUR = 3_600_000;
/** Of log returns, a year, while log volatility is at its mean. */
const MEAN_VOLATILITY = 0.6;
const HALF_LIFE = 12 * HOUR;
/** Standard deviation of log volatility. */
const VOLATILITY_SPREAD = 0.5;

/** The bars of `symbol`. Both symbols of one seed follow the same price, on their own ticks and with their own volumes. */
export function syntheticBars(symbol: typeof SYNTHETIC_SPOT | typeof SYNTHETIC_PERPETUAL, { seed, from, to, timeframe }: SyntheticOptions): SyntheticBars {
  const interval = timeframeMs(timeframe), aligned = barStart(from + interval - 1, interval), length = Math.max(0, Math.ceil((to - aligned) / interval));
  const bars = emptyBars(length), price = pricePath(seed, interval), perpetual = symbol === SYNTHETIC_PERPETUAL;
  const rules = instrument(SYNTHETIC, symbol).rules.at(-1)!, trade = tradePath(seed, perpetual, interval, rules);
  let previous = onTick(START_PRICE, rules);
  for (let row = 0; row < length; row++) {
    const { latent, up, down, volatility, surprise } = price(), close = onTick(latent, rules);
    bars.time[row] = aligned + row * interval;
    bars.open[row] = previous;
    bars.close[row] = close;
    bars.high[row] = Math.max(previous, close, onTick(Math.max(previous, close) * up, rules));
    bars.low[row] = Math.min(previous, close, Math.max(1 / rules.ticksPerUnit, onTick(Math.min(previous, close) * down, rules)));
    trade(bars, row, volatility, surprise);
    previous = close;
  }
  return bars;
}

/** Settlements every eight hours at the rates of an even market: independent, mean 0, one basis point of spread. The mark is the perpetual's price there. */
export function syntheticFunding(bars: SyntheticBars, { seed, from, to }: SyntheticOptions): { readonly time: Column; readonly rate: Column; readonly mark: Column } {
  const normal = normalRandom(uniformRandom(seed, 4)), first = barStart(from + 8 * HOUR - 1, 8 * HOUR), length = Math.max(0, Math.ceil((to - first) / (8 * HOUR)));
  const time = Float64Array.from({ length }, (_, i) => first + i * 8 * HOUR), rate = time.map(() => Math.round(normal() * 1e4) / 1e8);
  const priceAt = new Map(Array.from(bars.time, (at, row) => [at, bars.open[row]!]));
  return { time, rate, mark: time.map((at) => priceAt.get(at) ?? NaN) };
}

interface Step { readonly latent: number; readonly up: number; readonly down: number; readonly volatility: number; readonly surprise: number }

/** The price, bar by bar. The same number of draws every bar, so that a longer window begins alike. */
function pricePath(seed: number, interval: Millis): () => Step {
  const uniform = uniformRandom(seed, 1), normal = normalRandom(uniform);
  const keep = 0.5 ** (interval / HALF_LIFE), shock = VOLATILITY_SPREAD * Math.sqrt(1 - keep * keep), scale = MEAN_VOLATILITY * Math.sqrt(interval / YEAR);
  let logVolatility = 0, latent = START_PRICE;
  return () => {
    const volatility = Math.exp(logVolatility), deviation = scale * volatility, surprise = normal();
    const step = deviation * surprise - (deviation * deviation) / 2;
    latent *= Math.exp(step);
    const up = Math.exp(excursion(Math.abs(step), deviation, uniform())), down = Math.exp(-excursion(Math.abs(step), deviation, uniform()));
    logVolatility = keep * logVolatility + shock * normal();
    return { latent, up, down, volatility, surprise };
  };
}

/** How far a Brownian bridge from 0 to `step` rises above the higher of its ends: its maximum m has P(m > x) = exp(-2x(x - step) / deviation²). */
const excursion = (step: number, deviation: number, u: number): number => (Math.sqrt(step * step - 2 * deviation * deviation * Math.log(1 - u)) - step) / 2;

/** Volume, count and taker share: more when it is volatile, takers lean the way the price went. */
function tradePath(seed: number, perpetual: boolean, interval: Millis, { stepsPerUnit }: TradingRules): (bars: SyntheticBars, row: number, volatility: number, surprise: number) => void {
  const normal = normalRandom(uniformRandom(seed, perpetual ? 3 : 2)), perBar = ((perpetual ? 150 : 30) * interval) / 60_000;
  return (bars, row, volatility, surprise) => {
    const steps = Math.max(1, Math.round(perBar * volatility * Math.exp(0.6 * normal()) * (0.6 + 0.5 * Math.abs(surprise)) * stepsPerUnit));
    const share = Math.min(0.98, Math.max(0.02, 0.5 + 0.12 * Math.tanh(surprise) + 0.08 * normal())), volume = steps / stepsPerUnit;
    bars.volume[row] = volume;
    bars.takerBuyVolume[row] = Math.round(steps * share) / stepsPerUnit;
    bars.quoteVolume[row] = Math.round(volume * ((bars.open[row]! + bars.high[row]! + bars.low[row]! + bars.close[row]!) / 4) * 100) / 100;
    bars.trades[row] = Math.max(1, Math.round(volume * 25 * Math.exp(0.3 * normal())));
  };
}

const onTick = (price: number, { ticksPerUnit }: TradingRules): number => Math.max(1, Math.round(price * ticksPerUnit)) / ticksPerUnit;

function emptyBars(length: number): SyntheticBars {
  const column = (): Column => new Float64Array(length);
  return { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column(), quoteVolume: column(), trades: column(), takerBuyVolume: column() };
}
