import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { between, candles, findGaps, hashCandles, rowAt, sliceCandles, type CandleColumns, type Candles } from "../../lib/market/candles.js";
import { resample } from "../../lib/market/resample.js";

const MINUTE = 60_000, ORIGIN = { exchange: "binance", symbol: "BTC/USDT", synthetic: false, builtFrom: "1m" };
type Row = readonly [minute: number, open: number, high: number, low: number, close: number, volume: number];

const columns = (rows: readonly Row[]): CandleColumns => {
  const at = (i: number): Float64Array => Float64Array.from(rows, (row) => row[i] as number);
  return { openTime: at(0).map((minute) => minute * MINUTE), open: at(1), high: at(2), low: at(3), close: at(4), volume: at(5) };
};
const make = (rows: readonly Row[]): Candles => candles(ORIGIN, "1m", columns(rows));
const flat = (minute: number, price = 100): Row => [minute, price, price, price, price, 1];

/** Minutes with random prices and some of them left out. */
const market = fc.array(fc.record({ skip: fc.integer({ min: 0, max: 3 }), o: fc.integer({ min: 50, max: 150 }), c: fc.integer({ min: 50, max: 150 }), up: fc.nat(5), down: fc.nat(5), v: fc.nat(100) }), { minLength: 1, maxLength: 60 })
  .map((bars) => {
    let minute = 0;
    return bars.map(({ skip, o, c, up, down, v }): Row => [(minute += 1 + skip), o, Math.max(o, c) + up, Math.min(o, c) - down, c, v]);
  });

describe("candles", () => {
  it.each([
    ["a time that stands twice", [flat(1), flat(1)], "stands twice"],
    ["a time that goes back", [flat(2), flat(1)], "rows must ascend"],
    ["a time off the grid", [flat(1.5)], "whole 1m"],
    ["a price of zero", [[1, 0, 1, 0, 1, 1]], "open is 0"],
    ["a high below the close", [[1, 100, 100, 99, 101, 1]], "does not hold"],
    ["a low above the open", [[1, 100, 102, 101, 101, 1]], "does not hold"],
    ["a price that is no number", [[1, 100, Infinity, 99, 101, 1]], "high is Infinity"],
    ["a negative volume", [[1, 100, 101, 99, 100, -1]], "volume is -1"],
  ] as const)("refuse %s, naming the row", (_what, rows, sentence) => expect(() => make(rows as readonly Row[])).toThrow(sentence));

  it("refuse columns of different length", () => expect(() => candles(ORIGIN, "1m", { ...columns([flat(1)]), close: new Float64Array(2) })).toThrow("column close has 2 rows"));

  it("know their gaps: first and last missing minute and how many", () =>
    expect(make([flat(1), flat(2), flat(6), flat(8)]).gaps).toEqual([{ from: 3 * MINUTE, to: 5 * MINUTE, bars: 3 }, { from: 7 * MINUTE, to: 7 * MINUTE, bars: 1 }]));

  it("have, with their gaps, as many bars as the span from first to last", () => fc.assert(fc.property(market, (rows) => {
    const c = make(rows), missing = findGaps(c.openTime, MINUTE).reduce((sum, gap) => sum + gap.bars, 0);
    expect(c.length + missing).toBe((c.openTime[c.length - 1]! - c.openTime[0]!) / MINUTE + 1);
  })));

  it("are sliced as views on the same memory, with the gaps inside the slice alone", () => {
    const c = make([flat(1), flat(3), flat(4), flat(7), flat(8)]), part = sliceCandles(c, 1, 4);
    expect(part.close.buffer).toBe(c.close.buffer);
    expect(part.gaps).toEqual([{ from: 5 * MINUTE, to: 6 * MINUTE, bars: 2 }]);
  });

  it("take the half-open span [from, to)", () => {
    const c = make([flat(1), flat(2), flat(3), flat(4)]);
    expect([...between(c, 2 * MINUTE, 4 * MINUTE).openTime]).toEqual([2 * MINUTE, 3 * MINUTE]);
    expect(rowAt(c, 99 * MINUTE)).toBe(4);
    expect(between(c, 9 * MINUTE, 2 * MINUTE).length).toBe(0);
  });

  it("change their hash with any single value", () => {
    const one = make([flat(1), flat(2)]), other = make([flat(1), flat(2, 100.00000000000001)]);
    expect(hashCandles(one)).not.toBe(hashCandles(other));
    expect(hashCandles(one)).toBe(hashCandles(make([flat(1), flat(2)])));
  });
});

describe("resampled candles", () => {
  it("take first open, extremes, last close and summed volume of each period", () => {
    const c = resample(make([[0, 10, 12, 9, 11, 1], [1, 11, 15, 10, 14, 2], [4, 14, 14, 8, 9, 3], [5, 9, 9, 9, 9, 4]]), "5m");
    expect([...c.openTime]).toEqual([0, 5 * MINUTE]);
    expect([c.open[0], c.high[0], c.low[0], c.close[0], c.volume[0]]).toEqual([10, 15, 8, 9, 6]);
  });

  it("keep every extreme and all volume, and agree with a resample in two steps", () => fc.assert(fc.property(market, (rows) => {
    const c = make(rows), once = resample(c, "15m"), twice = resample(resample(c, "5m"), "15m");
    expect(once.high).toEqual(twice.high);
    expect(once.low).toEqual(twice.low);
    expect([...once.open, ...once.close]).toEqual([...twice.open, ...twice.close]);
    expect(Math.max(...once.high)).toBe(Math.max(...c.high));
    expect(once.volume.reduce((a, b) => a + b, 0)).toBe(c.volume.reduce((a, b) => a + b, 0));
  })));

  it("refuse a timeframe that is no multiple", () => expect(() => resample(resample(make([flat(0)]), "5m"), "7m")).toThrow("can not be built from 5m"));
  it("start weeks on Monday", () => expect(new Date(resample(make([flat(10)]), "1w").openTime[0]!).getUTCDay()).toBe(1));
});
