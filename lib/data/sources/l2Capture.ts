/**
 * Raw websocket captures of Binance, one message a line: `<local receive time> <JSON>`, the time in ns or µs (told by its digits), gz or
 * plain; streams depth, bookTicker, trade, and REST snapshots of the book among them. Keeps exchange time; repairs nothing.
 *
 * Fields as in Binance's "Diff. Book Depth Streams", "Individual Symbol Book Ticker Streams", "Trade Streams" and "Order Book" (REST).
 */
import { basename } from "node:path";
import { QuantError } from "../../market/errors.js";
import type { DepthColumns, QuoteColumns, TradeColumns } from "../../market/tape.js";
import { fileBytes } from "./fileBytes.js";
import { DepthRows, QuoteRows, TradeRows } from "./l2Rows.js";

export interface L2Capture {
  readonly trades: TradeColumns;
  readonly quotes: QuoteColumns;
  /** The `u` of each quote: the book after that update has this touch. */
  readonly quoteIds: Float64Array;
  readonly depth: DepthColumns;
  /** Prints that were no market trade (futures `X` other than MARKET, such as INSURANCE_FUND): left out of `trades`. */
  readonly offMarket: number;
  /** Messages of other streams: counted, not read. */
  readonly others: number;
}

interface Message { readonly stream?: string; readonly data?: Readonly<Record<string, unknown>>; readonly lastUpdateId?: number }

/**
 * Reads the captures of one session, in order.
 * @throws QuantError BROKEN_ROW naming file and line, DAMAGED_FILE, FILE_NOT_READABLE
 */
export async function readL2Captures(paths: readonly string[]): Promise<L2Capture> {
  const session = new Session();
  for (const path of paths) {
    let line = 0;
    for await (const texts of lines(path)) {
      for (const text of texts) session.take(text, path, ++line);
    }
  }
  return session.columns();
}

class Session {
  private readonly trades = new TradeRows();
  private readonly quotes = new QuoteRows();
  private readonly depth = new DepthRows();
  private offMarket = 0;
  private others = 0;

  take(text: string, path: string, line: number): void {
    const space = text.indexOf(" "), received = receivedAt(text.slice(0, space));
    try {
      this.route(JSON.parse(text.slice(space + 1)) as Message, received);
    } catch (error) {
      throw brokenRow(path, line, (error as Error).message, error);
    }
  }

  columns(): L2Capture {
    return { trades: this.trades.columns(), quotes: this.quotes.columns(), quoteIds: this.quotes.updateIds(), depth: this.depth.columns(), offMarket: this.offMarket, others: this.others };
  }

  private route(message: Message, received: number): void {
    if (!(received > 0)) throw new Error("a receive time in ns or µs and a space were expected before the message");
    if (typeof message.lastUpdateId === "number") return this.depth.snapshot(message as never, received);
    const { stream, data } = message;
    if (typeof stream !== "string" || data === undefined) throw new Error("neither a stream's message nor a snapshot of the book");
    if (stream.includes("@depth")) this.depth.update(data, received);
    else if (stream.endsWith("@bookTicker")) this.quotes.push(data, received);
    else if (!stream.endsWith("@trade")) this.others++;
    else if (data["X"] !== undefined && data["X"] !== "MARKET") this.offMarket++;
    else this.trades.push(data);
  }
}

/** ms: 16 digits are microseconds, 19 nanoseconds. */
function receivedAt(digits: string): number {
  if (!/^\d+$/.test(digits)) return NaN;
  return digits.length === 16 ? Number(digits) / 1e3 : digits.length === 19 ? Number(digits.slice(0, 16)) / 1e3 : NaN;
}

/** Whole lines, as many as a chunk of the file has. */
async function* lines(path: string): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of fileBytes(path)) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield parts;
  }
  if (rest !== "") yield [rest];
}

function brokenRow(path: string, line: number, why: string, cause: unknown): QuantError {
  return new QuantError("data", "BROKEN_ROW", `${basename(path)}, line ${line}: ${why}; nothing of it was used`, { path, line }, { cause });
}
