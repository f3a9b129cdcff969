/** A score over two parameters: is the best a plateau or a spike? */
import type { ScoreGrid } from "../../research/scoreGrid.js";
import type { Figure, Json } from "../figure.js";
import { count } from "../format.js";
import { DIVERGING, figure } from "../theme.js";

/** Colours are even around 0; cells without a score stay blank. */
export function heatMapFigure({ strategy, symbol, timeframe, synthetic, unit, x, y, scores, failed }: ScoreGrid): Figure {
  const z = Array.from(y.values, (_, row): (number | null)[] => Array.from(scores.subarray(row * x.values.length, (row + 1) * x.values.length), (score) => (Number.isFinite(score) ? score : null)));
  const bound = Math.max(1e-9, ...z.flat().map((score) => Math.abs(score ?? 0))), labels = (values: Float64Array): Json => Array.from(values, String);
  const warnings = [...(synthetic ? ["SYNTHETIC data"] : []), ...(failed.length > 0 ? [`${count(failed.length)} cells failed; first: ${failed[0]!.why}`] : [])];
  const trace = {
    type: "heatmap", x: labels(x.values), y: labels(y.values), z, text: z.map((row) => row.map((score) => (score === null ? "" : score.toFixed(2)))), texttemplate: "%{text}",
    hovertemplate: `${x.name} %{x}, ${y.name} %{y}: %{z:.3f}<extra></extra>`, colorscale: DIVERGING, zmin: -bound, zmax: bound, xgap: 1, ygap: 1, colorbar: { title: { text: unit } },
  };
  const axis = (name: string): Readonly<Record<string, Json>> => ({ type: "category", title: { text: name } });
  return figure({ title: `${unit} by ${x.name} and ${y.name}`, about: `${strategy}, ${symbol} ${timeframe} bars, ${count(scores.length)} runs`, warnings }, [trace], { xaxis: axis(x.name), yaxis: axis(y.name), hovermode: "closest" }, 100 + 30 * Math.max(y.values.length, 4));
}
