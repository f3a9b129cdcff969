/**
 * `data` of a cell: the output interface over a store that is opened at the first question, and danfo frames of its answers.
 * Joins the rooms data and report; reads and computes nothing itself.
 */
import type { AccountQuery } from "../data/account/accountRecords.js";
import { lastCollection } from "../data/collect/collectionState.js";
import type { Coverage } from "../data/coverage.js";
import type { MarketDataQuery } from "../data/marketDataQuery.js";
import { dataOutput, type DataOutput, type Live, type RecordReader, type SeriesReader } from "../data/output.js";
import type { Store } from "../data/store/store.js";
import type { Balances, OwnFills, OwnOrders } from "../market/accountRecords.js";
import type { Candles } from "../market/candles.js";
import { isQuantError, QuantError } from "../market/errors.js";
import type { Funding, MarkPrices, Quotes, Trades } from "../market/series.js";
import { checkFrameSize, frame, MAX_FRAME_ROWS, type Frame, type FrameColumns } from "../report/notebookFrame.js";
import type { Table } from "../report/table.js";
import { freshnessTable } from "./freshnessTable.js";

/** The answer as a danfo frame, a column each: of 1 to 200,000 rows. @throws QuantError EMPTY_FRAME, FRAME_TOO_LARGE (saying what to use instead) */
export interface FrameReader<Query> { (query: Query & { readonly frame: true }): Promise<Frame> }

type MarketReader<Whole, Chunk = Whole> = FrameReader<MarketDataQuery> & SeriesReader<Whole, Chunk>;
type AccountReader<Columns> = FrameReader<AccountQuery> & RecordReader<Columns>;

/**
 * Stored data as columns; with `live: true` a stream that begins with history and goes on where it ends; with `frame: true` a danfo frame.
 * Dates are ISO and UTC (`2020-01-01`, `2024-03-14T12:00`); `from` is inclusive, `to` is not.
 */
export interface NotebookData {
  /**
   * @example const hours = await data.candles({ symbol: "BTC/USDT", timeframe: "1h", from: "2020-01-01" })
   * @example for await (const bars of data.candles({ symbol: "BTC/USDT", from: "2026-11-01", live: true })) chart.update(draw(bars))
   */
  readonly candles: MarketReader<Candles>;
  readonly trades: MarketReader<Trades>;
  readonly quotes: MarketReader<Quotes>;
  readonly funding: MarketReader<Funding>;
  readonly mark: MarketReader<MarkPrices | undefined, MarkPrices>;
  /** One's own, by `account` (the label in the keys file). */
  readonly orders: AccountReader<OwnOrders>;
  readonly fills: AccountReader<OwnFills>;
  readonly balances: AccountReader<Balances>;
  /** Every stored series: rows, span, gaps. */
  coverage(): Promise<readonly Coverage[]>;
  /** The same as one table, with the age of the data and how the live collection goes: its lag, its breaks. */
  freshness(): Promise<Table>;
  /** Any SELECT, small answers. */
  rows<T>(sql: string): Promise<readonly T[]>;
}

/** @param open asked before each question; answers the same store while that is open */
export function notebookData(open: () => Promise<Store>): NotebookData {
  let over: { readonly store: Store; readonly output: DataOutput } | undefined;
  const output = async (): Promise<DataOutput> => {
    const store = await open();
    if (over?.store !== store) over = { store, output: dataOutput(store) };
    return over.output;
  };
  /** Which reader is known by its name alone, so that the store can be opened by the first question. */
  const reader = <R>(name: Exclude<keyof DataOutput, "coverage">): R => {
    const ask = async (query: Question): Promise<unknown> => ((await output())[name] as (query: Question) => Promise<unknown>)(query);
    const follow = async function* (query: Question): AsyncGenerator { yield* ((await output())[name] as (query: Question) => AsyncIterable<unknown>)(query); };
    return ((query: Question = {}) => {
      if (query.frame !== true) return query.live === true ? follow(query) : ask(query);
      return query.live === true ? Promise.reject(noFrameOfStream()) : framed(() => ask({ ...query, mostRows: MAX_FRAME_ROWS }));
    }) as R;
  };
  return {
    candles: reader("candles"), trades: reader("trades"), quotes: reader("quotes"), funding: reader("funding"), mark: reader("mark"),
    orders: reader("orders"), fills: reader("fills"), balances: reader("balances"),
    coverage: async () => (await output()).coverage(),
    freshness: async () => freshnessTable(await (await output()).coverage(), await lastCollection(await open()), Date.now()),
    rows: async <T>(sql: string) => (await open()).rows<T>(sql),
  };
}

type Question = Partial<Omit<Live, "live">> & { readonly live?: boolean; readonly frame?: boolean; readonly mostRows?: number };

async function framed(ask: () => Promise<unknown>): Promise<Frame> {
  try {
    return await frame(columnsOf(await ask()));
  } catch (error) {
    if (isQuantError(error, "TOO_MANY_ROWS")) checkFrameSize(error.detail["rows"] as number);
    throw error;
  }
}

/** The columns of an answer, whatever its shape: typed arrays, and texts a row; a list of gaps is neither. */
function columnsOf(answer: unknown): FrameColumns {
  const { length = 0 } = (answer ?? {}) as { readonly length?: number };
  const isColumn = (value: unknown): boolean => ArrayBuffer.isView(value) || (Array.isArray(value) && value.length === length && typeof value[0] === "string");
  return Object.fromEntries(Object.entries(answer ?? {}).filter(([, value]) => isColumn(value))) as FrameColumns;
}

const noFrameOfStream = (): QuantError => new QuantError("input", "BAD_QUERY", "a live stream has no frame: leave out 'frame' and call frame(…) on the chunks that are wanted as tables");
