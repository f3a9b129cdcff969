/** Ours against two independent libraries: trading-signals 8.3.0 (another author, another method) and technicalindicators' batch functions. */
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { ATR, BollingerBands, EMA, MFI, ROC, RSI, SMA, WSMA } from "trading-signals";
import { atr, bollinger, catalogue, ema, macd, roc, rsi, sma, ta, wilder, type Indicator } from "../../lib/indicators/index.js";
import type { Candles } from "../../lib/market/candles.js";
import { closes, lively, market } from "./markets.js";

const data = lively(20240101, 3_000);
const price = (c: Candles): number[] => [...c.close];
const barsOf = (c: Candles) => price(c).map((close, i) => ({ open: c.open[i]!, high: c.high[i]!, low: c.low[i]!, close, volume: c.volume[i]! }));

/** Largest difference over the rows from `from` on, which must all be numbers on both sides. */
function apart(ours: ArrayLike<number>, theirs: readonly (number | null)[], from: number): number {
  let worst = 0;
  for (let i = from; i < theirs.length; i++) worst = Math.max(worst, Math.abs(ours[i]! - (theirs[i] ?? NaN)));
  return Number.isNaN(worst) || from >= theirs.length ? Infinity : worst;
}

describe("against trading-signals", () => {
  const over = <T>(indicator: { update(value: T, replace: boolean): number | null }, values: readonly T[]): (number | null)[] => values.map((value) => indicator.update(value, false));
  it("sma", () => expect(apart(sma(30).column(data), over(new SMA(30), price(data)), 29)).toBeLessThan(1e-10));
  it("wilder", () => expect(apart(wilder(14).column(data), over(new WSMA(14), price(data)), 13)).toBeLessThan(1e-9));
  it("rsi, from its first value on", () => expect(apart(rsi(14).column(data), over(new RSI(14), price(data)), 14)).toBeLessThan(1e-8));
  it("roc, there a fraction", () => expect(apart(roc(12).column(data).map((v) => v / 100), over(new ROC(12), price(data)), 12)).toBeLessThan(1e-12));
  it("ema, once the seed, there the first price, is forgotten", () => expect(apart(ema(10).column(data), over(new EMA(10), price(data)), 400)).toBeLessThan(1e-9));
  it("atr, once its first range, which there has no close before it, is forgotten", () => expect(apart(atr(14).column(data), over(new ATR(14), barsOf(data)), 1_000)).toBeLessThan(1e-9));
  it("mfi", () => expect(apart(ta("MFI", { period: 14 }).column(data), over(new MFI(14), barsOf(data)), 14)).toBeLessThan(1e-7));
  it("bollinger's upper band", () => {
    const bands = new BollingerBands(20, 2), upper = price(data).map((close) => bands.update(close, false)?.upper ?? null);
    expect(apart(bollinger.upper(20, 2).column(data), upper, 19)).toBeLessThan(1e-8);
  });
});

type Batch = (input: object) => readonly unknown[];
const theirs = createRequire(import.meta.url)("technicalindicators") as Readonly<Record<string, Batch & { calculate: Batch }>>;

/** Their batch output, put back to the rows it belongs to: it ends with the last bar. */
function aligned(name: string, input: object, output: string, length: number): (number | null)[] {
  const found = theirs[name]!.calculate(input).map((v) => (typeof v === "object" ? (v as Record<string, number>)[output] ?? null : (v as number)));
  return [...Array<null>(length - found.length).fill(null), ...found];
}

/** What their rounding, or a pile of it, leaves between us. */
const ROUNDED: Readonly<Record<string, number>> = { RSI: 0.0051, StochasticRSI: 1.5, ADL: 0.51 };

/** HeikinAshi answers in columns and stands below; MFI is the one formula that differs, and trading-signals sides with ours. */
const APART = new Set(["HeikinAshi", "MFI"]);

describe("against the library's own batch functions", () => {
  const input = { open: [...data.open], high: [...data.high], low: [...data.low], close: price(data), volume: [...data.volume], values: price(data), SimpleMAOscillator: false, SimpleMASignal: false };
  const members = catalogue.list().filter(({ name, parameters }) => theirs[name]?.calculate !== undefined && !("lineA" in parameters) && !APART.has(name));
  it("covers every member that has one", () => expect(members.length).toBe(32));
  for (const { name, parameters, outputs } of members) {
    const defaults = Object.fromEntries(Object.entries(parameters).map(([key, p]) => [key, "default" in p ? p.default : undefined]));
    for (const output of outputs) {
      it(`${name} ${output}`, () => {
        const ours = ta(name, { output });
        const found = aligned(name, { ...input, ...defaults }, output, data.length);
        // they show some lines only once all are warm
        const from = Math.max(found.findIndex((v) => v !== null && !Number.isNaN(v)), ours.warmup - 1);
        expect(from).toBeLessThan(200);
        expect(apart(ours.column(data), found, from)).toBeLessThan(ROUNDED[name] ?? 1e-7 * Math.max(1, Math.abs(found[2_999] ?? 0) / 1e3));
      });
    }
  }
  it("HeikinAshi", () => {
    const candles = theirs["heikinashi"]!(input) as unknown as Record<string, number[]>;
    for (const output of ["open", "high", "low", "close"]) expect(apart(ta("HeikinAshi", { output }).column(data), candles[output]!, 0)).toBe(0);
  });
});

describe("candlestick patterns", () => {
  // averages below 10 of whole half cents: as text they compare as they do as numbers, so the library is right here
  const last5 = (i: number) => ({ open: [...data.open.subarray(i - 4, i + 1)], high: [...data.high.subarray(i - 4, i + 1)], low: [...data.low.subarray(i - 4, i + 1)], close: [...data.close.subarray(i - 4, i + 1)] });
  for (const { name, outputs } of catalogue.list().filter((entry) => entry.outputs[0] === "pattern")) {
    it(`${name} is found where the library finds it`, () => {
      const column = ta(name, { output: outputs[0]! }).column(data), found = Array.from({ length: 2_996 }, (_, i) => Number(theirs[name]!(last5(i + 4))));
      expect([...column.subarray(4)]).toEqual(found);
    });
  }
  it("are there to be found: a hammer, a hanging man and a shooting star among 3,000 bars", () => {
    for (const name of ["hammerpattern", "hangingman", "shootingstar", "tweezertop", "tweezerbottom"]) expect([...ta(name).column(data)].filter((v) => v === 1).length).toBeGreaterThan(0);
  });
});

describe("macd", () => {
  it("is the library's with exponential averages", () => {
    const theirMacd = { values: price(data), fastPeriod: 12, slowPeriod: 26, signalPeriod: 9, SimpleMAOscillator: false, SimpleMASignal: false };
    expect(apart(macd.line().column(data), aligned("MACD", theirMacd, "MACD", data.length), 25)).toBeLessThan(1e-9);
    expect(apart(macd.histogram().column(data), aligned("MACD", theirMacd, "histogram", data.length), 33)).toBeLessThan(1e-9);
  });
});

describe("Renko", () => {
  it("by hand: bricks of 2 from 10 up to 12 and 14, each on the bar that completed it, held until the next", () => {
    const c = closes(10, 11, 12.5, 13, 15, 15);
    expect([...ta("Renko", { brickSize: 2, output: "open" }).column(c)]).toEqual([NaN, NaN, 10, 10, 12, 12]);
    expect([...ta("Renko", { brickSize: 2, output: "close" }).column(c)]).toEqual([NaN, NaN, 12, 12, 14, 14]);
  });
});

describe("the traps of the library that are closed", () => {
  const last = (indicator: Indicator, c: Candles): number => indicator.column(c)[c.length - 1]!;
  it("RSI is not rounded", () => expect(last(ta("RSI"), data) % 0.01).not.toBe(0));
  it("RSI of a flat market is 50, there 100", () => expect([last(ta("RSI", { period: 3 }), closes(7, 7, 7, 7, 7)), theirs["RSI"]!.calculate({ period: 3, values: [7, 7, 7, 7, 7] }).at(-1)]).toEqual([50, 100]));
  it("SD of volumes 0, 1, 0, 1 is 0.5, there 0.25 or 0", () => {
    const c = market([0, 1, 0, 1, 0, 1].map((volume) => ({ open: 1, high: 1, low: 1, close: 1, volume })));
    expect([...ta("SD", { period: 4, of: "volume" }).column(c)]).toEqual([NaN, NaN, NaN, 0.5, 0.5, 0.5]);
    expect(theirs["SD"]!.calculate({ period: 4, values: [0, 1, 0, 1, 0, 1] })).not.toContain(0.5);
  });
  it("ADL keeps parts of a coin, there it is rounded to whole ones", () => {
    const c = market([{ open: 1, high: 2, low: 1, close: 2, volume: 0.3 }, { open: 2, high: 2, low: 1, close: 1.25, volume: 0.4 }]);
    expect([...ta("ADL").column(c)]).toEqual([0.3, 0.3 + 0.4 * (0.25 - 0.75)]);
    expect(theirs["ADL"]!.calculate({ high: [2, 2], low: [1, 1], close: [2, 1.25], volume: [0.3, 0.4] })).toEqual([0, 0]);
  });
  it("StochasticRSI of a flat market is 0, as there", () => expect(last(ta("StochasticRSI", { output: "d" }), closes(...Array<number>(60).fill(7)))).toBe(0));
  it("CCI of a flat market is 0", () => expect(last(ta("CCI", { period: 5 }), closes(...Array<number>(9).fill(100.1)))).toBe(0));
  it("an average gain of 10.5 is more than an average loss of 9.5 in the trend of a tweezer top, there it is less, as text", () => {
    const rows = [[10, 10], [10, 31], [31, 12], [12, 12], [12, 12]].map(([open, close]) => ({ open: open!, high: 31, low: 9, close: close!, volume: 1 }));
    expect(last(ta("tweezertop"), market(rows))).toBe(1);
    expect(theirs["tweezertop"]!({ open: rows.map((r) => r.open), high: rows.map((r) => r.high), low: rows.map((r) => r.low), close: rows.map((r) => r.close) })).toBe(false);
  });
  it("a crossing needs a side to come from", () => {
    const cross = ta("CrossUp", { lineA: sma(1), lineB: sma(2) });
    expect([...cross.column(closes(1, 2, 3, 1, 1, 4, 5))]).toEqual([NaN, 0, 0, 0, 0, 1, 0]);
  });
});
