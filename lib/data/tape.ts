/** Stored trades and quotes of a window as columns. A window that would not fit into memory is refused before a row of it is read. */
import { QuantError } from "../market/errors.js";
import type { Quotes, Trades } from "../market/series.js";
import { parseSymbol } from "../market/symbol.js";
import { MOST_ROWS, type MarketDataQuery } from "./marketDataQuery.js";
import { quotesOf, tradesOf } from "./shapes.js";
import { readStretch, SERIES_TABLES, seriesFilter, type SeriesColumns, type StoredSeries } from "./seriesTable.js";
import type { Store } from "./store/store.js";
import { sqlTime, windowOf, type Window } from "./window.js";

export const readTrades = async (store: Store, query: MarketDataQuery): Promise<Trades> => tradesOf(placeOf(query), await readRows(store, "trades", query));
export const readQuotes = async (store: Store, query: MarketDataQuery): Promise<Quotes> => quotesOf(placeOf(query), await readRows(store, "quotes", query));

const placeOf = ({ exchange = "binance", symbol }: MarketDataQuery): { readonly exchange: string; readonly symbol: string } => ({ exchange, symbol });

async function readRows(store: Store, kind: "trades" | "quotes", query: MarketDataQuery): Promise<SeriesColumns> {
  parseSymbol(query.symbol);
  const series: StoredSeries = { kind, ...placeOf(query), timeframe: undefined }, window = windowOf(query.from, query.to), most = query.mostRows ?? MOST_ROWS;
  const rows = await countRows(store, series, window);
  if (rows > most) throw new QuantError("input", "TOO_MANY_ROWS", `${rows.toLocaleString("en-US")} ${kind} are stored in that range, more than ${most.toLocaleString("en-US")}: ask for a shorter one, or raise mostRows`, { rows, most });
  return (await readStretch(store, series, sqlTime(window.from).getTime(), sqlTime(window.to).getTime() - 1)).columns;
}

/** Repeats that are not merged yet are counted: good enough for a limit. */
async function countRows(store: Store, series: StoredSeries, { from, to }: Window): Promise<number> {
  const { where, params } = seriesFilter(series);
  const [found] = await store.rows<{ rows: string }>(`SELECT count() AS rows FROM ${SERIES_TABLES[series.kind].name} WHERE ${where} AND ts >= {from: DateTime64(3, 'UTC')} AND ts < {to: DateTime64(3, 'UTC')}`,
    { ...params, from: sqlTime(from), to: sqlTime(to) });
  return Number(found?.rows ?? 0);
}
