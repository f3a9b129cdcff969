/** What the account was worth, against holding, with the depth below its best underneath. */
import type { Run } from "../../market/run.js";
import { parseSymbol } from "../../market/symbol.js";
import { drawdown } from "../../metrics/drawdown.js";
import { drawnPoints, equityCurveOf, line } from "../curve.js";
import type { Figure, Trace } from "../figure.js";
import { runHeading } from "../labels.js";
import { COLOUR, figure, percentAxis, timeAxis, valueAxis } from "../theme.js";

/** @param benchmark drawn grey beside the run: buy-and-hold under the same rules */
export function equityCurveFigure(run: Run, benchmark?: Run): Figure {
  const { time, equity } = drawnPoints(equityCurveOf(run)), { settle } = parseSymbol(run.manifest.market.symbol);
  const data: Trace[] = benchmark === undefined ? [] : [benchmarkLine(benchmark)];
  data.push(line(run.manifest.strategy.name, time, equity, { line: { color: COLOUR.strategy, width: 1.5 } }));
  data.push(line("drawdown", time, drawdown(equity), { yaxis: "y2", fill: "tozeroy", line: { color: COLOUR.loss, width: 1 }, showlegend: false }));
  return figure(runHeading("Equity", run), data, {
    xaxis: timeAxis({ anchor: "y2" }),
    yaxis: valueAxis(`Equity, ${settle}`, { domain: [0.32, 1] }),
    yaxis2: percentAxis("Drawdown", { domain: [0, 0.26], rangemode: "tozero" }),
  }, 440);
}

function benchmarkLine(benchmark: Run): Trace {
  const { time, equity } = drawnPoints(equityCurveOf(benchmark));
  return line(benchmark.manifest.strategy.name, time, equity, { line: { color: COLOUR.benchmark, width: 1 } });
}
