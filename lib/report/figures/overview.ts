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
    type: "table", domain: { x: [0.58, 1], y: [0, 1] }, columnwidth: [3, ...columns.map(() => 2.4)],
    header: { values: ["", ...names], font: { size: 11 }, align: ["left", ...names.map(() => "right")], fill: { color: "#FFFFFF" }, line: { color: COLOUR.grid } },
    cells: { values: [own.map(([name]) => name), ...columns], align: ["left", ...columns.map(() => "right")], height: 22, font: { size: 11 }, fill: { color: "#FFFFFF" }, line: { color: COLOUR.grid } },
  };
  return { ...curve, data: [...curve.data, numbers], layout: { ...curve.layout, xaxis: { ...(curve.layout["xaxis"] as Record<string, Json>), domain: [0, 0.54] } } };
}
