/**
 * One series from its history into the present: stored rows first, then what the exchange has had since, then live rows as they come, each once and in order.
 * A hole between two of them is asked of the exchange's REST interface before the stream goes on. Knows columns only; shapes are made in followSeries.ts.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { QuantError } from "../../market/errors.js";
import { utc, type Millis } from "../../market/units.js";
import { readStretch, SERIES_TABLES, seriesFilter, type SeriesColumns, type StoredSeries } from "../seriesTable.js";
import type { Source } from "../sources/source.js";
import type { Store } from "../store/store.js";
import type { Window } from "../window.js";
import type { LiveBatch, LiveFeed } from "./liveFeed.js";
import { isAfter, keyAt, rowAtTime, rowCount, rowsBetween } from "./rowOrder.js";
import { Seam, type Succession } from "./seam.js";

export interface FollowMeans {
  readonly store: Store;
  readonly feed: LiveFeed;
  /** Asked for holes; undefined: they stay holes. */
  readonly source: Source | undefined;
  readonly now: () => Millis;
  /** Longest wait for the exchange to know what its stream has told already; default 30,000 ms. */
  readonly patienceMs?: Millis | undefined;
  /** Before it is asked again for what it does not know yet; default 1,000 ms. */
  readonly askAgainMs?: Millis | undefined;
}

/** Rows that follow those given before; all before `knownTo` (bars) has been given now. May be without rows. */
export interface FollowedRows { readonly columns: SeriesColumns; readonly knownTo: Millis }

/** Stored rows are read in pieces of this length, so that years of trades need the memory of some hours. Bars come at once. */
const PIECE: Millis = 6 * 3_600_000;
const ASK_AGAIN: Millis = 1_000;

/**
 * @param window `from` of -Infinity: from the first stored row, or from now; `to` of Infinity: until the consumer stops
 * @throws QuantError of the store, the feed and the source; HOLE_UNANSWERED
 */
export async function* followRows(means: FollowMeans, series: StoredSeries, succession: Succession, window: Window, stop: AbortSignal): AsyncGenerator<FollowedRows> {
  const left = new AbortController(), signal = AbortSignal.any([stop, left.signal]), follower = new Follower(means, series, succession, window, signal);
  const feed = window.to > means.now() ? listen(means.feed, series, signal) : undefined; // it listens from here on, while history is read
  try {
    yield* follower.history();
    yield* follower.catchUp();
    while (feed !== undefined && !follower.ended) {
      const batch = await feed();
      if (batch === undefined) return;
      yield* follower.batch(batch.columns, batch.resumed);
    }
  } finally {
    left.abort();
  }
}

/** The next batch of a feed, asked for one ahead; undefined at its end. */
function listen(feed: LiveFeed, series: StoredSeries, signal: AbortSignal): () => Promise<LiveBatch | undefined> {
  const batches = feed.rows(series, signal)[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<LiveBatch>> => {
    const asked = batches.next();
    asked.catch(() => undefined); // it is told when somebody waits for it
    return asked;
  };
  let next = ask();
  return async () => {
    const batch = await next;
    if (batch.done === true) return undefined;
    next = ask();
    return batch.value;
  };
}

class Follower {
  private readonly seam: Seam;

  constructor(private readonly means: FollowMeans, private readonly series: StoredSeries, private readonly succession: Succession, private readonly window: Window, private readonly signal: AbortSignal) {
    this.seam = new Seam(succession, window.from);
  }

  /** Nothing of the window is to come. */
  get ended(): boolean { return this.signal.aborted || this.seam.knownTo >= this.window.to; }

  async *history(): AsyncGenerator<FollowedRows> {
    const stored = await this.storedSpan();
    if (stored === undefined) return;
    const piece = this.succession.interval === undefined ? PIECE : Infinity;
    for (let from = stored.from; from < stored.to && !this.ended; from += piece) {
      const { columns } = await readStretch(this.means.store, this.series, from, Math.min(from + piece, stored.to) - 1);
      yield* this.give(this.seam.fresh(columns));
    }
  }

  /** What the exchange has had since the last stored row. */
  async *catchUp(): AsyncGenerator<FollowedRows> {
    const to = Math.min(this.window.to, this.means.now()), from = this.seam.knownTo;
    if (from > -Infinity && to > from) yield* this.ask({ from, to }, false);
  }

  async *batch(columns: SeriesColumns, resumed: boolean): AsyncGenerator<FollowedRows> {
    let rows = this.seam.fresh(columns), doubtful = resumed;
    while (rowCount(rows) > 0 && !this.ended) {
      const first = keyAt(rows, 0), hole = this.seam.holeBefore(rows, doubtful);
      doubtful = false;
      if (hole !== undefined) {
        yield* this.ask({ from: hole.from, to: Math.min(hole.to, this.window.to) }, true);
        rows = this.seam.fresh(rows);
        if (rowCount(rows) === 0) return;
        if (isAfter(keyAt(rows, 0), first)) continue; // the exchange told that one itself: before the next there may be a hole too
      }
      yield* this.give(this.seam.run(rows));
      rows = this.seam.fresh(rows);
    }
  }

  /** Rows (fresh ones) of the window. A row at or after its end closes the stream. */
  private *give(columns: SeriesColumns): Generator<FollowedRows> {
    const cut = rowAtTime(columns, this.window.to), rows = rowsBetween(columns, 0, cut);
    this.seam.give(rows);
    if (cut < rowCount(columns)) this.seam.close(this.window.to);
    yield { columns: rows, knownTo: this.seam.knownTo };
  }

  /**
   * The exchange's own answer for a stretch, which is all there is of it.
   * @param whole the stretch is known to be over: what is not answered yet is waited for
   */
  private async *ask({ from, to }: Window, whole: boolean): AsyncGenerator<FollowedRows> {
    const { kind, symbol, timeframe } = this.series, { source, patienceMs = 30_000, askAgainMs = ASK_AGAIN } = this.means;
    if (source === undefined || kind === "quotes") return;
    let answered = from;
    for (let waited = 0; answered < to && !this.ended; waited += askAgainMs) {
      for await (const page of source.pages({ kind, symbol, timeframe, from: answered, to })) {
        yield* this.give(this.seam.fresh(page.columns));
        this.seam.close(page.to);
        answered = page.to;
        if (this.ended) break;
      }
      if (!whole || answered >= to) break;
      if (waited >= patienceMs) throw unanswered(this.series, { from: answered, to });
      await sleep(askAgainMs, undefined, { signal: this.signal }).catch(() => undefined);
    }
    yield { columns: {}, knownTo: this.seam.knownTo };
  }

  /** Where the stored rows of the window begin and end. */
  private async storedSpan(): Promise<Window | undefined> {
    const { where, params } = seriesFilter(this.series), { name } = SERIES_TABLES[this.series.kind];
    const [span] = await this.means.store.rows<{ rows: string; first: string; last: string }>(`SELECT count() AS rows, toUnixTimestamp64Milli(min(ts)) AS first, toUnixTimestamp64Milli(max(ts)) AS last FROM ${name} WHERE ${where}`, params);
    if (span === undefined || span.rows === "0") return undefined;
    const from = Math.max(Number(span.first), this.window.from), to = Math.min(Number(span.last) + 1, this.window.to);
    return to > from ? { from, to } : undefined;
  }
}

function unanswered({ kind, symbol, exchange }: StoredSeries, { from, to }: Window): QuantError {
  return new QuantError("environment", "HOLE_UNANSWERED", `${exchange} has not answered for the ${kind} of ${symbol} from ${utc(from)} to ${utc(to)}, which its stream left out: follow them again later`, { from, to });
}
