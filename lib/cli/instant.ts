/** Dates as typed on a command line. UTC unless the text itself names a zone; a date alone is its midnight. */
import { QuantError } from "../market/errors.js";
import type { Millis } from "../market/units.js";

const SHAPE = /^(\d{4})(-\d{2})?(-\d{2})?(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;

/** @param option what was being set, for the sentence that refuses it. @throws QuantError BAD_DATE */
export function instant(option: string, text: string): Millis {
  const match = SHAPE.exec(text.trim());
  if (match === null) throw bad(option, text);
  const [, year, month = "-01", day = "-01", clock = "00:00", zone = "Z"] = match;
  const time = Date.parse(`${year}${month}${day}T${clock}${zone}`);
  // 31 April parses in some engines as 1 May
  if (Number.isNaN(time) || (zone === "Z" && !new Date(time).toISOString().startsWith(`${year}${month}${day}T${clock}`))) throw bad(option, text);
  return time;
}

const bad = (option: string, text: string): QuantError =>
  new QuantError("input", "BAD_DATE", `${option} is '${text}': a date such as 2024-01-31, or 2024-01-31T12:30 in UTC, was expected`, { option, text });
