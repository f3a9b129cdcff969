/** The length of a bar: ccxt's words (`1m`, `5m`, `1h`, `1d`) and their milliseconds. Months are left out: they have no fixed length. */
import { QuantError } from "./errors.js";
import type { Millis } from "./units.js";

/** `1m`, `15m`, `1h`, `1d` … */
export type Timeframe = string;

const UNIT: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of a timeframe. @throws QuantError BAD_TIMEFRAME */
export function timeframeMs(timeframe: Timeframe): Millis {
  const match = /^([1-9]\d{0,4})([smhdw])$/.exec(timeframe);
  if (match === null) throw badTimeframe(timeframe);
  return Number(match[1]) * (UNIT[match[2] as string] as number);
}

/** The shortest name of an interval: 3,600,000 is `1h`. @throws QuantError BAD_TIMEFRAME */
export function timeframeOf(interval: Millis): Timeframe {
  for (const unit of ["w", "d", "h", "m", "s"]) {
    const count = interval / (UNIT[unit] as number);
    if (Number.isInteger(count) && count > 0) return `${count}${unit}`;
  }
  throw badTimeframe(`${interval} ms`);
}

/**
 * Start of the bar that holds `time`. Bars are aligned to the epoch, weeks to Monday 00:00 UTC, as exchanges do.
 */
export function barStart(time: Millis, interval: Millis): Millis {
  const origin = interval % (UNIT["w"] as number) === 0 ? 4 * 86_400_000 : 0; // 1970-01-05 was a Monday
  return Math.floor((time - origin) / interval) * interval + origin;
}

function badTimeframe(given: string): QuantError {
  return new QuantError("input", "BAD_TIMEFRAME", `'${given}' is not a timeframe: write a whole number and s, m, h, d or w, such as 1m, 5m, 1h or 1d`, { given });
}
