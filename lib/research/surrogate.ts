/**
 * A market with the same bars and no memory: what a result on real bars has to beat before it says anything about the market (the null of 1.4 and 5.2).
 * Knows no strategy.
 */
import { candles, type Candles } from "../market/candles.js";
import { uniformRandom } from "../market/random.js";

/**
 * Sign-flip surrogate: the moves of each bar, open, high, low and close relative to the close before it, are kept or mirrored by the toss of a coin. Ranges and
 * the clustering of volatility stay, drift and autocorrelation go: its closes are a martingale. The guess at the path inside a bar stays as wrong as it was.
 *     price' = close'[t-1] (1 ± (price / close[t-1] - 1)),   high and low, bought and sold volume trading places in a mirrored bar
 * The first bar is relative to its own open. Labelled synthetic.
 * @param seed the same gives the same market
 * @param ticksPerUnit prices are put on the tick, the chain of moves is not: 10 for a tick of 0.1
 */
export function signFlipSurrogate(real: Candles, seed: number, ticksPerUnit: number): Candles {
  const { length, openTime, volume } = real, random = uniformRandom(seed), column = (): Float64Array => new Float64Array(length);
  const open = column(), high = column(), low = column(), close = column(), bought = real.takerBuyVolume === undefined ? undefined : column();
  for (let row = 0, before = real.open[0]!, flipped = before; row < length; row++) {
    const mirror = random() < 0.5, way = mirror ? -1 : 1, move = (price: number): number => flipped * (1 + way * (price / before - 1)), at = (price: number): number => Math.round(move(price) * ticksPerUnit) / ticksPerUnit;
    open[row] = at(real.open[row]!);
    high[row] = at(mirror ? real.low[row]! : real.high[row]!);
    low[row] = at(mirror ? real.high[row]! : real.low[row]!);
    close[row] = at(real.close[row]!);
    if (bought !== undefined) bought[row] = mirror ? volume[row]! - real.takerBuyVolume![row]! : real.takerBuyVolume![row]!;
    flipped = move(real.close[row]!);
    before = real.close[row]!;
  }
  return candles({ ...real.origin, synthetic: true }, real.timeframe, { openTime, open, high, low, close, volume, takerBuyVolume: bought });
}
