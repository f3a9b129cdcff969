/**
 * Writes columns in the Native format, in blocks of 65,536 rows, each column as the type the table has for it.
 * Everything is checked before the first byte, so that a refused value leaves nothing half stored. Knows no HTTP and no SQL.
 */
import { QuantError } from "../../market/errors.js";
import { fixedType } from "./nativeTypes.js";
import type { InsertColumn, InsertColumns } from "./store.js";

const BLOCK_ROWS = 65_536;
/** A LowCardinality column of one key: version 1, then "own keys follow" with 8-bit indexes. */
const ONE_KEY_VERSION = 1n, ONE_KEY_FLAGS = 0x200n;

/** A column that can write any of its rows. */
interface Encoder { readonly name: string; readonly type: string; encode(from: number, to: number): Uint8Array }

/** The table's columns by name, as `system.columns` spells their types. */
export type TableTypes = ReadonlyMap<string, string>;

/** An insert that has passed every check. */
export interface NativeInsert { readonly rows: number; readonly names: readonly string[]; blocks(): Generator<Uint8Array> }

/** @throws QuantError STORE_BAD_INSERT naming the column, and the row where there is one */
export function nativeInsert(table: string, types: TableTypes, columns: InsertColumns): NativeInsert {
  const rows = rowCount(table, columns);
  const encoders = Object.entries(columns).map(([name, column]) => encoder(`${table}.${name}`, name, typeIn(table, types, name), column));
  return { rows, names: encoders.map((e) => e.name), blocks: () => blocks(encoders, rows) };
}

function* blocks(encoders: readonly Encoder[], rows: number): Generator<Uint8Array> {
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const to = Math.min(rows, from + BLOCK_ROWS);
    yield concat([varuint(encoders.length), varuint(to - from)]);
    for (const e of encoders) {
      yield concat([text(e.name), text(e.type)]);
      yield e.encode(from, to);
    }
  }
}

const isArray = (column: InsertColumn): column is ArrayLike<number> | readonly string[] => typeof column === "object";

function rowCount(table: string, columns: InsertColumns): number {
  const arrays = Object.entries(columns).filter(([, column]) => isArray(column)) as [string, ArrayLike<unknown>][];
  const first = arrays[0];
  if (first === undefined) throw badInsert(table, "at least one column must be an array");
  for (const [name, column] of arrays) {
    if (column.length !== first[1].length) throw badInsert(table, `column ${name} has ${column.length} rows, ${first[0]} has ${first[1].length}`);
  }
  return first[1].length;
}

function typeIn(table: string, types: TableTypes, name: string): string {
  const type = types.get(name);
  if (type === undefined) throw badInsert(table, `the table has no column ${name}; it has ${[...types.keys()].join(", ")}`);
  return type;
}

function encoder(place: string, name: string, type: string, column: InsertColumn): Encoder {
  if (type === "String" || type === "LowCardinality(String)") return textEncoder(place, name, column);
  if (typeof column === "string") throw badInsert(place, `is ${type}, a text was given`);
  return numberEncoder(place, name, type, column as ArrayLike<number> | number);
}

function textEncoder(place: string, name: string, column: InsertColumn): Encoder {
  if (typeof column === "string") return { name, type: "LowCardinality(String)", encode: (from, to) => oneKey(column, to - from) };
  if (!isArray(column)) throw badInsert(place, "is text, a number was given");
  for (let i = 0; i < column.length; i++) if (typeof column[i] !== "string") throw badInsert(place, `row ${i} is ${String(column[i])}, a text was expected`);
  return { name, type: "String", encode: (from, to) => concat((column as readonly string[]).slice(from, to).map(text)) };
}

function numberEncoder(place: string, name: string, typeName: string, column: ArrayLike<number> | number): Encoder {
  const type = fixedType(typeName);
  if (type === undefined) throw badInsert(place, `is ${typeName}, which insertColumns can not write`);
  if (type.isDouble && column instanceof Float64Array) return { name, type: typeName, encode: (from, to) => new Uint8Array(column.buffer, column.byteOffset + from * 8, (to - from) * 8) };
  const values = typeof column === "number" ? [column] : column;
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] !== "number" || !type.accepts(values[i]!)) throw badInsert(place, `row ${i} is ${String(values[i])}, ${typeName} takes ${type.wants}`);
  }
  return {
    name, type: typeName,
    encode(from, to) {
      const bytes = new Uint8Array((to - from) * type.width), view = new DataView(bytes.buffer);
      for (let i = from; i < to; i++) type.write(view, (i - from) * type.width, typeof column === "number" ? column : column[i]!);
      return bytes;
    },
  };
}

function oneKey(key: string, rows: number): Uint8Array {
  const header = new BigUint64Array([ONE_KEY_VERSION, ONE_KEY_FLAGS, 1n]);
  return concat([new Uint8Array(header.buffer), text(key), new Uint8Array(new BigUint64Array([BigInt(rows)]).buffer), new Uint8Array(rows)]);
}

function varuint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Uint8Array.from([...bytes, left]);
    bytes.push((left % 128) | 128);
  }
}

function text(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  return concat([varuint(bytes.length), bytes]);
}

const concat = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

const badInsert = (place: string, why: string): QuantError => new QuantError("input", "STORE_BAD_INSERT", `can not store into ${place}: ${why}`);
