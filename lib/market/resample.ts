/**
 * Longer bars out of shorter ones: first open, highest high, lowest low, last close, summed volume, left to right, so the same bits each time.
 * A longer bar exists if at least one of its parts does; which parts were missing stays known (`partGaps`), nothing is filled in.
 */
import { candles, type Candles, type Column } from "./candles.js";
import { QuantError } from "./errors.js";
import { barStart, timeframeMs, type Timeframe } from "./timeframe.js";

/** @throws QuantError BAD_TIMEFRAME when `timeframe` is not a multiple of the candles' own */
export function resample(source: Candles, timeframe: Timeframe): Candles {
  const interval = timeframeMs(timeframe);
  if (interval === source.interval) return source;
  if (interval < source.interval || interval % source.interval !== 0) {
    throw new QuantError("input", "BAD_TIMEFRAME", `${timeframe} bars can not be built from ${source.timeframe} bars: ask for a multiple of ${source.timeframe}`, { timeframe, source: source.timeframe });
  }
  const starts = firstRows(source.openTime, interval), length = starts.length;
  const make = (): Column => new Float64Array(length);
  const openTime = make(), open = make(), high = make(), low = make(), close = make(), volume = make();
  const takerBuyVolume = source.takerBuyVolume === undefined ? undefined : make();
  for (let bar = 0; bar < length; bar++) {
    const from = starts[bar]!, to = bar + 1 < length ? starts[bar + 1]! : source.length;
    let top = -Infinity, bottom = Infinity, sum = 0, taker = 0;
    for (let i = from; i < to; i++) {
      if (source.high[i]! > top) top = source.high[i]!;
      if (source.low[i]! < bottom) bottom = source.low[i]!;
      sum += source.volume[i]!;
      if (takerBuyVolume !== undefined) taker += source.takerBuyVolume![i]!;
    }
    openTime[bar] = barStart(source.openTime[from]!, interval);
    open[bar] = source.open[from]!;
    high[bar] = top;
    low[bar] = bottom;
    close[bar] = source.close[to - 1]!;
    volume[bar] = sum;
    if (takerBuyVolume !== undefined) takerBuyVolume[bar] = taker;
  }
  const built = candles({ ...source.origin, builtFrom: source.origin.builtFrom }, timeframe, { openTime, open, high, low, close, volume, takerBuyVolume });
  return Object.freeze({ ...built, partGaps: source.partGaps ?? source.gaps });
}

function firstRows(openTime: Column, interval: number): Uint32Array {
  const rows = new Uint32Array(openTime.length);
  let count = 0, current = NaN;
  for (let i = 0; i < openTime.length; i++) {
    const start = barStart(openTime[i]!, interval);
    if (start !== current) {
      rows[count++] = i;
      current = start;
    }
  }
  return rows.subarray(0, count);
}
