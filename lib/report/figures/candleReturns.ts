/** How a market's bars were distributed: the return of each bar over the one before it. */
import type { Candles, Column } from "../../market/candles.js";
import type { Figure } from "../figure.js";
import { candlesHeading } from "../labels.js";
import { histogramFigure } from "./returnsHistogram.js";

/** Simple returns of bars that follow each other directly; the step across a gap is not a bar's return and is left out. */
export function candleReturns({ openTime, close, interval, length }: Candles): Column {
  const returns = new Float64Array(Math.max(length - 1, 0));
  let count = 0;
  for (let i = 1; i < length; i++) if (openTime[i]! - openTime[i - 1]! === interval) returns[count++] = close[i]! / close[i - 1]! - 1;
  return returns.subarray(0, count);
}

/** Counts on a logarithmic axis, where the rare large moves can be seen at all. */
export function candleReturnsFigure(candles: Candles, bins: number = 120): Figure {
  return histogramFigure(candlesHeading(`Returns of ${candles.timeframe} bars`, candles), candleReturns(candles), bins, "Bars", true);
}
