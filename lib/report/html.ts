/** A run as one HTML file: figures, numbers, manifest, doubts, with Plotly inside, so that it opens anywhere and asks no network. Writes no file. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Candles } from "../market/candles.js";
import type { Manifest, Run } from "../market/run.js";
import type { Figure } from "./figure.js";
import { drawdownFigure } from "./figures/drawdown.js";
import { equityCurveFigure } from "./figures/equityCurve.js";
import { markoutsFigure } from "./figures/markouts.js";
import { monthlyReturnsFigure } from "./figures/monthlyReturns.js";
import { pnlSplitFigure } from "./figures/pnlSplit.js";
import { returnsHistogramFigure } from "./figures/returnsHistogram.js";
import { tradesOnPriceFigure } from "./figures/tradesOnPrice.js";
import { parameterText, runWarnings } from "./labels.js";
import { makerOf } from "./makerRun.js";
import { makerTable } from "./makerTable.js";
import { metricsTable, parametersTable } from "./metricsTable.js";
import { escaped } from "./theme.js";
import { verdict } from "./verdict.js";

export function htmlReport(run: Run, { candles, benchmark }: { readonly candles?: Candles | undefined; readonly benchmark?: Run | undefined } = {}): string {
  const maker = makerOf(run);
  const figures = [
    equityCurveFigure(run, benchmark), drawdownFigure(run, benchmark), ...(candles === undefined ? [] : [tradesOnPriceFigure(run, candles)]), monthlyReturnsFigure(run), returnsHistogramFigure(run),
    ...(maker === undefined ? [] : [markoutsFigure(maker), pnlSplitFigure(maker)]),
  ];
  const { strategy, market } = run.manifest, title = `${strategy.name} ${parameterText(strategy.params)} on ${market.symbol}`.replace("  ", " ");
  return page(title, [
    `<h1>${escaped(title)}</h1>`,
    runWarnings(run).map((warning) => `<p class="warning">${escaped(warning)}</p>`).join("\n"),
    `<p class="verdict">${escaped(verdict(run, benchmark))}</p>`,
    metricsTable(benchmark === undefined ? [run] : [run, benchmark]).html(),
    ...(maker === undefined ? [] : ["<h2>As a maker</h2>", makerTable([maker]).html()]),
    figures.map((_, i) => `<div class="figure" id="figure-${i}"></div>`).join("\n"),
    "<h2>What was run</h2>", parametersTable(run).html(),
    "<h2>What this run can not know</h2>", list(run.manifest.doubts),
    `<details><summary>Manifest</summary><pre>${escaped(manifestText(run.manifest))}</pre></details>`,
  ].join("\n"), figures);
}

const list = (sentences: readonly string[]): string => (sentences.length === 0 ? "<p>Nothing was noted.</p>" : `<ul>${sentences.map((text) => `<li>${escaped(text)}</li>`).join("")}</ul>`);

/** JSON has no infinity: as text it is at least seen. */
const manifestText = (manifest: Manifest): string => JSON.stringify(manifest, (_, value: unknown) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value), 2);

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 1080px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
.warning { color: #B3261E; font-weight: 600 } .verdict { border-left: 4px solid #0072B2; padding-left: 1rem }
table.btc-quant { border-collapse: collapse; font-variant-numeric: tabular-nums } table.btc-quant td, table.btc-quant th { padding: .15rem .9rem .15rem 0; border-bottom: 1px solid #e6e6e6; white-space: pre-wrap }
pre { background: #f6f6f6; padding: 1rem; overflow: auto }`;

/** Figures are data in the page, not code: a name with a quote or a tag in it can do no harm. */
function page(title: string, body: string, figures: readonly Figure[]): string {
  const data = JSON.stringify(figures).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style>
<script>${plotlySource()}</script></head>
<body>
${body}
<script type="application/json" id="figures">${data}</script>
<script>JSON.parse(document.getElementById("figures").textContent).forEach((f, i) => Plotly.newPlot("figure-" + i, f.data, f.layout, f.config));</script>
</body></html>
`;
}

/** The library as shipped; a closing tag inside it would end its script element. */
function plotlySource(): string {
  const path = createRequire(__filename).resolve("plotly.js-dist-min/plotly.min.js");
  return readFileSync(path, "utf8").replaceAll("</script", "<\\/script");
}
