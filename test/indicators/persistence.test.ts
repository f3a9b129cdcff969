/** Variance ratio and reversal share: against plain second computations, by hand, and on walks whose answer is known. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { reversalShare, reversalVarianceRatio, varianceRatio, type Indicator } from "../../lib/indicators/index.js";
import type { Candles } from "../../lib/market/candles.js";
import { isQuantError } from "../../lib/market/errors.js";
import { normalRandom, uniformRandom } from "../../lib/market/random.js";
import { bp } from "../../lib/market/units.js";
import { closes, lively, market, type Row } from "./markets.js";

const last = (indicator: Indicator, c: Candles): number => indicator.column(c)[c.length - 1]!;
const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isQuantError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no failure";
};

/** Lo and MacKinlay's overlapping estimator as their paper writes it, over log prices p_0 … p_n. */
function loMacKinlay(p: readonly number[], k: number, isZero: boolean): number {
  const n = p.length - 1, mu = isZero ? 0 : (p[n]! - p[0]!) / n, m = isZero ? k * (n - k + 1) : k * (n - k + 1) * (1 - k / n);
  let short = 0, long = 0;
  for (let i = 1; i <= n; i++) short += (p[i]! - p[i - 1]! - mu) ** 2;
  for (let i = k; i <= n; i++) long += (p[i]! - p[i - k]! - k * mu) ** 2;
  return long / m / (short / (isZero ? n : n - 1));
}

const walkOf = (returns: readonly number[]): Candles => closes(...returns.reduce<number[]>((prices, r) => (prices.push(prices[prices.length - 1]! * Math.exp(r)), prices), [100]));

describe("the variance ratio", () => {
  it("is Lo and MacKinlay's of the window's log prices", () => fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 0, max: 12 }), fc.boolean(), (seed, step, more, isZero) => {
    const c = lively(seed, 80), period = Math.max(2 * step + more, 9), column = varianceRatio(period, step, { mean: isZero ? "zero" : "sample" }).column(c);
    for (let row = period; row < c.length; row++) {
      const expected = loMacKinlay([...c.close.subarray(row - period, row + 1)].map(Math.log), step, isZero);
      expect(Math.abs(column[row]! / expected - 1)).toBeLessThan(1e-8);
    }
  }), { numRuns: 40 }));
  it("by hand: up and down by turns is 0 over two bars with a zero mean, whole trends are 2", () => {
    expect(last(varianceRatio(8, 2, { mean: "zero" }), walkOf([1, -1, 1, -1, 1, -1, 1, -1].map((r) => r / 100)))).toBeCloseTo(0, 12);
    expect(last(varianceRatio(8, 2, { mean: "zero" }), walkOf(Array<number>(8).fill(0.01)))).toBeCloseTo(2, 12);
  });
  it("has no answer in a steady climb once its mean is taken away: what is left is rounding", () => {
    for (const rate of [1e-4, 0.0013, 0.01, 0.03]) expect(last(varianceRatio(20, 4), closes(...Array.from({ length: 30 }, (_, i) => 60_000 * (1 + rate) ** i)))).toBeNaN();
  });

  const N = 40_000, normal = normalRandom(uniformRandom(41)), noise = Array.from({ length: N + 1 }, () => normal() * 1e-3);
  it("is 1 on a random walk, within three standard errors, for steps of 2, 5 and 20", () => {
    for (const k of [2, 5, 20]) expect(Math.abs(last(varianceRatio(N, k), walkOf(noise.slice(1))) - 1)).toBeLessThan(3 * Math.sqrt((2 * (2 * k - 1) * (k - 1)) / (3 * k * N)));
  });
  it("finds a planted correlation of neighbours: 1 + rho over two bars", () => {
    for (const theta of [-0.3, 0.3]) {
      const returns = noise.slice(1).map((e, i) => e + theta * noise[i]!), rho = theta / (1 + theta * theta);
      expect(Math.abs(last(varianceRatio(N, 2), walkOf(returns)) - (1 + rho))).toBeLessThan(0.02);
    }
  });
  it("refuses a step that is none and a window of less than two of them", () => {
    expect(code(() => varianceRatio(10, 1))).toContain("BAD_PERIOD: varianceRatio: step is 1, a whole number of bars from 2 to");
    expect(code(() => varianceRatio(9, 5))).toContain("BAD_PERIOD: varianceRatio: period is 9, a whole number of bars from 10 to");
    expect(code(() => varianceRatio(10, 2, { mena: "zero" } as object))).toContain("UNKNOWN_OPTION");
  });
});

const bar = (open: number, high: number, low: number, close: number): Row => ({ open, high, low, close, volume: 1 });

describe("the reversal share on levels that double", () => {
  const share = (period: number, ...rows: readonly Row[]): number => last(reversalShare(period, 1), market(rows));
  it("counts a turn where a move goes against the one before; the first move has none before it", () => {
    expect(share(3, bar(1, 1, 1, 1), bar(1, 2, 1, 2), bar(2, 4, 2, 4))).toBe(0);
    expect(share(3, bar(1, 1, 1, 1), bar(1, 2, 1, 2), bar(2, 2, 1, 1))).toBe(1);
    expect(share(4, bar(1, 2, 1, 2), bar(2, 4, 2, 4), bar(4, 4, 2, 2), bar(2, 4, 2, 4))).toBe(2 / 3);
  });
  it("needs the whole way to the next level: almost back is no move", () => expect(share(3, bar(1, 2, 1, 2), bar(2, 3.9, 1.01, 2), bar(2, 4, 2, 4))).toBe(0));
  it("walks a bar by its nearer extreme first", () => {
    // up to 2 on the way in; then low 1 (1 away) before high 4 (2 away): down, up, up: 2 turns of 3
    expect(share(2, bar(1, 2, 1, 2), bar(2, 4, 1, 4))).toBe(2 / 3);
    // 3 is nearer to the high: up to 4, down to 2 and 1: 1 turn of 3
    expect(share(2, bar(1, 2, 1, 2), bar(3, 4, 1, 1))).toBe(1 / 3);
    // low first though the bar falls: down, up, up, down: 3 turns of 4
    expect(share(2, bar(1, 2, 1, 2), bar(2, 4, 1, 1.5))).toBe(3 / 4);
  });
  it("takes the jump to the open as one way over all levels between", () => expect(share(3, bar(1, 1, 1, 1), bar(8, 8, 8, 8), bar(4, 4, 4, 4))).toBe(1 / 3));
  it("has no answer where the window holds no move, and forgets moves that have left it", () => {
    expect(share(2, bar(1, 1, 1, 1), bar(1, 1.5, 1, 1))).toBeNaN();
    expect(share(1, bar(1, 2, 1, 2), bar(2, 2, 1, 1), bar(1, 1, 1, 1))).toBeNaN();
  });
  it("is a share, whatever the market", () => fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(1e-4, 3e-3, 0.05), (seed, spacing) => {
    for (const v of reversalShare(9, spacing).column(lively(seed, 120)).subarray(9)) expect(Number.isNaN(v) || (v >= 0 && v <= 1)).toBe(true);
  })));
  it("of the mirrored market (1 / price) is the same", () => fc.assert(fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 12, maxLength: 60 }), (steps) => {
    const price = (sign: number): number[] => steps.reduce<number[]>((p, s) => [...p, p[p.length - 1]! * 2 ** (sign * s * 0.75)], [1]);
    expect(last(reversalShare(10, 1), closes(...price(1)))).toBe(last(reversalShare(10, 1), closes(...price(-1))));
  })));
  it("refuses a spacing that is none", () => {
    for (const spacing of [0, -0.1, NaN, 1e-7, 1.5]) expect(code(() => reversalShare(9, spacing))).toContain("BAD_OPTION: reversalShare: spacing is");
    expect(code(() => reversalShare(0, 0.01))).toContain("BAD_PERIOD");
  });
});

describe("the reversal share of walks whose answer is known", () => {
  it("finds the planted chance of a turn where every level is seen", () => {
    for (const turn of [0.4, 0.5, 0.6]) {
      const uniform = uniformRandom(7), N = 40_000, prices = [100];
      for (let i = 0, direction = 1, level = 0; i < N; i++) {
        if (uniform() < turn) direction = -direction;
        prices.push(100 * 1.001 ** (level += direction));
      }
      const rho = last(reversalShare(N, 0.001), closes(...prices));
      expect(Math.abs(rho - turn)).toBeLessThan(0.01);
      expect(Math.abs(reversalVarianceRatio(rho) - (1 - turn) / turn)).toBeLessThan(0.06);
    }
  });

  it("of a martingale on minutes of 60 steps is a little low on the bars' own way and far lower on closes, least at wide levels", () => {
    const normal = normalRandom(uniformRandom(19)), BARS = 20_000, rows: Row[] = [];
    for (let i = 0, x = Math.log(60_000); i < BARS; i++) {
      const from = x;
      let top = x, bottom = x;
      for (let s = 0; s < 60; s++) {
        x += (normal() * bp(8)) / Math.sqrt(60);
        top = Math.max(top, x);
        bottom = Math.min(bottom, x);
      }
      rows.push(bar(Math.exp(from), Math.exp(top), Math.exp(bottom), Math.exp(x)));
    }
    const onWay = [10, 20, 50].map((g) => last(reversalShare(BARS, bp(g)), market(rows))), onCloses = [10, 20, 50].map((g) => last(reversalShare(BARS, bp(g)), closes(...rows.map((r) => r.close))));
    onWay.forEach((rho, i) => {
      expect(rho).toBeGreaterThan(0.45);
      expect(rho).toBeLessThan(0.52);
      expect(rho).toBeGreaterThan(onCloses[i]!);
    });
    expect(onCloses[0]).toBeLessThan(0.4);
    expect(onCloses[0]).toBeLessThan(onCloses[1]!);
    expect(onCloses[1]).toBeLessThan(onCloses[2]!);
  });
});
