/**
 * The port to whoever delivers rows as they happen: a collector's streams, polls of an exchange, a test that plays them back. Types only.
 * A feed may repeat, reorder and lose rows and start anew: the seam puts that right, as long as the feed says when it was interrupted.
 */
import type { SeriesColumns, StoredSeries } from "../seriesTable.js";

export interface LiveBatch {
  readonly rows: number;
  /** Columns of the kind's table, finished rows only, in any order; a number that is not given has no column. */
  readonly columns: SeriesColumns;
  /** True for the first batch and for each after an interruption: rows before it may have been missed. */
  readonly resumed: boolean;
}

export interface LiveFeed {
  /**
   * Rows of one series from the moment the first batch is asked for; what comes before it is read is held by the feed, which may drop rows and say `resumed` when that grows too large.
   * Ends by itself only when nothing more can ever come, and when `signal` is aborted.
   * @throws QuantError what makes going on impossible
   */
  rows(series: StoredSeries, signal: AbortSignal): AsyncIterable<LiveBatch>;
}
