/**
 * Where a stream of rows stands, and what is missing before its next row: the arithmetic that lets history and live rows follow each other
 * without a row lost or given twice. Asks nobody and reads nothing.
 */
import { timeframeMs } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import type { SeriesColumns, StoredSeries } from "../seriesTable.js";
import type { Window } from "../window.js";
import { BEFORE_ALL, isAfter, keyAt, orderedAfter, rowCount, rowsBetween, type RowKey } from "./rowOrder.js";

/** How rows of a series follow each other. */
export interface Succession {
  /** Between two bars; undefined for kinds without bars. */
  readonly interval: Millis | undefined;
  /** Ids count up by one: a jump is rows missed. */
  readonly numbered: boolean;
}

/** Exchanges that number their aggregated trades without a break. */
const NUMBERED = new Set(["binance", "binanceus"]);

export const successionOf = ({ kind, exchange, timeframe }: StoredSeries): Succession =>
  ({ interval: timeframe === undefined ? undefined : timeframeMs(timeframe), numbered: kind === "trades" && NUMBERED.has(exchange) });

export class Seam {
  private last: RowKey = BEFORE_ALL;
  private until: Millis;

  /** @param from where rows begin; -Infinity: with whatever comes first */
  constructor(private readonly succession: Succession, from: Millis) {
    this.until = from;
    if (from > -Infinity) this.last = { time: from, id: -Infinity };
  }

  /** Every row before it has been given or does not exist. */
  get knownTo(): Millis { return this.until; }

  /** Rows that were not given yet, ascending. */
  fresh(columns: SeriesColumns): SeriesColumns { return orderedAfter(columns, this.last); }

  /** What has to be asked for before the first of these rows (fresh ones). `resumed`: the feed may have missed rows. */
  holeBefore(columns: SeriesColumns, resumed: boolean): Window | undefined {
    const first = keyAt(columns, 0), { interval, numbered } = this.succession;
    if (this.until === -Infinity) return undefined;
    if (interval !== undefined) return first.time > this.until ? { from: this.until, to: first.time } : undefined;
    const jumped = numbered && first.id !== this.last.id + 1;
    return resumed || jumped ? { from: this.until, to: first.time + 1 } : undefined;
  }

  /** The rows up to the first hole between them. */
  run(columns: SeriesColumns): SeriesColumns {
    const rows = rowCount(columns), { interval, numbered } = this.succession;
    for (let row = 1; row < rows; row++) {
      const before = keyAt(columns, row - 1), next = keyAt(columns, row);
      if (interval !== undefined ? next.time !== before.time + interval : numbered && next.id !== before.id + 1) return rowsBetween(columns, 0, row);
    }
    return columns;
  }

  /** These rows (fresh ones) are given. */
  give(columns: SeriesColumns): void {
    const rows = rowCount(columns);
    if (rows === 0) return;
    this.last = keyAt(columns, rows - 1);
    this.until = Math.max(this.until, this.last.time + (this.succession.interval ?? 0));
  }

  /** All there is before `time` has been given: what lies before it is not asked for any more, and bars of before it are not taken either. */
  close(time: Millis): void {
    this.until = Math.max(this.until, time);
    const end = { time, id: -Infinity };
    if (isAfter(end, this.last) && this.succession.interval !== undefined) this.last = end;
  }
}
