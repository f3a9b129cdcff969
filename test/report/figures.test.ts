import { describe, expect, it } from "vitest";
import { candles, sliceCandles, type Candles } from "../../lib/market/candles.js";
import type { Figure, Json, PackedNumbers, Trace } from "../../lib/report/figure.js";
import { candleReturns, candleReturnsFigure } from "../../lib/report/figures/candleReturns.js";
import { binned } from "../../lib/report/figures/returnsHistogram.js";
import { coarser, priceFigure } from "../../lib/report/figures/price.js";
import { gapsFigure } from "../../lib/report/figures/gaps.js";
import { monthlyReturns } from "../../lib/report/figures/monthlyReturns.js";
import { realisedVolatility, volatilityByHour, volatilityByHourFigure, volatilityByYear, volatilityByYearFigure } from "../../lib/report/figures/volatility.js";
import { unpacked } from "../../lib/report/packed.js";
import { report } from "../../lib/report/runReport.js";
import { readable } from "./goldenFigure.js";
import { DAY, sampleCandles, sampleFills, sampleRun, START } from "./sampleRun.js";

const text = (figure: Figure): string => JSON.stringify(figure.layout["title"]);
const column = (trace: Trace | undefined, name: string): Float64Array => unpacked(trace?.[name] as Json | PackedNumbers);

const benchmark = sampleRun({ name: "buy-and-hold" });
const runFigures = (run = sampleRun()): Record<string, Figure> => {
  const shown = report(run, { candles: sampleCandles(), benchmark });
  return { equityCurve: shown.equityCurve(), drawdown: shown.drawdown(), tradesOnPrice: shown.tradesOnPrice(), returnsHistogram: shown.returnsHistogram(), monthlyReturns: shown.monthlyReturns(), overview: shown.overview() };
};

describe("the figures of a small run", () => {
  it.each(Object.entries(runFigures()))("%s stays as it was looked at", async (name, figure) => {
    await expect(readable(figure)).toMatchFileSnapshot(`golden/${name}.json`);
  });

  it("draw equity from the cash at the first open to the last close", () => {
    const equity = runFigures()["equityCurve"]!.data[1], x = equity!["x"] as readonly string[], y = column(equity, "y");
    expect([x[0], y[0], x.at(-1), y.at(-1), y.length]).toEqual(["2024-01-01", 10_000, "2024-03-01", 10_000 + 90 + 100 - 4 - 3, 61]);
  });

  it("begin with the cash, not with what the first bar made of it", () => {
    const early = sampleRun({ fills: { ...sampleFills(), time: sampleFills().time.map((time) => time - DAY) } }), y = column(report(early).equityCurve().data[0], "y");
    expect([early.equity.equity[0], y[0], y[1]]).toEqual([9_989, 10_000, 9_989]);
  });

  it("show every fill, buys and sells apart", () => {
    const [, buys, sells] = runFigures()["tradesOnPrice"]!.data;
    expect([...column(buys, "y"), ...column(sells, "y")]).toEqual([101, 120, 110, 130]);
  });

  it("shows the trades of the candles it is given, and no others", () => {
    const [, buys, sells] = report(sampleRun()).tradesOnPrice(sliceCandles(sampleCandles(), 15, 25)).data;
    expect([buys!["name"], sells!["name"]]).toEqual(["buys (1)", "sells (0)"]);
  });

  it("count the fills that a crowded figure leaves out", () => {
    const n = 5_000, fills = { ...sampleFills(), length: n, time: Float64Array.from({ length: n }, (_, i) => START + Math.floor((i * 60) / n) * DAY), quantity: Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1)), price: Float64Array.from({ length: n }, (_, i) => 100 + (i % 37)), fee: new Float64Array(n) };
    const shown = report({ ...sampleRun(), fills }).tradesOnPrice(sampleCandles()).data[1]!;
    expect(shown["name"]).toMatch(/^buys \(\d+ of 2,500 shown\)$/);
    expect(column(shown, "y").length).toBeLessThanOrEqual(300);
  });

  it("carry no warning where there is nothing to warn of", () => expect(Object.values(runFigures()).filter((figure) => text(figure).includes("<b"))).toEqual([]));
});

describe("what a reader must not overlook", () => {
  const warned = [
    ["SYNTHETIC", sampleRun({ synthetic: true }), "SYNTHETIC market"],
    ["foreign prices", sampleRun({ prices: "BTC/USDC" }), "Prices of BTC/USDC stand in for BTC/USDT:USDT"],
    ["ruin", sampleRun({ status: "liquidated" }), "RUIN: the account was lost on 2024-02-10 00:00 UTC"],
  ] as const;

  it.each(warned)("%s stands in the title of every figure of the run", (_, run, words) => {
    const silent = Object.entries(runFigures(run)).filter(([, figure]) => !text(figure).includes(words));
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it("SYNTHETIC stands in the title of every figure of candles", () => {
    const made = { ...hourly([100, 101, 102]), origin: sampleCandles(true).origin };
    for (const draw of [priceFigure, candleReturnsFigure, gapsFigure, volatilityByHourFigure, volatilityByYearFigure]) expect(text(draw(made))).toContain("SYNTHETIC market");
  });
});

/** Hourly bars with the given closes; a step of 2 leaves one out. */
function hourly(closes: readonly number[], steps: readonly number[] = [], start: number = START): Candles {
  let at = start - 3_600_000;
  const openTime = Float64Array.from(closes, (_, i) => (at += 3_600_000 * (steps[i] ?? 1))), close = Float64Array.from(closes);
  return candles({ exchange: "binance", symbol: "BTC/USDT", synthetic: false, builtFrom: "1h" }, "1h", { openTime, open: close, high: close, low: close, close, volume: close });
}

describe("realised volatility", () => {
  it("of a price that moves by 1% an hour is 1% times the root of the hours of a year", () => {
    const up = hourly([100, 100 * Math.exp(0.01), 100, 100 * Math.exp(0.01)]);
    expect(realisedVolatility(up, 1, () => 0)[0]).toBeCloseTo(0.01 * Math.sqrt(365 * 24), 12);
  });

  it("counts the bars of a year by their own length", () => {
    const days = { ...hourly([100, 101]), openTime: Float64Array.of(START, START + DAY), interval: DAY };
    expect(realisedVolatility(days, 1, () => 0)[0]).toBeCloseTo(Math.log(1.01) * Math.sqrt(365), 12);
  });

  it("books a return under the hour its bar opened in, and none across a gap", () => {
    const { volatility } = volatilityByHour(hourly([100, 101, 200, 202], [1, 1, 2, 1]));
    expect([...volatility.keys()].filter((hour) => !Number.isNaN(volatility[hour]!))).toEqual([1, 4]);
    expect(volatility[4]).toBeCloseTo(Math.log(1.01) * Math.sqrt(365 * 24), 12);
  });

  it("by the hour is refused to bars longer than one", () => expect(() => volatilityByHour(sampleCandles())).toThrow("needs bars of an hour or less, these are 1d bars"));

  it("parts the years at midnight of the first of January, UTC", () => {
    const { group, volatility } = volatilityByYear(hourly([100, 100, 101, 101], [], Date.UTC(2023, 11, 31, 22)));
    expect([...group]).toEqual([2023, 2024]);
    expect(volatility[0]).toBe(0);
    expect(volatility[1]).toBeGreaterThan(0);
  });
});

describe("the returns of a market's bars", () => {
  it("leave the step across a gap out", () => {
    const returns = candleReturns(hourly([100, 101, 200, 210], [1, 1, 5, 1]));
    expect([...returns]).toEqual([101 / 100 - 1, 210 / 200 - 1]);
  });
});

describe("monthly returns", () => {
  const at = (...days: readonly (readonly [string, number])[]): { time: Float64Array; equity: Float64Array } => ({ time: Float64Array.from(days, ([day]) => Date.parse(`${day}Z`)), equity: Float64Array.from(days, ([, equity]) => equity) });

  it("close a month at the midnight that opens the next", () => {
    expect(monthlyReturns(at(["2024-01-30T12:00", 100], ["2024-01-31T00:00", 105], ["2024-02-01T00:00", 110], ["2024-02-02T00:00", 99]))).toEqual([
      { year: 2024, month: 0, return: 110 / 100 - 1 }, { year: 2024, month: 1, return: 99 / 110 - 1 },
    ]);
  });

  it("compound to the return of the whole", () => {
    const run = report(sampleRun()), grid = run.monthlyReturns().data[0]!["z"] as readonly (readonly (number | null)[])[];
    expect(grid.flat().reduce<number>((growth, r) => growth * (1 + (r ?? 0)), 1) - 1).toBeCloseTo(run.metrics["totalReturn"]!, 12);
  });
});

describe("a histogram", () => {
  it("loses no value, the highest included", () => expect([...binned(Float64Array.of(1, 2, 3, 4, 5), 2).height]).toEqual([2, 3]));
  it("puts equal values into one bin", () => expect([...binned(new Float64Array(7), 10).height]).toEqual([7]));
  it("of nothing has no bins", () => expect(binned(new Float64Array(0), 10).centre.length).toBe(0));
});

describe("a price figure", () => {
  it("draws true bars of a longer timeframe where there are too many", () => {
    const shown = coarser(hourly(Array.from({ length: 1_000 }, (_, i) => 100 + i)), 300);
    expect([shown.timeframe, shown.length, shown.open[1], shown.close[1]]).toEqual(["4h", 250, 104, 107]);
  });
  it("leaves few bars alone", () => expect(coarser(sampleCandles(), 60).timeframe).toBe("1d"));
  it("is logarithmic where the price grew more than fivefold, and says so", () => {
    expect(priceFigure(hourly([100, 501])).layout["yaxis"]).toMatchObject({ type: "log", title: { text: "Price, USDT, logarithmic" } });
    expect(priceFigure(hourly([100, 499])).layout["yaxis"]).not.toHaveProperty("type");
  });
});

describe("a gap figure", () => {
  it("has a point a gap, as tall as it is long", () => {
    const figure = gapsFigure(hourly([1, 2, 3, 4], [1, 3, 1, 2]));
    expect([...column(figure.data[0], "y")]).toEqual([2, 1]);
    expect(text(figure)).toContain("3 missing in 2 gaps");
  });
});
