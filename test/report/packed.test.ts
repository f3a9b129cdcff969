import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateText, numbers, unpacked } from "../../lib/report/packed.js";

describe("numbers in a figure", () => {
  it("come back to the last bit, NaN included, whichever form they took", () => {
    fc.assert(fc.property(fc.array(fc.double(), { maxLength: 50 }), (values) => {
      const back = unpacked(numbers(Float64Array.from(values)));
      expect([...back]).toEqual(values.map((value) => (Object.is(value, -0) && Array.isArray(numbers(Float64Array.from(values))) ? 0 : value)));
    }));
  });

  it("are plain where that is shorter", () => expect(numbers(Float64Array.of(1, 2.5, NaN))).toEqual([1, 2.5, null]));

  it("are bytes where that is shorter, as with times", () => {
    const times = Float64Array.from({ length: 100 }, (_, i) => 1_577_836_800_000 + i * 60_000);
    expect(numbers(times)).toMatchObject({ dtype: "f8" });
    expect(JSON.stringify(numbers(times)).length).toBeLessThan(JSON.stringify([...times]).length);
  });

  it("keep a view's own rows only", () => {
    const view = Float64Array.from({ length: 90 }, (_, i) => Math.sqrt(i + 2)).subarray(30, 60);
    expect(numbers(view)).toHaveProperty("bdata");
    expect(unpacked(numbers(view))).toEqual(view.slice());
  });
});

describe("times in a figure", () => {
  it("are text in UTC, as short as they can be", () => {
    const at = Date.UTC(2024, 0, 1);
    expect([0, 60_000, 1_000, 1].map((ms) => dateText(at + ms))).toEqual(["2024-01-01", "2024-01-01 00:01", "2024-01-01 00:00:01", "2024-01-01 00:00:00.001"]);
  });
  it("come back to the millisecond", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (time) => {
      const written = dateText(time);
      expect(Date.parse(written.includes(" ") ? `${written.replace(" ", "T")}Z` : `${written}T00:00Z`)).toBe(time);
    }));
  });
});
