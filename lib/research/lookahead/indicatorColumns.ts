/** The columns of a strategy's indicators, run ahead and bar by bar, and where two of them differ. Knows no reason for it. */
import type { Indicator } from "../../indicators/indicator.js";
import type { Candles } from "../../market/candles.js";
import type { Strategy } from "../../strategy/strategy.js";

export type Columns = Readonly<Record<string, Float64Array>>;
type Parameters = Readonly<Record<string, number>>;

export function columnsOf(strategy: Strategy, params: Parameters, candles: Candles): Columns {
  const indicators: Readonly<Record<string, Indicator>> = strategy.indicators(params);
  return Object.fromEntries(Object.entries(indicators).map(([name, indicator]) => [name, indicator.column(candles)]));
}

/** As a live session would: a bar at a time. An indicator that can not be pushed gives no row at all. */
export function pushedColumns(strategy: Strategy, params: Parameters, candles: Candles): Columns {
  const indicators: Readonly<Record<string, Indicator>> = strategy.indicators(params), { openTime, open, high, low, close, volume, interval } = candles;
  return Object.fromEntries(Object.entries(indicators).map(([name, indicator]) => {
    const push = (row: number): number => indicator.push({ time: openTime[row]!, open: open[row]!, high: high[row]!, low: low[row]!, close: close[row]!, volume: volume[row]!, interval });
    try {
      return [name, Float64Array.from({ length: candles.length }, (_, row) => push(row))];
    } catch {
      return [name, new Float64Array(0)];
    }
  }));
}

/** The first and last row below `rows` in which two columns differ in a bit; undefined when none does. */
export function differingRows(a: Float64Array | undefined, b: Float64Array | undefined, rows: number): { readonly first: number; readonly last: number } | undefined {
  let first = -1, last = -1;
  for (let row = 0; row < rows; row++) {
    if (Object.is(a?.[row], b?.[row])) continue;
    if (first < 0) first = row;
    last = row;
  }
  return first < 0 ? undefined : { first, last };
}
