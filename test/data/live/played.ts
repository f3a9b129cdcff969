/** A market played back: its true rows, an exchange that answers for them page by page, and a feed that tells them as badly as the test wants. */
import type { LiveBatch, LiveFeed } from "../../../lib/data/live/liveFeed.js";
import type { SeriesColumns } from "../../../lib/data/seriesTable.js";
import type { Source } from "../../../lib/data/sources/source.js";

export type Row = Readonly<Record<string, number>> & { readonly time: number };

export const columnsOf = (rows: readonly Row[]): SeriesColumns =>
  rows.length === 0 ? {} : Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, Float64Array.from(rows, (row) => row[name]!)]));

/** Answers like an exchange that has these rows, `page` at a time; `asked` fills with the windows it was asked for. */
export function playedSource(rows: readonly Row[], page = 7): Source & { readonly asked: { readonly from: number; readonly to: number }[] } {
  const asked: { from: number; to: number }[] = [];
  return {
    exchange: "binance", asked,
    async *pages({ from, to }) {
      asked.push({ from, to });
      const all = rows.filter((row) => row.time >= from && row.time < to);
      for (let first = 0, begin = from; begin < to; first += page) {
        const own = all.slice(first, first + page), end = first + page < all.length ? all[first + page]!.time : to;
        yield { from: begin, to: end, rows: own.length, columns: columnsOf(own), asked: "GET /played", answeredAt: to };
        begin = end;
      }
    },
    serverTime: () => Promise.resolve(rows.at(-1)!.time),
    close: () => Promise.resolve(),
  };
}

/** Batches one after the other, then silence for ever or the end. */
export function playedFeed(batches: readonly { readonly rows: readonly Row[]; readonly resumed?: boolean }[]): LiveFeed {
  return {
    async *rows(): AsyncGenerator<LiveBatch> {
      for (const [i, { rows, resumed }] of batches.entries()) yield { rows: rows.length, columns: columnsOf(rows), resumed: resumed ?? i === 0 };
    },
  };
}

export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of stream) all.push(chunk);
  return all;
}
