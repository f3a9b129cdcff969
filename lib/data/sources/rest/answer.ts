/**
 * What an exchange's JSON has to be before its numbers are believed. Whoever reads an answer says what he expected; anything else is BAD_ANSWER,
 * which is asked again before it counts. Knows no exchange and no column.
 */
import { QuantError } from "../../../market/errors.js";
import type { Millis } from "../../../market/units.js";

/** @throws QuantError BAD_ANSWER */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw badAnswer(`a list of ${what} was expected and ${described(value)} came`);
}

/** The member `name` of an object. @throws QuantError BAD_ANSWER */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value === "object" && value !== null && name in value) return (value as Record<string, unknown>)[name];
  throw badAnswer(`an object with '${name}' was expected and ${described(value)} came`);
}

/** A decimal as text or number, exact to the last bit. @throws QuantError BAD_ANSWER */
export function numberOf(value: unknown, what: string): number {
  const number = typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
  if (Number.isFinite(number)) return number;
  throw badAnswer(`${what} was expected to be a number and is ${described(value)}`);
}

/** 1e12 to 1e13 ms is 2001 to 2286; a thousand times that are microseconds, a million times that nanoseconds. */
const UNITS = [[1e12, 1], [1e15, 1e3], [1e18, 1e6]] as const;

/**
 * A time stamp of ms, microseconds or nanoseconds as whole ms; finer parts are cut, as everywhere in the store.
 * @throws QuantError BAD_ANSWER for anything else, seconds included
 */
export function millisOf(value: unknown, what = "a time"): Millis {
  const stamp = numberOf(value, what), unit = UNITS.find(([least]) => stamp >= least && stamp < least * 10);
  if (unit !== undefined) return Math.floor(stamp / unit[1]);
  throw badAnswer(`${what} is ${stamp}, milliseconds or microseconds since 1970 were expected`);
}

export function badAnswer(why: string): QuantError {
  return new QuantError("data", "BAD_ANSWER", why);
}

function described(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? String(value);
  return `'${text.length > 80 ? `${text.slice(0, 80)}…` : text}'`;
}
