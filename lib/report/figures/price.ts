/** The price itself, as bars long enough to be seen. */
import type { Candles } from "../../market/candles.js";
import { resample } from "../../market/resample.js";
import { parseSymbol } from "../../market/symbol.js";
import { timeframeMs } from "../../market/timeframe.js";
import type { Figure } from "../figure.js";
import { candlesHeading } from "../labels.js";
import { numbers, times } from "../packed.js";
import { COLOUR, figure, timeAxis, valueAxis } from "../theme.js";

/** Bar lengths a person knows, short to long. */
const LENGTHS = ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d", "2d", "4d", "1w", "2w", "4w"] as const;

/** Candles in the shortest known length that gives at most `limit` bars; resampled whole, so that open, high, low and close are true ones of that length. */
export function coarser(candles: Candles, limit: number): Candles {
  if (candles.length <= limit) return candles;
  const span = candles.openTime[candles.length - 1]! - candles.openTime[0]!;
  const fits = LENGTHS.map(timeframeMs).filter((length) => length % candles.interval === 0 && span / length + 2 <= limit);
  return resample(candles, fits.length === 0 ? "4w" : LENGTHS[LENGTHS.findIndex((name) => timeframeMs(name) === fits[0])]!);
}

/** Candlesticks; a logarithmic axis where the price grew or fell more than fivefold, so that a per cent is as tall everywhere. */
export function priceFigure(candles: Candles, limit: number = 600): Figure {
  const shown = coarser(candles, limit), { quote } = parseSymbol(candles.origin.symbol), wide = range(shown) > 5;
  const trace = {
    type: "candlestick", name: candles.origin.symbol, x: times(shown.openTime), open: numbers(shown.open), high: numbers(shown.high), low: numbers(shown.low), close: numbers(shown.close),
    increasing: { line: { color: COLOUR.buy, width: 1 } }, decreasing: { line: { color: COLOUR.sell, width: 1 } },
  };
  const note = shown === candles ? "" : `, drawn as ${shown.timeframe} bars`;
  return figure(candlesHeading("Price", candles, note), [trace], {
    xaxis: timeAxis({ rangeslider: { visible: false } }), yaxis: valueAxis(`Price, ${quote}${wide ? ", logarithmic" : ""}`, wide ? { type: "log", dtick: "D2" } : {}), showlegend: false,
  });
}

function range({ high, low }: Candles): number {
  let top = 0, bottom = Infinity;
  for (const value of high) top = Math.max(top, value);
  for (const value of low) bottom = Math.min(bottom, value);
  return top / bottom;
}
