/**
 * A live feed without streams: an exchange's REST interface asked every few seconds for what has come since. Slower than a stream and never with a hole.
 * Serves candles, marks, funding and trades; quotes have no history to ask for. Stores nothing.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { QuantError } from "../../market/errors.js";
import { barStart, timeframeMs } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import type { StoredSeries } from "../seriesTable.js";
import type { Source } from "../sources/source.js";
import type { LiveBatch, LiveFeed } from "./liveFeed.js";

/** Ends of windows that no exchange has reached: it answers with what it knows. */
const FAR: Millis = 366 * 86_400_000;

/** @param everyMs between two questions; default 5,000 */
export function restFeed(source: Source, everyMs: Millis = 5_000): LiveFeed {
  return { rows: (series, signal) => poll(source, series, everyMs, signal) };
}

async function* poll(source: Source, { kind, symbol, timeframe }: StoredSeries, everyMs: Millis, signal: AbortSignal): AsyncGenerator<LiveBatch> {
  if (kind === "quotes") throw new QuantError("unsupported", "UNSUPPORTED_SERIES", "quotes can not be asked of an exchange for the past: they come from a live collection, npm run data -- collect", { kind });
  const now = await source.serverTime();
  let from = timeframe === undefined ? now : barStart(now, timeframeMs(timeframe)), resumed = true;
  while (!signal.aborted) {
    for await (const page of source.pages({ kind, symbol, timeframe, from, to: from + FAR })) {
      from = Math.max(from, page.to);
      if (page.rows === 0) continue;
      yield { rows: page.rows, columns: page.columns, resumed };
      resumed = false;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
