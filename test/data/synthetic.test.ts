import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SYNTHETIC_PERPETUAL, SYNTHETIC_SPOT, syntheticBars, syntheticFunding, type SyntheticBars, type SyntheticOptions } from "../../lib/data/sources/synthetic.js";
import { candles } from "../../lib/market/candles.js";
import { normalRandom, uniformRandom } from "../../lib/market/random.js";

const HOUR = 3_600_000, FROM = Date.UTC(2023, 0);
const options = (seed: number, days = 365, timeframe = "1m"): SyntheticOptions => ({ seed, from: FROM, to: FROM + days * 24 * HOUR, timeframe });
const returns = ({ close }: SyntheticBars): Float64Array => close.subarray(1).map((price, i) => price / close[i]! - 1);
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: Float64Array): number => Math.sqrt(mean(values.map((value) => value * value)) - mean(values) ** 2);
/** Of the mean against 0. */
const t = (values: Float64Array): number => (mean(values) / deviation(values)) * Math.sqrt(values.length);
const correlation = (a: Float64Array, b: Float64Array): number => (mean(a.map((value, i) => value * b[i]!)) - mean(a) * mean(b)) / (deviation(a) * deviation(b));

describe("a synthetic market", () => {
  it("is the same for the same seed and another for another", () => {
    expect(syntheticBars(SYNTHETIC_SPOT, options(7, 3))).toEqual(syntheticBars(SYNTHETIC_SPOT, options(7, 3)));
    expect(syntheticBars(SYNTHETIC_SPOT, options(8, 3)).close).not.toEqual(syntheticBars(SYNTHETIC_SPOT, options(7, 3)).close);
  });

  it("begins alike however long it is", () => {
    const long = syntheticBars(SYNTHETIC_PERPETUAL, options(7, 4)), short = syntheticBars(SYNTHETIC_PERPETUAL, options(7, 1));
    for (const [name, column] of Object.entries(long)) expect(short[name as keyof SyntheticBars], name).toEqual(column.subarray(0, short.time.length));
  });

  it("gives possible candles on the instrument's tick and step, for any seed and timeframe", () => {
    fc.assert(fc.property(fc.nat({ max: 2 ** 31 }), fc.constantFrom("1m", "15m", "1h", "1d"), fc.constantFrom<[typeof SYNTHETIC_SPOT | typeof SYNTHETIC_PERPETUAL, number, number]>([SYNTHETIC_SPOT, 100, 100_000], [SYNTHETIC_PERPETUAL, 10, 1_000]), (seed, timeframe, [symbol, ticks, steps]) => {
      const bars = syntheticBars(symbol, options(seed, 2, timeframe)), origin = { exchange: "synthetic", symbol, synthetic: true, builtFrom: timeframe };
      const checked = candles(origin, timeframe, { ...bars, openTime: bars.time });
      expect(checked.gaps).toEqual([]);
      for (const price of [bars.open, bars.high, bars.low, bars.close]) expect(price.every((value) => Math.round(value * ticks) / ticks === value)).toBe(true);
      expect(bars.volume.every((volume, i) => volume > 0 && Math.round(volume * steps) / steps === volume && bars.takerBuyVolume[i]! <= volume && bars.trades[i]! >= 1)).toBe(true);
      expect(bars.open.subarray(1)).toEqual(bars.close.subarray(0, -1));
    }), { numRuns: 30 });
  });

  const years = [7, 1, 2, 3].map((seed) => ({ seed, values: returns(syntheticBars(SYNTHETIC_SPOT, options(seed))) }));

  it.each(years)("has no drift: |t| < 3 over a year of minutes (seed $seed)", ({ values }) => expect(Math.abs(t(values))).toBeLessThan(3));

  it.each(years)("has returns that tell nothing of the next one, and volatility that does (seed $seed)", ({ values }) => {
    const next = values.subarray(1), now = values.subarray(0, -1), size = (v: Float64Array): Float64Array => v.map(Math.abs);
    expect(Math.abs(correlation(now, next)) * Math.sqrt(now.length / 3)).toBeLessThan(3.5); // thick tails widen the band of a correlation of nothing
    expect(correlation(size(now), size(next))).toBeGreaterThan(0.1);
  });

  it("has thick tails and a plausible volatility: 50 to 110 percent a year", () => {
    for (const { values } of years) {
      const sigma = deviation(values), kurtosis = mean(values.map((value) => value ** 4)) / sigma ** 4;
      expect(sigma * Math.sqrt(525_600)).toBeGreaterThan(0.5);
      expect(sigma * Math.sqrt(525_600)).toBeLessThan(1.1);
      expect(kurtosis).toBeGreaterThan(4);
    }
  });

  it("has ranges that agree with its volatility (Parkinson 1980: E[ln(high/low)²] = 4 ln 2 σ²)", () => {
    const bars = syntheticBars(SYNTHETIC_SPOT, options(7)), ranges = bars.high.map((high, i) => Math.log(high / bars.low[i]!) ** 2);
    expect(Math.sqrt(mean(ranges) / (4 * Math.log(2))) / deviation(returns(bars))).toBeGreaterThan(0.97);
    expect(Math.sqrt(mean(ranges) / (4 * Math.log(2))) / deviation(returns(bars))).toBeLessThan(1.04);
  });

  it("settles funding every eight hours at rates around nothing", () => {
    const bars = syntheticBars(SYNTHETIC_PERPETUAL, options(7)), { time, rate, mark } = syntheticFunding(bars, options(7));
    expect([time.length, time[0], time[1]]).toEqual([1_095, FROM, FROM + 8 * HOUR]);
    expect(Math.abs(t(rate))).toBeLessThan(3);
    expect(rate.every((value) => Math.abs(value) < 0.001)).toBe(true);
    expect(mark[1]).toBe(bars.open[480]);
  });
});

describe("seeded random numbers", () => {
  it("are uniform in [0, 1): mean, variance and the share of each tenth", () => {
    fc.assert(fc.property(fc.maxSafeNat(), fc.nat({ max: 9 }), (seed, stream) => {
      const next = uniformRandom(seed, stream), values = Float64Array.from({ length: 20_000 }, next);
      expect(Math.min(...values) >= 0 && Math.max(...values) < 1).toBe(true);
      expect(Math.abs(mean(values) - 0.5)).toBeLessThan(0.012);
      expect(Math.abs(deviation(values) ** 2 - 1 / 12)).toBeLessThan(0.004);
    }), { numRuns: 30 });
  });

  it("are other ones in another stream of the same seed", () => {
    const a = Float64Array.from({ length: 20_000 }, uniformRandom(7, 1)), b = Float64Array.from({ length: 20_000 }, uniformRandom(7, 2));
    expect(Math.abs(correlation(a, b))).toBeLessThan(0.03);
  });

  it("have a normal shape where asked for", () => {
    const values = Float64Array.from({ length: 200_000 }, normalRandom(uniformRandom(3)));
    expect(Math.abs(mean(values))).toBeLessThan(0.01);
    expect(Math.abs(deviation(values) - 1)).toBeLessThan(0.01);
    expect(Math.abs(mean(values.map((value) => value ** 4)) - 3)).toBeLessThan(0.1);
  });
});
