/**
 * What the market did after each fill (K2): markout, and its two parts, the half-spread that was earned and the adverse selection that took it back.
 * Knows no strategy and no fee.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { uniformRandom } from "../market/random.js";
import type { Millis } from "../market/units.js";
import type { MakerFills } from "./makerFills.js";
import { midsAfter, type MidPrices } from "./midPrices.js";
import { weightedMean } from "./weightedMean.js";

/** The horizons of K2 by name. */
export type HorizonName = "1s" | "5s" | "10s" | "30s" | "1m" | "5m" | "15m" | "1h";
export const MARKOUT_HORIZONS: Readonly<Record<HorizonName, Millis>> = { "1s": 1_000, "5s": 5_000, "10s": 10_000, "30s": 30_000, "1m": 60_000, "5m": 300_000, "15m": 900_000, "1h": 3_600_000 };

/** Means over the fills with both mids known, weighted by quantity, in basis points of the fill's price. Above 0 is good for whoever was filled. */
export interface Markout {
  /** ms. */
  readonly horizon: Millis;
  /** Fills with both mids known: fewer near the end of the data and its gaps. */
  readonly fills: number;
  /** s (m(t + h) - p) / p. */
  readonly markout: number;
  /** Ends of the markout's 95% interval by block bootstrap; NaN where the fills are too few. */
  readonly low: number;
  readonly high: number;
  /** s (m - p) / p, m the mid before the fill. */
  readonly halfSpread: number;
  /** s (m(t + h) - m) / p; below 0 the market went against the fill. markout = halfSpread + adverse. */
  readonly adverse: number;
}

type MarkedFills = Pick<MakerFills, "time" | "quantity" | "price" | "mid">;

const BP = 1e4;

/**
 * Markouts at each horizon, each from the same seed. s is +1 for a buy, -1 for a sell, whichever side took.
 * @param horizons ms, at least 0; NaN figures below a bar's length
 * @throws QuantError BAD_HORIZON
 * @see Huang and Stoll (1996), J. Financial Economics 41(3): realised spread = effective spread - price impact
 */
export function markouts(fills: MarkedFills, mids: MidPrices, seed: number, horizons: readonly Millis[] = Object.values(MARKOUT_HORIZONS)): readonly Markout[] {
  const weights = fills.quantity.map(Math.abs);
  return horizons.map((horizon) => {
    if (!(horizon >= 0 && horizon < Infinity)) throw new QuantError("input", "BAD_HORIZON", `a markout after ${horizon} ms was asked for: a finite number of at least 0 was expected`, { horizon });
    return horizon < mids.interval ? unanswered(horizon) : markoutAt(fills, weights, midsAfter(mids, fills.time, horizon), horizon, seed);
  });
}

const unanswered = (horizon: Millis): Markout => ({ horizon, fills: 0, markout: NaN, low: NaN, high: NaN, halfSpread: NaN, adverse: NaN });

/** @param later the mid at the horizon, one a fill; its memory becomes that of the markouts */
function markoutAt({ time, quantity, price, mid }: MarkedFills, weights: Column, later: Column, horizon: Millis, seed: number): Markout {
  let halfSpread = 0, adverse = 0, weight = 0, fills = 0, first = NaN, last = NaN;
  for (let i = 0; i < later.length; i++) {
    const p = price[i]!, m = mid[i]!, move = later[i]! - m, size = weights[i]!, scale = (quantity[i]! < 0 ? -BP : BP) / p;
    later[i] = Number.isNaN(move) ? NaN : scale * (later[i]! - p); // all three means are over the same fills
    if (Number.isNaN(move)) continue;
    halfSpread += size * scale * (m - p);
    adverse += size * scale * move;
    weight += size;
    if (fills++ === 0) first = time[i]!;
    last = time[i]!;
  }
  const { mean, low, high } = weightedMean(later, weights, { random: uniformRandom(seed), overlap: 1 + (fills * horizon) / (last - first) });
  return { horizon, fills, markout: mean, low, high, halfSpread: halfSpread / weight, adverse: adverse / weight };
}
