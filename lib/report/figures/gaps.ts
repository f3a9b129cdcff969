/** What is missing of a data set: each gap at its time, as long as it is. */
import type { Candles } from "../../market/candles.js";
import { utc } from "../../market/units.js";
import type { Figure } from "../figure.js";
import { count } from "../format.js";
import { candlesHeading } from "../labels.js";
import { dateText, numbers, times } from "../packed.js";
import { COLOUR, figure, timeAxis, valueAxis } from "../theme.js";

export function gapsFigure(candles: Candles): Figure {
  const { gaps, timeframe } = candles, missing = gaps.reduce((sum, gap) => sum + gap.bars, 0);
  const trace = {
    type: "scatter", mode: "markers", x: times(Float64Array.from(gaps, (gap) => gap.from)), y: numbers(Float64Array.from(gaps, (gap) => gap.bars)),
    text: gaps.map((gap) => `${utc(gap.from)} to ${utc(gap.to + candles.interval)}`), hovertemplate: `%{text} UTC<br>%{y} bars of ${timeframe} missing<extra></extra>`,
    marker: { color: COLOUR.sell, size: 9 }, error_y: { type: "percent", symmetric: false, value: 0, valueminus: 100, width: 0, color: COLOUR.sell, thickness: 1 },
  };
  const note = gaps.length === 0 ? ", none missing in between" : `, ${count(missing)} missing in ${count(gaps.length)} ${gaps.length === 1 ? "gap" : "gaps"}`;
  const range = candles.length === 0 ? {} : { range: [dateText(candles.openTime[0]!), dateText(candles.openTime[candles.length - 1]! + candles.interval)] };
  return figure(candlesHeading("Gaps", candles, note), [trace], { xaxis: timeAxis(range), yaxis: valueAxis(`Missing ${timeframe} bars`, { rangemode: "tozero" }), hovermode: "closest" }, 280);
}
