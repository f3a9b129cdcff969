/** A run at one look: the equity curve with its drawdown, and the headline numbers beside it. What a notebook cell shows of a run. */
import type { Run } from "../../market/run.js";
import type { Figure, Json } from "../figure.js";
import { headlines } from "../metricsTable.js";
import { COLOUR } from "../theme.js";
import { equityCurveFigure } from "./equityCurve.js";

export function overviewFigure(run: Run, benchmark?: Run): Figure {
  const curve = equityCurveFigure(run, benchmark), own = headlines(run), held = benchmark === undefined ? [] : [headlines(benchmark)];
  const columns = [own, ...held].map((lines) => lines.map(([, value]) => value));
  const names = [run, ...(benchmark === undefined ? [] : [benchmark])].map(({ manifest }) => manifest.strategy.name);
  const numbers = {
    type: "table", domain: { x: [0.66, 1], y: [0, 1] }, columnwidth: [3, ...columns.map(() => 2)],
    header: { values: ["", ...names], align: ["left", ...names.map(() => "right")], fill: { color: "#FFFFFF" }, line: { color: COLOUR.grid } },
    cells: { values: [own.map(([name]) => name), ...columns], align: ["left", ...columns.map(() => "right")], height: 26, fill: { color: "#FFFFFF" }, line: { color: COLOUR.grid } },
  };
  return { ...curve, data: [...curve.data, numbers], layout: { ...curve.layout, xaxis: { ...(curve.layout["xaxis"] as Record<string, Json>), domain: [0, 0.62] } } };
}
