/**
 * Which way a price is taken to have gone inside a bar (F14), where only its four prices are known. A guess, the same one for everybody who needs it.
 */
import type { PathRule } from "./run.js";

/**
 * Which extreme comes first. ADAPTIVE: the one nearer the open. DIRECTION, and adaptive's ties: the one against the bar's direction.
 * WORST starts from adaptive; the venue then plays both orders. FIXED: the high.
 */
export function highComesFirst(rule: PathRule, open: number, high: number, low: number, close: number): boolean {
  const rise = high - open, fall = open - low;
  if (rule === "fixed") return true;
  if (rule === "direction" || rise === fall) return close < open;
  return rise < fall;
}
