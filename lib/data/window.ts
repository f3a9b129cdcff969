/** Times as people write them, and stretches of time. UTC only: a date without a zone is UTC, never the computer's own. */
import { QuantError } from "../market/errors.js";
import { utc, type Millis } from "../market/units.js";

/** From inclusive, to exclusive. */
export interface Window { readonly from: Millis; readonly to: Millis }

const INSTANT = /^(\d{4})(-\d\d)?(-\d\d)?(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?)?(Z|[+-]\d\d:\d\d)?$/;

/** `2020`, `2020-01`, `2020-01-31`, `2020-01-31 12:00`, any ISO 8601 time, or ms since 1970. @throws QuantError BAD_DATE */
export function instant(given: string | Millis): Millis {
  if (typeof given === "number" && Number.isFinite(given)) return given;
  const match = INSTANT.exec(String(given));
  if (match === null) throw badDate(given);
  const [, year, month = "-01", day = "-01", time = "00:00", seconds = ":00", zone = "Z"] = match;
  const parsed = Date.parse(`${year}${month}${day}T${time}${seconds}${zone}`);
  // 2023-02-30 is no day, though Date.parse would take it for March.
  if (Number.isNaN(parsed) || new Date(Date.parse(`${year}${month}${day}T00:00Z`)).getUTCDate() !== Number(day.slice(1))) throw badDate(given);
  return parsed;
}

/** @throws QuantError BAD_DATE, EMPTY_WINDOW when `to` is not after `from` */
export function windowOf(from: string | Millis | undefined, to: string | Millis | undefined): Window {
  const window = { from: from === undefined ? -Infinity : instant(from), to: to === undefined ? Infinity : instant(to) };
  if (window.to > window.from) return window;
  throw new QuantError("input", "EMPTY_WINDOW", `the range from ${utc(window.from)} to ${utc(window.to)} is empty: 'to' is not part of it and has to come after 'from'`, { ...window });
}

export const overlap = (a: Window, b: Window): number => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));

function badDate(given: unknown): QuantError {
  return new QuantError("input", "BAD_DATE", `'${String(given)}' is not a date: write 2020-01-31, or 2020-01-31T12:00Z for a time (UTC)`, { given });
}

/** A bound for SQL: open ends become years that DateTime64 holds and no market reaches. */
export const sqlTime = (time: Millis): Date => new Date(Math.min(Math.max(time, Date.UTC(1970, 0)), Date.UTC(2200, 0)));
