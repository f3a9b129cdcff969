/** How whole and how fresh the stored data is, and how its live collection goes, as one table for a cell. Reads nothing itself. */
import { lagOf, type CollectionState, type SeriesState } from "../data/collect/collectionState.js";
import type { Coverage } from "../data/coverage.js";
import { timeframeMs } from "../market/timeframe.js";
import { utc, type Millis } from "../market/units.js";
import { count, duration } from "../report/format.js";
import { table, type Table } from "../report/table.js";

const COLUMNS = [
  { name: "exchange" }, { name: "symbol" }, { name: "data" }, { name: "rows", align: "right" }, { name: "from" }, { name: "to" }, { name: "age", align: "right" },
  { name: "missing bars", align: "right" }, { name: "collected live" }, { name: "lag", align: "right" }, { name: "breaks mended", align: "right" },
] as const;

/** @param now of which `age` is counted: the computer's clock. `lag`: behind the newest event that the collector heard, a bar's own length included */
export function freshnessTable(stored: readonly Coverage[], collection: CollectionState | undefined, now: Millis): Table {
  return table("Stored data", COLUMNS, stored.map((series) => rowOf(series, collection, now)));
}

function rowOf({ exchange, symbol, kind, timeframe, rows, first, last, gapBars, synthetic }: Coverage, collection: CollectionState | undefined, now: Millis): readonly string[] {
  const end = last + (timeframe === undefined ? 0 : timeframeMs(timeframe)), live = collection?.series.find((one) => one.exchange === exchange && one.symbol === symbol && one.kind === kind && one.timeframe === timeframe);
  return [
    synthetic ? `${exchange} (SYNTHETIC)` : exchange, symbol, [kind, timeframe].filter((word) => word !== undefined).join(" "), count(rows), utc(first), utc(end), duration(Math.max(0, now - end)),
    timeframe === undefined ? "" : count(gapBars), ...(collection === undefined || live === undefined ? ["", "", ""] : liveCells(live, collection.running)),
  ];
}

function liveCells(live: SeriesState, running: boolean): readonly string[] {
  const lag = lagOf(live);
  return [running ? "yes" : "stopped", lag === undefined ? "" : duration(lag), count(live.breaks)];
}
