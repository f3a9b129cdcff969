import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_POINTS, minMaxRows, pick } from "../../lib/report/decimate.js";

/** Ascending times with uneven steps, and values with ties, infinities left out, some NaN. */
const series = fc.array(fc.record({ step: fc.integer({ min: 0, max: 1_000_000 }), value: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -50, max: 50 }) }, { weight: 1, arbitrary: fc.constant(NaN) }) }), { maxLength: 600 }).map((points) => {
  let now = 0;
  return { time: Float64Array.from(points, ({ step }) => (now += step)), values: Float64Array.from(points, ({ value }) => value) };
});
const limits = fc.integer({ min: 4, max: 80 });
const finite = (values: Float64Array): number[] => [...values].filter((value) => !Number.isNaN(value));

describe("rows picked for a figure", () => {
  it("are at most as many as asked for", () => fc.assert(fc.property(series, limits, ({ time, values }, limit) => { expect(minMaxRows(time, values, limit).length).toBeLessThanOrEqual(limit); })));

  it("ascend without repetition", () => {
    fc.assert(fc.property(series, limits, ({ time, values }, limit) => {
      const rows = [...minMaxRows(time, values, limit)];
      expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    }));
  });

  it("hold the exact lowest and highest value, the first and the last row", () => {
    fc.assert(fc.property(series, limits, ({ time, values }, limit) => {
      const all = finite(values), kept = [...pick(values, minMaxRows(time, values, limit))];
      expect(kept.length === 0).toBe(all.length === 0);
      if (all.length === 0) return;
      expect([Math.min(...kept), Math.max(...kept), kept[0], kept.at(-1)]).toEqual([Math.min(...all), Math.max(...all), all[0], all.at(-1)]);
    }));
  });

  it("hold the extremes of every pixel column, counted a second way", () => {
    fc.assert(fc.property(series, limits, ({ time, values }, limit) => {
      const rows = [...values.keys()].filter((row) => !Number.isNaN(values[row]!));
      if (rows.length <= limit) return;
      const start = time[rows[0]!]!, span = time[rows.at(-1)!]! - start, columns = (limit >> 1) - 1, kept = new Set(pick(values, minMaxRows(time, values, limit)));
      const groups = new Map<number, number[]>();
      for (const row of rows) {
        const at = span === 0 ? 0 : Math.min(columns - 1, Math.floor((time[row]! - start) * (columns / span)));
        groups.set(at, [...(groups.get(at) ?? []), values[row]!]);
      }
      for (const group of groups.values()) expect([kept.has(Math.min(...group)), kept.has(Math.max(...group))]).toEqual([true, true]);
    }));
  });

  it("are all rows where these fit", () => expect([...minMaxRows(Float64Array.of(1, 2, 3), Float64Array.of(5, NaN, 4))]).toEqual([0, 2]));

  it("survive rows that all share one instant", () => expect(minMaxRows(new Float64Array(100), Float64Array.from({ length: 100 }, (_, i) => i), 10)).toEqual(Uint32Array.of(0, 99)));

  it("keep a flash crash of one minute among three million", () => {
    const n = 3_150_000, time = Float64Array.from({ length: n }, (_, i) => i * 60_000), values = new Float64Array(n).fill(30_000);
    values[1_234_567] = 102;
    const rows = minMaxRows(time, values);
    expect(rows.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(rows).toContain(1_234_567);
  });

  it("refuse a limit that can not hold first, last, lowest and highest", () => expect(() => minMaxRows(new Float64Array(0), new Float64Array(0), 3)).toThrow("whole number from 4 on"));
});
