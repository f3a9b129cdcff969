/**
 * Rows that were heard and not taken yet, bounded: when whoever takes them is slow, the oldest go first and the next batch says that rows were missed.
 * Knows no stream and no store.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Millis } from "../../market/units.js";
import type { LiveBatch } from "../live/liveFeed.js";
import type { SeriesColumns } from "../seriesTable.js";
import type { ColumnName } from "../sources/columnNames.js";
import type { EventRow } from "./eventRows.js";

/** Of what is full so much is given up at once: giving up row by row would cost a copy each. */
const GIVEN_UP = 0.1;

export class RowQueue {
  private rows: EventRow[] = [];
  private missed = true; // before the first row anything may have happened
  private wake: (() => void) | undefined;
  private lost = 0;

  /** @param most rows that are held */
  constructor(private readonly most: number) {}

  /** Rows given up for want of room. */
  get dropped(): number { return this.lost; }

  push(row: EventRow): void {
    this.rows.push(row);
    if (this.rows.length > this.most) this.giveUp(Math.max(1, Math.floor(this.most * GIVEN_UP)));
    this.wake?.();
  }

  /** Rows after this moment may follow rows that were never heard. Those that wait stand before it, and so the batch they come in is said to follow a hole. */
  interrupted(): void { this.missed = true; }

  /** @param everyMs least time between two batches: what comes meanwhile is one batch. Ends with `signal`, after what was heard until then. */
  async *batches(everyMs: Millis, signal: AbortSignal): AsyncGenerator<LiveBatch> {
    for (;;) {
      await this.some(signal);
      if (everyMs > 0 && !signal.aborted) await sleep(everyMs, undefined, { signal }).catch(() => undefined);
      if (this.rows.length > 0) yield this.drain();
      else if (signal.aborted) return;
    }
  }

  private giveUp(rows: number): void {
    this.rows.splice(0, rows);
    this.lost += rows;
    this.missed = true;
  }

  private async some(signal: AbortSignal): Promise<void> {
    if (this.rows.length > 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal.removeEventListener("abort", done);
        this.wake = undefined;
        resolve();
      };
      this.wake = done;
      signal.addEventListener("abort", done);
    });
  }

  private drain(): LiveBatch {
    const rows = this.rows, resumed = this.missed;
    this.rows = [];
    this.missed = false;
    return { rows: rows.length, columns: columnsOf(rows), resumed };
  }
}

function columnsOf(rows: readonly EventRow[]): SeriesColumns {
  const names = Object.keys(rows[0]!) as ColumnName[];
  return Object.fromEntries(names.map((name) => [name, Float64Array.from(rows, (row) => row[name] ?? NaN)]));
}
