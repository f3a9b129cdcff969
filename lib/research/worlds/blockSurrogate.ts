/**
 * A history that might have been: the real bars put together in another order, so that their shapes and sizes stay and what came after what is lost.
 * A strategy that earns as much on these has found nothing in the order of things. Labelled synthetic.
 */
import { candles, type Candles } from "../../market/candles.js";
import { QuantError } from "../../market/errors.js";
import { uniformRandom } from "../../market/random.js";

/**
 * Stationary bootstrap of bars: blocks of geometric length, joined by their moves from the close before, wrapped around at the end. Times stay.
 * @param block mean bars of a block, at least 1: dependence over fewer bars survives inside blocks; 1 leaves none
 * @see Politis and Romano (1994), J. American Statistical Association 89; Theiler et al. (1992), Physica D 58, on surrogate data
 */
export function blockSurrogate(source: Candles, seed: number, block: number = 1): Candles {
  const { length, openTime, timeframe, origin } = source;
  if (!(block >= 1)) throw new QuantError("input", "BAD_OPTION", `a block surrogate's mean block is ${block} bars, at least 1 was expected`, { block });
  if (length < 2) throw new QuantError("input", "BAD_OPTION", `a block surrogate of ${length} candles: at least 2 were expected`, { length });
  const uniform = uniformRandom(seed), column = (): Float64Array => new Float64Array(length);
  const out = { open: column(), high: column(), low: column(), close: column(), volume: column(), takerBuyVolume: source.takerBuyVolume === undefined ? undefined : column() };
  let from = 1, last = source.close[0]!;
  for (let row = 0; row < length; row++) {
    from = row === 0 || uniform() < 1 / block ? 1 + Math.floor(uniform() * (length - 1)) : from + 1 < length ? from + 1 : 1;
    last = copyBar(source, from, out, row, last);
  }
  return candles({ ...origin, synthetic: true }, timeframe, { openTime, ...out });
}

type Columns = { readonly [name in "open" | "high" | "low" | "close" | "volume"]: Float64Array } & { readonly takerBuyVolume: Float64Array | undefined };

/** The bar's moves from the close before it, laid at `last`. @returns the new close */
function copyBar(source: Candles, from: number, out: Columns, row: number, last: number): number {
  const scale = last / source.close[from - 1]!, cents = (price: number): number => Math.max(0.01, Math.round(price * scale * 100) / 100);
  out.open[row] = cents(source.open[from]!);
  out.high[row] = cents(source.high[from]!);
  out.low[row] = cents(source.low[from]!);
  out.volume[row] = source.volume[from]!;
  if (out.takerBuyVolume !== undefined) out.takerBuyVolume[row] = source.takerBuyVolume![from]!;
  return (out.close[row] = cents(source.close[from]!));
}
