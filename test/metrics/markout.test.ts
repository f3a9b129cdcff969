import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mean } from "../../lib/metrics/compensatedSum.js";
import { MARKOUT_HORIZONS, markouts } from "../../lib/metrics/markout.js";
import { barMids, checkMids, midsAfter } from "../../lib/metrics/midPrices.js";
import { weightedMean } from "../../lib/metrics/weightedMean.js";
import { candles } from "../../lib/market/candles.js";
import { apart, column, normals, seeded } from "./fixtures.js";
import { MINUTE, makerFillsOf, midsOf, minutes, someMakerFills, someMids } from "./makerFixtures.js";

describe("a mid after a horizon", () => {
  const mids = minutes(101, 102, NaN, 104, 105);
  it("is the last close known by then", () => expect([...midsAfter(mids, column(0, 0.5 * MINUTE, 3 * MINUTE), MINUTE)]).toEqual([101, 101, 104]));
  it("is unknown inside a gap, before the first price and after the last", () => {
    expect([...midsAfter(mids, column(-MINUTE, MINUTE, 2 * MINUTE, 2.5 * MINUTE, 3 * MINUTE, 4 * MINUTE, 4 * MINUTE + 1), MINUTE)]).toEqual([NaN, 102, NaN, NaN, 104, 105, NaN]);
  });
  it("is unknown below a bar's length", () => expect([...midsAfter(mids, column(MINUTE), MINUTE - 1)]).toEqual([NaN]));
  it("of quotes holds until the next, however long, but not beyond the last", () => {
    expect([...midsAfter(midsOf(0, [[10, 1], [10, 2], [5_000, 3]]), column(9, 10, 4_999, 5_000, 5_001), 0)]).toEqual([NaN, 2, 2, 3, NaN]);
  });
  it("equals a search from the back through all prices", () => {
    fc.assert(fc.property(someMids, fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 30 }), fc.constantFrom(1, 2.5, 15), (mids, starts, bars) => {
      const moments = Float64Array.from(starts.sort((a, b) => a - b), (s) => s * 0.5 * MINUTE), rows = Array.from(mids.time, (time, i) => ({ time, mid: mids.mid[i]! })).reverse();
      const searched = Array.from(moments, (moment) => {
        const at = moment + bars * MINUTE, known = rows.find(({ time }) => time <= at);
        return known === undefined || at > rows[0]!.time || at - known.time >= MINUTE ? NaN : known.mid;
      });
      expect([...midsAfter(mids, moments, bars * MINUTE)]).toEqual(searched);
    }));
  });
  it("of candles becomes known at a bar's close", () => {
    const one = Float64Array.of(7), bar = candles({ exchange: "x", symbol: "BTC/USDT", synthetic: false, builtFrom: "1m" }, "1m", { openTime: Float64Array.of(MINUTE), open: one, high: one, low: one, close: one, volume: one });
    expect(barMids(bar)).toEqual({ time: column(2 * MINUTE), mid: column(7), interval: MINUTE });
  });
  it("is refused where prices do not ascend, are none, or are of unequal number", () => {
    expect(() => checkMids(midsOf(0, [[5, 1], [4, 1]]))).toThrow("mid price 1: time 4");
    expect(() => checkMids(midsOf(0, [[5, 0]]))).toThrow("finite prices above 0 were expected");
    expect(() => checkMids({ ...minutes(1, 2), mid: column(1) })).toThrow("2 times and 1 prices");
    expect(() => checkMids(midsOf(-1, []))).toThrow("0 for quotes");
  });
});

/** Buys 2 at 99.5 under a mid of 100, sells 1 at 100.4 over a mid of 100.2; the closes that follow are 99, 101, 103. */
const hand = makerFillsOf([[0, 2, 99.5, 0, 100], [MINUTE, -1, 100.4, 0, 100.2]]), after = minutes(99, 101, 103);
const bp = (s: number, from: number, to: number, price: number): number => ((s * (to - from)) / price) * 1e4;

describe("a markout", () => {
  const [one] = markouts(hand, after, 1, [MINUTE]);
  it("by hand: weighted by quantity, in basis points of the fill's price, buys and sells alike good above 0", () => {
    expect(one!.markout).toBeCloseTo((2 * bp(1, 99.5, 99, 99.5) + bp(-1, 100.4, 101, 100.4)) / 3, 10);
    expect(one!.halfSpread).toBeCloseTo((2 * bp(1, 99.5, 100, 99.5) + bp(-1, 100.4, 100.2, 100.4)) / 3, 10);
    expect(one!.adverse).toBeCloseTo((2 * bp(1, 100, 99, 99.5) + bp(-1, 100.2, 101, 100.4)) / 3, 10);
    expect(one!.fills).toBe(2);
  });
  it("leaves out the fill whose future is not known, from all three means", () => {
    const [three] = markouts(hand, after, 1, [3 * MINUTE]);
    expect(three!.fills).toBe(1);
    expect(three!.markout).toBeCloseTo(bp(1, 99.5, 103, 99.5), 10);
    expect(three!.halfSpread).toBeCloseTo(bp(1, 99.5, 100, 99.5), 10);
  });
  it("leaves out the fill before which no mid was seen", () => {
    const [unseen] = markouts({ ...hand, mid: column(NaN, 100.2) }, after, 1, [MINUTE]);
    expect(unseen).toMatchObject({ fills: 1, adverse: expect.closeTo(bp(-1, 100.2, 101, 100.4), 10) as number });
  });
  it("has no number below a bar's length, and one for each of the eight horizons otherwise", () => {
    const rows = markouts(hand, after, 1);
    expect(rows.map(({ horizon }) => horizon)).toEqual([1, 5, 10, 30, 60, 300, 900, 3600].map((s) => s * 1000));
    expect(rows.map(({ fills }) => fills)).toEqual([0, 0, 0, 0, 2, 0, 0, 0]);
    expect(rows.filter(({ markout }) => !Number.isNaN(markout)).map(({ horizon }) => horizon)).toEqual([MARKOUT_HORIZONS["1m"]]);
  });
  it("is half-spread plus adverse selection, whatever the prices", () => {
    fc.assert(fc.property(someMakerFills, someMids, fc.constantFrom(1, 5, 15), (fills, mids, bars) => {
      const { markout, halfSpread, adverse, fills: known } = markouts(fills, mids, 1, [bars * MINUTE])[0]!;
      expect(apart(markout, halfSpread + adverse)).toBeLessThan(1e-9);
      expect(Number.isNaN(markout)).toBe(known === 0);
    }));
  });
  it("keeps its means when a fill is split in two", () => {
    const split = makerFillsOf([[0, 0.5, 99.5, 0, 100], [0, 1.5, 99.5, 0, 100], [MINUTE, -1, 100.4, 0, 100.2]]);
    expect(markouts(split, after, 1, [MINUTE])[0]!.markout).toBeCloseTo(one!.markout, 10);
  });
  it("of both sides of a mirrored market is the same", () => {
    const mirrored = makerFillsOf([[0, -2, 100.5, 0, 100]]), straight = makerFillsOf([[0, 2, 99.5, 0, 100]]);
    const [down] = markouts(mirrored, minutes(101), 1, [MINUTE]), [up] = markouts(straight, minutes(99), 1, [MINUTE]);
    expect(down!.markout * 100.5).toBeCloseTo(up!.markout * 99.5, 8);
  });
  it("has an interval only while its windows overlap so little that ten blocks are left", () => {
    const n = 400, often = makerFillsOf(Array.from({ length: n }, (_, i) => [i * MINUTE, 1, 100, 0, 100] as const)), later = minutes(...normals(2, n + 60).map((z) => 100 + z));
    expect(markouts(often, later, 1, [MINUTE, 15 * MINUTE, 60 * MINUTE]).map(({ fills, low }) => [fills, Number.isNaN(low)])).toEqual([[n, false], [n, false], [n, true]]);
  });
  it("after a negative or endless time is refused", () => {
    expect(() => markouts(hand, after, 1, [-1])).toThrow("a markout after -1 ms");
    expect(() => markouts(hand, after, 1, [Infinity])).toThrow("finite number of at least 0");
  });
});

describe("the interval of a weighted mean", () => {
  const ones = (n: number): Float64Array => new Float64Array(n).fill(1);
  it("of independent values is the textbook's, in cells of many as in cells of one", () => {
    for (const n of [400, 40_000]) {
      const { low, high, mean: center } = weightedMean(normals(5, n), ones(n), { random: seeded(1) });
      expect(center).toBeCloseTo(mean(normals(5, n)), 12);
      expect((high - low) / (2 * 1.96)).toBeGreaterThan(0.8 / Math.sqrt(n));
      expect((high - low) / (2 * 1.96)).toBeLessThan(1.2 / Math.sqrt(n));
    }
  });
  it("holds the true mean of strongly dependent values about as often as it says, where the overlap is told", () => {
    const overlap = 20, n = 1_000;
    let held = 0, told = 0, untold = 0;
    for (let sample = 0; sample < 40; sample++) {
      const noise = normals(100 + sample, n + overlap), moving = Float64Array.from({ length: n }, (_, i) => mean(noise.subarray(i, i + overlap)));
      const { low, high } = weightedMean(moving, ones(n), { random: seeded(sample), overlap });
      if (low <= 0 && 0 <= high) held++;
      const trusting = weightedMean(moving, ones(n), { random: seeded(sample) });
      told += high - low;
      untold += trusting.high - trusting.low;
    }
    expect(told).toBeGreaterThan(1.1 * untold);
    expect(held).toBeGreaterThanOrEqual(34);
  });
  it("is of the weighted mean: a thousandfold weight decides it", () => {
    const values = normals(9, 300), weights = Float64Array.from(values, (v) => (v > 0 ? 1000 : 1));
    expect(weightedMean(values, weights, { random: seeded(1) }).low).toBeGreaterThan(0.5);
  });
  it("leaves NaN out and is the same for the same seed", () => {
    const values = normals(9, 300), holed = Float64Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? values[i / 2]! : NaN));
    expect(weightedMean(holed, ones(600), { random: seeded(1) })).toEqual(weightedMean(values, ones(300), { random: seeded(1) }));
    expect(weightedMean(holed, ones(600), { random: seeded(1) }).count).toBe(300);
  });
  it("is unknown below ten blocks: of five values each, or of the overlap", () => {
    expect(weightedMean(normals(1, 49), ones(49), { random: seeded(1) })).toMatchObject({ low: NaN, high: NaN });
    expect(weightedMean(normals(1, 50), ones(50), { random: seeded(1) }).low).not.toBeNaN();
    expect(weightedMean(normals(1, 500), ones(500), { random: seeded(1), overlap: 26 }).low).toBeNaN();
    expect(weightedMean(normals(1, 500), ones(500), { random: seeded(1), overlap: 25 }).low).not.toBeNaN();
  });
  it("of nothing is nothing", () => expect(weightedMean(column(), column(), { random: seeded(1) })).toEqual({ mean: NaN, low: NaN, high: NaN, count: 0 }));
});
