/**
 * Bars of the mark price and settlements, which no stream tells as rows: the stream of the mark price is the clock that says when one is due,
 * the exchange's REST interface has it. Stores nothing.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { barStart, timeframeMs } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import type { LiveBatch } from "../live/liveFeed.js";
import type { SeriesKind, StoredSeries } from "../seriesTable.js";
import type { Listening } from "./streamFeed.js";
import type { Listener } from "./streamSession.js";
import { STREAM_TIMERS } from "./streamTimers.js";

/** A row is asked for so long after it is due: the exchange's last bar may still change. */
const SETTLING: Millis = 2_000;

export async function* dueRows({ session, source, signal, options: { timers = STREAM_TIMERS, listener = {} } }: Listening, series: StoredSeries & { readonly kind: SeriesKind }): AsyncGenerator<LiveBatch> {
  const { kind, symbol, timeframe } = series, failure = new AbortController(), stop = AbortSignal.any([signal, failure.signal]), due = new DueTime(timeframe === undefined ? undefined : timeframeMs(timeframe));
  const ear: Listener = {
    hear: ({ at, settlesAt }) => {
      if (at === undefined) return;
      due.heard(at, settlesAt);
      listener.heard?.(series, at);
    },
    interrupted: () => undefined,
    failed: (sentence) => listener.failed?.(series, sentence),
  };
  const listening = session.listen({ channel: "mark", symbol, timeframe: undefined }, ear, stop).catch((error: unknown) => { failure.abort(error); });
  let from = await source.serverTime(), resumed = true;
  if (timeframe !== undefined) from = barStart(from, timeframeMs(timeframe));
  while (!stop.aborted) {
    const to = due.after(from);
    if (to !== undefined) {
      for await (const page of source.pages({ kind, symbol, timeframe, from, to })) {
        if (timeframe !== undefined) from = page.to;
        if (page.rows === 0) continue;
        from = Math.max(from, page.columns.time!.at(-1)! + 1);
        yield { rows: page.rows, columns: page.columns, resumed };
        resumed = false;
      }
    }
    await sleep(timers.askAgainMs, undefined, { signal: stop }).catch(() => undefined);
  }
  failure.signal.throwIfAborted();
  await listening;
}

/** What the stream has said about time: how far it has come, and which settlement has been reached. */
class DueTime {
  private now = -Infinity;
  private settlement = Infinity;
  private settled = -Infinity;

  constructor(private readonly interval: Millis | undefined) {}

  heard(at: Millis, settlesAt: Millis | undefined): void {
    this.now = Math.max(this.now, at);
    if (at >= this.settlement + SETTLING) this.settled = Math.max(this.settled, this.settlement);
    if (settlesAt !== undefined && (this.settlement === Infinity || at >= this.settlement + SETTLING)) this.settlement = settlesAt;
  }

  /** Where a question from `from` on ends; undefined while nothing is due. */
  after(from: Millis): Millis | undefined {
    if (this.interval === undefined) return this.settled >= from ? this.now : undefined;
    const to = barStart(this.now - SETTLING, this.interval);
    return to > from ? to : undefined;
  }
}
