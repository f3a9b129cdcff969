/**
 * One's own orders, fills and funds at an exchange: a row as it is told, and rows as columns. `account` is the label in the keys file.
 * Types and their transposition; knows no store and no exchange.
 */
import type { Column } from "./candles.js";
import type { Liquidity, OrderState, Side } from "./order.js";
import type { Millis } from "./units.js";

/** An order as last heard of. Its name is `clientId` of its account, exchange and symbol. */
export interface OwnOrder {
  readonly account: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly clientId: string;
  /** The exchange's id; empty until it is known. */
  readonly orderId: string;
  readonly placed: Millis;
  /** When the exchange said this: a later word wins, an earlier one that comes late does not. */
  readonly updated: Millis;
  readonly side: Side;
  /** `limit`, `market`, `stop-market` … as `Instruction` spells them. */
  readonly type: string;
  /** Quote currency; NaN for a market order. */
  readonly price: number;
  /** Quote currency; NaN without one. */
  readonly trigger: number;
  /** Base currency. */
  readonly quantity: number;
  readonly filled: number;
  /** Quote currency; NaN before the first fill. */
  readonly averagePrice: number;
  readonly state: OrderState;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
}

/** One execution. Its name is `tradeId` of its account, exchange, symbol and time. */
export interface OwnFill {
  readonly account: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly time: Millis;
  readonly tradeId: string;
  readonly orderId: string;
  readonly clientId: string;
  readonly side: Side;
  readonly price: number;
  /** Base currency, above 0. */
  readonly quantity: number;
  /** In `feeAsset`; negative is a rebate. */
  readonly fee: number;
  readonly feeAsset: string;
  readonly liquidity: Liquidity;
}

/** What an account held of an asset at a time. */
export interface Balance {
  readonly account: string;
  readonly exchange: string;
  readonly asset: string;
  readonly time: Millis;
  readonly total: number;
  /** Not bound by orders or positions. */
  readonly free: number;
}

/** Rows as columns of one length: numbers as Float64Array, flags as Uint8Array of 1 and 0, texts as arrays. */
export type ColumnsOf<Row> = { readonly length: number } & { readonly [Field in keyof Row]: Row[Field] extends number ? Column : Row[Field] extends boolean ? Uint8Array : readonly Row[Field][] };

export type OwnOrders = ColumnsOf<OwnOrder>;
export type OwnFills = ColumnsOf<OwnFill>;
export type Balances = ColumnsOf<Balance>;

/** What a field holds, so that columns without rows have their type too. */
export type FieldType = "number" | "flag" | "text";

export function columnsOfRows<Row extends object>(fields: Readonly<Record<keyof Row, FieldType>>, rows: readonly Row[]): ColumnsOf<Row> {
  const column = (name: keyof Row, type: FieldType): unknown => {
    if (type === "number") return Float64Array.from(rows, (row) => row[name] as number);
    if (type === "flag") return Uint8Array.from(rows, (row) => (row[name] === true ? 1 : 0));
    return rows.map((row) => row[name]);
  };
  const columns = (Object.entries(fields) as [keyof Row, FieldType][]).map(([name, type]) => [name, column(name, type)]);
  return Object.freeze({ length: rows.length, ...Object.fromEntries(columns) }) as ColumnsOf<Row>;
}
