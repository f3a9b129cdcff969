/** Funding settlements out of the store. Assumes no interval between them and fills none in. */
import type { Funding } from "../market/series.js";
import { parseSymbol } from "../market/symbol.js";
import type { MarketDataQuery } from "./marketDataQuery.js";
import { seriesFilter } from "./seriesTable.js";
import type { Store } from "./store/store.js";
import { sqlTime, windowOf } from "./window.js";

/** Settlements in [from, to), ascending. */
export async function readFunding(store: Store, { exchange = "binance", symbol, from, to }: MarketDataQuery): Promise<Funding> {
  parseSymbol(symbol);
  const window = windowOf(from, to), { where, params } = seriesFilter({ kind: "funding", exchange, symbol, timeframe: undefined });
  const found = await store.columns(
    `SELECT toFloat64(toUnixTimestamp64Milli(ts)) AS time, rate, mark FROM funding FINAL WHERE ${where} AND ts >= {from: DateTime64(3, 'UTC')} AND ts < {to: DateTime64(3, 'UTC')} ORDER BY ts`,
    { ...params, from: sqlTime(window.from), to: sqlTime(window.to) });
  return Object.freeze({ exchange, symbol, length: found.length, time: found.column("time"), rate: found.column("rate"), mark: found.column("mark") });
}
