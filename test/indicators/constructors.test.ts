/** Hand values on whole bars, and what the constructors refuse. */
import { describe, expect, it } from "vitest";
import { atr, bollinger, donchian, highest, lowest, macd, realisedVol, rollingStd, rsi, sma, trueRange, zscore, type Indicator } from "../../lib/indicators/index.js";
import { isQuantError } from "../../lib/market/errors.js";
import { closes, market } from "./markets.js";

const bar = (high: number, low: number, close: number) => ({ open: close, high, low, close, volume: 1 });
const ranges = market([bar(12, 8, 10), bar(13, 11, 12), bar(20, 18, 19), bar(9, 5, 6), bar(7, 6, 6.5)]);
const column = (indicator: Indicator): number[] => [...indicator.column(ranges)];

describe("indicators of whole bars, by hand", () => {
  it("true range reaches to the close before: up a gap 20 - 12, down a gap 19 - 5", () => expect(column(trueRange())).toEqual([NaN, 3, 8, 14, 1]));
  it("atr starts with the plain mean of the first ranges and then moves by one part in its period", () => expect(column(atr(2))).toEqual([NaN, NaN, 5.5, 9.75, 5.375]));
  it("donchian takes highs above, lows below and the middle between", () => {
    expect(column(donchian.upper(2))).toEqual([NaN, 13, 20, 20, 9]);
    expect(column(donchian.lower(2))).toEqual([NaN, 8, 11, 5, 5]);
    expect(column(donchian.middle(2))).toEqual([NaN, 10.5, 15.5, 12.5, 7]);
  });
  it("highest looks at highs and lowest at lows unless told otherwise", () => {
    expect(column(highest(3))).toEqual([NaN, NaN, 20, 20, 20]);
    expect(column(lowest(3, { of: "close" }))).toEqual([NaN, NaN, 10, 6, 6]);
  });
  it("sources are the bar's own parts and their means", () => {
    const one = market([{ open: 3, high: 8, low: 2, close: 4, volume: 7 }]);
    const of = ["open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4"] as const;
    expect(of.map((source) => sma(1, { of: source }).column(one)[0])).toEqual([3, 8, 2, 4, 7, 5, 14 / 3, 4.25]);
  });
  it("bollinger bands of 1, 3: middle 2, a population deviation of 1 times the width", () => {
    const c = closes(1, 3);
    expect([bollinger.lower(2, 0.5).column(c)[1], bollinger.middle(2, 0.5).column(c)[1], bollinger.upper(2, 0.5).column(c)[1]]).toEqual([1.5, 2, 2.5]);
  });
  it("realised volatility is per bar, and annualised only when told the bars of a year", () => {
    const c = closes(100, 101, 100), r = Math.log(1.01);
    expect(realisedVol(2).column(c)[2]).toBeCloseTo(r, 15);
    expect(realisedVol(2, { barsPerYear: 365 }).column(c)[2]).toBeCloseTo(r * Math.sqrt(365), 14);
  });
});

const failure = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isQuantError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no failure";
};

describe("a constructor", () => {
  it("refuses a period that is no whole number of at least 1", () => {
    for (const period of [0, -1, 1.5, NaN, Infinity, "10" as unknown as number, undefined as unknown as number]) expect(failure(() => sma(period))).toMatch(/^BAD_PERIOD: sma: period is .*, a whole number of bars from 1 to 10,000,000 was expected$/);
  });
  it("refuses a sample deviation of one value", () => {
    expect(failure(() => rollingStd(1, { ddof: 1 }))).toContain("from 2");
    expect(failure(() => zscore(1, { ddof: 1 }))).toContain("from 2");
  });
  it("refuses a ddof of 2", () => expect(failure(() => rollingStd(9, { ddof: 2 as 1 }))).toMatch(/^BAD_OPTION: rollingStd: ddof is 2, one of /));
  it("refuses a fast period that is not below the slow one", () => {
    for (const output of ["line", "signal", "histogram"] as const) expect(failure(() => macd[output](26, 26))).toBe("BAD_PERIOD: macd: fast is 26 and slow is 26, fast must be below slow");
  });
  it("refuses a misspelt option with the nearest name first", () => expect(failure(() => rsi(14, { timefame: "1h" } as object))).toBe("UNKNOWN_OPTION: rsi has no option 'timefame': it takes timeframe, of"));
  it("refuses an unknown source with the nearest first", () => expect(failure(() => sma(3, { of: "hi" as "high" }))).toMatch(/^BAD_OPTION: sma: of is 'hi', one of (hl2|high), /));
  it("refuses the volatility of a volume, which may be 0", () => expect(failure(() => realisedVol(3, { of: "volume" as "close" }))).toContain("of is 'volume'"));
  it("refuses bands without a width and a year without bars", () => {
    expect(failure(() => bollinger.upper(20, 0))).toBe("BAD_OPTION: bollinger: width is 0, a finite number above 0 was expected");
    expect(failure(() => realisedVol(20, { barsPerYear: -1 }))).toMatch(/^BAD_OPTION: realisedVol: barsPerYear is -1/);
  });
});
