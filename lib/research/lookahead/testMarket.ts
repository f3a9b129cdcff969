/** Markets to test a strategy on, and the ways in which their future is changed while their past stays. Every change is a copy: no view leads to what was cut. */
import { candles, type CandleColumns, type Candles, type Column } from "../../market/candles.js";
import { normalRandom, uniformRandom } from "../../market/random.js";
import type { Funding } from "../../market/series.js";
import type { Timeframe } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import { randomWalk } from "../worlds/nullWorlds.js";

/** Bars of a perpetual with its funding. */
export interface TestMarket { readonly candles: Candles; readonly funding: Funding }

export const FIELDS = ["open", "high", "low", "close", "volume", "takerBuyVolume"] as const;
export type Field = (typeof FIELDS)[number];

const EIGHT_HOURS = 8 * 3_600_000;

export function testMarket(seed: number, bars: number, timeframe: Timeframe): TestMarket {
  const walk = randomWalk({ seed, bars, timeframe, symbol: "BTC/USDT:USDT" });
  return { candles: walk, funding: fundingOver(walk, seed) };
}

function fundingOver({ openTime, length, interval }: Candles, seed: number): Funding {
  const from = openTime[0]!, to = openTime[length - 1]! + interval, normal = normalRandom(uniformRandom(seed, 1));
  const time = Float64Array.from({ length: Math.ceil((to - from) / EIGHT_HOURS) + 1 }, (_, i) => Math.ceil(from / EIGHT_HOURS) * EIGHT_HOURS + i * EIGHT_HOURS);
  return { exchange: "synthetic", symbol: "BTC/USDT:USDT", length: time.length, time, rate: time.map(() => 1e-4 * normal()), mark: time.map(() => NaN) };
}

const columnsOf = ({ openTime, open, high, low, close, volume, takerBuyVolume }: Candles, copy: (column: Column) => Column): CandleColumns =>
  ({ openTime: copy(openTime), open: copy(open), high: copy(high), low: copy(low), close: copy(close), volume: copy(volume), takerBuyVolume: takerBuyVolume === undefined ? undefined : copy(takerBuyVolume) });

const withColumns = ({ candles: { origin, timeframe }, funding }: TestMarket, columns: CandleColumns): TestMarket => ({ candles: candles(origin, timeframe, columns), funding });

/** Rows `from` to `to` and nothing else. */
export const cut = (market: TestMarket, from: number, to: number): TestMarket => withColumns(market, columnsOf(market.candles, (column) => column.slice(from, to)));

/** What may come after the bars before `row`. */
export interface Future { readonly how: string; readonly market: TestMarket }

/**
 * Other futures for the same past, different enough that whatever is chosen by how it turns out is chosen otherwise in one of them: none at all, the same the other way
 * up, a steady rise, a price that goes to and fro. Volumes and funding are others too.
 */
export const futures = (market: TestMarket, row: number): readonly Future[] => [
  { how: "cut off", market: cut(market, 0, row) },
  { how: "turned around", market: mirrored(market, row) },
  { how: "a steady rise", market: along(market, row, (step) => 1.002 ** step) },
  { how: "to and fro", market: along(market, row, (step) => (step % 2 === 0 ? 1.01 : 0.99)) },
];

/** From `row` on p becomes last² / p. */
export function mirrored(market: TestMarket, row: number): TestMarket {
  const { open, high, low, close } = market.candles, square = close[Math.max(0, row - 1)]! ** 2, turned = (price: number): number => cents(square / price);
  return otherFuture(market, row, (i) => [turned(open[i]!), turned(low[i]!), turned(high[i]!), turned(close[i]!)]);
}

/** From `row` on closes are the last one times `factor`, from 1 on. */
function along(market: TestMarket, row: number, factor: (step: number) => number): TestMarket {
  const last = market.candles.close[Math.max(0, row - 1)]!, closeAt = (step: number): number => (step === 0 ? last : cents(last * factor(step)));
  return otherFuture(market, row, (i) => {
    const open = closeAt(i - row), close = closeAt(i - row + 1);
    return [open, Math.max(open, close) + 1, Math.min(open, close) - 1, close];
  });
}

const cents = (price: number): number => Math.round(price * 100) / 100;

/** @param bar open, high, low, close of a row */
function otherFuture(market: TestMarket, row: number, bar: (row: number) => readonly [number, number, number, number]): TestMarket {
  const columns = columnsOf(market.candles, (column) => column.slice()), { openTime, volume, takerBuyVolume } = market.candles;
  for (let i = row; i < openTime.length; i++) {
    [columns.open[i], columns.high[i], columns.low[i], columns.close[i]] = bar(i);
    columns.volume[i] = volume[i]! * 1.5 + 1;
    columns.takerBuyVolume![i] = columns.volume[i]! - takerBuyVolume![i]!;
  }
  return { candles: withColumns(market, columns).candles, funding: withFunding(market.funding, openTime[row]!) };
}

/** Funding settled at or after `time` with the other sign. */
export const withFunding = (funding: Funding, time: Millis): Funding => ({ ...funding, rate: funding.rate.map((rate, i) => (funding.time[i]! >= time ? -rate : rate)) });

/** Taker purchases from `row` on become sales. */
export function withTakers(market: TestMarket, row: number): TestMarket {
  const columns = columnsOf(market.candles, (column) => column.slice());
  for (let i = row; i < columns.volume.length; i++) columns.takerBuyVolume![i] = columns.volume[i]! - columns.takerBuyVolume![i]!;
  return withColumns(market, columns);
}

/** One row moved by some per cent, all of it or one field within the bar's range. */
export function withRow(market: TestMarket, row: number, field?: Field): TestMarket {
  const columns = columnsOf(market.candles, (column) => column.slice()), { open, high, low, close, volume, takerBuyVolume } = columns, middle = (high[row]! + low[row]!) / 2;
  const moves: Readonly<Record<Field, () => void>> = {
    open: () => { open[row] = open[row] === middle ? low[row]! : middle; },
    close: () => { close[row] = close[row] === middle ? low[row]! : middle; },
    high: () => { high[row]! *= 1.01; },
    low: () => { low[row]! *= 0.99; },
    volume: () => { volume[row]! *= 2; },
    takerBuyVolume: () => { takerBuyVolume![row] = volume[row]! - takerBuyVolume![row]!; },
  };
  if (field !== undefined) moves[field]();
  else {
    for (const column of [open, high, low, close]) column[row]! *= 1.03;
    moves.takerBuyVolume();
    moves.volume();
  }
  return withColumns(market, columns);
}

/** The same market so much later: a whole number of weeks, so that hours, days and every longer bar fall as they did. */
export function shifted(market: TestMarket, by: Millis): TestMarket {
  const { openTime, ...columns } = columnsOf(market.candles, (column) => column.slice()), { funding } = market;
  return { candles: withColumns(market, { openTime: openTime.map((time) => time + by), ...columns }).candles, funding: { ...funding, time: funding.time.map((time) => time + by) } };
}
