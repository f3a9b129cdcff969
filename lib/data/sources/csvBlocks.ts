/** A csv file of any wrapping as blocks of columns, streamed: memory holds one block, not the file. Knows neither prices nor a store. */
import { basename } from "node:path";
import { fileBytes, type BytesRead } from "./fileBytes.js";
import type { Layout } from "./layout.js";
import { brokenRow, RowDecoder, type Block } from "./rowDecoder.js";

const LINE_FEED = 10;
const LONGEST_LINE = 1 << 20;

/**
 * Blocks of up to BLOCK_ROWS rows in file order.
 * @throws QuantError BROKEN_ROW with file and line, DAMAGED_FILE, FILE_NOT_READABLE
 */
export async function* csvBlocks(path: string, layout: Layout, onRead?: (read: BytesRead) => void): AsyncGenerator<Block> {
  const decoder = new RowDecoder(path, layout);
  let headerToSkip = layout.hasHeader, started = false;
  for await (const lines of wholeLines(withLastLineEnd(fileBytes(path, onRead)), () => brokenRow(basename(path), layout.hasHeader ? 2 : 1, "a line is longer than a megabyte, this is no csv file"))) {
    let at = started ? 0 : afterMark(lines);
    started = true;
    if (headerToSkip) at = lines.indexOf(LINE_FEED) + 1;
    headerToSkip = false;
    while (at < lines.length) {
      at = decoder.decode(lines, at, lines.length);
      const block = decoder.full ? decoder.take() : undefined;
      if (block !== undefined) yield block;
    }
  }
  const last = decoder.take();
  if (last !== undefined) yield last;
}

/** The text cut behind line feeds. Only the line that lies across two chunks is copied. */
async function* wholeLines(chunks: AsyncIterable<Buffer>, tooLong: () => Error): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const first = chunk.indexOf(LINE_FEED) + 1, from = rest.length > 0 ? first : 0, end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (first > 0 && rest.length > 0) yield Buffer.concat([rest, chunk.subarray(0, first)]);
    if (end > from) yield chunk.subarray(from, end);
    rest = first > 0 ? chunk.subarray(end) : Buffer.concat([rest, chunk]);
    if (rest.length > LONGEST_LINE) throw tooLong();
  }
}

/** Ends the text with a line feed if its last line has none. */
async function* withLastLineEnd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let last = LINE_FEED;
  for await (const chunk of chunks) {
    last = chunk[chunk.length - 1] ?? last;
    yield chunk;
  }
  if (last !== LINE_FEED) yield Buffer.from("\n");
}

/** Where the text begins behind a byte order mark. */
const afterMark = (bytes: Buffer): number => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
