import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedRecords } from "../../lib/data/account/storedRecords.js";
import { writeRows } from "../../lib/data/seriesTable.js";
import { openStore } from "../../lib/data/store/open.js";
import type { Store } from "../../lib/data/store/store.js";
import { notebookData, type NotebookData } from "../../lib/workbench/notebookData.js";
import { refusal } from "../data/store/storeContract.js";
import { temporaryHome } from "../data/store/temporaryHome.js";

const home = temporaryHome(), T = Date.UTC(2024, 0, 1), MINUTE = 60_000, SYMBOL = "BTC/USDT:USDT", market = { exchange: "synthetic", symbol: SYMBOL };
let store: Store, data: NotebookData;

beforeAll(async () => {
  store = await openStore({ home: home.path });
  data = notebookData(() => Promise.resolve(store));
  const bars = 1_500, time = Float64Array.from({ length: bars }, (_, i) => T + i * MINUTE), price = time.map((_, i) => 100 + Math.sin(i));
  const ohlc = { time, open: price, high: price, low: price, close: price }, rows = { length: 300_000 };
  const of = (kind: "candles" | "mark" | "funding" | "trades" | "quotes", columns: Parameters<typeof writeRows>[2]): Promise<void> =>
    writeRows(store, { kind, ...market, timeframe: kind === "candles" || kind === "mark" ? "1m" : undefined }, columns, undefined);
  await of("candles", { ...ohlc, volume: price });
  await of("mark", ohlc);
  await of("funding", { time: time.slice(0, 2), rate: Float64Array.of(0.0001, -0.0002) });
  await of("trades", { time: Float64Array.from(rows, (_, i) => T + i), id: Float64Array.from(rows, (_, i) => i), price: Float64Array.from(rows, () => 1), quantity: Float64Array.from(rows, () => 1), side: Float64Array.from(rows, (_, i) => (i % 3 === 0 ? -1 : 1)) });
  await of("quotes", { time: Float64Array.of(T, T, T + 5), id: Float64Array.of(1, 2, 3), bid: Float64Array.of(99, 99.5, 98), bidSize: Float64Array.of(1, 2, 3), ask: Float64Array.of(101, 100, 100), askSize: Float64Array.of(3, 2, 1) });
  await storedRecords(store).put("balances", [{ account: "main", exchange: "synthetic", asset: "USDT", time: T, total: 5, free: 4 }]);
});
afterAll(async () => { await store.close(); await home.remove(); });

describe("the data of a cell", () => {
  it("answers every series in the same words, as columns", async () => {
    const query = { ...market, timeframe: "1m", from: T, to: T + 3 };
    expect([(await data.candles(query)).length, (await data.mark(query))?.length, (await data.funding(query)).length, (await data.balances(query)).length]).toEqual([1, 1, 1, 1]);
    expect(await data.trades(query)).toMatchObject({ ...market, length: 3, id: Float64Array.of(0, 1, 2), buyerIsMaker: Uint8Array.of(1, 0, 0) });
    expect(await data.quotes(query)).toMatchObject({ ...market, length: 2, id: Float64Array.of(1, 2), bid: Float64Array.of(99, 99.5), askSize: Float64Array.of(3, 2) });
    expect([(await data.orders(query)).length, (await data.fills()).length]).toEqual([0, 0]);
  });

  it("streams the same: a window that is over is its history, then the end", async () => {
    const query = { ...market, from: T, to: T + 4 * MINUTE, live: true } as const, seen: number[] = [];
    for await (const chunk of data.candles(query)) seen.push(...chunk.openTime);
    for await (const chunk of data.mark({ ...query, timeframe: "2m" })) seen.push(...chunk.openTime);
    for await (const chunk of data.trades({ ...query, to: T + 2 })) seen.push(...chunk.time);
    expect(seen.map((time) => time - T)).toEqual([0, 1, 2, 3].map((n) => n * MINUTE).concat([0, 2 * MINUTE], [0, 1]));
  });

  it("frames the same, a column each", async () => {
    const bars = await data.candles({ ...market, timeframe: "1h", frame: true }), funds = await data.balances({ account: "main", frame: true });
    expect([bars.columns, bars.shape, funds.columns, funds.values]).toEqual([["openTime", "open", "high", "low", "close", "volume"], [25, 6], ["account", "exchange", "asset", "time", "total", "free"], [["main", "synthetic", "USDT", T, 5, 4]]]);
  });

  it("refuses frames that are too large before it reads, saying what to use instead", async () => {
    const error = await refusal(data.trades({ ...market, frame: true }));
    expect(error).toMatchObject({ kind: "input", code: "FRAME_TOO_LARGE" });
    expect(error.message).toBe("300,000 rows are too many for a danfo frame (at most 200,000): aggregate in ClickHouse with rows(sql), or work on the Float64Array columns and frame their summary.");
    expect(await refusal(data.trades({ ...market, mostRows: 299_999 }))).toMatchObject({ code: "TOO_MANY_ROWS" });
    expect((await data.trades({ ...market, mostRows: 300_000 })).length).toBe(300_000);
  });
});
