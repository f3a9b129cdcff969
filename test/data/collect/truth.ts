/** What a collection stored beside what the exchange's REST interface answers afterwards. Test code, for the soak too: no test runner stands behind it. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { readStretch, type SeriesColumns, type StoredSeries } from "../../../lib/data/seriesTable.js";
import type { Source, SourcePage } from "../../../lib/data/sources/source.js";
import type { Store } from "../../../lib/data/store/store.js";
import { MINUTE } from "../../exchange/feeds.js";
import { SYMBOL } from "./session.js";

export const seriesOf = (kind: StoredSeries["kind"]): StoredSeries => ({ kind, exchange: "binance", symbol: SYMBOL, timeframe: kind === "candles" || kind === "mark" ? "1m" : undefined });

/** Stored rows of [from, to), proved to be as the exchange answers them now, row for row, each once. Answers how many. */
export async function provenRows(store: Store, source: Source, kind: "candles" | "mark" | "trades" | "funding", from: number, to: number): Promise<number> {
  const { rows, columns } = await readStretch(store, seriesOf(kind), from, to - 1), pages: SourcePage[] = [];
  for await (const page of source.pages({ kind, symbol: SYMBOL, timeframe: seriesOf(kind).timeframe, from, to })) pages.push(page);
  strictEqual(pages.at(-1)?.to, to, `${kind}: the exchange knows all of the window`);
  for (const name of Object.keys(columns) as (keyof SeriesColumns)[]) deepStrictEqual([...columns[name]!], pages.flatMap((page) => [...(page.columns[name] ?? [])]), `${kind}: ${name}`);
  if (kind === "candles" || kind === "mark") deepStrictEqual([...columns.time!], Array.from({ length: (to - from) / MINUTE }, (_, i) => from + i * MINUTE), `${kind}: every minute, none twice`);
  return rows;
}
