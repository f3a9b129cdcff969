/**
 * The port to own orders, fills and balances: written by whoever hears of them, read and followed by anybody. Kept in the store, or in memory for a live session;
 * both behave alike. Knows no exchange and no keys.
 */
import type { Balance, ColumnsOf, FieldType, OwnFill, OwnOrder } from "../../market/accountRecords.js";
import { parseSymbol } from "../../market/symbol.js";
import type { Millis } from "../../market/units.js";
import { windowOf, type Window } from "../window.js";

export interface AccountRows { readonly orders: OwnOrder; readonly fills: OwnFill; readonly balances: Balance }
export type AccountKind = keyof AccountRows;

/** The words of a market data query; what is left out is not asked about. */
export interface AccountQuery {
  readonly exchange?: string | undefined;
  /** Of balances: those of its base, quote and settlement. */
  readonly symbol?: string | undefined;
  /** The label in the keys file. */
  readonly account?: string | undefined;
  /** Orders by when they were placed, fills and balances by their time: a date, UTC, or ms. */
  readonly from?: string | Millis | undefined;
  /** Exclusive. */
  readonly to?: string | Millis | undefined;
  /** Without meaning here; taken so that every series is asked in the same words. */
  readonly timeframe?: string | undefined;
}

export interface AccountRecords {
  /** The same row again changes nothing; a later word on an order replaces the one before, an earlier one does not. */
  put<K extends AccountKind>(kind: K, rows: readonly AccountRows[K][]): Promise<void>;
  /** Ascending by time, then by name. @throws QuantError BAD_SYMBOL, BAD_DATE, EMPTY_WINDOW */
  read<K extends AccountKind>(kind: K, query?: AccountQuery): Promise<ColumnsOf<AccountRows[K]>>;
  /** What there is, then what comes: each chunk holds the latest word on each row that changed. Ends with `signal`. */
  follow<K extends AccountKind>(kind: K, query?: AccountQuery, signal?: AbortSignal): AsyncGenerator<ColumnsOf<AccountRows[K]>>;
}

type Fields<Row> = Readonly<Record<keyof Row, FieldType>>;

/** What each kind's rows hold, which field is their time, and which fields name a row. */
export interface AccountShape<K extends AccountKind> { readonly fields: Fields<AccountRows[K]>; readonly time: keyof AccountRows[K] & string; readonly key: readonly (keyof AccountRows[K] & string)[] }

export const ACCOUNT_SHAPES: { readonly [K in AccountKind]: AccountShape<K> } = {
  orders: {
    time: "placed", key: ["account", "exchange", "symbol", "clientId"],
    fields: {
      account: "text", exchange: "text", symbol: "text", clientId: "text", orderId: "text", placed: "number", updated: "number", side: "text", type: "text", price: "number", trigger: "number",
      quantity: "number", filled: "number", averagePrice: "number", state: "text", postOnly: "flag", reduceOnly: "flag",
    },
  },
  fills: {
    time: "time", key: ["account", "exchange", "symbol", "time", "tradeId"],
    fields: {
      account: "text", exchange: "text", symbol: "text", time: "number", tradeId: "text", orderId: "text", clientId: "text", side: "text", price: "number", quantity: "number", fee: "number",
      feeAsset: "text", liquidity: "text",
    },
  },
  balances: { time: "time", key: ["account", "exchange", "asset", "time"], fields: { account: "text", exchange: "text", asset: "text", time: "number", total: "number", free: "number" } },
};

/** A query, checked: texts that have to be equal, assets of which one has to match, and a window. */
export interface AccountFilter { readonly equal: Readonly<Record<string, string>>; readonly assets: readonly string[] | undefined; readonly window: Window }

/** @throws QuantError BAD_SYMBOL, BAD_DATE, EMPTY_WINDOW */
export function accountFilter(kind: AccountKind, { exchange, account, symbol, from, to }: AccountQuery): AccountFilter {
  const market = symbol === undefined ? undefined : parseSymbol(symbol), given = { exchange, account, ...(kind === "balances" ? {} : { symbol }) };
  const equal = Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return { equal, assets: kind === "balances" && market !== undefined ? [...new Set([market.base, market.quote, market.settle])] : undefined, window: windowOf(from, to) };
}
