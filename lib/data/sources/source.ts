/**
 * The port to whoever answers market data over a network: one exchange, its rows as columns, page by page, oldest first.
 * A page says which stretch of time it answers for in full, so that its reader knows what was asked, what came and what the exchange does not have.
 * Types only: how an exchange pages, limits and fails stands beside it, in rest/.
 */
import type { Timeframe } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import type { SeriesColumns, SeriesKind } from "../seriesTable.js";

/** Rows of one series that lie in [from, to): open times of bars, times of trades and settlements. */
export interface SourceRequest {
  readonly kind: SeriesKind;
  /** ccxt's unified symbol. */
  readonly symbol: string;
  /** Needed for candles and mark, without meaning for the others. */
  readonly timeframe?: Timeframe | undefined;
  readonly from: Millis;
  /** Exclusive. What the exchange can not know yet (a bar that is not finished) is left out, whatever `to` says. */
  readonly to: Millis;
}

/**
 * The exchange's whole answer for [from, to): bars of that stretch that are not among `columns` do not exist there.
 * Pages of a request follow each other without a hole: each begins where the one before ended.
 */
export interface SourcePage {
  readonly from: Millis;
  readonly to: Millis;
  readonly rows: number;
  /**
   * The columns of the kind's table, ascending, nothing twice, nothing unfinished, at the store's resolution (whole ms; settlements at their minute);
   * a number that the exchange does not give has no column.
   * Without rows there are no columns.
   */
  readonly columns: SeriesColumns;
  /** The request as a person can repeat it, for evidence: `GET /fapi/v1/klines?symbol=BTCUSDT&…`. */
  readonly asked: string;
  /** The exchange's own clock when the request began; what comes after it is not known yet. */
  readonly answeredAt: Millis;
}

export interface Source {
  /** ccxt's id: the name that rows are stored under. */
  readonly exchange: string;
  /** Where it is asked when that is not the exchange itself but a simulated one: whoever stores or shows its rows has to say so. */
  readonly exchangeUrl?: string | undefined;
  /**
   * The pages of a request. The last page ends at `to`, or before it at the first row that the exchange can not know yet.
   * @throws QuantError UNKNOWN_SYMBOL (nearest names), UNSUPPORTED_SERIES, UNSUPPORTED_TIMEFRAME, HISTORY_TOO_SHORT (what the exchange still serves, and what to use
   *   instead), EMPTY_WINDOW, EXCHANGE_UNREACHABLE, EXCHANGE_SILENT, EXCHANGE_BUSY (banned for longer than we wait), BAD_ANSWER
   */
  pages(request: SourceRequest): AsyncIterable<SourcePage>;
  /** The exchange's clock. */
  serverTime(): Promise<Millis>;
  close(): Promise<void>;
}

/** Something worth saying while a source waits: a limit that was met, an answer that has to be asked for again. */
export interface SourceNotice { readonly reason: string; readonly waitMs: Millis }

export interface SourceOptions {
  /** Where requests go instead of the exchange's own address: a simulated exchange on this machine, `http://127.0.0.1:8787`. Default `BTC_QUANT_EXCHANGE_URL`. */
  readonly exchangeUrl?: string | undefined;
  /** ms a single call may take, its body included; default 20,000. */
  readonly deadlineMs?: Millis | undefined;
  /** Times a call is made before its failure counts; default 5. */
  readonly attempts?: number | undefined;
  /** ms before the second attempt, doubled for each further one; default 500. A `Retry-After` wins. */
  readonly backoffMs?: Millis | undefined;
  /** Longest wait that a `Retry-After` may ask for; default 180,000. A longer ban is an error that says when it ends. */
  readonly longestWaitMs?: Millis | undefined;
  /** How many times as fast as real time a simulated exchange's clock runs: ccxt's own limit of requests keeps pace. Default 1. */
  readonly clockFactor?: number | undefined;
  readonly onNotice?: ((notice: SourceNotice) => void) | undefined;
  /** Ends a request between two calls and during a wait. */
  readonly signal?: AbortSignal | undefined;
}

/** Opens a source by ccxt's id; nothing is asked of the exchange yet. `openSource` is one. */
export type OpenSource = (exchange: string, options?: SourceOptions) => Promise<Source>;
