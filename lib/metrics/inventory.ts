/** How long a maker sits on what it was filled with, and how near its limit (K4). Knows no price. */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import type { Millis } from "../market/units.js";

/** A position as it was sampled; a run's equity has this form. */
export interface PositionSamples {
  /** ms, UTC, not descending. */
  readonly time: Column;
  /** Base currency, signed. */
  readonly position: Column;
}

/**
 * Time in which a position loses half of its distance from its mean:
 *     ln(1/2) / ln(phi) × every,   phi the slope of Q[t + every] on Q[t], with a constant (AR(1) by least squares)
 * Samples are the rows whose time is a multiple of `every`; pairs across a gap are left out.
 * @param every ms, above 0
 * @returns ms; 0 where phi is not above 0 (gone within one sample); Infinity where it is at least 1 (it does not come back);
 *   NaN below three pairs or when the position does not vary
 * @throws QuantError BAD_INTERVAL
 */
export function inventoryHalfLife(samples: PositionSamples, every: Millis): number {
  const phi = persistence(samples, every);
  if (phi <= 0) return 0;
  return phi >= 1 ? Infinity : (Math.log(0.5) / Math.log(phi)) * every;
}

/**
 * phi of `inventoryHalfLife`, in one pass: cov(Q[t], Q[t + every]) / var(Q[t]) over the pairs, around the first sample to keep the digits.
 * @throws QuantError BAD_INTERVAL
 */
export function persistence({ time, position }: PositionSamples, every: Millis): number {
  if (!(every > 0 && every < Infinity)) throw new QuantError("input", "BAD_INTERVAL", `a position sampled every ${every} ms was asked for: a finite number above 0 was expected`, { every });
  const center = position[0] ?? NaN;
  let pairs = 0, x = 0, y = 0, xx = 0, xy = 0, previous = NaN, held = NaN;
  for (let i = 0; i < time.length; i++) {
    const now = time[i]!, step = now - previous, here = position[i]! - center;
    if (step < every || (step !== every && now % every !== 0)) continue;
    if (step === every) {
      pairs++;
      x += held;
      y += here;
      xx += held * held;
      xy += held * here;
    }
    previous = now;
    held = here;
  }
  const variance = xx - (x * x) / pairs;
  return pairs >= 3 && variance > ROUNDING * xx ? (xy - (x * y) / pairs) / variance : NaN;
}

/** A variance below this share of the squares is the rounding of a position that stood still. */
const ROUNDING = 1e-12;

export interface InventoryUse {
  /** Mean of |position| / cap over the samples: 0 to 1, above where the cap was broken. */
  readonly meanUse: number;
  /** Share of the samples with |position| at the cap or above. */
  readonly atCap: number;
}

/** A position this near its cap has reached it: binary rounding, far below any lot. */
const NEARLY = 1 - 1e-9;

/**
 * Each sample counts alike; a gap has none. NaN without samples.
 * @param cap largest position allowed, base currency, above 0
 * @throws QuantError BAD_CAP
 */
export function inventoryUse(position: Column, cap: number): InventoryUse {
  if (!(cap > 0 && cap < Infinity)) throw new QuantError("input", "BAD_CAP", `a position limit of ${cap} was given: a finite quantity above 0 was expected`, { cap });
  let held = 0, full = 0;
  for (let i = 0; i < position.length; i++) {
    const use = Math.abs(position[i]!) / cap;
    held += use;
    if (use >= NEARLY) full++;
  }
  return { meanUse: held / position.length, atCap: full / position.length };
}
