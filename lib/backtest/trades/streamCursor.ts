/** How far one stream of a tape has been played: its chunk and the row that comes next. Knows not what the rows say. */
import type { Column } from "../../market/candles.js";

interface Chunk { readonly length: number; readonly time: Column }

const NOTHING: Float64Array = new Float64Array(0);

export class StreamCursor<C extends Chunk> {
  /** Set when the stream lacks nothing: read it only while `time` is finite. */
  chunk: C | undefined = undefined;
  row = 0;
  private length = 0;
  private times: Float64Array = NOTHING;
  private ended = false;

  /** The stream goes on, or ends where there is no chunk. */
  give(chunk: C | undefined): void {
    this.chunk = chunk;
    this.times = chunk?.time ?? NOTHING;
    this.length = chunk?.length ?? 0;
    this.ended = chunk === undefined;
    this.row = 0;
  }

  /** Whether what comes next is in a chunk that was not given yet. */
  get lacks(): boolean {
    return this.row >= this.length && !this.ended;
  }

  /** ms UTC of what comes next; Infinity behind the end. */
  get time(): number {
    return this.row < this.length ? this.times[this.row]! : Infinity;
  }
}
