/** One look for every figure: colours that colour-blind readers can tell apart, light ground, UTC axes, units in the axis titles. Knows no data. */
import type { Figure, Json, Trace } from "./figure.js";

/** Okabe and Ito (2008), "Color Universal Design". */
export const COLOUR = {
  strategy: "#0072B2", benchmark: "#7F7F7F", buy: "#009E73", sell: "#D55E00", loss: "#D55E00", price: "#4D4D4D", accent: "#E69F00", warning: "#B3261E", grid: "#E6E6E6", text: "#222222",
} as const;

/** Losses to gains, dark at both ends: blue and orange stay apart for every common form of colour blindness. */
export const DIVERGING: Json = [[0, "#B35806"], [0.25, "#FDB863"], [0.5, "#F7F7F7"], [0.75, "#7FB3D9"], [1, "#0B5394"]];

export const CONFIG: Readonly<Record<string, Json>> = { responsive: true, displaylogo: false };

/** The lines above a figure: its name, what it is drawn from, and what a reader must not overlook. */
export interface Heading { readonly title: string; readonly about: string; readonly warnings: readonly string[] }

type Axis = Readonly<Record<string, Json>>;
const axis = (title: string, more: Axis): Axis => ({ title: { text: title }, gridcolor: COLOUR.grid, zerolinecolor: COLOUR.grid, automargin: true, ...more });

/** An axis of numbers; the title carries the unit. */
export const valueAxis = (title: string, more: Axis = {}): Axis => axis(title, more);
/** Shares of one, shown in per cent. */
export const percentAxis = (title: string, more: Axis = {}): Axis => axis(title, { tickformat: "~%", hoverformat: ".2%", ...more });
/** Times as `times` writes them, in UTC. */
export const timeAxis = (more: Axis = {}): Axis => axis("UTC", { type: "date", hoverformat: "%Y-%m-%d %H:%M", ...more });

/** A figure under its heading. Warnings stand in the title itself, so that no crop of the plot loses them. */
export function figure(heading: Heading, data: readonly Trace[], layout: Readonly<Record<string, Json>>, height: number = 420): Figure {
  const lines = [escaped(heading.about), ...heading.warnings.map((warning) => `<b style="color:${COLOUR.warning}">${escaped(warning)}</b>`)];
  const top = 72 + 18 * lines.length;
  return {
    data,
    layout: {
      title: { text: escaped(heading.title), subtitle: { text: lines.join("<br>"), font: { size: 12 } }, x: 0.01, xanchor: "left", y: 1, yanchor: "top", yref: "container", pad: { t: 14 }, automargin: false },
      height: height + top, margin: { t: top, r: 24, b: 48, l: 64 },
      paper_bgcolor: "#FFFFFF", plot_bgcolor: "#FFFFFF", font: { family: "system-ui, sans-serif", size: 12, color: COLOUR.text }, colorway: [COLOUR.strategy, COLOUR.accent, COLOUR.buy, COLOUR.sell],
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" }, hovermode: "x",
      ...layout,
    },
    config: CONFIG,
  };
}

/** Plotly reads a little HTML in its texts. */
export const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
