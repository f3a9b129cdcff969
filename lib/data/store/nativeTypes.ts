/**
 * The fixed-width ClickHouse types, as they lie in the Native format: little-endian values one after the other
 * (https://clickhouse.com/docs/interfaces/formats/Native). Each is read into and written from doubles, exactly or not at all.
 * Knows no blocks and no stream.
 */

/** How the values of one column lie in memory. */
export interface FixedType {
  readonly width: 1 | 2 | 4 | 8;
  /** Already the bytes of doubles: copied, never converted. */
  readonly isDouble: boolean;
  /** `count` values from `bytes` into `target` from `offset`; answers the row (from 0) that no double can hold, or -1. */
  read(bytes: DataView, count: number, target: Float64Array, offset: number): number;
  /** One value to its place, once `accepts` has agreed to it. */
  write(bytes: DataView, at: number, value: number): void;
  accepts(value: number): boolean;
  /** For messages: "a whole number from 0 to 255". */
  readonly wants: string;
}

type Getter = (bytes: DataView, at: number) => number;
type Setter = (bytes: DataView, at: number, value: number) => void;
type Width = FixedType["width"];

const SAFE = Number.MAX_SAFE_INTEGER, TWO32 = 2 ** 32;

/** Values that always fit a double, times `scale` (days and seconds become ms). */
function small(width: Width, get: Getter, set: Setter, low: number, high: number, scale = 1): FixedType {
  return {
    width, isDouble: false,
    read(bytes, count, target, offset) {
      for (let i = 0; i < count; i++) target[offset + i] = get(bytes, i * width) * scale;
      return -1;
    },
    write: (bytes, at, value) => set(bytes, at, value / scale),
    accepts: (value) => Number.isInteger(value / scale) && value / scale >= low && value / scale <= high,
    wants: scale === 1 ? `a whole number from ${low} to ${high}` : `ms since the epoch, whole ${scale === 1000 ? "seconds" : "days"}`,
  };
}

/** 64 bits as two halves: exact up to 2^53, refused beyond. `unit` is what one step is worth in the double. */
function wide(signed: boolean, unit = 1): FixedType {
  return {
    width: 8, isDouble: false,
    read(bytes, count, target, offset) {
      // Halves as typed arrays are read five times as fast as through the view; they need an aligned start.
      const aligned = bytes.byteOffset % 4 === 0, buffer = aligned ? bytes.buffer : bytes.buffer.slice(bytes.byteOffset), start = aligned ? bytes.byteOffset : 0;
      const low = new Uint32Array(buffer, start, count * 2), high = signed ? new Int32Array(buffer, start, count * 2) : low;
      for (let i = 0; i < count; i++) {
        const value = high[2 * i + 1]! * TWO32 + low[2 * i]!;
        if (value > SAFE || value < -SAFE) return i;
        target[offset + i] = value * unit;
      }
      return -1;
    },
    write(bytes, at, value) {
      const steps = value / unit, upper = Math.floor(steps / TWO32);
      bytes.setUint32(at, steps - upper * TWO32, true);
      bytes.setInt32(at + 4, upper, true);
    },
    accepts: (value) => Number.isSafeInteger(value / unit) && (signed || value >= 0),
    wants: `a whole number ${signed ? "within ±" : "from 0 to "}2^53`,
  };
}

const double: FixedType = {
  width: 8, isDouble: true,
  read(bytes, count, target, offset) {
    for (let i = 0; i < count; i++) target[offset + i] = bytes.getFloat64(i * 8, true);
    return -1;
  },
  write: (bytes, at, value) => bytes.setFloat64(at, value, true),
  accepts: () => true,
  wants: "a number",
};
const single: FixedType = {
  ...double, width: 4, isDouble: false,
  read(bytes, count, target, offset) {
    for (let i = 0; i < count; i++) target[offset + i] = bytes.getFloat32(i * 4, true);
    return -1;
  },
  write: (bytes, at, value) => bytes.setFloat32(at, value, true),
  accepts: (value) => Object.is(Math.fround(value), value),
  wants: "a number that 32 bits hold exactly",
};

const u8 = small(1, (b, at) => b.getUint8(at), (b, at, v) => b.setUint8(at, v), 0, 255);
const BY_NAME: Readonly<Record<string, FixedType>> = {
  Float64: double, Float32: single, Int64: wide(true), UInt64: wide(false), UInt8: u8,
  Bool: small(1, (b, at) => b.getUint8(at), (b, at, v) => b.setUint8(at, v), 0, 1),
  Int8: small(1, (b, at) => b.getInt8(at), (b, at, v) => b.setInt8(at, v), -128, 127),
  UInt16: small(2, (b, at) => b.getUint16(at, true), (b, at, v) => b.setUint16(at, v, true), 0, 65_535),
  Int16: small(2, (b, at) => b.getInt16(at, true), (b, at, v) => b.setInt16(at, v, true), -32_768, 32_767),
  UInt32: small(4, (b, at) => b.getUint32(at, true), (b, at, v) => b.setUint32(at, v, true), 0, TWO32 - 1),
  Int32: small(4, (b, at) => b.getInt32(at, true), (b, at, v) => b.setInt32(at, v, true), -(2 ** 31), 2 ** 31 - 1),
  Date: small(2, (b, at) => b.getUint16(at, true), (b, at, v) => b.setUint16(at, v, true), 0, 65_535, 86_400_000),
  DateTime: small(4, (b, at) => b.getUint32(at, true), (b, at, v) => b.setUint32(at, v, true), 0, TWO32 - 1, 1000),
};

/** The type of a column by its ClickHouse name, its time zone (a matter of display) aside; `undefined` for texts, decimals, arrays and times finer than a ms. */
export function fixedType(name: string): FixedType | undefined {
  if (name.startsWith("DateTime(")) return BY_NAME["DateTime"];
  const scale = /^DateTime64\(([0-3])[,)]/.exec(name)?.[1];
  if (scale === undefined) return BY_NAME[name];
  const step = 10 ** (3 - Number(scale));
  return { ...wide(true, step), wants: `ms since the epoch, whole steps of ${step} ms` };
}
