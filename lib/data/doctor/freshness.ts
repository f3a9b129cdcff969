/** How fresh and how whole each stored series is. Works on the list of what is stored; reads no rows. */
import { timeframeMs } from "../../market/timeframe.js";
import { utc, type Millis } from "../../market/units.js";
import type { Coverage } from "../coverage.js";
import type { Finding } from "./finding.js";

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
/** A series is behind when its last row is older: twice what may lie between two rows, and some minutes for its collection. */
const ALLOWED: Readonly<Record<Coverage["kind"], Millis>> = { candles: 15 * MINUTE, mark: 15 * MINUTE, trades: 15 * MINUTE, quotes: 5 * MINUTE, funding: 16 * HOUR };

/** Made-up markets are left out: they are as fresh as they will ever be. */
export function freshnessFindings(stored: readonly Coverage[], now: Millis): readonly Finding[] {
  const real = stored.filter(({ synthetic }) => !synthetic);
  if (real.length === 0) return [{ subject: "data", verdict: "warning", sentence: "no market data is stored yet: npm run data -- backfill, or npm run data -- import" }];
  return real.map((series) => findingOf(series, now));
}

function findingOf({ kind, exchange, symbol, timeframe, last, gaps, gapBars }: Coverage, now: Millis): Finding {
  const interval = timeframe === undefined ? 0 : timeframeMs(timeframe), age = now - (last + interval), late = age > ALLOWED[kind] + interval;
  const fresh = late ? `ends ${utc(last + interval)}, ${ageText(age)} ago: npm run data -- backfill brings the rest` : `fresh to ${utc(last + interval)}`;
  const whole = gaps === 0 ? "" : `; ${gapBars.toLocaleString("en-US")} bars missing in ${gaps} ${gaps === 1 ? "gap" : "gaps"}: npm run data -- gaps says why`;
  return { subject: [exchange, symbol, kind, timeframe].filter((word) => word !== undefined).join(" "), verdict: late || gaps > 0 ? "warning" : "ok", sentence: `${fresh}${whole}` };
}

function ageText(age: Millis): string {
  if (age >= 2 * DAY) return `${Math.floor(age / DAY)} days`;
  return age >= 2 * HOUR ? `${Math.floor(age / HOUR)} hours` : `${Math.floor(age / MINUTE)} minutes`;
}
