/**
 * What an exchange streams between two bars, as columns: prints, best quotes and changes of the book. A stream is cut into chunks, so that
 * years of it need the memory of one. Ascending, nothing filled in. Knows no file and no venue.
 */
import type { Column } from "./candles.js";
import { QuantError } from "./errors.js";

/** Prints: trades or aggregated trades. */
export interface TradeColumns {
  readonly length: number;
  /** ms UTC of the match, fractions allowed, not descending. */
  readonly time: Column;
  /** Quote currency. */
  readonly price: Column;
  /** Base currency, above 0. */
  readonly quantity: Column;
  /** 1: the seller took, so the print can only fill bids. 0: the buyer took. */
  readonly buyerIsMaker: Uint8Array;
}

/** Best bid and ask after each change (Binance `bookTicker`). */
export interface QuoteColumns {
  readonly length: number;
  /** ms UTC, not descending. */
  readonly time: Column;
  readonly bid: Column;
  /** Base currency shown at the bid. */
  readonly bidSize: Column;
  readonly ask: Column;
  readonly askSize: Column;
}

/**
 * Messages of a book stream, and the level changes in them. Rows `start[i]` to `start[i + 1]` (exclusive) belong to message i.
 * A snapshot replaces the book; any other message says the new size of each level it names, 0 for none left.
 */
export interface DepthColumns {
  /** Messages. */
  readonly length: number;
  /** ms UTC by message, not descending. */
  readonly time: Column;
  /** Update numbers the message covers (Binance `U` and `u`); of a snapshot both are `lastUpdateId`. */
  readonly firstId: Column;
  readonly lastId: Column;
  /** `u` of the message before, where the stream says so (futures `pu`); NaN on spot and for a snapshot. */
  readonly previousId: Column;
  /** 1 for a snapshot. */
  readonly snapshot: Uint8Array;
  /** `length` + 1 rows. */
  readonly start: Int32Array;
  /** By row: 1 a bid, 0 an ask. */
  readonly isBid: Uint8Array;
  readonly price: Column;
  /** Base currency now at that price. */
  readonly size: Column;
}

/** @throws QuantError BAD_TAPE naming the first print that breaks a promise of `TradeColumns`, or comes before `after` */
export function checkTrades({ length, time, price, quantity, buyerIsMaker }: TradeColumns, after: number = -Infinity): void {
  if (time.length < length || price.length < length || quantity.length < length || buyerIsMaker.length < length) throw badTape("trades", 0, "its columns are of unequal length");
  let previous = after;
  for (let i = 0; i < length; i++) {
    const t = time[i]!;
    if (!(t >= previous && t < Infinity)) throw badTape("trades", i, `it is at ${t} ms, after ${previous}: rows must ascend`);
    if (!(price[i]! > 0 && price[i]! < Infinity && quantity[i]! > 0 && quantity[i]! < Infinity)) throw badTape("trades", i, `price ${price[i]} and quantity ${quantity[i]}: finite numbers above 0 were expected`);
    previous = t;
  }
}

/** @throws QuantError BAD_TAPE naming the first quote that is crossed, no number, or out of order */
export function checkQuotes({ length, time, bid, ask, bidSize, askSize }: QuoteColumns, after: number = -Infinity): void {
  let previous = after;
  for (let i = 0; i < length; i++) {
    const t = time[i]!;
    if (!(t >= previous && t < Infinity)) throw badTape("quotes", i, `it is at ${t} ms, after ${previous}: rows must ascend`);
    if (!(bid[i]! > 0 && ask[i]! > bid[i]! && ask[i]! < Infinity && bidSize[i]! >= 0 && askSize[i]! >= 0)) throw badTape("quotes", i, `bid ${bid[i]} x ${bidSize[i]}, ask ${ask[i]} x ${askSize[i]}: a bid below its ask was expected`);
    previous = t;
  }
}

/** @throws QuantError BAD_TAPE naming the first message out of order, or with a level that is no price or no size */
export function checkDepth({ length, time, start, price, size }: DepthColumns, after: number = -Infinity): void {
  let previous = after;
  for (let i = 0; i < length; i++) {
    const t = time[i]!;
    if (!(t >= previous && t < Infinity)) throw badTape("depth", i, `it is at ${t} ms, after ${previous}: rows must ascend`);
    for (let row = start[i]!; row < start[i + 1]!; row++) if (!(price[row]! > 0 && price[row]! < Infinity && size[row]! >= 0 && size[row]! < Infinity)) throw badTape("depth", i, `level ${price[row]} x ${size[row]}: a price above 0 and a size of at least 0 were expected`);
    previous = t;
  }
}

function badTape(stream: string, row: number, why: string): QuantError {
  return new QuantError("data", "BAD_TAPE", `${stream}, row ${row}: ${why}`, { stream, row });
}
