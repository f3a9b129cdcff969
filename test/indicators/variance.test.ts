/** The variance estimators: published values, plain second computations, laws, and a simulated market whose variance is known. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import {
  bipowerVariation, closeToClose, ewmaVariance, garmanKlass, garmanKlassYangZhang, jumpRatio, parkinson, realisedVariance, realisedVol, rogersSatchell, yangZhang, type Indicator, type RangeOptions, type VarianceOptions,
} from "../../lib/indicators/index.js";
import type { Candles } from "../../lib/market/candles.js";
import { isQuantError } from "../../lib/market/errors.js";
import { normalRandom, uniformRandom } from "../../lib/market/random.js";
import { closes, lively, market, type Row } from "./markets.js";

const last = (indicator: Indicator, c: Candles): number => indicator.column(c)[c.length - 1]!;

/** Rows 1 to 11 of R's TTR::ttrc. */
const TTRC = {
  open: [3.18, 3.09, 3.11, 3.09, 3.1, 3.12, 3.16, 3.23, 3.23, 3.32, 3.3], high: [3.18, 3.15, 3.12, 3.12, 3.12, 3.17, 3.23, 3.29, 3.33, 3.33, 3.34],
  low: [3.08, 3.09, 3.08, 3.07, 3.08, 3.1, 3.14, 3.2, 3.22, 3.28, 3.28], close: [3.08, 3.11, 3.09, 3.1, 3.11, 3.16, 3.22, 3.23, 3.32, 3.3, 3.32],
};
const ttrc = (rows: number): Candles => market(TTRC.open.slice(0, rows).map((open, i) => ({ open, high: TTRC.high[i]!, low: TTRC.low[i]!, close: TTRC.close[i]!, volume: 1 })));

describe("the estimators on R's ttrc, as TTR prints them (volatility.rda, N = 260)", () => {
  const year = { as: "volatility", barsPerYear: 260 } as const;
  it("Parkinson", () => expect(last(parkinson(10, year), ttrc(10))).toBeCloseTo(0.2252072864771795, 14));
  it("Garman-Klass", () => expect(last(garmanKlass(10, year), ttrc(10))).toBeCloseTo(0.21418658397980106, 14));
  it("Rogers-Satchell", () => expect(last(rogersSatchell(10, year), ttrc(10))).toBeCloseTo(0.205948120277698, 14));
  it("Yang-Zhang, its formula worked out apart", () => expect(last(yangZhang(10, year), ttrc(11))).toBeCloseTo(0.21119641911897272, 14));
});

interface LogBar { readonly o: number; readonly h: number; readonly l: number; readonly c: number; readonly before: number }

/** Logarithms first, differences after: another order of operations than the library's ratios. */
function logBars(c: Candles, row: number, size: number): LogBar[] {
  return Array.from({ length: size }, (_, k) => row - size + 1 + k).map((i) => ({ o: Math.log(c.open[i]!), h: Math.log(c.high[i]!), l: Math.log(c.low[i]!), c: Math.log(c.close[i]!), before: Math.log(c.close[i - 1] ?? NaN) }));
}
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
function sample(values: readonly number[]): number {
  const m = mean(values);
  return values.reduce((a, v) => a + (v - m) ** 2, 0) / (values.length - 1);
}
const gk = ({ o, h, l, c }: LogBar): number => 0.5 * (h - l) ** 2 - (2 * Math.log(2) - 1) * (c - o) ** 2;
const rs = ({ o, h, l, c }: LogBar): number => (h - c) * (h - o) + (l - c) * (l - o);

function plainYangZhang(w: readonly LogBar[]): number {
  const n = w.length, k = 0.34 / (1.34 + (n + 1) / (n - 1));
  return sample(w.map((b) => b.o - b.before)) + k * sample(w.map((b) => b.c - b.o)) + (1 - k) * mean(w.map(rs));
}
function plainBipower(w: readonly LogBar[]): number {
  const r = w.map((b) => Math.abs(b.c - b.before)), n = r.length;
  let sum = 0;
  for (let i = 1; i < n; i++) sum += r[i]! * r[i - 1]!;
  return (Math.PI / 2) * (n / (n - 1)) * sum;
}
const plainRealised = (w: readonly LogBar[]): number => w.reduce((a, b) => a + (b.c - b.before) ** 2, 0);

type Plain = (window: readonly LogBar[]) => number;
const PLAIN: Readonly<Record<string, readonly [(size: number) => Indicator, Plain]>> = {
  "close-to-close": [(n) => closeToClose(n), (w) => sample(w.map((b) => b.c - b.before))],
  "close-to-close with a zero mean": [(n) => closeToClose(n, { mean: "zero" }), (w) => mean(w.map((b) => (b.c - b.before) ** 2))],
  "Parkinson": [(n) => parkinson(n), (w) => mean(w.map((b) => (b.h - b.l) ** 2)) / (4 * Math.log(2))],
  "Garman-Klass": [(n) => garmanKlass(n), (w) => mean(w.map(gk))],
  "Rogers-Satchell": [(n) => rogersSatchell(n), (w) => mean(w.map(rs))],
  "Garman-Klass with Yang and Zhang's jump": [(n) => garmanKlassYangZhang(n), (w) => mean(w.map((b) => gk(b) + (b.o - b.before) ** 2))],
  "Yang-Zhang": [(n) => yangZhang(n), plainYangZhang],
  "realised variance": [(n) => realisedVariance(n), plainRealised],
  "bipower variation": [(n) => bipowerVariation(n), plainBipower],
  "jump ratio": [(n) => jumpRatio(n), (w) => (plainRealised(w) === 0 ? 0 : Math.max(plainRealised(w) - plainBipower(w), 0) / plainRealised(w))],
};

describe("a plain loop over the logarithms gives the same", () => {
  for (const [name, [make, plain]] of Object.entries(PLAIN)) {
    it(`of ${name}`, () => fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 2, max: 20 }), (seed, size) => {
      const c = lively(seed, 80), column = make(size).column(c);
      for (let row = size; row < c.length; row++) {
        const expected = plain(logBars(c, row, size));
        expect(Math.abs(column[row]! - expected)).toBeLessThanOrEqual(1e-13 + 1e-9 * expected);
      }
    }), { numRuns: 30 }));
  }
});

describe("units", () => {
  const c = lively(11, 100), year = { barsPerYear: 525_600 };
  const perBar: Readonly<Record<string, (options: VarianceOptions & RangeOptions) => Indicator>> = {
    closeToClose: (o) => closeToClose(20, o), ewmaVariance: (o) => ewmaVariance({ lambda: 0.9, ...o }), parkinson: (o) => parkinson(20, o), garmanKlass: (o) => garmanKlass(20, o), garmanKlassYangZhang: (o) => garmanKlassYangZhang(20, o),
    rogersSatchell: (o) => rogersSatchell(20, o), yangZhang: (o) => yangZhang(20, o),
  };
  for (const [name, make] of Object.entries(perBar)) {
    it(`${name} is a variance per bar, of a year only when told its bars, and its root only when asked`, () => {
      const variance = last(make({}), c);
      expect(last(make(year), c)).toBe(variance * 525_600);
      expect(last(make({ as: "volatility" }), c)).toBe(Math.sqrt(variance));
      expect(last(make({ as: "volatility", ...year }), c)).toBe(Math.sqrt(variance * 525_600));
    });
  }
  it("realised and bipower variation are of the window, of a year by its share in it", () => {
    for (const make of [realisedVariance, bipowerVariation]) expect(last(make(20, year), c)).toBeCloseTo((last(make(20), c) * 525_600) / 20, 12);
  });
  it("realised variance is the window's bars times the zero-mean variance, and the square of realised volatility", () => {
    expect(last(realisedVariance(20), c)).toBeCloseTo(20 * last(closeToClose(20, { mean: "zero" }), c), 15);
    expect(last(realisedVariance(20, year), c)).toBeCloseTo(last(realisedVol(20, year), c) ** 2, 9);
  });
  it("no estimator sees the price's own unit: dollars or cents, the same to the bit at a power of two", () => {
    const half = lively(11, 100, 2 ** -7);
    for (const [make] of Object.values(PLAIN)) expect(last(make(20), half)).toBe(last(make(20), c));
  });
});

describe("what each estimator does not see", () => {
  const up = (i: number): Row => ({ open: 100 * 1.01 ** i, high: 100 * 1.01 ** (i + 1), low: 100 * 1.01 ** i, close: 100 * 1.01 ** (i + 1), volume: 1 });
  const climb = market(Array.from({ length: 30 }, (_, i) => up(i))), r = Math.log(1.01);
  it("a steady climb is no variance to Rogers-Satchell, Yang-Zhang and the mean-adjusted close-to-close, and is to the others", () => {
    for (const make of [rogersSatchell, yangZhang, closeToClose]) expect(Math.abs(last(make(20), climb))).toBeLessThan(1e-17);
    expect(last(closeToClose(20, { mean: "zero" }), climb)).toBeCloseTo(r * r, 15);
    expect(last(parkinson(20), climb)).toBeCloseTo((r * r) / (4 * Math.LN2), 15);
  });
  it("jumps between bars are seen only where the close before is looked at", () => {
    const jumps = market(Array.from({ length: 30 }, (_, i) => ({ open: i % 2 ? 110 : 100, high: i % 2 ? 110 : 100, low: i % 2 ? 110 : 100, close: i % 2 ? 110 : 100, volume: 1 })));
    for (const make of [parkinson, garmanKlass, rogersSatchell]) expect(last(make(10), jumps)).toBe(0);
    expect(last(garmanKlassYangZhang(10), jumps)).toBeCloseTo(Math.log(1.1) ** 2, 15);
    expect(last(yangZhang(10), jumps)).toBeCloseTo((Math.log(1.1) ** 2 * 10) / 9, 15);
  });
});

describe("the exponentially weighted variance", () => {
  const steps = (...returns: readonly number[]): Candles => closes(...returns.reduce<number[]>((prices, r) => [...prices, prices[prices.length - 1]! * Math.exp(r)], [100]));
  it("by hand: seeded with the mean of two squares, then 0.8 of it and 0.2 of the new one", () => {
    const column = ewmaVariance({ lambda: 0.8, seed: 2 }).column(steps(0.01, -0.03, 0.02, 0));
    expect(column.subarray(0, 2)).toEqual(new Float64Array([NaN, NaN]));
    [0.0005, 0.8 * 0.0005 + 0.2 * 0.0004, 0.8 * (0.8 * 0.0005 + 0.2 * 0.0004)].forEach((v, i) => expect(column[i + 2]).toBeCloseTo(v, 15));
  });
  it("halves in its half-life when nothing moves", () => {
    const column = ewmaVariance({ halfLife: 7, seed: 1 }).column(steps(0.02, ...Array<number>(14).fill(0)));
    expect(column[8]! / column[1]!).toBeCloseTo(0.5, 12);
    expect(column[15]! / column[1]!).toBeCloseTo(0.25, 12);
  });
  it("has RiskMetrics' 0.94 at a half-life of 11.2 bars, and then a seed of 32", () => {
    expect(0.5 ** (1 / (Math.log(0.5) / Math.log(0.94)))).toBeCloseTo(0.94, 12);
    const c = lively(3, 200), byHalfLife = ewmaVariance({ halfLife: Math.log(0.5) / Math.log(0.94) });
    expect(last(byHalfLife, c)).toBeCloseTo(last(ewmaVariance({ lambda: 0.94 }), c), 12);
    expect(ewmaVariance({ lambda: 0.94 }).warmup).toBe(33);
  });
});

describe("the jump ratio", () => {
  it("by hand: 9 returns of 1% and one of 10% in the middle", () => {
    const returns = [1, 1, 1, 1, 1, 10, 1, 1, 1, 1], prices = returns.reduce<number[]>((p, r, i) => [...p, p[p.length - 1]! * Math.exp((i % 2 ? -r : r) / 100)], [100]);
    const realised = (9 + 100) / 1e4, bipower = ((Math.PI / 2) * (10 / 9) * (7 + 20)) / 1e4;
    expect(last(realisedVariance(10), closes(...prices))).toBeCloseTo(realised, 12);
    expect(last(bipowerVariation(10), closes(...prices))).toBeCloseTo(bipower, 12);
    expect(last(jumpRatio(10), closes(...prices))).toBeCloseTo((realised - bipower) / realised, 12);
  });
  it("is small in a diffusion and near the planted share with a jump", () => {
    const normal = normalRandom(uniformRandom(5)), diffusion = Array.from({ length: 5_000 }, () => normal() * 1e-3), realised = diffusion.reduce((a, r) => a + r * r, 0);
    const priceOf = (returns: readonly number[]): Candles => closes(...returns.reduce<number[]>((p, r) => (p.push(p[p.length - 1]! * Math.exp(r)), p), [100]));
    expect(last(jumpRatio(5_000), priceOf(diffusion))).toBeLessThan(0.05);
    const jump = Math.sqrt(realised), jumped = diffusion.map((r, i) => (i === 2_500 ? r + jump : r));
    expect(Math.abs(last(jumpRatio(5_000), priceOf(jumped)) - 0.5)).toBeLessThan(0.06);
  });
});

describe("on simulated bars of 60 normal steps, variance 1e-4 a bar, no drift", () => {
  const BARS = 20_000, STEPS = 60, SIGMA2 = 1e-4, normal = normalRandom(uniformRandom(20_240_607));
  const rows: Row[] = [];
  for (let bar = 0, x = Math.log(100); bar < BARS; bar++) {
    const from = x;
    let top = x, bottom = x;
    for (let s = 0; s < STEPS; s++) {
      x += normal() * Math.sqrt(SIGMA2 / STEPS);
      top = Math.max(top, x);
      bottom = Math.min(bottom, x);
    }
    rows.push({ open: Math.exp(from), high: Math.exp(top), low: Math.exp(bottom), close: Math.exp(x), volume: 1 });
  }
  const c = market(rows);
  /** Mean over the true variance, and how much of its mean one bar's value scatters. */
  const quality = (make: (size: number) => Indicator): { bias: number; scatter: number } => {
    const values = [...make(1).column(c).subarray(1)], m = mean(values);
    return { bias: m / SIGMA2, scatter: sample(values) / m ** 2 };
  };
  const closeScatter = quality((n) => closeToClose(n, { mean: "zero" }));
  it("close-to-close is unbiased, the ranges read 0.84, 0.78 and 0.78 of it", () => {
    expect(Math.abs(closeScatter.bias - 1)).toBeLessThan(0.04);
    expect(Math.abs(quality(parkinson).bias - 0.84)).toBeLessThan(0.02);
    expect(Math.abs(quality(garmanKlass).bias - 0.78)).toBeLessThan(0.02);
    expect(Math.abs(quality(rogersSatchell).bias - 0.78)).toBeLessThan(0.02);
  });
  it("are about 5 to 8 times as efficient as close-to-close: Parkinson least, Garman-Klass most", () => {
    const [p, g, r] = [parkinson, garmanKlass, rogersSatchell].map((make) => closeScatter.scatter / quality(make).scatter) as [number, number, number];
    expect(p).toBeGreaterThan(4);
    expect(r).toBeGreaterThan(p);
    expect(g).toBeGreaterThan(r);
    expect(g).toBeLessThan(9);
  });
});

describe("a constructor of a variance", () => {
  const failure = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      if (isQuantError(error)) return `${error.code}: ${error.message}`;
      throw error;
    }
    return "no failure";
  };
  it("refuses windows that hold no variance", () => {
    expect(failure(() => closeToClose(1))).toContain("BAD_PERIOD: closeToClose: period is 1, a whole number of bars from 2 to");
    expect(failure(() => yangZhang(1))).toContain("from 2 to");
    expect(failure(() => bipowerVariation(1))).toContain("from 2 to");
    expect(failure(() => jumpRatio(1))).toContain("from 2 to");
    expect(failure(() => parkinson(0))).toContain("from 1 to");
  });
  it("refuses a decay that is none, not given, or given twice", () => {
    for (const lambda of [0, 1, -1, NaN]) expect(failure(() => ewmaVariance({ lambda }))).toContain("BAD_DECAY: ewmaVariance: lambda is");
    expect(failure(() => ewmaVariance({} as { lambda: number }))).toBe("BAD_DECAY: ewmaVariance: neither lambda and halfLife were given: name one of them");
    expect(failure(() => ewmaVariance({ lambda: 0.9, halfLife: 3 } as unknown as { lambda: number }))).toContain("both lambda and halfLife were given");
    expect(failure(() => ewmaVariance({ halfLife: 0 }))).toContain("BAD_OPTION: ewmaVariance: halfLife is 0");
    expect(failure(() => ewmaVariance({ lambda: 1 - 1e-9 }))).toContain("BAD_PERIOD: ewmaVariance: seed is 2");
  });
  it("refuses unknown words and options", () => {
    expect(failure(() => parkinson(9, { as: "vol" as "volatility" }))).toBe("BAD_OPTION: parkinson: as is 'vol', one of variance, volatility was expected");
    expect(failure(() => parkinson(9, { of: "close" } as object))).toContain("UNKNOWN_OPTION: parkinson has no option 'of'");
    expect(failure(() => closeToClose(9, { mean: "none" as "zero" }))).toContain("BAD_OPTION: closeToClose: mean is 'none'");
    expect(failure(() => realisedVariance(9, { barsPerYear: 0 }))).toContain("BAD_OPTION: realisedVariance: barsPerYear is 0");
    expect(failure(() => jumpRatio(9, { as: "volatility" } as object))).toContain("UNKNOWN_OPTION: jumpRatio has no option 'as'");
    expect(failure(() => realisedVariance(9, { of: "volume" as "close" }))).toContain("of is 'volume'");
  });
});
