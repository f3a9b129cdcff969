import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { FileKind } from "../../lib/data/sources/columnNames.js";
import { csvBlocks } from "../../lib/data/sources/csvBlocks.js";
import { sniffLayout } from "../../lib/data/sources/layout.js";
import { refusal } from "./store/storeContract.js";
import { CANDLE_HEADER, candleLines, temporaryFiles, zipOf } from "./temporaryFiles.js";

const files = temporaryFiles();
afterAll(() => files.remove());

interface Read { readonly kind: FileKind; readonly rows: number; readonly columns: Readonly<Record<string, readonly number[]>> }

async function read(path: string, kind?: FileKind): Promise<Read> {
  const layout = await sniffLayout(path, kind), columns: Record<string, number[]> = {};
  let rows = 0;
  for await (const block of csvBlocks(path, layout)) {
    for (const [name, values] of Object.entries(block.columns)) (columns[name] ??= []).push(...values);
    rows += block.length;
  }
  return { kind: layout.kind, rows, columns };
}

const T = 1_600_000_020_000;
const KLINE = `${T},10,12,9,11,5.5,${T + 59_999},60.5,42,2.25,24.75,0`;
const KLINE_HEADER = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore";
const KLINE_COLUMNS = { time: [T], open: [10], high: [12], low: [9], close: [11], volume: [5.5], quoteVolume: [60.5], trades: [42], takerBuyVolume: [2.25] };

describe("a file's kind and columns", () => {
  it.each([
    ["klines without a header", `${KLINE}\n`, "candles", KLINE_COLUMNS],
    ["klines with Binance's header", `${KLINE_HEADER}\n${KLINE}\n`, "candles", KLINE_COLUMNS],
    ["klines in microseconds", `${KLINE.replaceAll(String(T), `${T}000`)}\n`, "candles", KLINE_COLUMNS],
    ["six plain columns", `${CANDLE_HEADER}\n${T},10,12,9,11,5.5\n`, "candles", { time: [T], open: [10], high: [12], low: [9], close: [11], volume: [5.5] }],
    ["five columns", `${T},10,12,9,11\n`, "mark", { time: [T], open: [10], high: [12], low: [9], close: [11] }],
    ["Binance's funding", `calc_time,funding_interval_hours,last_funding_rate\n${T},8,0.00010000\n`, "funding", { time: [T], rate: [0.0001] }],
    ["funding with an unknown mark", `timestamp,rate,mark_price\n${T},-0.0001,\n`, "funding", { time: [T], rate: [-0.0001], mark: [NaN] }],
    ["taker volume", `timestamp,trades,taker_buy_base\n${T},42,2.25\n`, "taker", { time: [T], trades: [42], takerBuyVolume: [2.25] }],
    ["aggregated futures trades", `7,10.5,0.25,90,92,${T},true\n`, "trades", { id: [7], price: [10.5], quantity: [0.25], time: [T], side: [-1] }],
    ["aggregated spot trades", `7,10.5,0.25,90,92,${T},False,True\n`, "trades", { id: [7], price: [10.5], quantity: [0.25], time: [T], side: [1] }],
    ["plain trades", `timestamp,price,amount,side,id\n${T},10.5,0.25,sell,7\n`, "trades", { id: [7], price: [10.5], quantity: [0.25], time: [T], side: [-1] }],
  ] as const)("are told from %s", async (_, text, kind, columns) => {
    for (const name of ["sniffed.csv", "sniffed.csv.gz", "sniffed.zip"]) expect(await read(files.write(name, text)), name).toEqual({ kind, rows: 1, columns });
  });

  it("are the asked ones where the columns allow it", async () => {
    expect(await read(files.write("marks.zip", `${KLINE}\n`), "mark")).toMatchObject({ kind: "mark", columns: { open: [10], close: [11] } });
  });

  it("do not hang on the file's name, on a byte order mark, on Windows line ends or on a last line without an end", async () => {
    const path = files.writeBytes("misnamed.csv.gz", Buffer.from(`\ufeff${CANDLE_HEADER}\r\n${candleLines(T, 2).join("\r\n")}`));
    expect((await read(path)).columns["time"]).toEqual([T, T + 60_000]);
    expect((await read(files.writeBytes("marked.csv", Buffer.from(`\ufeff${candleLines(T, 2).join("\n")}`)))).columns["time"]).toEqual([T, T + 60_000]);
    expect((await read(files.write("ended.csv", `${candleLines(T, 2).join("\n")}\n\n\n`))).rows).toBe(2);
  });

  it.each([
    ["nothing.csv", "", "nothing.csv is empty, rows were expected"],
    ["header.csv", `${CANDLE_HEADER}\n`, "header.csv has a header and no rows"],
    ["dvol.csv", "timestamp,dvol\n1667692800000,56.76\n", "dvol.csv has the columns timestamp, dvol, which fit none of candles (timestamp,open,high,low,close,volume), funding"],
    ["four.csv", `${T},1,2,3\n`, "four.csv has no header and 4 fields a row; without a header 5, 6, 7, 8, 12 fields are understood"],
    ["seconds.csv", "1600000020,1,2,3,4,5\n", "seconds.csv, line 1: its time is '1600000020', milliseconds or microseconds since 1970 were expected"],
    ["nano.csv", `${CANDLE_HEADER}\n${T}000000,1,2,3,4,5\n`, `nano.csv, line 2: its time is '${T}000000', milliseconds or microseconds`],
  ])("are refused for %s", async (name, text, sentence) => {
    expect((await refusal(read(files.write(name, text)))).message).toContain(sentence);
  });

  it("are refused where the asked kind lacks a column", async () => {
    expect((await refusal(read(files.write("plain.csv", `${candleLines(T, 1)[0]}\n`), "funding"))).message)
      .toBe("plain.csv (columns timestamp, open, high, low, close, volume) can not be funding: it lacks rate; a header that fits is timestamp,rate,mark_price");
  });
});

describe("rows of a file", () => {
  it("are the same numbers as a slow reading of the text gives, wherever the chunks of a file are cut", async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
      let state = seed;
      const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
      const lines = Array.from({ length: 12_000 }, (_, i) => [T + i * 60_000, ...Array.from({ length: 5 }, () => (next() * 10 ** Math.ceil(next() * 12)).toFixed(Math.floor(next() * 9)))].join(","));
      const found = await read(files.write("many.csv", lines.join("\n"))), expected = lines.map((line) => line.split(",").map(Number));
      for (const [index, name] of ["time", "open", "high", "low", "close", "volume"].entries()) expect(expected.findIndex((row, i) => row[index] !== found.columns[name]?.[i]), name).toBe(-1);
      expect(found.rows).toBe(lines.length);
    }), { numRuns: 8 });
  });

  const good = candleLines(T, 4);
  it.each([
    ["a missing field", good[2]!.replace(/,[^,]*$/, ""), "it has 5 fields, 6 were expected"],
    ["a field too many", `${good[2]},1`, "it has 7 fields, 6 were expected"],
    ["a word for a number", good[2]!.replace(/,[^,]*$/, ",abc"), "its volume is 'abc', a number was expected"],
    ["NaN", good[2]!.replace(/,[^,]*,/, ",NaN,"), "its open is 'NaN', a number was expected"],
    ["an empty field", good[2]!.replace(/,[^,]*,/, ",,"), "its open is '', a number was expected"],
    ["an empty line", "", "the line is empty, a row was expected"],
    ["a line end within a row", `${good[2]}\rx`, "it can not be read"],
    ["quoted text", good[2]!.replace(/,[^,]*,/, ",\"1\","), "its open is '\"1\"', a number was expected"],
  ])("name the line and what was expected there: %s", async (_, line, why) => {
    const path = files.write("broken.csv", [CANDLE_HEADER, ...good.slice(0, 2), line, good[3]].join("\n"));
    const error = await refusal(read(path));
    expect(error).toMatchObject({ code: "BROKEN_ROW", kind: "data", detail: { file: "broken.csv", line: 4 } });
    expect(error.message).toContain(`broken.csv, line 4: ${why}`);
    expect(error.message).toContain("nothing of this file was stored");
  });

  it("are named by their line beyond the first block too", async () => {
    const rows = Array.from({ length: 1_000_005 }, (_, i) => `${T + i},0`), path = files.write("long.csv", ["timestamp,rate", ...rows, "1"].join("\n")), layout = await sniffLayout(path);
    await expect((async () => { for await (const block of csvBlocks(path, layout)) expect(block.firstLine).toBe(2); })()).rejects.toThrow("line 1000007: it has 1 field, 2 were expected");
  });

  it("come in blocks of a million, which know where they stand", async () => {
    const path = files.write("blocks.csv", ["timestamp,rate", ...Array.from({ length: 1_000_003 }, (_, i) => `${T + i},0`)].join("\n")), blocks: (readonly number[])[] = [];
    for await (const { firstLine, length, columns: { time = new Float64Array(0) } } of csvBlocks(path, await sniffLayout(path))) {
      blocks.push([firstLine, length]);
      expect(time.findIndex((value, row) => value !== T + firstLine - 2 + row)).toBe(-1);
    }
    expect(blocks).toEqual([[2, 1_000_000], [1_000_002, 3]]);
  });
});

describe("an archive", () => {
  const text = `${candleLines(T, 3_000).join("\n")}\n`;

  it("that is cut short is refused", async () => {
    for (const name of ["cut.csv.gz", "cut.zip"]) {
      const whole = readFileSync(files.write(name, text)), path = files.writeBytes(name, whole.subarray(0, whole.length - 40));
      expect((await refusal(read(path))).message, name).toMatch(/^cut\.(csv\.gz is cut short|zip begins like a zip archive but is none).*fetch it again; nothing of it was stored$/);
    }
  });

  it("whose bytes do not have the checksum that it promises is refused", async () => {
    const stored = zipOf({ "a.csv": text }), at = stored.indexOf("PK\x01\x02") + 16;
    stored.writeUInt32LE(0x12345678, at);
    expect((await refusal(read(files.writeBytes("wrong.zip", stored)))).message).toBe("wrong.zip is damaged (its checksum is wrong): fetch it again; nothing of it was stored");
  });

  it("with two csv files, or none, is refused", async () => {
    expect((await refusal(read(files.writeBytes("two.zip", zipOf({ "a.csv": text, "b.csv": text }))))).message).toContain("two.zip holds 2 csv files, exactly one was expected");
    expect((await refusal(read(files.writeBytes("none.zip", zipOf({ "a.txt": text }))))).message).toContain("none.zip holds 0 csv files");
  });

  it("that does not exist, or is a folder, is refused", async () => {
    expect((await refusal(read(`${files.folder}/absent.csv`))).message).toBe(`${files.folder}/absent.csv does not exist`);
    expect((await refusal(read(files.folder))).message).toBe(`${files.folder} is a folder, a file was expected`);
  });
});
