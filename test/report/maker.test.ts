import { describe, expect, it } from "vitest";
import { between } from "../../lib/market/candles.js";
import type { Json, PackedNumbers } from "../../lib/report/figure.js";
import { figures } from "../../lib/report/figures/index.js";
import { makerRun, withMakerMetrics, type MakerRun } from "../../lib/report/makerRun.js";
import { makerTable } from "../../lib/report/makerTable.js";
import { report } from "../../lib/report/runReport.js";
import { DISPLAY } from "../../lib/report/table.js";
import { unpacked } from "../../lib/report/packed.js";
import { readable } from "./goldenFigure.js";
import { sampleMaker, sampleMakerBacktest, sampleMinutes } from "./sampleMaker.js";
import { sampleCandles, sampleRun, START } from "./sampleRun.js";

const shown = sampleMaker(), drawn = { markouts: figures.markouts(shown), pnlSplit: figures.pnlSplit(shown) };
const column = (trace: Readonly<Record<string, unknown>> | undefined): Float64Array => unpacked(trace?.["y"] as Json | PackedNumbers);
const rowsOf = (runs: readonly MakerRun[]): ReadonlyMap<string, string> => new Map(makerTable(runs).rows.map(([name = "", value = ""]) => [name, value]));

describe("the figures of a maker", () => {
  it.each(Object.entries(drawn))("%s stays as it was looked at", async (name, figure) => {
    await expect(readable(figure)).toMatchFileSnapshot(`golden/${name}.json`);
  });
  it("draw markout as the sum of its two parts, at the horizons that minutes can answer", () => {
    const [, , halfSpread, adverse, markout] = drawn.markouts.data;
    expect(markout!["x"]).toEqual(["1 min", "5 min", "15 min", "1 h"]);
    column(markout).forEach((value, i) => expect(value).toBeCloseTo(column(halfSpread)[i]! + column(adverse)[i]!, 9));
  });
  it("draw no band where the fills are too few for one", () => {
    expect(drawn.markouts.data[1]!["x"]).toEqual(["1 min", "5 min"]);
    expect(column(drawn.markouts.data[0]).every((low, i) => low < column(drawn.markouts.data[4])[i]! && column(drawn.markouts.data[4])[i]! < column(drawn.markouts.data[1])[i]!)).toBe(true);
  });
  it("step from spread to a profit that is the account's", () => {
    const steps = column(drawn.pnlSplit.data[0]), { equity } = shown.run, account = equity.equity[equity.length - 1]! - 10_000 - 1.25;
    expect(steps.at(-1)).toBeCloseTo(account, 8);
    expect(steps.subarray(0, -1).reduce((a, b) => a + b, 0)).toBeCloseTo(account, 8);
    expect(drawn.pnlSplit.data[0]!["measure"]).toEqual(["relative", "relative", "relative", "relative", "relative", "total"]);
  });
  it("show inventory whole where bars are too long to split it", () => {
    const daily = makerRun(sampleRun(), sampleCandles());
    expect(figures.pnlSplit(daily).data[0]!["x"]).toEqual(["Spread", "Inventory", "Funding", "Fees", "Profit"]);
    expect(figures.markouts(daily).data.at(-1)!["x"]).toEqual([]);
  });
  it("carry the run's warnings and say that markouts are before fees", () => {
    const made = sampleMaker({ synthetic: true });
    for (const figure of [figures.markouts(made), figures.pnlSplit(made)]) expect(JSON.stringify(figure.layout["title"])).toContain("SYNTHETIC market");
    expect(JSON.stringify(drawn.markouts.layout["title"])).toMatch(/pessimistic fills, before fees, 199 maker fills/);
  });
});

describe("the table of a maker", () => {
  it("stays as it was looked at", () => expect(makerTable([shown]).text()).toMatchInlineSnapshot(`
    "                                                    maker-vol
    ──────────────────────────────────────  ─────────────────────
    Markout after 1 min                     1.70 bp (1.38 … 2.03)
    Markout after 5 min                     1.45 bp (0.69 … 2.18)
    Markout after 15 min                                  0.88 bp
    Markout after 1 h                                     0.19 bp
    Earned by the spread                               19.80 USDT
    Earned by inventory                                 1.42 USDT
    … of it right after the fills             −5.68 USDT in 5 min
    Funding received                                   −1.25 USDT
    Fees paid                                          20.01 USDT
    Profit                                             −0.04 USDT
    Break-even fee                                        2.00 bp
    Maker share of the notional                            99.5 %
    Taker fills that no stop explains                           0
    Half-life of the position                          1 h 46 min
    Mean use of the position limit                         91.5 %
    Time at the position limit                             45.8 %
    Slope of profit on variance, t                          −0.36
    Profit a window, top tenth by variance             −3.39 USDT"
  `));
  it("sets runs side by side under the names given", () => {
    const both = makerTable([shown, sampleMaker()], ["pessimistic", "neutral"]);
    expect(both.columns.map(({ name }) => name)).toEqual(["", "pessimistic", "neutral"]);
    expect(both.rows.every(([, one, two]) => one === two)).toBe(true);
  });
  it("leaves out what none of the runs can answer, and keeps what one can", () => {
    const none = rowsOf([makerRun(sampleRun(), sampleCandles())]), orders = { ...shown, maker: { ...shown.maker, fillRatio: 0.25 } };
    expect([...none.keys()].filter((name) => /^Markout|^Orders|limit$/.test(name))).toEqual([]);
    expect(rowsOf([shown, orders]).get("Filled of the quantity accepted")).toBe("–");
    expect([...rowsOf([shown]).keys()].filter((name) => name.startsWith("Markout"))).toEqual(["Markout after 1 min", "Markout after 5 min", "Markout after 15 min", "Markout after 1 h"]);
  });
  it("shows a position that does not come back as endless", () => expect(rowsOf([{ ...shown, maker: { ...shown.maker, inventoryHalfLife: Infinity } }]).get("Half-life of the position")).toBe("∞"));
});

describe("a maker's run", () => {
  it("has its table and figures on the report, computed from its bars or carried along with its metrics", () => {
    const run = sampleMakerBacktest(), computed = report(run, { candles: sampleMinutes() }), carried = report(withMakerMetrics(run, sampleMinutes()));
    expect(computed.makerTable().rows).toEqual(carried.makerTable().rows);
    expect(carried.markouts()).toEqual(figures.markouts(makerRun(run, sampleMinutes())));
    expect(carried.pnlSplit()).toEqual(computed.pnlSplit());
    for (const page of [carried.html(), String(carried[DISPLAY]()["text/html"])]) expect(page).toContain("Break-even fee");
  });
  it("says what is missing where it made no liquidity, or where there are no bars", () => {
    expect(() => report(sampleRun(), { candles: sampleCandles() }).makerTable()).toThrow("made no liquidity in this run");
    expect(() => report(sampleMakerBacktest()).markouts()).toThrow("give them, as in report(run, { candles })");
    const taker = sampleRun();
    expect(withMakerMetrics(taker, sampleCandles())).toBe(taker);
  });
  it("values what is left at the close where the run ends, though the bars go on", () => {
    const run = sampleMakerBacktest(), bars = sampleMinutes(), early = { ...run, equity: { ...run.equity, length: 215, time: run.equity.time.subarray(0, 215), equity: run.equity.equity.subarray(0, 215), position: run.equity.position.subarray(0, 215) } };
    expect(makerRun(early, bars).maker.makerPnl).toBeCloseTo(run.equity.equity[214]! - 10_000 - 1.25, 8);
    expect(makerRun(early, bars, { endPrice: 60_000 }).maker.makerPnl).not.toBeCloseTo(run.equity.equity[214]! - 10_001.25, 0);
  });
  it("is refused bars that end before it", () => {
    expect(() => makerRun(sampleMakerBacktest(), between(sampleMinutes(), START, START + 3_600_000))).toThrow("these do not reach 2024-01-01 04:00 UTC, where it ends");
  });
});
