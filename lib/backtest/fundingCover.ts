/**
 * Whether a funding series covers a window. Intervals are never assumed, but no perpetual here settles less often than every eight hours,
 * so a longer silence is a hole. [Binance funding rate FAQ: 8 h by default, shorter at times] Knows no position.
 */
import { QuantError } from "../market/errors.js";
import type { Funding } from "../market/series.js";
import { utc, type Millis } from "../market/units.js";

const LONGEST: Millis = 8 * 3_600_000;
/** Exchanges stamp settlements some milliseconds late. */
const LATE: Millis = 60_000;

/** The first silence of more than eight hours inside [from, to]; undefined when there is none. */
export function fundingHole({ time, length }: Funding, from: Millis, to: Millis): { readonly from: Millis; readonly to: Millis } | undefined {
  let last = from;
  for (let i = 0; i < length && time[i]! <= to; i++) {
    if (time[i]! < from) continue;
    if (time[i]! - last > LONGEST + LATE) return { from: last, to: time[i]! };
    last = time[i]!;
  }
  return to - last > LONGEST + LATE ? { from: last, to } : undefined;
}

/** @throws QuantError FUNDING_MISSING naming the span that the series has */
export function requireFunding(funding: Funding | undefined, symbol: string, from: Millis, to: Millis): void {
  const remedy = "import its funding, or allow it to be missing (--allow-missing-funding)";
  if (funding === undefined || funding.length === 0) {
    throw new QuantError("data", "FUNDING_MISSING", `there is no funding for ${symbol} in ${utc(from)} .. ${utc(to)}, and a perpetual pays it: ${remedy}`, { symbol, from, to });
  }
  const hole = fundingHole(funding, from, to);
  if (hole === undefined) return;
  const span = `${utc(funding.time[0]!)} .. ${utc(funding.time[funding.length - 1]!)}`;
  throw new QuantError("data", "FUNDING_MISSING", `the funding of ${symbol} has nothing between ${utc(hole.from)} and ${utc(hole.to)}, and the run needs ${utc(from)} .. ${utc(to)} (it covers ${span}): ${remedy}`, { symbol, ...hole });
}
