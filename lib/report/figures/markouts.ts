/** What the market did after the maker's fills: markout by horizon with its 95% interval, and the two parts it is made of. */
import { markoutRows } from "../../metrics/makerSummary.js";
import type { Markout } from "../../metrics/markout.js";
import type { Figure, Trace } from "../figure.js";
import { count, duration } from "../format.js";
import { runHeading } from "../labels.js";
import type { MakerRun } from "../makerRun.js";
import { numbers } from "../packed.js";
import { COLOUR, figure, valueAxis } from "../theme.js";

/** Horizons that the data can not answer are left out: of bars all that are shorter than one. */
export function markoutsFigure({ run, maker }: MakerRun): Figure {
  const rows = markoutRows(maker).filter(({ fills }) => fills > 0), heading = runHeading("Markout", run, "before fees");
  const about = `${heading.about}, ${count(maker.makerFills)} maker fills`;
  return figure({ ...heading, about }, [...band(rows), ...parts(rows), curve(rows)], {
    xaxis: valueAxis("Time after the fill (above 0 the market went the maker's way)", { type: "category" }),
    yaxis: valueAxis("Basis points of the price, weighted by quantity"),
  }, 380);
}

const line = (name: string, rows: readonly Markout[], of: (row: Markout) => number, more: Omit<Trace, "type">): Trace =>
  ({ type: "scatter", mode: "lines", name, x: rows.map(({ horizon }) => duration(horizon)), y: numbers(Float64Array.from(rows, of)), ...more });

/** Where fills are too few for an interval there is no band. */
function band(all: readonly Markout[]): readonly Trace[] {
  const rows = all.filter(({ low }) => !Number.isNaN(low)), edge = { line: { width: 0 }, hoverinfo: "skip", showlegend: false };
  if (rows.length === 0) return [];
  return [line("low", rows, ({ low }) => low, edge), line("95% interval", rows, ({ high }) => high, { ...edge, showlegend: true, fill: "tonexty", fillcolor: `${COLOUR.strategy}33` })];
}

function parts(rows: readonly Markout[]): readonly Trace[] {
  return [
    line("half-spread", rows, ({ halfSpread }) => halfSpread, { line: { color: COLOUR.buy, width: 1, dash: "dot" }, hovertemplate: "%{y:.3f} bp" }),
    line("adverse selection", rows, ({ adverse }) => adverse, { line: { color: COLOUR.loss, width: 1, dash: "dot" }, hovertemplate: "%{y:.3f} bp" }),
  ];
}

function curve(rows: readonly Markout[]): Trace {
  const known = rows.map(({ fills, low, high }) => `${count(fills)} fills${Number.isNaN(low) ? "" : `, 95% from ${low.toFixed(3)} to ${high.toFixed(3)}`}`);
  return line("markout", rows, ({ markout }) => markout, { mode: "lines+markers", text: known, hovertemplate: "%{y:.3f} bp (%{text})", line: { color: COLOUR.strategy, width: 2 } });
}
