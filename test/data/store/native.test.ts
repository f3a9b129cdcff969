import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isQuantError } from "../../../lib/market/errors.js";
import { NativeReader } from "../../../lib/data/store/nativeReader.js";
import { fixedType } from "../../../lib/data/store/nativeTypes.js";
import { nativeInsert } from "../../../lib/data/store/nativeWriter.js";
import type { Columns, InsertColumns } from "../../../lib/data/store/store.js";

const bits = (values: Float64Array): readonly bigint[] => [...new BigUint64Array(values.slice().buffer)];
const written = (types: Record<string, string>, columns: InsertColumns): Buffer => Buffer.concat([...nativeInsert("t", new Map(Object.entries(types)), columns).blocks()]);

function read(bytes: Uint8Array, cuts: readonly number[] = [], hint = 0): Columns {
  const reader = new NativeReader(hint), edges = [0, ...cuts, bytes.length];
  for (let i = 1; i < edges.length; i++) reader.push(bytes.subarray(edges[i - 1], edges[i]));
  return reader.finish();
}
const codeOf = (action: () => unknown): string => {
  try { action(); } catch (error) { if (isQuantError(error)) return error.code; throw error; }
  return "none";
};

/** Every type with the values it can hold. */
const HOLDS: Readonly<Record<string, fc.Arbitrary<number>>> = {
  Float64: fc.double(), Float32: fc.float(), UInt8: fc.integer({ min: 0, max: 255 }), Int8: fc.integer({ min: -128, max: 127 }), Bool: fc.integer({ min: 0, max: 1 }),
  UInt16: fc.integer({ min: 0, max: 65_535 }), Int16: fc.integer({ min: -32_768, max: 32_767 }), UInt32: fc.integer({ min: 0, max: 2 ** 32 - 1 }), Int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  UInt64: fc.maxSafeNat(), Int64: fc.maxSafeInteger(), Date: fc.integer({ min: 0, max: 65_535 }).map((day) => day * 86_400_000),
  DateTime: fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((s) => s * 1000), "DateTime('UTC')": fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((s) => s * 1000),
  "DateTime64(3, 'UTC')": fc.integer({ min: -2_208_988_800_000, max: 4_102_444_800_000 }), "DateTime64(0)": fc.integer({ min: -1e9, max: 4e9 }).map((s) => s * 1000),
};
const table = fc.integer({ min: 1, max: 40 }).chain((rows) => fc.array(fc.constantFrom(...Object.keys(HOLDS)).chain((type) =>
  fc.record({ type: fc.constant(type), values: fc.array(HOLDS[type] as fc.Arbitrary<number>, { minLength: rows, maxLength: rows }) })), { minLength: 1, maxLength: 5 }));

describe("the Native codec", () => {
  it("gives back every value of every type, wherever the bytes are cut", () => {
    fc.assert(fc.property(table, fc.array(fc.nat()), fc.nat({ max: 60 }), (columns, cuts, hint) => {
      const types = Object.fromEntries(columns.map(({ type }, i) => [`c${i}`, type])), values = Object.fromEntries(columns.map(({ values: v }, i) => [`c${i}`, v]));
      const bytes = written(types, values), found = read(bytes, cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), hint);
      // An integer has one zero only.
      columns.forEach(({ type, values: v }, i) => expect(bits(found.column(`c${i}`))).toEqual(bits(Float64Array.from(v, (x) => (type.startsWith("Float") || x !== 0 ? x : 0)))));
    }), { numRuns: 300 });
  });

  it("gives the same columns whether the bytes come one by one or all at once", () => {
    const bytes = written({ t: "DateTime64(3, 'UTC')", x: "Float64", n: "UInt32" }, { t: [0, 1, 1_600_000_000_123], x: [NaN, -0, -Infinity], n: [0, 7, 4_294_967_295] });
    const whole = read(bytes), single = read(bytes, Array.from({ length: bytes.length - 1 }, (_, i) => i + 1));
    for (const name of ["t", "x", "n"]) expect(bits(single.column(name))).toEqual(bits(whole.column(name)));
    expect([...whole.column("t")]).toEqual([0, 1, 1_600_000_000_123]);
  });

  it("joins blocks into one column, also beyond the hint", () => {
    const rows = 150_000, x = Float64Array.from({ length: rows }, (_, i) => i / 7);
    const bytes = written({ x: "Float64", n: "UInt32" }, { x, n: Uint32Array.from({ length: rows }, (_, i) => i) });
    for (const hint of [0, 1000, rows, rows * 2]) {
      const found = read(bytes, [100_000, 700_001], hint);
      expect(found.length).toBe(rows);
      expect(Buffer.from(new Uint8Array(found.column("x").slice().buffer)).equals(Buffer.from(x.buffer))).toBe(true);
      expect(found.column("n")[rows - 1]).toBe(rows - 1);
    }
  });

  it("refuses an answer cut short at any byte", () => {
    const bytes = written({ x: "Float64", n: "Int64" }, { x: [1, 2], n: [3, 4] });
    for (let end = 1; end < bytes.length; end++) expect(codeOf(() => read(bytes.subarray(0, end)))).toBe("STORE_BAD_ANSWER");
    expect(read(bytes).length).toBe(2);
  });

  it("answers no rows for no bytes", () => expect(read(new Uint8Array(0)).length).toBe(0));

  it("refuses an integer that no double holds, naming column and row", () => {
    const bytes = written({ n: "Int64" }, { n: [1, 2] });
    bytes.set([0, 0, 0, 0, 0, 0, 0x40, 0], bytes.length - 8); // 2^54
    expect(codeOf(() => read(bytes))).toBe("STORE_INEXACT");
    expect(() => read(bytes)).toThrow("column n, row 1");
  });

  it("refuses texts as columns of numbers", () => expect(codeOf(() => read(written({ s: "String" }, { s: ["a"] })))).toBe("STORE_COLUMN_TYPE"));

  it("knows no type finer than a millisecond", () => {
    expect(fixedType("DateTime64(6, 'UTC')")).toBeUndefined();
    expect(fixedType("Decimal(18, 4)")).toBeUndefined();
  });
});

describe("an insert", () => {
  const types = new Map([["s", "LowCardinality(String)"], ["n", "UInt8"], ["t", "DateTime64(3, 'UTC')"], ["x", "Float64"], ["d", "Decimal(9, 2)"]]);
  const refusal = (columns: InsertColumns): string => {
    try { nativeInsert("t", types, columns); } catch (error) { if (isQuantError(error, "STORE_BAD_INSERT")) return error.message; throw error; }
    return "none";
  };
  it("is refused whole, before a byte is made, when one value does not fit, with its column and row", () => {
    expect(refusal({ n: [1, 256] })).toContain("t.n: row 1 is 256, UInt8 takes a whole number from 0 to 255");
    expect(refusal({ n: [1.5] })).toContain("row 0 is 1.5");
    expect(refusal({ n: [NaN] })).toContain("row 0 is NaN");
    expect(refusal({ t: [0.5] })).toContain("ms since the epoch");
    expect(refusal({ t: [2 ** 60] })).toContain("row 0");
    expect(refusal({ n: [1], x: "1" })).toContain("t.x: is Float64, a text was given");
    expect(refusal({ s: [1, 2] })).toContain("row 0 is 1, a text was expected");
    expect(refusal({ d: [1] })).toContain("Decimal(9, 2)");
  });
  it("is refused when columns differ in length, are unknown, or none is an array", () => {
    expect(refusal({ n: [1], x: [1, 2] })).toContain("column x has 2 rows, n has 1");
    expect(refusal({ y: [1] })).toContain("the table has no column y; it has s, n, t, x, d");
    expect(refusal({ n: 1 })).toContain("at least one column must be an array");
  });
});
