/** Seeded chance and small builders for the tests of this room. Knows no expected value. */
import fc from "fast-check";
import type { EquityCurve } from "../../lib/metrics/equityCurve.js";
import type { FillColumns, FundingPayments } from "../../lib/metrics/fills.js";

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

export const column = (...values: readonly number[]): Float64Array => Float64Array.from(values);

/** A curve of [time, equity] rows after its start. */
export function curveOf(startTime: number, startEquity: number, rows: readonly (readonly [number, number])[]): EquityCurve {
  return { startTime, startEquity, time: Float64Array.from(rows, (r) => r[0]), equity: Float64Array.from(rows, (r) => r[1]) };
}

/** Fills of [time, signed quantity, price, fee] rows. */
export function fillsOf(rows: readonly (readonly [number, number, number, number])[]): FillColumns {
  const of = (i: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(rows, (r) => r[i]);
  return { time: of(0), quantity: of(1), price: of(2), fee: of(3) };
}

export const paymentsOf = (rows: readonly (readonly [number, number])[]): FundingPayments =>
  ({ time: Float64Array.from(rows, (r) => r[0]), amount: Float64Array.from(rows, (r) => r[1]) });

/** How far apart two figures are at their scale; 0 when neither is defined, Infinity when only one is. */
export function apart(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  return Math.abs(b - a) / Math.max(1, Math.abs(a));
}

/** mulberry32: small, seeded, good enough to resample with. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Standard normal numbers by Box and Muller. */
export function normals(seed: number, count: number): Float64Array {
  const random = seeded(seed);
  return Float64Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

/** Daily returns as a market could show them, varying. */
export const someReturns: fc.Arbitrary<Float64Array> = fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 5, maxLength: 60 })
  .filter((r) => new Set(r).size > 2).map((r) => Float64Array.from(r, (bp) => bp / 10_000));

/** Curves that stay above 0, rows up to two days apart. */
export const someCurve: fc.Arbitrary<EquityCurve> = fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 24 }),
  fc.array(fc.tuple(fc.integer({ min: 0, max: 48 }), fc.integer({ min: -900, max: 1000 })), { maxLength: 60 })).map(([day, hour, steps]) => {
  const startTime = day * DAY + hour * HOUR;
  let time = startTime, equity = 10_000;
  return curveOf(startTime, 10_000, steps.map(([hours, bp]) => [time += hours * HOUR, equity *= 1 + bp / 10_000] as const));
});

/** Fills of whole quantities, so that an oracle can count units, an hour or none apart. */
export const someFills: fc.Arbitrary<FillColumns> = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -5, max: 5 }).filter((q) => q !== 0), fc.integer({ min: 50, max: 150 }), fc.integer({ min: -2, max: 9 })), { maxLength: 40 },
).map((rows) => {
  let time = 0;
  return fillsOf(rows.map(([hours, quantity, price, fee]) => [time += hours * HOUR, quantity, price, fee / 16] as const));
});

export const somePayments: fc.Arbitrary<FundingPayments> = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: -64, max: 64 })), { maxLength: 20 }).map((rows) => {
  let time = 0;
  return paymentsOf(rows.map(([hours, amount]) => [time += hours * HOUR, amount / 8] as const));
});
