/** A run's equity as a curve that begins with its cash: the form in which metrics and figures take it. Computes no metric. */
import type { Run } from "../market/run.js";
import { solventCurve, type SolventCurve } from "../metrics/equityCurve.js";
import type { Trace } from "./figure.js";
import { minMaxRows, pick } from "./decimate.js";
import { numbers, times } from "./packed.js";

/** From the first bar's open with all the cash to the last close, or to ruin. */
export function equityCurveOf(run: Run): SolventCurve {
  const { market, account } = run.manifest;
  return solventCurve({ startTime: market.from, startEquity: account.cash, time: run.equity.time, equity: run.equity.equity });
}

/** The curve's rows with the start before them, as a figure draws them. */
export function drawnPoints({ startTime, startEquity, time, equity }: SolventCurve): { readonly time: Float64Array; readonly equity: Float64Array } {
  return { time: before(startTime, time), equity: before(startEquity, equity) };
}

/** A line over time, thinned out to what a screen can show. */
export function line(name: string, time: Float64Array, values: Float64Array, more: Omit<Trace, "type"> = {}): Trace {
  const rows = minMaxRows(time, values);
  return { type: "scatter", mode: "lines", name, x: times(pick(time, rows)), y: numbers(pick(values, rows)), ...more };
}

function before(first: number, column: Float64Array): Float64Array {
  const longer = new Float64Array(column.length + 1);
  longer[0] = first;
  longer.set(column, 1);
  return longer;
}
