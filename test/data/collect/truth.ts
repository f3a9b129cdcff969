/** What a collection stored beside what the exchange had: the feed it was played from, and what its REST interface answers afterwards. Test code. */
import { expect } from "vitest";
import { readStretch, type SeriesColumns, type StoredSeries } from "../../../lib/data/seriesTable.js";
import type { Source, SourcePage } from "../../../lib/data/sources/source.js";
import type { Store } from "../../../lib/data/store/store.js";
import { MINUTE } from "../../exchange/feeds.js";
import { SYMBOL } from "./session.js";

export const seriesOf = (kind: StoredSeries["kind"]): StoredSeries => ({ kind, exchange: "binance", symbol: SYMBOL, timeframe: kind === "candles" || kind === "mark" ? "1m" : undefined });

/** Stored rows of [from, to), checked to be as the exchange answers them now, row for row, each once. Answers how many. */
export async function expectWhole(store: Store, source: Source, kind: "candles" | "mark" | "trades" | "funding", from: number, to: number): Promise<number> {
  const { rows, columns } = await readStretch(store, seriesOf(kind), from, to - 1), pages: SourcePage[] = [];
  for await (const page of source.pages({ kind, symbol: SYMBOL, timeframe: seriesOf(kind).timeframe, from, to })) pages.push(page);
  expect(pages.at(-1)?.to, `${kind}: the exchange knows all of the window`).toBe(to);
  for (const name of Object.keys(columns) as (keyof SeriesColumns)[]) expect([...columns[name]!], `${kind}: ${name}`).toEqual(pages.flatMap((page) => [...(page.columns[name] ?? [])]));
  if (kind === "candles" || kind === "mark") expect([...columns.time!], `${kind}: every minute, none twice`).toEqual(Array.from({ length: (to - from) / MINUTE }, (_, i) => from + i * MINUTE));
  return rows;
}
