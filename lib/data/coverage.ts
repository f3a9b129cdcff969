/** What is stored: rows, first and last time and gaps of every series. Knows no columns of prices. */
import type { Timeframe } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";
import { SYNTHETIC } from "./exchanges.js";
import { openGaps } from "./gaps/gapLedger.js";
import { SERIES_TABLES, type StoredKind } from "./seriesTable.js";
import type { Store } from "./store/store.js";

export interface Coverage {
  readonly kind: StoredKind;
  readonly exchange: string;
  readonly symbol: string;
  /** Undefined for kinds without bars. */
  readonly timeframe: Timeframe | undefined;
  readonly rows: number;
  /** Time of the first and of the last row: open times for bars. */
  readonly first: Millis;
  readonly last: Millis;
  /** Runs of missing bars between first and last, and the bars missing in them. Zero for kinds without bars. */
  readonly gaps: number;
  readonly gapBars: number;
  /** Rows whose taker volume is known; zero for kinds that have none. */
  readonly takerRows: number;
  /** Made by a random generator. */
  readonly synthetic: boolean;
}

interface Row { readonly exchange: string; readonly symbol: string; readonly tf: string; readonly rows: string; readonly first: string; readonly last: string; readonly taker: string }

/** Every stored series, by exchange, symbol, kind and timeframe. */
export async function coverage(store: Store): Promise<readonly Coverage[]> {
  const kinds = Object.keys(SERIES_TABLES) as StoredKind[], gaps = await openGaps(store);
  const found = await Promise.all(kinds.map(async (kind) => (await seriesRows(store, kind)).map((row): Coverage => {
    const timeframe = SERIES_TABLES[kind].hasTimeframe ? row.tf : undefined, { exchange, symbol } = row;
    const own = gaps.filter((gap) => gap.kind === kind && gap.exchange === exchange && gap.symbol === symbol && gap.timeframe === timeframe);
    return {
      kind, exchange, symbol, timeframe, rows: Number(row.rows), first: Number(row.first), last: Number(row.last),
      gaps: own.length, gapBars: own.reduce((sum, gap) => sum + gap.bars, 0), takerRows: Number(row.taker), synthetic: exchange === SYNTHETIC,
    };
  })));
  const order = ({ exchange, symbol, kind, timeframe = "" }: Coverage): string => [exchange, symbol, kind, timeframe].join(" ");
  return found.flat().sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function seriesRows(store: Store, kind: StoredKind): Promise<readonly Row[]> {
  const { name, hasTimeframe } = SERIES_TABLES[kind], key = hasTimeframe ? "tf" : "''", taker = kind === "candles" ? "countIf(NOT isNaN(taker_buy_volume))" : "0";
  return store.rows<Row>(`SELECT exchange, symbol, ${key} AS tf, count() AS rows, toUnixTimestamp64Milli(min(ts)) AS first, toUnixTimestamp64Milli(max(ts)) AS last, ${taker} AS taker
    FROM ${name} FINAL GROUP BY exchange, symbol, tf`);
}
