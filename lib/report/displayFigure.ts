/**
 * A figure as a bundle of mime types: JSON for the renderer of this project (and VS Code's), html for a JupyterLab without it, one line for everything else.
 * Images are not drawn here: `npm run notebooks -- --commit` adds them.
 */
import type { Figure } from "./figure.js";
import type { DisplayBundle } from "./table.js";

/** Served by the Jupyter server itself, whose root is the project: no network. */
const PLOTLY_URL = "/files/node_modules/plotly.js-dist-min/plotly.min.js";
const DEFAULT_HEIGHT = 420;

/** Safe inside a script element. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

/** `Figure "Equity", 2 traces`, the title without its markup. */
export function figureLine({ data, layout }: Figure): string {
  const title = layout["title"];
  const text = typeof title === "string" ? title : ((title as { text?: string } | undefined)?.text ?? "");
  const name = text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
  return `Figure${name === "" ? "" : ` "${name}"`}, ${data.length} ${data.length === 1 ? "trace" : "traces"}`;
}

/** Draws into the element before the script, which carries no id and so needs none to be unique. Loads Plotly once a page. */
export function figureHtml({ data, layout, config }: Figure): string {
  const height = typeof layout["height"] === "number" ? layout["height"] : DEFAULT_HEIGHT;
  return `<div style="width:100%;height:${height}px"></div><script>(() => {
const element = document.currentScript.previousElementSibling, figure = ${json({ data, layout, config: { responsive: true, ...config } })};
window.btcQuantPlotly ??= window.Plotly ? Promise.resolve() : new Promise((done, failed) => {
  const script = document.createElement("script"); script.src = ${json(PLOTLY_URL)}; script.onload = done; script.onerror = failed; document.head.append(script);
});
window.btcQuantPlotly.then(() => window.Plotly.newPlot(element, figure.data, figure.layout, figure.config));
})();</script>`;
}

/** `png` is base64. */
export function figureBundle(figure: Figure, png?: string): DisplayBundle {
  const { data, layout, config = {} } = figure;
  return {
    "application/vnd.plotly.v1+json": { data, layout, config },
    "text/html": figureHtml(figure),
    "text/plain": figureLine(figure),
    ...(png === undefined ? {} : { "image/png": png }),
  };
}
