import { describe, expect, it } from "vitest";
import { costsOf } from "../../lib/report/costs.js";
import { duration, money, number, percent, signedPercent } from "../../lib/report/format.js";
import { metricsTable, parametersTable } from "../../lib/report/metricsTable.js";
import { report } from "../../lib/report/runReport.js";
import { DISPLAY, table } from "../../lib/report/table.js";
import { verdict } from "../../lib/report/verdict.js";
import { sampleCandles, sampleFills, sampleRun } from "./sampleRun.js";

describe("numbers for people", () => {
  it.each([
    [percent(0.1234), "12.3 %"], [percent(12.5), "1,250 %"], [percent(0.00123), "0.12 %"], [percent(NaN), "–"],
    [signedPercent(0.05), "+5.00 %"], [signedPercent(-0.949), "−94.9 %"], [signedPercent(0), "0.00 %"],
    [money(1234.5, "USDT"), "1,235 USDT"], [money(-12.345, "USDT"), "−12.35 USDT"], [money(NaN, "USDT"), "–"],
    [number(Infinity), "∞"], [number(-0.001), "0.00"], [number(-1.5), "−1.50"],
    [duration(97_200_000), "1 d 3 h"], [duration(45_000), "45 s"], [duration(12), "12 ms"], [duration(NaN), "–"],
  ])("%s is written %s", (written, expected) => expect(written).toBe(expected));
});

describe("costs", () => {
  const costs = costsOf(sampleRun());
  it("add up fees and the notional they were paid on", () => expect([costs.fees, costs.notional, costs.feeRate]).toEqual([4, 4_610, 4 / 4_610]));
  it("count funding as paid when it was taken", () => expect(costs.funding).toBe(3));
  // 10 (101 - 100.5) - 10 (110 - 110.5) + 10 (120 - 119.5) - 10 (130 - 130.5) = 5 + 5 + 5 + 5
  it("count slippage against the last price seen, buys and sells alike", () => expect(costs.slippage).toBe(20));
  it("take makers out of slippage", () => expect(costsOf({ ...sampleRun(), fills: { ...sampleFills(), maker: new Uint8Array(4).fill(1) } }).slippage).toBe(0));
});

describe("a verdict", () => {
  const held = sampleRun({ name: "buy-and-hold", fills: { ...sampleFills(), quantity: Float64Array.of(10, 1e-9, 1e-9, 1e-9), fee: new Float64Array(4) } });

  it("states outcome, comparison, costs, certainty and horizon", () => {
    expect(verdict(sampleRun(), held)).toBe(
      "Net of costs, sma-crossover turned 10,000 USDT into 10,183 USDT (+1.83 %). "
      + "buy-and-hold made 5.77 %: the strategy earned less, with a higher Sharpe ratio (12.60 against 4.97). "
      + "Fees took 4.00 USDT and funding took 3.00 USDT over 4 fills; before both, the same fills made 190.00 USDT. "
      + "Its Sharpe ratio is 12.60 ± 1.83 a year: above zero by 6.9 standard errors, if this was the only trial. "
      + "The window has 60 days: every figure a year is an extrapolation.",
    );
  });
  it("tells a ratio from zero only beyond 1.96 standard errors", () => {
    const judged = (sharpe: number): string => verdict({ ...sampleRun(), metrics: { ...sampleRun().metrics, sharpe, sharpeStandardError: 1 } });
    expect(judged(1.95)).toContain("Its Sharpe ratio is 1.95 ± 1.00 a year: it can not be told from zero.");
    expect(judged(-1.97)).toContain("Its Sharpe ratio is −1.97 ± 1.00 a year: below zero by 2.0 standard errors");
  });
  it.each([
    [0.2, 0.1, "made 10.0 %: the strategy earned more"], [0.1, 0.2, "made 20.0 %: the strategy earned less"], [0.1, -0.2, "lost 20.0 %: the strategy earned where holding lost"],
    [-0.1, 0.2, "made 20.0 %: the strategy lost where holding earned"], [-0.1, -0.2, "lost 20.0 %: the strategy lost less"], [-0.2, -0.1, "lost 10.0 %: the strategy lost more"], [0, 0, "made 0.00 %: the strategy did the same"],
  ])("of %d against %d reads: %s", (own, benchmark, words) => {
    const returned = (totalReturn: number, name: string): typeof held => ({ ...sampleRun({ name }), metrics: { ...held.metrics, totalReturn } });
    expect(verdict(returned(own, "sma-crossover"), returned(benchmark, "buy-and-hold"))).toContain(`buy-and-hold ${words}, with the same Sharpe ratio`);
  });
  it("says when costs ate the profit", () => expect(verdict(sampleRun({ fills: { ...sampleFills(), fee: new Float64Array(4).fill(50) } }))).toContain("costs turned a profit into a loss"));
  it("does not speak of a profit where there was none before costs either", () => {
    const losing = sampleRun({ fills: { ...sampleFills(), price: Float64Array.of(110, 101, 130, 120) } });
    expect(verdict(losing)).toContain("the same fills made −190.00 USDT. ");
  });
  it("says that an account was lost, and when", () => expect(verdict(sampleRun({ status: "liquidated" }))).toMatch(/^sma-crossover lost the account of 10,000 USDT on 2024-02-10\. .* It lived for 40 days: every figure a year is an extrapolation\.$/));
  it("says that nothing was traded", () => {
    const none = { length: 0, time: new Float64Array(0), quantity: new Float64Array(0), price: new Float64Array(0), fee: new Float64Array(0), maker: new Uint8Array(0), reason: new Uint8Array(0), point: new Uint8Array(0), order: new Float64Array(0), mid: new Float64Array(0) };
    expect(verdict(sampleRun({ fills: none }))).toMatch(/^sma-crossover never traded in this window/);
  });
});

describe("a table", () => {
  const numbers = table("Costs", [{ name: "what" }, { name: "USDT", align: "right" }], [["fees", "4.00"], ["a <b> & c", "1,234.50"]]);
  it("lines numbers up on the right in a terminal", () => expect(numbers.text()).toBe(["Costs", "what           USDT", "─────────  ────────", "fees           4.00", "a <b> & c  1,234.50"].join("\n")));
  it("lines them up on a page too", () => expect(numbers.html()).toContain('<td style="text-align:right">4.00</td>'));
  it("escapes what a page would read as markup", () => expect(numbers.html()).toContain(">a &lt;b&gt; &amp; c</td>"));
  it("shows itself in a cell as page and as text", () => expect(Object.keys(numbers[DISPLAY]())).toEqual(["text/html", "text/plain"]));
});

describe("the tables of a run", () => {
  it("set the benchmark beside the strategy", () => expect(metricsTable([sampleRun(), sampleRun({ name: "buy-and-hold" })]).columns.map(({ name }) => name)).toEqual(["", "sma-crossover", "buy-and-hold"]));
  it("split the costs", () => {
    const rows = new Map(metricsTable([sampleRun()]).rows.map(([name, value]) => [name, value]));
    expect([rows.get("Fees paid"), rows.get("Slippage from the last price seen"), rows.get("Funding paid")]).toEqual(["4.00 USDT", "20.00 USDT", "3.00 USDT"]);
  });
  it("mark a yearly return of a short window as extrapolated", () => expect(metricsTable([sampleRun()]).rows.find(([name]) => name === "Return a year")?.[1]).toMatch(/\(extrapolated\)$/));
  it("extrapolate nothing from a ruin", () => expect(metricsTable([sampleRun({ status: "liquidated" })]).rows.find(([name]) => name === "Return a year")?.[1]).toBe("−100 %"));
  it("name every parameter and whose prices were used", () => {
    const rows = parametersTable(sampleRun({ prices: "BTC/USDC" })).rows.map((row) => row.join("=").trim());
    expect(rows).toEqual(expect.arrayContaining(["fast=10", "slow=30", "Prices of=BTC/USDC", "Traded=BTC/USDT:USDT on binance"]));
  });
});

describe("a report", () => {
  const run = sampleRun(), shown = report(run, { candles: sampleCandles() });
  it("is still the run", () => expect(shown).toMatchObject({ id: run.id, manifest: run.manifest, metrics: run.metrics, status: "completed" }));
  it("shows a curve, and a table where no figure can be drawn, as the last value of a cell", () => expect(Object.keys(shown[DISPLAY]())).toEqual(["application/vnd.plotly.v1+json", "text/html", "text/plain"]));
  it("asks for candles where trades on the price need them", () => expect(() => report(run).tradesOnPrice()).toThrow("give the candles of the run"));
});
