import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dailyEquity, simpleReturns } from "../../lib/metrics/daily.js";
import { endEquity, endTime, solventCurve } from "../../lib/metrics/equityCurve.js";
import { compound } from "../../lib/metrics/growth.js";
import { DAY, HOUR, column, curveOf, someCurve } from "./fixtures.js";

const points = (curve: Parameters<typeof dailyEquity>[0]): number[][] => {
  const { time, equity } = dailyEquity(curve);
  return [...time].map((t, i) => [t / HOUR, equity[i]!]);
};

describe("the daily grid", () => {
  it("has the start, each 00:00 UTC and the end", () =>
    expect(points(curveOf(6 * HOUR, 100, [[7 * HOUR, 101], [23 * HOUR, 102], [30 * HOUR, 103], [50 * HOUR, 104]]))).toEqual([[6, 100], [24, 102], [48, 103], [50, 104]]));
  it("counts a row at midnight for that midnight", () =>
    expect(points(curveOf(0, 100, [[24 * HOUR, 110], [24 * HOUR + 1, 90], [48 * HOUR, 95]]))).toEqual([[0, 100], [24, 110], [48, 95]]));
  it("takes the last of several rows at one instant", () => expect(points(curveOf(0, 100, [[DAY, 110], [DAY, 111], [DAY + HOUR, 112]]))).toEqual([[0, 100], [24, 111], [25, 112]]));
  it("keeps idle days, worth what was last seen", () => expect(points(curveOf(0, 100, [[HOUR, 105], [96 * HOUR, 84]]))).toEqual([[0, 100], [24, 105], [48, 105], [72, 105], [96, 84]]));
  it("of a run of no length, or of no rows, is its start", () => {
    expect(points(curveOf(HOUR, 100, []))).toEqual([[1, 100]]);
    expect(points(curveOf(HOUR, 100, [[HOUR, 99]]))).toEqual([[1, 100]]);
  });
  it("of a run within one day is its start and its end", () => expect(points(curveOf(HOUR, 100, [[2 * HOUR, 99]]))).toEqual([[1, 100], [2, 99]]));

  it("says at each midnight what a search through all rows says", () => {
    fc.assert(fc.property(someCurve, (curve) => {
      const { time, equity } = dailyEquity(curve), rows = [...curve.time].map((t, i) => [t, curve.equity[i]!] as const);
      for (let i = 1; i < time.length; i++) {
        const known = rows.filter(([t]) => t <= time[i]!).at(-1)?.[1] ?? curve.startEquity;
        expect(equity[i]).toBe(known);
        expect(i === time.length - 1 || time[i]! % DAY === 0).toBe(true);
        expect(time[i]! - time[i - 1]!).toBeGreaterThan(0);
        expect(time[i]! - time[i - 1]!).toBeLessThanOrEqual(DAY);
      }
    }));
  });
  it("loses nothing: its returns compound to the whole run's", () => {
    fc.assert(fc.property(someCurve.filter((c) => endTime(c) > c.startTime), (curve) => {
      expect(compound(simpleReturns(dailyEquity(curve).equity))).toBeCloseTo(endEquity(curve) / curve.startEquity - 1, 10);
    }));
  });
  it("gives one return fewer than values", () => {
    expect([...simpleReturns(column(100, 110, 104.5, 125.4))].map((r) => Number(r.toFixed(12)))).toEqual([0.1, -0.05, 0.2]);
    expect([simpleReturns(column()).length, simpleReturns(column(1)).length]).toEqual([0, 0]);
  });
});

describe("ruin", () => {
  it("ends the curve at the first row at or below 0, that row included", () => {
    const ruined = solventCurve(curveOf(0, 100, [[1, 50], [2, 0], [3, 80], [4, -5]]));
    expect(ruined.ruined).toBe(true);
    expect([...ruined.equity]).toEqual([50, 0]);
    expect([endTime(ruined), endEquity(ruined)]).toEqual([2, 0]);
  });
  it("is not seen where equity stays above 0", () => expect(solventCurve(curveOf(0, 100, [[1, 0.01]]))).toMatchObject({ ruined: false }));
});

describe("an equity curve", () => {
  it.each([
    [curveOf(NaN, 100, []), /start time is NaN/],
    [curveOf(0, 0, []), /starting equity is 0, a finite amount above 0/],
    [curveOf(0, Infinity, []), /starting equity is Infinity/],
    [{ ...curveOf(0, 100, [[1, 1]]), time: column() }, /0 times and 1 values/],
    [curveOf(5, 100, [[4, 100]]), /row 0: it comes at 1970-01-01 00:00:00.004, before the start at 1970-01-01 00:00:00.005/],
    [curveOf(0, 100, [[4, 100], [3, 100]]), /row 1: it comes at .* before the row above it/],
    [curveOf(0, 100, [[4, 100], [NaN, 100]]), /row 1: its time is NaN/],
    [curveOf(0, 100, [[4, 100], [5, NaN]]), /row 1: its value is NaN/],
    [curveOf(0, 100, [[4, Infinity]]), /row 0: its value is Infinity/],
  ])("that breaks a promise is refused with the row: %#", (curve, message) => expect(() => solventCurve(curve)).toThrow(message));
});
