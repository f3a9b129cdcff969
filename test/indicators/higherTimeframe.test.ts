/** An indicator on a higher timeframe sees complete bars only, at their close, and holds its value in between. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { sma, ta } from "../../lib/indicators/index.js";
import { isQuantError } from "../../lib/market/errors.js";
import { resample } from "../../lib/market/resample.js";
import { lively, market, MINUTE, pushAll, type Row } from "./markets.js";

const row = (minute: number, close: number): Row => ({ open: close, high: close, low: close, close, volume: 1, minute });
const last = () => sma(1, { timeframe: "5m" });

describe("an indicator on 5-minute bars in a 1-minute run", () => {
  it("changes at the close of the bar's last minute, not before", () => {
    const c = market([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((minute) => row(minute, 10 + minute)));
    expect([...last().column(c)]).toEqual([NaN, NaN, NaN, NaN, 14, 14, 14, 14, 14, 19, 19]);
  });
  it("takes a bar whose last minute is missing as complete when a bar of a later one closes", () => {
    const c = market([row(0, 10), row(3, 13), row(6, 16), row(9, 19), row(10, 20)]);
    expect([...last().column(c)]).toEqual([NaN, NaN, 13, 19, 19]);
  });
  it("closes two bars at once where the missing end of one meets the only minute of the next", () => {
    const c = market([row(0, 10), row(9, 19), row(10, 20)]), average = sma(2, { timeframe: "5m" });
    expect([...average.column(c)]).toEqual([NaN, 14.5, 14.5]);
    expect([...pushAll(sma(2, { timeframe: "5m" }), c)]).toEqual([NaN, 14.5, 14.5]);
  });
  it("shows the resampled bar that ended last, at every row: first open, highest high, lowest low, last close, summed volume", () => {
    const c = lively(5, 400), bars = resample(c, "5m");
    for (const of of ["open", "high", "low", "close", "volume"] as const) {
      const expected = [...c.openTime].map((time) => bars[of][bars.openTime.findLastIndex((start) => start + 5 * MINUTE <= time + MINUTE)] ?? NaN);
      expect([...pushAll(sma(1, { of, timeframe: "5m" }), c)]).toEqual(expected);
    }
  });
  it("knows nothing of a bar that is still forming: changing it changes no value before its close", () => fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 0, max: 4 }), (seed, minute) => {
    const chance = (seed % 97) + 1, rows = Array.from({ length: 30 }, (_, i) => row(i, 100 + ((i * chance) % 13)));
    const changed = rows.map((r, i) => (i === 20 + minute ? row(i, 999) : r));
    const a = sma(2, { timeframe: "5m" }).column(market(rows)), b = sma(2, { timeframe: "5m" }).column(market(changed));
    expect(a.subarray(0, 24)).toEqual(b.subarray(0, 24));
  })));
  it("holds for a member of the catalogue too", () => {
    const c = lively(9, 600);
    expect([...ta("CCI", { period: 5, timeframe: "15m" }).column(c)]).toEqual([...pushAll(ta("CCI", { period: 5, timeframe: "15m" }), c)]);
  });
  it("on the run's own timeframe is the plain indicator", () => {
    const c = lively(4, 100);
    expect(sma(7, { timeframe: "1m" }).column(c)).toEqual(sma(7).column(c));
    expect(pushAll(sma(7, { timeframe: "1m" }), c)).toEqual(sma(7).column(c));
  });
});

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isQuantError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no failure";
};

describe("a higher timeframe that can not be", () => {
  const c = lively(1, 10);
  it("is refused when it is not one", () => expect(code(() => sma(3, { timeframe: "1y" }))).toMatch(/^BAD_TIMEFRAME: '1y' is not a timeframe/));
  it("is refused when the bars do not divide it, pushed or as a column", () => {
    expect(code(() => sma(3, { timeframe: "90s" }).column(c))).toMatch(/^BAD_TIMEFRAME/);
    expect(code(() => pushAll(sma(3, { timeframe: "90s" }), c))).toBe("BAD_TIMEFRAME: an indicator on 90s bars: it can not be fed with 1m bars: ask for a multiple of 1m");
  });
  it("is refused when a bar does not say how long it is", () => expect(code(() => last().push({ time: 0, open: 1, high: 1, low: 1, close: 1, volume: 1 }))).toContain("must say their interval"));
});
