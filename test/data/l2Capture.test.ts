import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readL2Captures, type L2Capture } from "../../lib/data/sources/l2Capture.js";

const folder = mkdtempSync(join(tmpdir(), "btc-quant-l2-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
/** A capture of these lines; the second argument a second file of the same session. */
function capture(...sets: readonly (readonly string[])[]): Promise<L2Capture> {
  return readL2Captures(sets.map((lines) => {
    const path = join(folder, `capture-${++files}.gz`);
    writeFileSync(path, gzipSync(lines.map((line) => `${line}\n`).join("")));
    return path;
  }));
}

const NS = "1721347020984480942", US = "1680652800004107";
const trade = (fields: object): string => `${NS} ${JSON.stringify({ stream: "btcusdt@trade", data: { e: "trade", T: 1721347020000, p: "63943.90", q: "0.003", m: true, ...fields } })}`;
const depth = (ids: object, b: readonly (readonly string[])[] = []): string => `${NS} ${JSON.stringify({ stream: "btcusdt@depth@0ms", data: { T: 1721347022000, b, a: [], ...ids } })}`;

describe("a raw capture", () => {
  it("gives prints with the exchange's time, and whether the seller took", async () => {
    const { trades } = await capture([trade({}), trade({ m: false, p: "63944.00" })]);
    expect([...trades.time, ...trades.price, ...trades.quantity, ...trades.buyerIsMaker]).toEqual([1721347020000, 1721347020000, 63943.9, 63944, 0.003, 0.003, 1, 0]);
  });

  it("leaves out and counts what is printed but was no market trade, and counts streams it does not read", async () => {
    const other = `${NS} {"stream":"btcusdt@markPrice@1s","data":{"p":"1"}}`;
    expect(await capture([trade({ X: "INSURANCE_FUND" }), trade({ X: "MARKET" }), other])).toMatchObject({ offMarket: 1, others: 1, trades: { length: 1 } });
  });

  it("takes the time of receipt, ns or µs, where a quote has none of its own", async () => {
    const quote = `{"stream":"btcusdt@bookTicker","data":{"u":7,"s":"BTCUSDT","b":"28165.47","B":"7.98","a":"28165.48","A":"3.26"}}`, { quotes, quoteIds } = await capture([`${US} ${quote}`, `${NS} ${quote}`]);
    expect([...quotes.time]).toEqual([1680652800004.107, 1721347020984.48]);
    expect([...quoteIds]).toEqual([7, 7]);
  });

  it("puts a snapshot that arrived late where its update number belongs, over the files of a session", async () => {
    const snapshot = `${NS} {"lastUpdateId":15,"T":1721347022000,"bids":[["100.0","1"]],"asks":[["100.1","2"]]}`;
    const { depth: messages } = await capture([depth({ U: 1, u: 10, pu: 0 }, [["99", "1"]]), depth({ U: 11, u: 20, pu: 10 })], [depth({ U: 21, u: 30, pu: 20 }), snapshot]);
    expect([...messages.lastId]).toEqual([10, 15, 20, 30]);
    expect([...messages.snapshot]).toEqual([0, 1, 0, 0]);
    expect([...messages.start]).toEqual([0, 1, 3, 3, 3]);
    expect([...messages.isBid, ...messages.price, ...messages.size]).toEqual([1, 1, 0, 99, 100, 100.1, 1, 1, 2]);
  });

  it("with a line that can not be read is refused with file, line and what is wrong", async () => {
    await expect(capture([trade({}), `${NS} {"stream":`])).rejects.toThrow(/capture-\d+\.gz, line 2: /);
    await expect(capture([trade({ p: "dear" })])).rejects.toThrow(/line 1: field p is "dear", a number of at least 0 was expected/);
    await expect(capture(["yesterday {}"])).rejects.toThrow(/line 1: a receive time in ns or µs/);
    await expect(capture([`${NS} {"hello":1}`])).rejects.toThrow(/line 1: neither a stream's message nor a snapshot/);
    await expect(capture([depth({ U: 1, u: 2 }, [["-5", "1"]])])).rejects.toThrow(/line 1: level \["-5","1"\] of b/);
    await expect(readL2Captures([join(folder, "none.gz")])).rejects.toThrow(/does not exist/);
  });
});
