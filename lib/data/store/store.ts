/**
 * The one interface to stored data: columns out, columns in, small answers as rows.
 * Says nothing of where the ClickHouse runs and how it is reached; `openStore` does.
 */
import type { Readable } from "node:stream";

/** Values for `{name: Type}` places of a statement; a Date is passed to the millisecond. Text is never pasted into SQL. */
export type QueryParams = Readonly<Record<string, string | number | boolean | Date | readonly string[] | readonly number[]>>;

/**
 * Numeric answers, one Float64Array a column. Integers, Bool and dates are converted exactly: Date, DateTime and DateTime64 become ms since the epoch (UTC);
 * an integer beyond 2^53 is refused (STORE_INEXACT) and never rounded. Nullable numbers are NaN where NULL.
 */
export interface Columns {
  readonly length: number;
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** The named column; empty for an answer without rows. @throws QuantError NO_SUCH_COLUMN naming those that exist */
  column(name: string): Float64Array;
}

/**
 * What one column of an insert may be: an array of numbers (typed or plain), an array of texts, or one text or number that holds for every row.
 * Numbers are encoded as the table's own column type; times are ms since the epoch. A value that the type can not hold exactly is refused before anything is sent.
 */
export type InsertColumn = ArrayLike<number> | readonly string[] | string | number;

/** By column name. At least one is an array: it says how many rows there are. Columns left out take the table's default. */
export type InsertColumns = Readonly<Record<string, InsertColumn>>;

/** Files that other programs read; ClickHouse writes them itself, every double exact. */
export type FileFormat = "CSVWithNames" | "Parquet";

/** An open way to one ClickHouse. Safe to share in a process; every process opens its own. */
export interface Store {
  /** For people: "local ClickHouse 26.7.2.1 in .btc-quant", "ClickHouse 25.8.1.1 at http://host:8123". */
  readonly description: string;
  /**
   * A SELECT without FORMAT, streamed in the Native format. `hint.rows` (the number of rows expected) saves the growing of the columns.
   * @throws QuantError STORE_COLUMN_TYPE for a text column: cast it, or ask `rows`
   */
  columns(sql: string, params?: QueryParams, hint?: { readonly rows?: number }): Promise<Columns>;
  /**
   * Rows written to `table` (of the store's own database unless qualified), streamed in the Native format; answers their count once they are stored.
   * Tables are keyed (ReplacingMergeTree), so that the same rows again change nothing: a lost connection is retried once.
   */
  insertColumns(table: string, columns: InsertColumns): Promise<number>;
  /** Small answers as objects. 64-bit integers come as text, NaN and infinities as null. */
  rows<T>(sql: string, params?: QueryParams): Promise<readonly T[]>;
  /** An answer as the bytes of a file, for exports. */
  raw(sql: string, format: FileFormat, params?: QueryParams): Promise<Readable>;
  /**
   * A statement without an answer. Not retried once it may have begun. On a cluster it is run wherever it has to be, and a kind of statement
   * whose meaning there is not known is refused (CLUSTER_STATEMENT).
   */
  command(sql: string, params?: QueryParams): Promise<void>;
  /** Gives up the connection and, for the local ClickHouse, its lease. Twice is once. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Data directory of the local ClickHouse; default `BTC_QUANT_HOME`, then `.btc-quant` in the project. */
  readonly home?: string;
  /** A ClickHouse server, `http://user:password@host:8123/database`; default `CLICKHOUSE_URL`, unless `home` is given. Several, separated by commas: the nodes of `cluster`. */
  readonly url?: string;
  /** The cluster of that server, as its `remote_servers` name it: tables are spread over its shards. Default `CLICKHOUSE_CLUSTER`, unless `home` is given. */
  readonly cluster?: string;
}
