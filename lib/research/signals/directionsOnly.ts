/** A wanted book that takes positions and nothing else: how a directional strategy is heard by what is put around it. Asks no engine. */
import { QuantError } from "../../market/errors.js";
import type { Want } from "../../strategy/strategy.js";

/** Units asked by the decision just taken; NaN for none. */
export interface Wish { units: number }

/** @param strategy its name, for the refusal. The pair is valid within one decision: set `units` to NaN before it. */
export function directionsOnly(strategy: string): { readonly trade: Want; readonly wish: Wish } {
  const wish: Wish = { units: NaN }, refuse = (): never => {
    throw new QuantError("unsupported", "UNSUPPORTED", `${strategy} wants resting orders of its own: exits can be put around strategies that want a position and nothing else`, { strategy });
  };
  const trade: Want = { bid: refuse, ask: refuse, stop: refuse, order: refuse, keep: () => undefined, position: (units) => { wish.units = units; } };
  return { trade, wish };
}

export const directionAsked = ({ units }: Wish): number | undefined => (Number.isNaN(units) ? undefined : units);
