/**
 * Candles as columns: checked once when they enter, sliced without a copy, a gap being absent rows.
 * Nothing here fills, sorts or repairs. Knows no store and no exchange.
 */
import { createHash } from "node:crypto";
import { QuantError } from "./errors.js";
import { barStart, timeframeMs, timeframeOf, type Timeframe } from "./timeframe.js";
import { utc, type Millis } from "./units.js";

/** One value a row, oldest first. Never written to after construction. */
export type Column = Float64Array;

/** Missing rows between two stored ones: the first and last absent open time, and how many. */
export interface Gap { readonly from: Millis; readonly to: Millis; readonly bars: number }

/** Where candles come from; what a manifest and a chart have to say of them. */
export interface CandleOrigin {
  readonly exchange: string;
  readonly symbol: string;
  /** True for a market made by a random generator: labelled SYNTHETIC wherever it shows. */
  readonly synthetic: boolean;
  /** The stored timeframe these bars were built from; equal to the candles' own when they were stored as such. */
  readonly builtFrom: Timeframe;
}

export interface Candles {
  readonly origin: CandleOrigin;
  readonly timeframe: Timeframe;
  /** Length of a bar in ms. */
  readonly interval: Millis;
  readonly length: number;
  /** ms, UTC, ascending, aligned to the interval. A bar becomes known at `openTime + interval`. */
  readonly openTime: Column;
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  /** Base currency, of inverse contracts too. */
  readonly volume: Column;
  /** Base currency bought by takers; absent where the source does not say. */
  readonly takerBuyVolume: Column | undefined;
  readonly gaps: readonly Gap[];
  /** Of bars built from shorter ones (`origin.builtFrom`): the runs of shorter ones that were missing, inside existing bars and between them. */
  readonly partGaps?: readonly Gap[];
}

export interface CandleColumns {
  readonly openTime: Column; readonly open: Column; readonly high: Column; readonly low: Column; readonly close: Column; readonly volume: Column;
  readonly takerBuyVolume?: Column | undefined;
}

const PRICES = ["open", "high", "low", "close"] as const;

/**
 * Columns, checked: equal lengths, ascending and aligned times, finite prices above 0 with low <= open, close <= high, volume >= 0.
 * @throws QuantError BAD_CANDLES naming the first row that breaks a promise
 */
export function candles(origin: CandleOrigin, timeframe: Timeframe, columns: CandleColumns): Candles {
  const interval = timeframeMs(timeframe), { openTime, volume, takerBuyVolume } = columns, length = openTime.length;
  for (const name of [...PRICES, "volume"] as const) {
    if (columns[name].length !== length) throw badCandles(0, NaN, `column ${name} has ${columns[name].length} rows, openTime has ${length}`);
  }
  if (takerBuyVolume !== undefined && takerBuyVolume.length !== length) throw badCandles(0, NaN, `column takerBuyVolume has ${takerBuyVolume.length} rows, openTime has ${length}`);
  const fault = candleFault(columns, interval);
  if (fault !== undefined) throw badCandles(fault.row, openTime[fault.row] as number, fault.why);
  return Object.freeze({ origin, timeframe, interval, length, openTime, open: columns.open, high: columns.high, low: columns.low, close: columns.close, volume, takerBuyVolume, gaps: findGaps(openTime, interval) });
}

/** The first row that breaks a promise of candles, and what is wrong with it. Columns of equal length. */
export function candleFault(columns: CandleColumns, interval: Millis): { readonly row: number; readonly why: string } | undefined {
  const row = firstFault(columns, interval);
  return row < 0 ? undefined : { row, why: faultAt(columns, interval, row) };
}

/** Rows in one tight loop; the words for what is wrong are found afterwards, for one row. */
function firstFault({ openTime, open, high, low, close, volume }: CandleColumns, interval: Millis): number {
  let previous = -Infinity;
  for (let i = 0; i < openTime.length; i++) {
    const time = openTime[i]!, o = open[i]!, h = high[i]!, l = low[i]!, c = close[i]!;
    if (!(time > previous && l > 0 && h < Infinity && l <= o && l <= c && o <= h && c <= h && volume[i]! >= 0 && volume[i]! < Infinity) || barStart(time, interval) !== time) return i;
    previous = time;
  }
  return -1;
}

function faultAt(columns: CandleColumns, interval: Millis, row: number): string {
  const time = columns.openTime[row]!, previous = row > 0 ? columns.openTime[row - 1]! : -Infinity;
  if (!Number.isFinite(time)) return `its open time is ${time}`;
  if (time === previous) return "its open time stands twice";
  if (time < previous) return `it comes after ${utc(previous)}: rows must ascend`;
  if (barStart(time, interval) !== time) return `it does not start on a whole ${timeframeOf(interval)}`;
  for (const name of PRICES) if (!(columns[name][row]! > 0 && columns[name][row]! < Infinity)) return `its ${name} is ${columns[name][row]}, a finite price above 0 was expected`;
  if (!(columns.volume[row]! >= 0 && columns.volume[row]! < Infinity)) return `its volume is ${columns.volume[row]}, a finite number of at least 0 was expected`;
  return `low ${columns.low[row]} <= open ${columns.open[row]}, close ${columns.close[row]} <= high ${columns.high[row]} does not hold`;
}

function badCandles(row: number, time: number, why: string): QuantError {
  const at = Number.isFinite(time) ? `candle ${row} (${utc(time)})` : "candles";
  return new QuantError("data", "BAD_CANDLES", `${at}: ${why}`, { row, time });
}

/** Every run of missing rows between the first and the last stored one. */
export function findGaps(openTime: Column, interval: Millis): readonly Gap[] {
  const gaps: Gap[] = [];
  for (let i = 1; i < openTime.length; i++) {
    const step = openTime[i]! - openTime[i - 1]!;
    if (step !== interval) gaps.push({ from: openTime[i - 1]! + interval, to: openTime[i]! - interval, bars: Math.round(step / interval) - 1 });
  }
  return gaps;
}

/** The instant a row became known. Decisions are taken here, never at `openTime`. */
export const closeTime = (c: Candles, row: number): Millis => c.openTime[row]! + c.interval;

/** First row whose open time is at or after `time`; `length` when there is none. */
export function rowAt(c: Candles, time: Millis): number {
  let low = 0, high = c.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (c.openTime[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows `from` to `to` (exclusive) as views on the same memory. */
export function sliceCandles(c: Candles, from: number, to: number): Candles {
  const view = (column: Column): Column => column.subarray(from, to), openTime = view(c.openTime);
  const first = openTime[0] ?? Infinity, last = openTime[openTime.length - 1] ?? -Infinity;
  return Object.freeze({
    ...c, length: openTime.length, openTime, open: view(c.open), high: view(c.high), low: view(c.low), close: view(c.close), volume: view(c.volume),
    takerBuyVolume: c.takerBuyVolume === undefined ? undefined : view(c.takerBuyVolume), gaps: c.gaps.filter((g) => g.from > first && g.to < last),
    ...(c.partGaps === undefined ? {} : { partGaps: c.partGaps.filter((g) => g.from >= first && g.to < last + c.interval) }),
  });
}

/** Rows whose open time lies in [from, to). Views, no copy. */
export const between = (c: Candles, from: Millis, to: Millis): Candles => sliceCandles(c, rowAt(c, from), Math.max(rowAt(c, to), rowAt(c, from)));

/** SHA-256 over the columns' bytes, the timeframe and the symbol: the data's name in a manifest. */
export function hashCandles(c: Candles): string {
  const hash = createHash("sha256").update(`${c.origin.exchange} ${c.origin.symbol} ${c.timeframe} ${c.length}`);
  for (const column of [c.openTime, c.open, c.high, c.low, c.close, c.volume, c.takerBuyVolume]) {
    if (column !== undefined) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest("hex");
}
