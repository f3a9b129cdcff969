/** Builders of maker fills, mids and ladders for the tests of this room. Knows no expected value. */
import fc from "fast-check";
import type { MakerFills } from "../../lib/metrics/makerFills.js";
import type { MidPrices } from "../../lib/metrics/midPrices.js";

export const MINUTE = 60_000;

/** Fills of [time, signed quantity, price, fee, mid before] rows, all maker by a cross. */
export function makerFillsOf(rows: readonly (readonly [number, number, number, number, number])[]): MakerFills {
  const of = (i: 0 | 1 | 2 | 3 | 4): Float64Array => Float64Array.from(rows, (r) => r[i]);
  return { time: of(0), quantity: of(1), price: of(2), fee: of(3), mid: of(4), maker: new Uint8Array(rows.length).fill(1), reason: new Uint8Array(rows.length).fill(1) };
}

export const midsOf = (interval: number, rows: readonly (readonly [number, number])[]): MidPrices =>
  ({ interval, time: Float64Array.from(rows, (r) => r[0]), mid: Float64Array.from(rows, (r) => r[1]) });

/** Minutes that close at the given prices, the first at minute 1; NaN leaves one out. */
export const minutes = (...closes: readonly number[]): MidPrices =>
  midsOf(MINUTE, closes.map((close, i) => [(i + 1) * MINUTE, close] as const).filter(([, close]) => !Number.isNaN(close)));

/** Fills within the hour, prices and mids in cents around 100. */
export const someMakerFills: fc.Arbitrary<MakerFills> = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -500, max: 500 }).filter((q) => q !== 0), fc.integer({ min: 9_000, max: 11_000 }), fc.integer({ min: -9, max: 20 }), fc.integer({ min: 9_000, max: 11_000 })), { maxLength: 40 },
).map((rows) => {
  let time = 0;
  return makerFillsOf(rows.map(([gone, q, p, fee, mid]) => [time += gone * MINUTE, q / 1000, p / 100, fee / 100, mid / 100] as const));
});

export const someMids: fc.Arbitrary<MidPrices> = fc.array(fc.tuple(fc.constantFrom(1, 1, 1, 1, 4), fc.integer({ min: 9_000, max: 11_000 })), { minLength: 1, maxLength: 150 }).map((rows) => {
  let time = 0;
  return midsOf(MINUTE, rows.map(([gone, mid]) => [time += gone * MINUTE, mid / 100] as const));
});

/** A path of whole levels up (1) and down (-1), and what a ladder with immediate children does on it: one fill a move. */
export function ladderOn(moves: readonly number[], quantity: number, spacing: number, anchor: number): MakerFills {
  let level = anchor;
  return makerFillsOf(moves.map((move, i) => {
    const before = level;
    level += move * spacing;
    return [i * 1_000, -move * quantity, level, 0, before] as const;
  }));
}
