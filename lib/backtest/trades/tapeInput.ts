/** Chunks on their way into a run: checked, counted and hashed, so that the manifest can name what was played. Plays nothing. */
import { createHash, type Hash } from "node:crypto";
import { checkDepth, checkQuotes, checkTrades, type DepthColumns, type QuoteColumns, type TradeColumns } from "../../market/tape.js";
import type { Stream } from "./tapeSession.js";
import type { TapeData } from "./tapeOptions.js";

type Chunk = TradeColumns | QuoteColumns | DepthColumns;
type Rows = Float64Array | Uint8Array | Int32Array;

class Input {
  /** Rows, of depth messages. */
  rows = 0;
  readonly hash: Hash = createHash("sha256");
  private last: number = -Infinity;
  private readonly chunks: Iterator<Chunk>;

  constructor(chunks: Iterable<Chunk>, private readonly check: (chunk: never, after: number) => void) {
    this.chunks = chunks[Symbol.iterator]();
  }

  next(): Chunk | undefined {
    const step = this.chunks.next();
    if (step.done === true) return undefined;
    const chunk = step.value;
    this.check(chunk as never, this.last);
    if (chunk.length > 0) this.last = chunk.time[chunk.length - 1]!;
    this.rows += chunk.length;
    for (const column of Object.values(chunk) as (Rows | number)[]) if (typeof column !== "number") this.hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    return chunk;
  }
}

export class TapeInput {
  private readonly inputs: Readonly<Record<Stream, Input>>;

  constructor({ trades, quotes = [], depth = [] }: TapeData) {
    this.inputs = { trades: new Input(trades, checkTrades as never), quotes: new Input(quotes, checkQuotes as never), depth: new Input(depth, checkDepth as never) };
  }

  /** The stream's next chunk; undefined when it has ended. @throws QuantError BAD_TAPE */
  next(stream: Stream): Chunk | undefined {
    return this.inputs[stream].next();
  }

  rows(stream: Stream): number {
    return this.inputs[stream].rows;
  }

  /** SHA-256 over all that was played, in the order it came. Ask once, at the end. */
  hash(): string {
    const { trades, quotes, depth } = this.inputs;
    return createHash("sha256").update([trades, quotes, depth].map((input) => input.hash.digest("hex")).join(" ")).digest("hex");
  }
}
