import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Figure } from "../../lib/report/figure.js";
import { gapsFigure } from "../../lib/report/figures/gaps.js";
import { priceFigure } from "../../lib/report/figures/price.js";
import { volatilityByHourFigure, volatilityByYearFigure } from "../../lib/report/figures/volatility.js";
import { report } from "../../lib/report/runReport.js";
import { CHROMIUM, NO_CHROMIUM, openBrowser } from "./browser.js";
import { sampleCandles, sampleRun, START } from "./sampleRun.js";

const shown = report(sampleRun({ synthetic: true, doubts: ["the queue is unknown", "a <b>doubt</b> & more"] }), { candles: sampleCandles(true), benchmark: sampleRun({ name: "buy-and-hold" }) });

describe("an HTML report", () => {
  const html = shown.html(), withoutPlotly = html.replace(/<script>[\s\S]*?<\/script>/, "");

  it("holds Plotly once", () => expect(html.split("plotly.js v4.").length - 1).toBe(1));
  it("asks for nothing outside itself", () => expect(withoutPlotly).not.toMatch(/https?:|src=|@import|url\(/));
  it("prints warnings, verdict, manifest and doubts, with markup in them disarmed", () => {
    for (const words of ["SYNTHETIC market", "Net of costs, sma-crossover turned", "&quot;dataHash&quot;".replaceAll("&quot;", '"'), "a &lt;b&gt;doubt&lt;/b&gt; &amp; more"]) expect(withoutPlotly).toContain(words);
  });
  it("is not ended early by a tag in a name", () => {
    const named = report(sampleRun({ name: "a</script><script>alert(1)</script>" })).html();
    expect(named.split("</script>").length).toBe(html.split("</script>").length);
  });
  it("prints an unlimited cap as Infinity and not as null", () => expect(withoutPlotly).toContain('"participation": "Infinity"'));
});

describe("an HTML report in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "btc-quant-report-")), file = join(folder, "report.html"), requests: string[] = [], errors: string[] = [];
  let browser: Browser, page: Page;

  beforeEach(({ skip }) => skip(CHROMIUM === undefined, NO_CHROMIUM));
  beforeAll(async () => {
    if (CHROMIUM === undefined) return;
    writeFileSync(file, shown.html());
    browser = await openBrowser();
    page = await (await browser.newContext({ timezoneId: "America/New_York", viewport: { width: 1200, height: 900 } })).newPage();
    page.on("request", (request) => requests.push(request.url()));
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction("document.querySelectorAll('.js-plotly-plot .main-svg').length >= 5");
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("draws every figure without an error and without a request", async () => {
    const figures = await page.locator(".figure").count(), drawn = await page.locator(".figure.js-plotly-plot").count();
    expect([figures, drawn, errors]).toEqual([5, 5, []]);
    expect(requests.filter((url) => !url.startsWith("file:") && !url.startsWith("data:") && !url.startsWith("blob:"))).toEqual([]);
  });

  it("puts times where they belong, in UTC whatever the reader's zone", async () => {
    const first = await page.evaluate("(() => { const d = document.querySelector('#figure-0').calcdata[1][0]; return [d.x, d.y]; })()");
    expect(first).toEqual([START, 10_000]);
    const ticks = await page.locator("#figure-0 .xtick").allTextContents();
    expect(ticks.join(" ")).toContain("Jan 7");
  });

  it("shows the warning on every figure", async () => {
    for (const figure of await page.locator(".figure").all()) expect(await figure.locator(".gtitle-subtitle").textContent()).toContain("SYNTHETIC market");
  });

  it("draws the overview and the figures of candles too", async () => {
    const figures: readonly Figure[] = [shown.overview(), priceFigure(sampleCandles()), gapsFigure(sampleCandles()), volatilityByHourFigure({ ...sampleCandles(), timeframe: "1h", interval: 3_600_000 }), volatilityByYearFigure(sampleCandles())];
    for (const figure of figures) {
      await page.evaluate(`(() => { const div = document.createElement("div"); document.body.append(div); div.id = "extra"; return Plotly.newPlot(div, ...${JSON.stringify([figure.data, figure.layout])}); })()`);
      expect(await page.locator("#extra .main-svg").count()).toBeGreaterThan(0);
      await page.evaluate("document.getElementById('extra').remove()");
    }
    expect(errors).toEqual([]);
  });

  it("stays near the size of Plotly itself", () => expect(statSync(file).size).toBeLessThan(5_200_000));
});
