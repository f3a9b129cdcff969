/**
 * From columns by name, as sources answer and tables hold them, to the words of market: candles, mark prices, funding, trades, quotes.
 * Reads nothing and fills nothing in.
 */
import { candles, type Candles, type Column } from "../market/candles.js";
import type { Funding, MarkPrices, Quotes, Trades } from "../market/series.js";
import type { Timeframe } from "../market/timeframe.js";
import { SYNTHETIC } from "./exchanges.js";
import type { SeriesColumns } from "./seriesTable.js";
import type { ColumnName } from "./sources/columnNames.js";

/** What every shape has to say of where it comes from. */
export interface Place { readonly exchange: string; readonly symbol: string }

const NONE: Column = new Float64Array(0);
const columnOf = (columns: SeriesColumns, name: ColumnName): Column => columns[name] ?? NONE;

/** Bars with a volume of 0 where there is none: mark prices. @param simulated some may come from a simulated exchange: labelled SYNTHETIC. @throws QuantError BAD_CANDLES */
export function candlesOf({ exchange, symbol }: Place, timeframe: Timeframe, columns: SeriesColumns, simulated: boolean): Candles {
  const openTime = columnOf(columns, "time"), taker = columns.takerBuyVolume;
  return candles({ exchange, symbol, synthetic: simulated || exchange === SYNTHETIC, builtFrom: timeframe }, timeframe, {
    openTime, open: columnOf(columns, "open"), high: columnOf(columns, "high"), low: columnOf(columns, "low"), close: columnOf(columns, "close"),
    volume: columns.volume ?? new Float64Array(openTime.length),
    takerBuyVolume: taker === undefined || taker.length === 0 || taker.some(Number.isNaN) ? undefined : taker,
  });
}

export function markOf({ interval, length, openTime, open, high, low, close }: Candles): MarkPrices {
  return Object.freeze({ interval, length, openTime, open, high, low, close });
}

export function fundingOf({ exchange, symbol }: Place, columns: SeriesColumns): Funding {
  const time = columnOf(columns, "time");
  return Object.freeze({ exchange, symbol, length: time.length, time, rate: columnOf(columns, "rate"), mark: columns.mark ?? time.map(() => NaN) });
}

export function tradesOf({ exchange, symbol }: Place, columns: SeriesColumns): Trades {
  const time = columnOf(columns, "time");
  return Object.freeze({
    exchange, symbol, length: time.length, time, id: columnOf(columns, "id"), price: columnOf(columns, "price"), quantity: columnOf(columns, "quantity"),
    buyerIsMaker: Uint8Array.from(columnOf(columns, "side"), (taker) => (taker < 0 ? 1 : 0)),
  });
}

export function quotesOf({ exchange, symbol }: Place, columns: SeriesColumns): Quotes {
  const time = columnOf(columns, "time");
  return Object.freeze({
    exchange, symbol, length: time.length, time, id: columnOf(columns, "id"),
    bid: columnOf(columns, "bid"), bidSize: columnOf(columns, "bidSize"), ask: columnOf(columns, "ask"), askSize: columnOf(columns, "askSize"),
  });
}
