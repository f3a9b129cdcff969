import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openGaps, recordGaps } from "../../lib/data/gaps/gapLedger.js";
import { importFile, type ImportResult } from "../../lib/data/import/importFile.js";
import type { StoreFileOptions } from "../../lib/data/import/storeFile.js";
import { openStore } from "../../lib/data/store/open.js";
import type { Store } from "../../lib/data/store/store.js";
import { findGaps } from "../../lib/market/candles.js";
import { refusal } from "./store/storeContract.js";
import { temporaryHome } from "./store/temporaryHome.js";
import { CANDLE_HEADER, candleLines, temporaryFiles } from "./temporaryFiles.js";

const home = temporaryHome(), files = temporaryFiles();
let store: Store;
beforeAll(async () => { store = await openStore({ home: home.path }); });
afterAll(async () => { await store.close(); await home.remove(); files.remove(); });

const T = Date.UTC(2021, 5, 1), MINUTE = 60_000;
let markets = 0;
/** A symbol of its own for each test. */
const newSymbol = (): string => `T${++markets}/USDT`;
const csv = (name: string, lines: readonly string[], header = CANDLE_HEADER): string => files.write(name, [header, ...lines, ""].join("\n"));
const into = (path: string, symbol: string, options: Partial<StoreFileOptions> = {}): Promise<ImportResult> => importFile(store, path, { exchange: "binance", symbol, timeframe: "1m", ...options });

/** Everything a table holds of a symbol, versions too: what must not change when nothing changes. */
const state = (symbol: string): Promise<readonly unknown[]> => store.rows(`SELECT * FROM (SELECT 'candles' AS what, count() AS n, max(ver) AS newest, sum(cityHash64(ts, open, close, volume, trades, taker_buy_volume, ver)) AS sum FROM candles FINAL WHERE symbol = {symbol: String}
  UNION ALL SELECT 'gaps', count(), max(ver), sum(cityHash64(from_ts, to_ts, filled, ver)) FROM gaps FINAL WHERE symbol = {symbol: String}
  UNION ALL SELECT 'files', count(), max(ver), sum(cityHash64(sha256, imported, ver)) FROM files FINAL WHERE symbol = {symbol: String}) ORDER BY what`, { symbol });
const closes = async (symbol: string): Promise<readonly number[]> => [...(await store.columns("SELECT close FROM candles FINAL WHERE symbol = {symbol: String} ORDER BY ts", { symbol })).column("close")];
const count = async (symbol: string, table = "candles"): Promise<number> => Number((await store.rows<{ n: string }>(`SELECT count() AS n FROM ${table} FINAL WHERE symbol = {symbol: String}`, { symbol }))[0]?.n);
const gapsOf = async (symbol: string): Promise<readonly (readonly number[])[]> => (await openGaps(store)).filter((gap) => gap.symbol === symbol).map((gap) => [(gap.from - T) / MINUTE, (gap.to - T) / MINUTE, gap.bars]);

describe("importing candles", () => {
  it("stores every row and says what it did", async () => {
    const symbol = newSymbol(), lines = candleLines(T, 50);
    expect(await into(csv("a.csv", lines), symbol)).toMatchObject({ kind: "candles", rows: 50, added: 50, unchanged: 0, first: T, last: T + 49 * MINUTE, gaps: { gaps: 0, bars: 0 }, notes: [] });
    expect(await closes(symbol)).toEqual(lines.map((line) => Number(line.split(",")[4])));
  });

  it("a second time changes nothing: no row, no version, no ledger", async () => {
    const symbol = newSymbol(), path = csv("twice.csv", candleLines(T, 30).filter((_, i) => i !== 7));
    await into(path, symbol);
    const before = await state(symbol);
    expect(await into(path, symbol)).toMatchObject({ added: 0, replaced: 0, completed: 0, unchanged: 29, gaps: { gaps: 1, bars: 1 } });
    expect(await into(path, symbol, { onDiffering: "replace" })).toMatchObject({ replaced: 0, unchanged: 29 });
    expect(await state(symbol)).toEqual(before);
  });

  it("adds only what is new of a file that overlaps", async () => {
    const symbol = newSymbol();
    await into(csv("early.csv", candleLines(T, 20)), symbol);
    expect(await into(csv("late.csv", candleLines(T + 10 * MINUTE, 20)), symbol)).toMatchObject({ added: 10, unchanged: 10 });
    expect(await count(symbol)).toBe(30);
  });

  it("keeps a gap in the ledger from file to file, whatever their order, and never fills it", async () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 30 }), stretch = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 20 }));
    await fc.assert(fc.asyncProperty(minutes, fc.array(stretch, { maxLength: 4 }), async (unordered, stretches) => {
      const symbol = newSymbol(), all = candleLines(T, 41), present = [...unordered].sort((a, b) => a - b);
      const chunks = [...stretches, [0, 41] as const].map(([first, length]) => present.filter((minute) => minute >= first && minute < first + length)).filter((chunk) => chunk.length > 0);
      const stored = new Set<number>();
      for (const chunk of chunks) {
        await into(csv("part.csv", chunk.map((minute) => all[minute]!)), symbol);
        for (const minute of chunk) stored.add(minute);
        const expected = findGaps(Float64Array.from([...stored].sort((a, b) => a - b), (minute) => T + minute * MINUTE), MINUTE);
        expect(await gapsOf(symbol)).toEqual(expected.map((gap) => [(gap.from - T) / MINUTE, (gap.to - T) / MINUTE, gap.bars]));
      }
      expect(await count(symbol)).toBe(present.length);
    }), { numRuns: 12, seed: 20_260_101 });
  });

  it("opens a gap again in the ledger when its rows have gone from the store", async () => {
    const symbol = newSymbol(), series = { kind: "candles", exchange: "binance", symbol, timeframe: "1m" } as const, lines = candleLines(T, 9);
    await into(csv("holes.csv", lines.filter((_, i) => i !== 4)), symbol);
    await into(csv("whole.csv", lines), symbol);
    expect(await gapsOf(symbol)).toEqual([]);
    await store.command("DELETE FROM candles WHERE symbol = {symbol: String} AND ts = {time: DateTime64(3, 'UTC')}", { symbol, time: new Date(T + 4 * MINUTE) });
    expect(await recordGaps(store, series)).toEqual({ gaps: 1, bars: 1 });
    expect(await gapsOf(symbol)).toEqual([[4, 4, 1]]);
  });

  it("refuses a row that differs from what is stored, naming it, and stores nothing of the file", async () => {
    const symbol = newSymbol(), lines = candleLines(T, 10);
    await into(csv("first.csv", lines.slice(0, 8)), symbol);
    const before = await state(symbol), changed = lines.map((line, i) => (i === 5 ? line.replace(/,[^,]*$/, ",99") : line));
    const error = await refusal(into(csv("second.csv", changed), symbol));
    expect(error).toMatchObject({ code: "CONTRADICTS_STORED", detail: { line: 7, column: "volume", given: 99 } });
    expect(error.message).toBe(`second.csv, line 7: the volume of 2021-06-01 00:05 is 99, but ${lines[5]!.split(",")[5]} is stored; nothing of this file was stored, --replace would overwrite`);
    expect(await state(symbol)).toEqual(before);
    expect(await into(csv("second.csv", changed), symbol, { onDiffering: "replace" })).toMatchObject({ added: 2, replaced: 1, unchanged: 7 });
    expect(await into(csv("second.csv", changed), symbol)).toMatchObject({ added: 0, unchanged: 10 });
    expect(await count(symbol)).toBe(10);
  });

  it("completes what was unknown and keeps what is known and not in the file", async () => {
    const symbol = newSymbol(), kline = `${T},10,12,9,11,5.5,${T + 59_999},60.5,42,2.25,24.75,0`;
    await into(csv("plain.csv", [`${T},10,12,9,11,5.5`]), symbol);
    expect(await into(files.write("full.csv", `${kline}\n`), symbol)).toMatchObject({ completed: 1, added: 0 });
    expect(await into(csv("plain.csv", [`${T},10,12,9,11,5.5`]), symbol)).toMatchObject({ unchanged: 1 });
    expect(await store.rows("SELECT quote_volume, trades, taker_buy_volume FROM candles FINAL WHERE symbol = {symbol: String}", { symbol })).toEqual([{ quote_volume: 60.5, trades: 42, taker_buy_volume: 2.25 }]);
  });

  it("keeps what one file knew when another completes the row", async () => {
    const symbol = newSymbol();
    await into(csv("quote.csv", [`${T},10,12,9,11,5.5,60.5`], `${CANDLE_HEADER},quote_volume`), symbol);
    expect(await into(csv("taker.csv", [`${T},10,12,9,11,5.5,2.25`, `${T + MINUTE},10,12,9,11,5.5,2`], `${CANDLE_HEADER},taker_buy_volume`), symbol)).toMatchObject({ completed: 1, added: 1 });
    expect(await store.rows("SELECT quote_volume AS quote, taker_buy_volume AS taker FROM candles FINAL WHERE symbol = {symbol: String} ORDER BY ts", { symbol })).toEqual([{ quote: 60.5, taker: 2.25 }, { quote: null, taker: 2 }]);
  });

  it("writes a timeframe by its shortest name", async () => {
    const symbol = newSymbol(), path = csv("hours.csv", candleLines(T, 3, 60 * MINUTE));
    expect((await into(path, symbol, { timeframe: "60m" })).series.timeframe).toBe("1h");
    expect(await into(path, symbol, { timeframe: "1h" })).toMatchObject({ unchanged: 3 });
  });

  const good = candleLines(T, 6), row = (line: string, column: number, value: string): string => line.split(",").map((field, i) => (i === column ? value : field)).join(",");
  it.each([
    ["unsorted", [good[0]!, good[2]!, good[1]!], 4, "2021-06-01 00:01 comes after 2021-06-01 00:02, rows must ascend"],
    ["repeated", [good[0]!, good[1]!, good[1]!], 4, "2021-06-01 00:01 stands twice"],
    ["off the minute", [good[0]!, row(good[1]!, 0, String(T + 61_000))], 3, "it does not start on a whole 1m"],
    ["of another timeframe", candleLines(T, 12, 5 * MINUTE), 3, "its rows are 5m apart, but the timeframe given is 1m"],
    ["high below close", [good[0]!, row(good[1]!, 2, "1")], 3, "low "],
    ["a price of zero", [good[0]!, row(good[1]!, 3, "0")], 3, "its low is 0, a finite price above 0 was expected"],
    ["a negative volume", [good[0]!, row(good[1]!, 5, "-1")], 3, "its volume is -1, a finite number of at least 0 was expected"],
    ["cut in the middle", [good[0]!, good[1]!.slice(0, 20)], 3, "it has 2 fields, 6 were expected"],
    ["of the wrong year", [good[0]!, row(good[1]!, 0, String(Date.UTC(2222, 0)))], 3, "its time is 7952342400000, milliseconds between 2009 and 2100 was expected"],
  ])("refuses a file with a row that is %s, and stores nothing of it", async (_, lines, line, why) => {
    const symbol = newSymbol(), error = await refusal(into(csv("bad.csv", lines), symbol));
    expect(error.message).toContain(`bad.csv, line ${line}: ${why}`);
    expect(error.message).toContain("nothing of this file was stored");
    expect([await count(symbol), await count(symbol, "files"), await count(symbol, "gaps")]).toEqual([0, 0, 0]);
  });

  it("refuses a bar that is not over yet", async () => {
    const path = csv("now.csv", candleLines(T, 3)), symbol = newSymbol();
    expect((await refusal(into(path, symbol, { now: T + 2 * MINUTE + 59_999 }))).message).toContain("line 4: the bar of 2021-06-01 00:02 ends after now");
    expect(await into(path, symbol, { now: T + 3 * MINUTE })).toMatchObject({ added: 3 });
  });

  it("refuses taker volume above the volume", async () => {
    const kline = `${T},10,12,9,11,5.5,${T + 59_999},60.5,42,6,24.75,0`;
    expect((await refusal(into(files.write("taker.csv", `${kline}\n`), newSymbol()))).message).toContain("line 1: takers bought 6, more than its volume of 5.5");
  });

  it("does not take mark prices for candles", async () => {
    const kline = (minute: number): string => `${T + minute * MINUTE},10,12,9,11,0,${T + minute * MINUTE + 59_999},0,60,0,0,0`, path = files.write("unclear.csv", `${kline(0)}\n${kline(1)}\n`), symbol = newSymbol();
    expect((await refusal(into(path, symbol))).message).toContain("the volume of all 2 candles is 0, as in a file of mark prices: say --kind mark");
    expect(await into(path, symbol, { kind: "mark" })).toMatchObject({ kind: "mark", added: 2 });
    expect([await count(symbol), await count(symbol, "mark_prices")]).toEqual([0, 2]);
  });

  it("needs a timeframe, and says which it would be", async () => {
    const error = await refusal(into(csv("bare.csv", candleLines(T, 3)), newSymbol(), { timeframe: undefined }));
    expect(error).toMatchObject({ kind: "input", code: "TIMEFRAME_NEEDED", message: "bare.csv holds candles, which need a --timeframe: its rows are 1m apart" });
  });

  it.each([
    [{ exchange: "binanse" }, "UNKNOWN_EXCHANGE", "'binanse' is not an exchange that ccxt knows; the nearest names are binance"],
    [{ symbol: "BTCUSDT" }, "BAD_SYMBOL", "'BTCUSDT' is not a unified symbol"],
    [{ timeframe: "1x" }, "BAD_TIMEFRAME", "'1x' is not a timeframe"],
  ])("refuses %o", async (wrong, code, sentence) => {
    const error = await refusal(importFile(store, csv("ok.csv", good), { exchange: "binance", symbol: "BTC/USDT", timeframe: "1m", ...wrong }));
    expect(error).toMatchObject({ kind: "input", code });
    expect(error.message).toContain(sentence);
  });
});

describe("importing taker volume", () => {
  const header = "timestamp,trades,taker_buy_base";

  it("joins it onto the stored candles by time, once", async () => {
    const symbol = newSymbol(), path = csv("taker.csv", [`${T},42,0.5`, `${T + 2 * MINUTE},43,0.25`], header);
    await into(csv("bars.csv", candleLines(T, 4)), symbol);
    const before = await closes(symbol);
    expect(await into(path, symbol)).toMatchObject({ kind: "taker", rows: 2, completed: 2 });
    expect(await into(path, symbol)).toMatchObject({ unchanged: 2 });
    expect(await store.rows("SELECT trades, taker_buy_volume AS taker FROM candles FINAL WHERE symbol = {symbol: String} ORDER BY ts", { symbol }))
      .toEqual([{ trades: 42, taker: 0.5 }, { trades: null, taker: null }, { trades: 43, taker: 0.25 }, { trades: null, taker: null }]);
    expect(await closes(symbol)).toEqual(before);
    expect((await refusal(into(csv("other.csv", [`${T},42,0.75`], header), symbol))).message).toContain("line 2: the takerBuyVolume of 2021-06-01 00:00 is 0.75, but 0.5 is stored");
  });

  it("refuses more than the candle's volume", async () => {
    const symbol = newSymbol();
    await into(csv("bars.csv", candleLines(T, 2)), symbol);
    expect((await refusal(into(csv("taker.csv", [`${T},1,0.5`, `${T + MINUTE},1,50`], header), symbol))).message).toContain("line 3: takers bought 50, more than its volume of");
  });

  it("refuses a row without a stored candle", async () => {
    const symbol = newSymbol();
    await into(csv("bars.csv", candleLines(T, 2)), symbol);
    expect((await refusal(into(csv("taker.csv", [`${T + MINUTE},1,0.5`, `${T + 2 * MINUTE},1,0.5`], header), symbol))).message).toContain("line 3: no candle of 2021-06-01 00:02 is stored to join it to: import the candles first");
  });
});

describe("importing funding", () => {
  it("stores settlements by the minute, whatever ms the exchange stamped them with, and says so", async () => {
    const symbol = "FUND/USDT:USDT", path = csv("funding.csv", [`${T + 3},8,0.0001`, `${T + 8 * 3_600_000},8,-0.0002`], "calc_time,funding_interval_hours,last_funding_rate");
    expect(await into(path, symbol, { timeframe: undefined })).toMatchObject({ kind: "funding", added: 2, first: T, notes: ["settlement times some ms past their minute were stored as the minute"] });
    expect(await into(csv("plain.csv", [`${T},0.0001,30000`], "timestamp,rate,mark_price"), symbol)).toMatchObject({ completed: 1, notes: [] });
    expect(await count(symbol, "funding")).toBe(2);
  });

  it("finds a repeated row a million rows down, where one block ends and the next begins, and stores nothing", async () => {
    const symbol = newSymbol(), rows = Array.from({ length: 1_000_002 }, (_, i) => `${T + Math.min(i, 999_999) * MINUTE},0`);
    expect((await refusal(into(csv("long.csv", rows, "timestamp,rate"), symbol))).message).toContain("long.csv, line 1000002: 2023-04-26 10:39 stands twice");
    expect(await count(symbol, "funding")).toBe(0);
  });

  it("refuses a rate that is no fraction", async () => {
    expect((await refusal(into(csv("percent.csv", [`${T},1.5,`], "timestamp,rate,mark_price"), newSymbol()))).message).toContain("line 2: its rate is 1.5, a fraction between -1 and 1 was expected");
  });
});

describe("importing trades", () => {
  it("keys them by id, cuts microseconds to milliseconds and says so", async () => {
    const symbol = newSymbol(), lines = [`1,10.5,0.25,1,1,${T}000,true,true`, `2,10.5,0.5,2,2,${T}789,false,true`, `3,10.25,0.5,3,3,${T + 1}000,true,true`];
    const path = files.write("trades.csv", `${lines.join("\n")}\n`);
    expect(await into(path, symbol)).toMatchObject({ kind: "trades", added: 3, notes: ["times in microseconds were cut to milliseconds; the order of trades is their id's"] });
    expect(await into(path, symbol)).toMatchObject({ unchanged: 3 });
    expect(await store.rows("SELECT toUnixTimestamp64Milli(ts) - {t: Int64} AS ms, toUInt8(id) AS id, quantity, side FROM trades FINAL WHERE symbol = {symbol: String} ORDER BY id", { symbol, t: T }))
      .toEqual([{ ms: "0", id: 1, quantity: 0.25, side: -1 }, { ms: "0", id: 2, quantity: 0.5, side: 1 }, { ms: "1", id: 3, quantity: 0.5, side: -1 }]);
  });

  it("refuses ids or times that fall", async () => {
    const header = "timestamp,price,amount,side,id";
    expect((await refusal(into(csv("ids.csv", [`${T},1,1,buy,5`, `${T},1,1,buy,4`], header), newSymbol()))).message).toContain("line 3: id 4 comes after id 5, rows must ascend");
    expect((await refusal(into(csv("times.csv", [`${T + 1},1,1,buy,5`, `${T},1,1,buy,6`], header), newSymbol()))).message).toContain("line 3: 2021-06-01 00:00 comes after 2021-06-01 00:00:00.001, times must not fall");
  });
});
