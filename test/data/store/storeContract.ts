/** What every store keeps to, whatever engine answers: run by the tests of the real server and of the fallback. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isQuantError, type QuantError } from "../../../lib/market/errors.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { temporaryHome } from "./temporaryHome.js";

export const bits = (values: Float64Array): readonly bigint[] => [...new BigUint64Array(values.slice().buffer)];

export async function refusal(action: Promise<unknown>): Promise<QuantError> {
  try { await action; } catch (error) { if (isQuantError(error)) return error; throw error; }
  throw new Error("nothing was refused");
}

const number = fc.oneof(fc.double(), fc.constantFrom(NaN, -0, 0, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 0.1, 7195.24));

export function storeContract(engine: string): void {
  describe(`a store on the ${engine}`, () => {
    const home = temporaryHome();
    let store: Store;
    beforeAll(async () => { store = await openStore({ home: home.path }); });
    afterAll(async () => { await store.close(); await home.remove(); });

    it("says what it is", () => expect(store.description).toMatch(/^local ClickHouse \d+\.\d+\.\d+\.\d+ in .+/));

    it("gives back the exact bits of random columns", async () => {
      await store.command("CREATE TABLE t_bits (k UInt32, x Float64, y Float64, n Int64, t DateTime64(3, 'UTC'), s LowCardinality(String), u String) ENGINE = MergeTree ORDER BY k");
      await fc.assert(fc.asyncProperty(fc.array(fc.record({ x: number, y: number, n: fc.maxSafeInteger(), t: fc.integer({ min: 0, max: 4e12 }), u: fc.string() }), { minLength: 1, maxLength: 50 }), async (rows) => {
        const of = (name: "x" | "y" | "n" | "t"): Float64Array => Float64Array.from(rows, (row) => row[name]);
        await store.command("TRUNCATE TABLE t_bits");
        await store.insertColumns("t_bits", { k: rows.map((_, i) => i), x: of("x"), y: of("y"), n: of("n"), t: of("t"), s: "binance", u: rows.map((row) => row.u) });
        const found = await store.columns("SELECT x, y, n, t, CAST(s = 'binance' AS UInt8) AS s FROM t_bits ORDER BY k");
        for (const name of ["x", "y"] as const) expect(bits(found.column(name))).toEqual(bits(of(name)));
        for (const name of ["n", "t"] as const) expect([...found.column(name)]).toEqual([...of(name)].map((v) => v + 0));
        expect(found.column("s").every((v) => v === 1)).toBe(true);
        expect((await store.rows<{ u: string }>("SELECT u FROM t_bits ORDER BY k")).map((row) => row.u)).toEqual(rows.map((row) => row.u));
      }), { numRuns: 12 });
    });

    it("keeps constants, defaults and the order of 200,000 rows over many blocks", async () => {
      const length = 200_000, ts = Float64Array.from({ length }, (_, i) => i * 60_000), x = Float64Array.from({ length }, (_, i) => Math.sin(i) + 2);
      expect(await store.insertColumns("candles", { exchange: "many", symbol: "BTC/USDT", tf: "1m", ts, open: x, high: x, low: x, close: x, volume: 0.1 })).toBe(length);
      const found = await store.columns("SELECT ts, close, volume, trades FROM candles FINAL WHERE exchange = {exchange: String} ORDER BY ts", { exchange: "many" }, { rows: length });
      expect(found.length).toBe(length);
      expect(Buffer.compare(Buffer.from(found.column("ts").buffer), Buffer.from(ts.buffer))).toBe(0);
      expect(Buffer.compare(Buffer.from(found.column("close").buffer), Buffer.from(x.buffer))).toBe(0);
      expect(found.column("volume").every((v) => v === 0.1)).toBe(true);
      expect(found.column("trades").every((v) => Number.isNaN(v))).toBe(true);
    });

    it("changes nothing when the same rows come again, and the newer version of a row wins", async () => {
      const candle = (close: number): Promise<number> => store.insertColumns("candles", { exchange: ["again"], symbol: "BTC/USDT", tf: "1h", ts: [3_600_000], open: 1, high: 9, low: 1, close, volume: 1 });
      for (const close of [2, 2, 3]) await candle(close);
      expect([...(await store.columns("SELECT close FROM candles FINAL WHERE exchange = 'again'")).column("close")]).toEqual([3]);
    });

    it("treats text as data, never as a statement", async () => {
      const nasty = "x'); DROP TABLE candles; --\n\nSELECT 1";
      await store.insertColumns("files", { sha256: [nasty], kind: "candles", exchange: nasty, symbol: "`\\", tf: "1m", name: nasty, rows: 1, first_ts: 0, last_ts: 0 });
      expect(await store.rows("SELECT name, symbol FROM files FINAL WHERE exchange = {nasty: String}", { nasty })).toEqual([{ name: nasty, symbol: "`\\" }]);
    });

    it("takes parameters exactly: texts, numbers, lists, dates to the ms", async () => {
      const [row] = await store.rows("SELECT {d: DateTime64(3)} = toDateTime64('2020-01-01 00:00:00.123', 3, 'UTC') AS d, {f: Float64} = 0.1 AS f, {s: Array(String)} AS s",
        { d: new Date("2020-01-01T00:00:00.123Z"), f: 0.1, s: ["a", "b'c"] });
      expect(row).toEqual({ d: 1, f: 1, s: ["a", "b'c"] });
    });

    it("gives NaN for NULL, ms for times, 0 and 1 for booleans", async () => {
      const found = await store.columns("SELECT CAST(NULL AS Nullable(Float64)) AS a, toDateTime('1970-01-01 00:00:02', 'UTC') AS b, toDate('1970-01-02') AS c, true AS d, CAST(7 AS Nullable(UInt64)) AS e");
      expect(["a", "b", "c", "d", "e"].map((name) => found.column(name)[0])).toEqual([NaN, 2000, 86_400_000, 1, 7]);
    });

    it("reads numbers out of text as the nearest double, and gives 64-bit integers in rows as text", async () => {
      await fc.assert(fc.asyncProperty(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 50, maxLength: 50 }), async (numbers) => {
        const found = await store.columns("SELECT toFloat64(arrayJoin({texts: Array(String)})) AS x", { texts: numbers.map((x) => (Object.is(x, -0) ? "-0" : String(x))) });
        expect(bits(found.column("x"))).toEqual(bits(Float64Array.from(numbers)));
      }), { numRuns: 5 });
      expect(await store.rows("SELECT toUInt64(9007199254740993) AS n")).toEqual([{ n: "9007199254740993" }]);
    });

    it("answers an empty SELECT with empty columns", async () => {
      const found = await store.columns("SELECT ts, close FROM candles WHERE exchange = {exchange: String} -- nothing", { exchange: "nobody" });
      expect(found.length).toBe(0);
      expect(Object.entries(found.columns).map(([name, values]) => [name, values.length])).toEqual([["ts", 0], ["close", 0]]);
    });

    it("inserts no rows for no rows", async () => expect(await store.insertColumns("funding", { exchange: "x", symbol: "y", ts: [], rate: [] })).toBe(0));

    it("runs on UTC", async () => expect(await store.rows("SELECT timezone() AS zone, toFloat64(toDateTime('1970-01-01 00:00:00')) AS epoch")).toEqual([{ zone: "UTC", epoch: 0 }]));

    it("refuses what it can not do with one sentence each", async () => {
      expect(await refusal(store.rows("SELEC 1"))).toMatchObject({ kind: "input", code: "STORE_STATEMENT" });
      expect((await refusal(store.columns("SELECT nope FROM candles"))).message).toMatch(/^the store refused the statement: .*nope.*[^\n]*$/);
      expect(await refusal(store.columns("SELECT 'a' AS s"))).toMatchObject({ code: "STORE_COLUMN_TYPE" });
      expect(await refusal(store.insertColumns("nowhere", { a: [1] }))).toMatchObject({ code: "NO_SUCH_TABLE" });
      expect((await refusal(store.insertColumns("funding", { exchange: "x", symbol: "y", ts: [1.5], rate: [0] }))).message).toContain("funding.ts: row 0 is 1.5");
    });

    it("tells an error that comes after the first rows", async () =>
      expect((await refusal(store.columns("SELECT throwIf(number = 3000000, 'too far') AS a FROM numbers(4000000)"))).message).toContain("too far"));

    it("answers after an error as before it", async () => expect((await store.columns("SELECT number FROM numbers(3)")).length).toBe(3));
  });
}
