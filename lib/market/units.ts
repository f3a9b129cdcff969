/** Numbers that carry their unit in the type. Plain numbers at run time; knows no market and no money. */

/** Milliseconds since the Unix epoch, UTC. */
export type Millis = number & { readonly __unit?: "ms" };
/** A share of one: a fee of 0.0002 is 2 basis points. Never a percentage. */
export type Fraction = number & { readonly __unit?: "fraction" };

/** Basis points as a fraction: `bp(2)` is 0.0002. */
export const bp = (basisPoints: number): Fraction => basisPoints / 10_000;

/** UTC, to the minute where the rest is zero: `2020-01-01 00:00`. */
export function utc(time: Millis): string {
  const text = new Date(time).toISOString();
  return text.endsWith(":00.000Z") ? text.slice(0, 16).replace("T", " ") : text.slice(0, 23).replace("T", " ");
}
