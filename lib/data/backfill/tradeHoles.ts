/**
 * Where numbers of aggregated trades are left out: Binance numbers them without a break, so a jump is trades that an archive lacks
 * (https://github.com/binance/binance-public-data/issues/140: a whole day of a month). Knows no archive.
 */
import type { Series } from "../seriesTable.js";
import { union, type Spans } from "../spans.js";
import type { Store } from "../store/store.js";
import type { Window } from "../window.js";

/** From the time of the trade before each jump to that of the one behind it. */
export async function tradeHoles(store: Store, { exchange, symbol }: Series, { from, to }: Window): Promise<Spans> {
  const params = { exchange, symbol, from: new Date(from), to: new Date(to) };
  const within = "FROM trades WHERE exchange = {exchange: String} AND symbol = {symbol: String} AND ts >= {from: DateTime64(3, 'UTC')} AND ts < {to: DateTime64(3, 'UTC')}";
  const [ids] = await store.rows<{ whole: number }>(`SELECT uniqExact(id) = max(id) - min(id) + 1 AS whole ${within}`, params);
  if (ids?.whole === 1) return [];
  const holes = await store.columns(`SELECT toFloat64(toUnixTimestamp64Milli(before)) AS last, toFloat64(toUnixTimestamp64Milli(ts)) AS next FROM (
    SELECT id, ts, lagInFrame(id) OVER w AS previous, lagInFrame(ts) OVER w AS before ${within} WINDOW w AS (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW))
    WHERE previous > 0 AND id > previous + 1 ORDER BY id`, params);
  const next = holes.column("next");
  return union(Array.from(holes.column("last"), (last, i) => ({ from: last, to: next[i]! + 1 })));
}
