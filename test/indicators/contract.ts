/** The promises of an indicator, registered once for every one of them. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { hashCandles, sliceCandles } from "../../lib/market/candles.js";
import type { Indicator } from "../../lib/indicators/index.js";
import { closes, firstDifference, lively, pushAll } from "./markets.js";

const seed = fc.integer({ min: 1, max: 1e9 });
const runs = { numRuns: 10 };

/** Everything an indicator on the run's own bars promises. `flatHasAnswer` is false where its documentation says so. */
export function indicatorContract(name: string, make: () => Indicator, flatHasAnswer = true): void {
  warmupContract(name, make);
  streamContract(name, make);
  columnContract(name, make, flatHasAnswer);
}

/** Not for an indicator on a higher timeframe, whose warm-up is counted in its own bars. */
export function warmupContract(name: string, make: () => Indicator): void {
  describe(`${name}`, () => {
    it("is NaN exactly until warm", () => fc.assert(fc.property(seed, fc.integer({ min: 0, max: 200 }), (s, length) => {
      const { warmup } = make(), column = make().column(lively(s, length));
      expect(column.findIndex((v) => !Number.isNaN(v))).toBe(length >= warmup ? warmup - 1 : -1);
      expect(column.subarray(warmup - 1).findIndex((v) => Number.isNaN(v))).toBe(-1);
    }), runs));
  });
}

/** Not for a member of the catalogue that has a column only. */
export function streamContract(name: string, make: () => Indicator): void {
  describe(`${name}`, () => {
    it("pushed bar by bar gives its column, bit for bit", () => fc.assert(fc.property(seed, fc.integer({ min: 0, max: 300 }), fc.constantFrom(1, 1e-3, 1e60), (s, length, scale) => {
      const c = lively(s, length, scale);
      expect(firstDifference(pushAll(make(), c), make().column(c))).toBe(-1);
    }), runs));

    it("keeps its stream while its column is asked for", () => {
      const c = lively(7, 200), indicator = make(), whole = pushAll(make(), c);
      const head = pushAll(indicator, sliceCandles(c, 0, 90));
      indicator.column(lively(8, 120));
      expect(firstDifference(head, whole.subarray(0, 90))).toBe(-1);
      expect(firstDifference(pushAll(indicator, c, 90), whole.subarray(90))).toBe(-1);
    });
  });
}

export function columnContract(name: string, make: () => Indicator, flatHasAnswer = true): void {
  describe(`${name}`, () => {
    it("gives a prefix of the answer for a prefix of the data", () => fc.assert(fc.property(seed, fc.integer({ min: 0, max: 300 }), (s, cut) => {
      const c = lively(s, 300);
      expect(firstDifference(make().column(sliceCandles(c, 0, cut)), make().column(c).subarray(0, cut))).toBe(-1);
    }), runs));

    it("leaves the candles as they were", () => {
      const c = lively(3, 120), before = hashCandles(c);
      make().column(c).fill(0);
      expect(hashCandles(c)).toBe(before);
    });

    it("has a finite answer in a flat market, or none where it says so", () => {
      const column = make().column(closes(...Array<number>(300).fill(100.1)));
      expect(Number.isFinite(column[299])).toBe(flatHasAnswer);
    });
  });
}
