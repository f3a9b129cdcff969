/** Where the run bought and sold, on the price it traded at. */
import { between, type Candles } from "../../market/candles.js";
import type { FillColumns, Run } from "../../market/run.js";
import { parseSymbol } from "../../market/symbol.js";
import { line } from "../curve.js";
import { minMaxRows, pick } from "../decimate.js";
import type { Figure, Trace } from "../figure.js";
import { count } from "../format.js";
import { runHeading } from "../labels.js";
import { numbers, times } from "../packed.js";
import { COLOUR, figure, timeAxis, valueAxis } from "../theme.js";

/** The span of the candles given, so that a part of a long run can be looked at. Markers beyond `limit` a side are thinned out, lowest and highest price in each stretch of time staying; the legend counts those shown. */
export function tradesOnPriceFigure(run: Run, candles: Candles, limit: number = 300): Figure {
  const { market } = run.manifest, shown = between(candles, market.from, market.to), { base, quote } = parseSymbol(market.symbol), unit = market.contractSize === undefined ? base : "contracts";
  const price = line(`${market.prices} close`, shown.openTime.map((time) => time + shown.interval), shown.close, { line: { color: COLOUR.price, width: 1 } });
  const sides = [fillMarkers(run.fills, +1, shown, unit, limit), fillMarkers(run.fills, -1, shown, unit, limit)];
  return figure(runHeading("Trades", run), [price, ...sides], { xaxis: timeAxis(), yaxis: valueAxis(`Price, ${quote}`), hovermode: "closest" }, 420);
}

function fillMarkers(fills: FillColumns, side: 1 | -1, { openTime, length, interval }: Candles, unit: string, limit: number): Trace {
  const first = openTime[0] ?? NaN, end = (openTime[length - 1] ?? NaN) + interval, inSpan = (time: number): boolean => time >= first && time < end;
  const rows = Uint32Array.from(Array.from(fills.quantity.keys()).filter((row) => fills.quantity[row]! * side > 0 && inSpan(fills.time[row]!)));
  const kept = Uint32Array.from(minMaxRows(pick(fills.time, rows), pick(fills.price, rows), limit), (at) => rows[at]!);
  const name = side > 0 ? "buys" : "sells";
  return {
    type: "scatter", mode: "markers", name: kept.length < rows.length ? `${name} (${count(kept.length)} of ${count(rows.length)} shown)` : `${name} (${count(rows.length)})`,
    x: times(pick(fills.time, kept)), y: numbers(pick(fills.price, kept)), customdata: numbers(pick(fills.quantity, kept)),
    hovertemplate: `%{x|%Y-%m-%d %H:%M} UTC<br>%{customdata} ${unit} at %{y}<extra>${name}</extra>`,
    marker: { symbol: side > 0 ? "triangle-up" : "triangle-down", color: side > 0 ? COLOUR.buy : COLOUR.sell, size: 7, opacity: 0.8 },
  };
}
