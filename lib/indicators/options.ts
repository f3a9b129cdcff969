/** Checks of what a person asks an indicator for; each failure is one sentence with what would be right. Knows no formula. */
import { QuantError } from "../market/errors.js";
import { nearest } from "../market/nearest.js";

/** A whole number of bars. @throws QuantError BAD_PERIOD */
export function bars(indicator: string, name: string, value: number, min = 1): number {
  if (Number.isInteger(value) && value >= min && value <= MOST) return value;
  throw new QuantError("input", "BAD_PERIOD", `${indicator}: ${name} is ${shown(value)}, a whole number of bars from ${min} to ${MOST.toLocaleString("en")} was expected`, { indicator, name, value });
}

/** More bars than twenty years of seconds would be a mistake, and a window of them would not fit into memory. */
const MOST = 10_000_000;

/** A finite number above `above`. @throws QuantError BAD_OPTION */
export function number(indicator: string, name: string, value: number, above: number): number {
  if (typeof value === "number" && value > above && value < Infinity) return value;
  throw new QuantError("input", "BAD_OPTION", `${indicator}: ${name} is ${shown(value)}, a finite number above ${above} was expected`, { indicator, name, value });
}

/** One of a few words. @throws QuantError BAD_OPTION naming them, the nearest first */
export function oneOf<T extends string | number>(indicator: string, name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw new QuantError("input", "BAD_OPTION", `${indicator}: ${name} is ${shown(value)}, one of ${nearest(String(value), allowed.map(String)).join(", ")} was expected`, { indicator, name, value, allowed });
}

export interface DdofOption {
  /** The divisor is period - ddof: 0 (default, as Bollinger and TA-Lib) for the window itself, 1 for a sample's unbiased variance. */
  readonly ddof?: 0 | 1 | undefined;
}

/** @throws QuantError BAD_OPTION */
export const ddofOf = (indicator: string, options: DdofOption): 0 | 1 => oneOf(indicator, "ddof", options.ddof ?? 0, [0, 1]);

/** Refuses misspelt names, which would otherwise be silently without effect. @throws QuantError UNKNOWN_OPTION */
export function known(indicator: string, options: object, allowed: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (allowed.includes(name)) continue;
    const right = allowed.length === 0 ? "it takes none" : `it takes ${nearest(name, allowed).join(", ")}`;
    throw new QuantError("input", "UNKNOWN_OPTION", `${indicator} has no option '${name}': ${right}`, { indicator, name, allowed });
  }
}

/** A value as a person would write it. */
export const shown = (value: unknown): string => (typeof value === "string" ? `'${value}'` : String(value));
