/** How far below its best the account stood, at each moment (M5). */
import type { Run } from "../../market/run.js";
import { drawdown } from "../../metrics/drawdown.js";
import { drawnPoints, equityCurveOf, line } from "../curve.js";
import type { Figure, Trace } from "../figure.js";
import { runHeading } from "../labels.js";
import { COLOUR, figure, percentAxis, timeAxis } from "../theme.js";

export function drawdownFigure(run: Run, benchmark?: Run): Figure {
  const data: Trace[] = [depthLine(run, { fill: "tozeroy", line: { color: COLOUR.loss, width: 1 } })];
  if (benchmark !== undefined) data.push(depthLine(benchmark, { line: { color: COLOUR.benchmark, width: 1 } }));
  return figure(runHeading("Drawdown", run), data, { xaxis: timeAxis(), yaxis: percentAxis("Below the peak", { rangemode: "tozero" }), showlegend: benchmark !== undefined }, 320);
}

function depthLine(run: Run, look: Omit<Trace, "type">): Trace {
  const { time, equity } = drawnPoints(equityCurveOf(run));
  return line(run.manifest.strategy.name, time, drawdown(equity), look);
}
