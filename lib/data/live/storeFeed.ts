/**
 * A live feed out of the store, for whoever looks on while a collector writes: what has been stored since, asked every second. Asks no exchange.
 * Rows that are stored behind later ones (a repair) are not noticed here; the seam asks the exchange for holes.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Millis } from "../../market/units.js";
import { readStretch, SERIES_TABLES, seriesFilter, type StoredSeries } from "../seriesTable.js";
import type { Store } from "../store/store.js";
import type { LiveBatch, LiveFeed } from "./liveFeed.js";

/** A collector stores at most so much behind the newest row: looked at again. */
const OVERLAP: Millis = 5_000;

/** @param everyMs between two questions; default 1,000 */
export function storeFeed(store: Store, everyMs: Millis = 1_000): LiveFeed {
  return { rows: (series, signal) => poll(store, series, everyMs, signal) };
}

async function* poll(store: Store, series: StoredSeries, everyMs: Millis, signal: AbortSignal): AsyncGenerator<LiveBatch> {
  let last = await newest(store, series) ?? 0, resumed = true;
  while (!signal.aborted) {
    const now = await newest(store, series);
    if (now !== undefined && now > last) {
      const { rows, columns } = await readStretch(store, series, Math.max(0, last - OVERLAP), now);
      yield { rows, columns, resumed };
      last = now;
      resumed = false;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

async function newest(store: Store, series: StoredSeries): Promise<Millis | undefined> {
  const { where, params } = seriesFilter(series);
  const [found] = await store.rows<{ rows: string; last: string }>(`SELECT count() AS rows, toUnixTimestamp64Milli(max(ts)) AS last FROM ${SERIES_TABLES[series.kind].name} WHERE ${where}`, params);
  return found === undefined || found.rows === "0" ? undefined : Number(found.last);
}
