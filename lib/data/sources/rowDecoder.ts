/**
 * Lines of bytes into columns of numbers, one pass, no text made. Says which line broke and what was expected there.
 * Knows fields and numbers; whether a price makes sense is asked elsewhere.
 */
import { basename } from "node:path";
import { QuantError } from "../../market/errors.js";
import type { ColumnName, Reading } from "./columnNames.js";
import { DecimalReader, endsField } from "./decimal.js";
import type { Layout } from "./layout.js";

/** Rows that stand together in a file, as columns. Times in ms, columns of the file only. */
export interface Block {
  readonly file: string;
  /** Line of the first row, counted from 1 as editors do; row i stands in line firstLine + i. */
  readonly firstLine: number;
  readonly length: number;
  readonly columns: Readonly<Partial<Record<ColumnName, Float64Array>>>;
}

/** One insert into the store, and what memory has to hold at once: 80 MB of candles. */
export const BLOCK_ROWS = 1_000_000;
const FIRST_ROWS = 65_536;
const NO_ROWS = new Float64Array(0);
const COMMA = 44, LINE_FEED = 10, RETURN = 13;

interface Slot { readonly column: ColumnName; readonly reading: Reading; readonly divisor: number; values: Float64Array }

/** What a broken row's sentence says. @throws QuantError */
export const brokenRow = (file: string, line: number, why: string): QuantError =>
  new QuantError("data", "BROKEN_ROW", `${file}, line ${line}: ${why}; nothing of this file was stored`, { file, line });

export class RowDecoder {
  private readonly file: string;
  private readonly reader = new DecimalReader();
  private readonly slots: readonly (Slot | undefined)[];
  private capacity = 0;
  /** Rows the next block begins with room for. */
  private room = FIRST_ROWS;
  private rows = 0;
  private line: number;
  private firstLine: number;
  private blankLine = 0;

  constructor(path: string, private readonly layout: Layout) {
    this.file = basename(path);
    this.line = this.firstLine = layout.hasHeader ? 2 : 1;
    this.slots = layout.fields.map((field) => field && { ...field, divisor: field.column === "time" ? layout.timeDivisor : 1, values: NO_ROWS });
  }

  get full(): boolean {
    return this.rows === BLOCK_ROWS;
  }

  /** Reads whole lines from `at` until `end` or until the block is full; answers where it stopped. A line feed must stand before `end`. */
  decode(bytes: Buffer, at: number, end: number): number {
    while (at < end && this.rows < BLOCK_ROWS) {
      if (this.rows === this.capacity) this.grow();
      at = bytes[at] === LINE_FEED || bytes[at] === RETURN ? this.skipBlank(bytes, at) : this.decodeRow(bytes, at);
    }
    return at;
  }

  /** The rows so far; the decoder goes on with an empty block. `undefined` when there are none. */
  take(): Block | undefined {
    const { rows: length, firstLine, file } = this;
    if (length === 0) return undefined;
    const columns: Partial<Record<ColumnName, Float64Array>> = {};
    for (const slot of this.slots) {
      if (slot === undefined) continue;
      columns[slot.column] = slot.values.subarray(0, length);
      slot.values = NO_ROWS;
    }
    this.room = this.capacity;
    this.rows = this.capacity = 0;
    this.firstLine = this.line;
    return { file, firstLine, length, columns };
  }

  private decodeRow(bytes: Buffer, start: number): number {
    if (this.blankLine > 0) throw brokenRow(this.file, this.blankLine, "the line is empty, a row was expected");
    const { slots, reader, rows } = this, last = slots.length - 1;
    let at = start;
    for (let f = 0; f <= last; f++) {
      const slot = slots[f];
      if (slot === undefined) while (!endsField(bytes[at]!)) at++;
      else {
        const value = slot.reading === "number" ? reader.read(bytes, at) : this.readWord(slot.reading, bytes, at);
        if (value !== value && !(slot.reading === "optional" && reader.end === at)) throw this.broken(bytes, start);
        slot.values[rows] = slot.divisor === 1 ? value : value / slot.divisor;
        at = reader.end;
      }
      if ((bytes[at] === COMMA) === (f === last)) throw this.broken(bytes, start);
      at++;
    }
    if (bytes[at - 1] === RETURN && bytes[at++] !== LINE_FEED) throw this.broken(bytes, start);
    this.rows++;
    this.line++;
    return at;
  }

  private readWord(reading: Exclude<Reading, "number">, bytes: Buffer, from: number): number {
    const value = this.reader.read(bytes, from);
    if (reading === "optional") return value;
    const word = bytes.toString("latin1", from, this.reader.end).toLowerCase();
    if (reading === "side") return word === "buy" ? 1 : word === "sell" ? -1 : NaN;
    return word === "true" ? -1 : word === "false" ? 1 : NaN;
  }

  /** Blank lines are right at the very end of a file only. */
  private skipBlank(bytes: Buffer, at: number): number {
    this.blankLine ||= this.line;
    return bytes.indexOf(LINE_FEED, at) + 1;
  }

  private grow(): void {
    this.capacity = this.capacity === 0 ? this.room : Math.min(this.capacity * 2, BLOCK_ROWS);
    for (const slot of this.slots) {
      if (slot === undefined) continue;
      const larger = new Float64Array(this.capacity);
      larger.set(slot.values);
      slot.values = larger;
    }
  }

  /** Found by looking again, slowly, at the one line that failed. */
  private broken(bytes: Buffer, start: number): QuantError {
    const texts = bytes.toString("latin1", start, bytes.indexOf(LINE_FEED, start)).replace(/\r$/, "").split(",");
    const { fields } = this.layout;
    if (texts.length !== fields.length) return brokenRow(this.file, this.line, `it has ${texts.length} ${texts.length === 1 ? "field" : "fields"}, ${fields.length} were expected`);
    for (const [index, field] of fields.entries()) {
      const text = texts[index] as string, why = field && fault(field.reading, text, this.reader);
      if (field !== undefined && why !== undefined) return brokenRow(this.file, this.line, `its ${field.column} is '${text.slice(0, 40)}', ${why} was expected`);
    }
    return brokenRow(this.file, this.line, "it can not be read: plain numbers between commas were expected");
  }
}

function fault(reading: Reading, text: string, reader: DecimalReader): string | undefined {
  if (reading === "side") return /^(buy|sell)$/i.test(text) ? undefined : "buy or sell";
  if (reading === "buyerIsMaker") return /^(true|false)$/i.test(text) ? undefined : "true or false";
  if (reading === "optional" && text === "") return undefined;
  return Number.isNaN(reader.read(Buffer.from(`${text}\n`, "latin1"), 0)) ? "a number" : undefined;
}
