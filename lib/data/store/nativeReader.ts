/**
 * Reads the Native format as it arrives: any cut of the bytes gives the same columns. Doubles are copied from the socket's
 * buffer straight to their place; other types wait for the rest of their block. Knows no HTTP and no SQL.
 *
 * A block is: columns (varuint), rows (varuint), then for each column its name, its type (both varuint length + bytes) and its values.
 */
import { QuantError } from "../../market/errors.js";
import { fixedType, type FixedType } from "./nativeTypes.js";
import type { Columns } from "./store.js";

/** One column in the making. */
interface Slot { readonly name: string; readonly type: FixedType; readonly nullable: boolean; values: Float64Array; bytes: Uint8Array }

const NULLABLE = /^Nullable\((.+)\)$/;
const utf8 = new TextDecoder();

export class NativeReader {
  private readonly slots: Slot[] = [];
  private rows = 0;
  private capacity: number;
  /** Of the block being read: its columns, its rows, the column whose values come now (-1 while a header is read), bytes had of it. */
  private blockColumns = 0;
  private blockRows = 0;
  private at = 0;
  private filling = false;
  private filled = 0;
  private staging = new Uint8Array(0);
  /** The start of a header whose end has not come yet. */
  private rest: Uint8Array = new Uint8Array(0);

  constructor(rowsHint = 0) { this.capacity = Math.max(0, Math.floor(rowsHint)); }

  /** The next bytes; they are not kept. @throws QuantError STORE_COLUMN_TYPE, STORE_INEXACT, STORE_BAD_ANSWER */
  push(chunk: Uint8Array): void {
    let buffer = chunk, from = 0;
    if (this.rest.length > 0) { buffer = joined(this.rest, chunk); this.rest = new Uint8Array(0); }
    for (;;) {
      if (this.filling) {
        from += this.fill(buffer, from);
        if (this.filling) return;
      }
      if (from >= buffer.length && this.at >= this.blockColumns) return;
      const next = this.at < this.blockColumns ? this.readColumnHeader(buffer, from) : this.readBlockHeader(buffer, from);
      if (next < 0) { this.rest = buffer.slice(from); return; }
      from = next;
    }
  }

  /** The columns, once the answer has ended. @throws QuantError STORE_BAD_ANSWER when it ended within a block */
  finish(): Columns {
    if (this.filling || this.rest.length > 0 || this.at < this.blockColumns) throw badAnswer("it ended within a block");
    const columns: Record<string, Float64Array> = {};
    for (const { name, values } of this.slots) columns[name] = values.length === this.rows ? values : values.subarray(0, this.rows);
    return columnsOf(this.rows, columns);
  }

  /** True while not even the header of a block has come. */
  get isSilent(): boolean { return this.slots.length === 0; }

  /** A column that an answer without rows would have had. @throws QuantError STORE_COLUMN_TYPE */
  declare(name: string, type: string): void { this.newSlot(name, type); }

  private readBlockHeader(buffer: Uint8Array, from: number): number {
    const columns = varuint(buffer, from);
    if (columns === undefined) return -1;
    const rows = varuint(buffer, columns.next);
    if (rows === undefined) return -1;
    if (this.slots.length > 0 && columns.value > 0 && columns.value !== this.slots.length) throw badAnswer(`a block has ${columns.value} columns, the first had ${this.slots.length}`);
    this.blockColumns = columns.value;
    this.blockRows = rows.value;
    this.at = 0;
    if (this.slots.length > 0) this.grow(this.rows + rows.value);
    return rows.next;
  }

  private readColumnHeader(buffer: Uint8Array, from: number): number {
    const name = text(buffer, from);
    if (name === undefined) return -1;
    const type = text(buffer, name.next);
    if (type === undefined) return -1;
    const slot = this.slots[this.at] ?? this.newSlot(name.value, type.value);
    if (slot.name !== name.value) throw badAnswer(`column ${slot.name} was expected, ${name.value.slice(0, 40)} came`);
    this.filling = true;
    this.filled = 0;
    if ((!slot.type.isDouble || slot.nullable) && this.staging.length < this.bytesOf(slot)) this.staging = new Uint8Array(this.bytesOf(slot));
    return type.next;
  }

  private newSlot(name: string, typeName: string): Slot {
    const inner = NULLABLE.exec(typeName)?.[1], type = fixedType(inner ?? typeName);
    if (type === undefined) throw new QuantError("input", "STORE_COLUMN_TYPE", `column ${name} is ${typeName}, which does not fit a column of numbers: cast it in the SELECT (CAST(${name} AS Float64)), or ask rows()`);
    this.capacity = Math.max(this.capacity, this.blockRows);
    const values = new Float64Array(this.capacity);
    const slot = { name, type, nullable: inner !== undefined, values, bytes: new Uint8Array(values.buffer) };
    this.slots.push(slot);
    return slot;
  }

  private bytesOf(slot: Slot): number { return this.blockRows * (slot.type.width + (slot.nullable ? 1 : 0)); }

  /** Takes what it can of the current column; answers the bytes taken. */
  private fill(buffer: Uint8Array, from: number): number {
    const slot = this.slots[this.at]!, direct = slot.type.isDouble && !slot.nullable, size = this.bytesOf(slot);
    const take = Math.min(size - this.filled, buffer.length - from);
    if (take > 0) {
      const part = buffer.subarray(from, from + take);
      if (direct) slot.bytes.set(part, this.rows * 8 + this.filled);
      else this.staging.set(part, this.filled);
    }
    this.filled += take;
    if (this.filled === size) {
      if (!direct) this.convert(slot);
      this.endColumn();
    }
    return take;
  }

  private convert(slot: Slot): void {
    const mask = slot.nullable ? this.blockRows : 0, bytes = new DataView(this.staging.buffer, mask);
    const refused = slot.type.read(bytes, this.blockRows, slot.values, this.rows);
    if (refused >= 0) throw new QuantError("input", "STORE_INEXACT", `column ${slot.name}, row ${this.rows + refused}: a 64-bit integer beyond 2^53 does not fit a double: cast it in the SELECT, or ask rows()`);
    for (let i = 0; i < mask; i++) if (this.staging[i] === 1) slot.values[this.rows + i] = NaN;
  }

  private endColumn(): void {
    this.filling = false;
    this.at++;
    if (this.at === this.blockColumns) this.rows += this.blockRows;
  }

  private grow(needed: number): void {
    if (needed <= this.capacity) return;
    this.capacity = Math.max(needed, this.capacity * 2);
    for (const slot of this.slots) {
      const values = new Float64Array(this.capacity);
      values.set(slot.values.subarray(0, this.rows));
      slot.values = values;
      slot.bytes = new Uint8Array(values.buffer);
    }
  }
}

export function columnsOf(length: number, columns: Readonly<Record<string, Float64Array>>): Columns {
  return {
    length, columns,
    column(name) {
      const found = Object.hasOwn(columns, name) ? columns[name] : undefined;
      if (found === undefined) throw new QuantError("input", "NO_SUCH_COLUMN", `no column "${name}" in the answer; it has ${Object.keys(columns).join(", ") || "none"}`);
      return found;
    },
  };
}

const badAnswer = (why: string): QuantError => new QuantError("environment", "STORE_BAD_ANSWER", `the store's answer is damaged: ${why}`);

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const both = new Uint8Array(head.length + tail.length);
  both.set(head);
  both.set(tail, head.length);
  return both;
}

/** LEB128; `undefined` while its end has not come. */
function varuint(buffer: Uint8Array, from: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let i = from, scale = 1; i < buffer.length; i++, scale *= 128) {
    const byte = buffer[i]!;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: i + 1 };
    if (i - from >= 8) throw badAnswer("a length is out of range");
  }
  return undefined;
}

function text(buffer: Uint8Array, from: number): { value: string; next: number } | undefined {
  const length = varuint(buffer, from);
  if (length === undefined) return undefined;
  const end = length.next + length.value;
  if (length.value > 1 << 20) throw badAnswer("a name is out of range");
  return end > buffer.length ? undefined : { value: utf8.decode(buffer.subarray(length.next, end)), next: end };
}
