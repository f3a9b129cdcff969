/** How the days were distributed: daily returns in bins, with the normal curve of the same mean and deviation to show what it misses. */
import type { Column } from "../../market/candles.js";
import type { Run } from "../../market/run.js";
import { dailyEquity, simpleReturns } from "../../metrics/daily.js";
import { moments } from "../../metrics/moments.js";
import { normalDensity } from "../../metrics/normal.js";
import { equityCurveOf } from "../curve.js";
import type { Figure } from "../figure.js";
import { runHeading } from "../labels.js";
import { numbers } from "../packed.js";
import { COLOUR, figure, percentAxis, valueAxis, type Heading } from "../theme.js";

export function returnsHistogramFigure(run: Run, bins: number = 60): Figure {
  return histogramFigure(runHeading("Daily returns", run), simpleReturns(dailyEquity(equityCurveOf(run)).equity), bins, "Days");
}

/**
 * Any returns, under any heading: a data set's as well as a run's.
 * @param unit what is counted: `Days`
 * @param logarithmic the axis of counts; it ends below one count, where a normal curve has nothing left to say
 */
export function histogramFigure(heading: Heading, returns: Column, bins: number, unit: string, logarithmic: boolean = false): Figure {
  const { centre, height, width } = binned(returns, bins), { mean, deviation } = spread(returns);
  const normal = centre.map((x) => (returns.length * width * normalDensity((x - mean) / deviation)) / deviation);
  return figure(heading, [
    { type: "bar", name: unit.toLowerCase(), x: numbers(centre), y: numbers(height), width, marker: { color: COLOUR.strategy } },
    { type: "scatter", mode: "lines", name: "normal curve", x: numbers(centre), y: numbers(normal), line: { color: COLOUR.accent, width: 1.5 } },
  ], { xaxis: percentAxis("Return"), yaxis: logarithmic ? valueAxis(`${unit}, logarithmic`, { type: "log", range: [-0.3, Math.log10(Math.max(1, ...height)) + 0.2] }) : valueAxis(unit), bargap: 0 }, 320);
}

interface Bins { readonly centre: Float64Array; readonly height: Float64Array; readonly width: number }

/** Equal bins from the lowest to the highest return; one bin of no width's own where they are all the same. */
export function binned(values: Column, bins: number): Bins {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (values.length === 0) return { centre: new Float64Array(0), height: new Float64Array(0), width: 0 };
  const width = high > low ? (high - low) / bins : 1e-4, count = high > low ? bins : 1, height = new Float64Array(count);
  for (const value of values) height[Math.min(count - 1, Math.floor((value - low) / width))]! += 1;
  return { centre: Float64Array.from({ length: count }, (_, bin) => (high > low ? low + (bin + 0.5) * width : low)), height, width };
}

function spread(returns: Column): { readonly mean: number; readonly deviation: number } {
  const { mean, deviation } = moments(returns);
  return { mean, deviation };
}
