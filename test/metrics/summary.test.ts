import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { benchmark, buyAndHold } from "../../lib/metrics/benchmark.js";
import { normalCdf } from "../../lib/metrics/normal.js";
import { loFactor, neweyWestLags } from "../../lib/metrics/sharpe.js";
import { curveMetrics, summarise, type Metrics, type MetricsInput } from "../../lib/metrics/summary.js";
import { DAY, HOUR, apart, column, curveOf, fillsOf, normals, paymentsOf, someCurve } from "./fixtures.js";

const START = Date.UTC(2024, 0, 1);

/**
 * Four days by hand. Cash 1000. Day 1, 00:00: buys 5 at 100, fee 1. Day 2, 12:00: funding -2. Day 3, 00:00: sells 5 at 120, fee 1.
 * Equity at each midnight: 1000 - 1 + 5 (110 - 100) = 1049; 1049 - 2 + 50 = 1097 with a dip to 997 at noon of day 2 (mark 100, funding paid); then flat at 1096.
 */
const ledger: MetricsInput = {
  curve: curveOf(START, 1000, [[START + DAY, 1049], [START + 1.5 * DAY, 997], [START + 2 * DAY, 1097], [START + 3 * DAY, 1096], [START + 4 * DAY, 1096]]),
  fills: fillsOf([[START, 5, 100, 1], [START + 2 * DAY, -5, 120, 1]]),
  funding: paymentsOf([[START + 1.5 * DAY, -2]]),
  mark: column(110, 100, 120, 120, 120),
};

describe("the summary of a hand-made ledger", () => {
  const m = summarise(ledger), r = [1049 / 1000 - 1, 1097 / 1049 - 1, 1096 / 1097 - 1, 0];
  const center = r.reduce((a, b) => a + b, 0) / 4, deviation = Math.sqrt(r.reduce((a, v) => a + (v - center) ** 2, 0) / 3), down = Math.sqrt(r[2]! ** 2 / 4);

  it("states the run", () => expect(m).toMatchObject({ startTime: START, endTime: START + 4 * DAY, days: 4, underOneYear: true, startEquity: 1000, endEquity: 1096, ruined: false, dailyReturns: 4, fills: 2 }));
  it("has growth by compounding", () => {
    expect(m.totalReturn).toBeCloseTo(0.096, 14);
    expect(m.cagr).toBeCloseTo(1.096 ** (365 / 4) - 1, 6);
  });
  it("has ratios of the four daily returns, the idle day included", () => {
    expect(m.meanDay).toBeCloseTo(center, 15);
    expect(m.sharpe).toBeCloseTo((center / deviation) * Math.sqrt(365), 11);
    expect(m.volatility).toBeCloseTo(deviation * Math.sqrt(365), 13);
    expect(m.sortino).toBeCloseTo((center / down) * Math.sqrt(365), 8);
    expect(m.downsideDeviation).toBeCloseTo(down * Math.sqrt(365), 13);
    expect(m.omega).toBeCloseTo((r[0]! + r[1]!) / -r[2]!, 9);
    expect([m.bestDay, m.worstDay]).toEqual([r[0], r[2]]);
    expect(m.conditionalValueAtRisk95).toBe(r[2]);
    expect(m.valueAtRisk95).toBeCloseTo(r[2]! * 0.85, 15);
  });
  it("sees the dip at noon, which no midnight shows", () => {
    expect(m.maxDrawdown).toBeCloseTo(997 / 1049 - 1, 15);
    expect(m.longestDrawdownDays).toBe(2);
    expect(m.timeUnderWater).toBe((0.5 + 1) / 4);
    expect(m.calmar).toBeCloseTo(m.cagr / (1 - 997 / 1049), 6);
  });
  it("has one round trip: five times 20, less 2 of fees and 2 of funding", () =>
    expect(m).toMatchObject({ roundTrips: 1, roundTripMethod: "average-cost", winRate: 1, averageWin: 96, averageLoss: NaN, profitFactor: NaN, expectancy: 96, fees: 2, funding: -2, openQuantity: 0 }));
  it("has exposure, gross exposure and turnover by hand", () => {
    expect(m.exposure).toBe(0.5);
    expect(m.grossExposure).toBeCloseTo((0.5 * (550 / 1049) + 0.5 * (500 / 997)) / 4, 14);
    expect(m.tradedNotional).toBe(1100);
    expect(m.turnover).toBeCloseTo(1100 / ((1000 + 1049 * 0.5 + 997 * 0.5 + 1097 + 1096) / 4) / (4 / 365), 10);
  });
  it("has the uncertainty of the Sharpe ratio on the annual scale", () => {
    const sr = center / deviation, population = (k: number): number => r.reduce((a, v) => a + (v - center) ** k, 0) / 4;
    const g3 = population(3) / population(2) ** 1.5, g4 = population(4) / population(2) ** 2;
    expect([m.skewness, m.kurtosis]).toEqual([expect.closeTo(g3, 10), expect.closeTo(g4, 10)]);
    expect(m.probabilisticSharpe).toBeCloseTo(normalCdf(m.sharpe / m.sharpeStandardError), 14);
    expect(m.sharpeLo).toBeCloseTo(sr * loFactor(Float64Array.from(r), 365, neweyWestLags(4)), 11);
    expect(m.sharpeStandardError).toBeCloseTo(Math.sqrt(((1 - g3 * sr + ((g4 - 1) / 4) * sr * sr) / 3) * 365), 9);
  });
  it("is one flat, frozen object of plain values", () => {
    expect(Object.isFrozen(m)).toBe(true);
    for (const value of Object.values(m)) expect(["number", "boolean", "string"]).toContain(typeof value);
  });
  it("pairs first in first out on request", () => expect(summarise({ ...ledger, roundTrips: "fifo" })).toMatchObject({ roundTripMethod: "fifo", roundTrips: 1, expectancy: 96 }));
  it("without marks leaves only gross exposure undefined", () => {
    const { mark: _, ...rest } = ledger;
    expect(summarise(rest)).toEqual({ ...m, grossExposure: NaN });
  });
});

describe("a year", () => {
  it("has 365 days; below it the summary says that annual figures extrapolate", () => {
    const over = (days: number): boolean => curveMetrics(curveOf(START, 1000, [[START + days * DAY, 1100]])).underOneYear;
    expect([over(30), over(364.9), over(365), over(366)]).toEqual([true, true, false, false]);
    expect(curveMetrics(curveOf(START, 1000, [[START + 730 * DAY, 1210]])).cagr).toBeCloseTo(0.1, 13);
  });
});

describe("a ruined run", () => {
  const rows: readonly (readonly [number, number])[] = [[START + DAY, 800], [START + 1.5 * DAY, -20], [START + 2 * DAY, 5000]];
  const fills = fillsOf([[START, 5, 100, 1], [START + 1.5 * DAY, -5, 60, 1], [START + 1.8 * DAY, 1, 60, 1], [START + 1.9 * DAY, -1, 90, 1]]);
  const m = summarise({ curve: curveOf(START, 1000, rows), fills, funding: paymentsOf([[START + 1.9 * DAY, 99]]), mark: column(60, 60, 60) });
  it("is measured up to its ruin; what came after is not counted", () =>
    expect(m).toMatchObject({ ruined: true, endTime: START + 1.5 * DAY, days: 1.5, endEquity: -20, fills: 2, roundTrips: 1, fees: 2, funding: 0, cagr: -1, maxDrawdown: -1, calmar: -1, longestDrawdownDays: 1.5 }));
  it("keeps the debt in the total return and in the last day", () => {
    expect(m.totalReturn).toBe(-1.02);
    expect(m.worstDay).toBeCloseTo(-1.025, 14);
    expect(m.dailyReturns).toBe(2);
  });
});

describe("a run without a history", () => {
  it("defines what it can and leaves the rest NaN", () => {
    const m = summarise({ curve: curveOf(START, 1000, []), fills: fillsOf([]) });
    expect(m).toMatchObject({ days: 0, totalReturn: 0, maxDrawdown: 0, longestDrawdownDays: 0, dailyReturns: 0, fills: 0, fees: 0, roundTrips: 0, tradedNotional: 0 });
    const undefinedHere = ["cagr", "sharpe", "sortino", "calmar", "omega", "volatility", "timeUnderWater", "exposure", "turnover", "winRate", "bestDay", "valueAtRisk95", "probabilisticSharpe", "sharpeLo"] as const;
    expect(undefinedHere.filter((key) => !Number.isNaN(m[key]))).toEqual([]);
  });
  it("that never traded has no ratios: its equity does not vary", () => {
    const m = summarise({ curve: curveOf(START, 1000, [[START + 900 * DAY, 1000]]), fills: fillsOf([]) });
    expect(m).toMatchObject({ dailyReturns: 900, volatility: 0, totalReturn: 0, cagr: 0, exposure: 0, turnover: 0, underOneYear: false, sharpe: NaN, sortino: NaN, calmar: NaN, sharpeStandardError: NaN });
  });
});

describe("headline ratios", () => {
  const MONEY: readonly (keyof Metrics)[] = ["startEquity", "endEquity"];
  const scaled = (input: MetricsInput["curve"], factor: number): MetricsInput["curve"] => ({ ...input, startEquity: input.startEquity * factor, equity: input.equity.map((e) => e * factor) });
  it("do not change with the size of the account", () => {
    fc.assert(fc.property(someCurve, fc.integer({ min: 1, max: 1_000_000 }), (curve, factor) => {
      const small = curveMetrics(curve), large = curveMetrics(scaled(curve, factor));
      const keys = Object.keys(small) as (keyof typeof small)[];
      expect(keys.filter((key) => apart(Number(small[key]), Number(large[key]) / (MONEY.includes(key) ? factor : 1)) > 1e-6)).toEqual([]);
    }));
  });
  it("do not change when a row is repeated a minute later within the day, but for the drawdown's clock", () => {
    const twice = curveMetrics(curveOf(START, 1000, [[START + HOUR, 1010], [START + HOUR + 60_000, 1010], [START + 2 * DAY, 990]]));
    const once = curveMetrics(curveOf(START, 1000, [[START + HOUR, 1010], [START + 2 * DAY, 990]]));
    expect({ ...twice, longestDrawdownDays: 0 }).toEqual({ ...once, longestDrawdownDays: 0 });
  });
  it("of six years of minutes are those of the same curve at midnights, and the path between only deepens the drawdown", () => {
    const rows = 3_154_155, noise = normals(4, 2200), time = new Float64Array(rows), equity = new Float64Array(rows);
    let day = 1e7;
    for (let i = 0; i < rows; i++) {
      time[i] = START + (i + 1) * 60_000;
      if ((i + 1) % 1440 === 0) day *= 1 + 0.01 * noise[(i + 1) / 1440]!;
      equity[i] = (i + 1) % 1440 === 0 || i === rows - 1 ? day : day * 0.999;
    }
    const whole = curveMetrics({ startTime: START, startEquity: 1e7, time, equity });
    const midnights = (column_: Float64Array): Float64Array => column_.filter((_, i) => (i + 1) % 1440 === 0 || i === rows - 1);
    const coarse = curveMetrics({ startTime: START, startEquity: 1e7, time: midnights(time), equity: midnights(equity) });
    expect(whole.dailyReturns).toBe(2191);
    for (const key of ["sharpe", "sortino", "omega", "cagr", "totalReturn", "sharpeLo", "kurtosis", "tailRatio"] as const) expect(whole[key]).toBe(coarse[key]);
    expect(whole.maxDrawdown).toBeLessThan(coarse.maxDrawdown);
  });
});

describe("buying and holding", () => {
  const input = { startTime: START, startEquity: 1000, startPrice: 50, time: column(START + DAY, START + 2 * DAY), price: column(40, 75) };
  it("is worth the starting equity times the price over the first price", () => {
    expect([...buyAndHold(input).equity]).toEqual([800, 1500]);
    expect(benchmark(input)).toMatchObject({ totalReturn: 0.5, maxDrawdown: 800 / 1000 - 1, dailyReturns: 2, startEquity: 1000 });
  });
  it("pays the taker fee of its one purchase when asked to", () => expect(buyAndHold({ ...input, fee: 0.01 }).equity[1]).toBeCloseTo(1500 / 1.01, 10));
  it("has the summary of a run that buys at the start and stays in", () => {
    const curve = buyAndHold(input), run = summarise({ curve, fills: fillsOf([[START, 20, 50, 0]]), mark: input.price });
    expect(run).toMatchObject({ ...benchmark(input), exposure: 1, roundTrips: 0, openQuantity: 20 });
    expect(run.grossExposure, "20 * 40 / 800 for the second of two days; the first counts from its first row on").toBeCloseTo(0.5, 14);
  });
  it.each([[{ startPrice: 0 }, /starting price is 0/], [{ price: column(1) }, /2 times and 1 prices/], [{ price: column(1, -1) }, /price 1 is -1/], [{ startEquity: NaN }, /starting equity is NaN/]])(
    "refuses %o in one sentence", (wrong, message) => expect(() => benchmark({ ...input, ...wrong })).toThrow(message));
});
