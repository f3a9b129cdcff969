import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importFile } from "../../lib/data/import/importFile.js";
import { marketDataOf, type MarketData } from "../../lib/data/marketData.js";
import { openStore } from "../../lib/data/store/open.js";
import type { Store } from "../../lib/data/store/store.js";
import { instant, windowOf } from "../../lib/data/window.js";
import { refusal } from "./store/storeContract.js";
import { temporaryHome } from "./store/temporaryHome.js";
import { CANDLE_HEADER, candleLines, temporaryFiles } from "./temporaryFiles.js";

const home = temporaryHome(), files = temporaryFiles(), MINUTE = 60_000, HOUR = 3_600_000;
const T = Date.UTC(2021, 5, 1), BTC = "BTC/USDT", ETH = "ETH/USDT";
let store: Store, data: MarketData;

/** BTC: minutes of 00:20 to 09:59 without 03:00-03:04, and the hours of a longer time. ETH: five minutes only. */
beforeAll(async () => {
  store = await openStore({ home: home.path });
  data = marketDataOf(store);
  const into = (name: string, symbol: string, timeframe: string, lines: readonly string[], header = CANDLE_HEADER) =>
    importFile(store, files.write(name, [header, ...lines, ""].join("\n")), { exchange: "binance", symbol, timeframe });
  await into("minutes.csv", BTC, "1m", candleLines(T, 600).filter((_, i) => i >= 20 && !(i >= 180 && i < 185)));
  await into("hours.csv", BTC, "1h", candleLines(T - 48 * HOUR, 51, HOUR)); // to 02:59 of the day
  await into("few.csv", ETH, "5m", candleLines(T, 12, 5 * MINUTE));
  await into("funding.csv", "BTC/USDT:USDT", "", [`${T},0.0001,30000`, `${T + 8 * HOUR},-0.0002,`], "timestamp,rate,mark_price");
  await into("marks.csv", "BTC/USDT:USDT", "5m", candleLines(T, 24, 5 * MINUTE).map((line) => line.replace(/,[^,]*$/, "")), "timestamp,open,high,low,close");
});
afterAll(async () => { await store.close(); await home.remove(); files.remove(); });

describe("candles", () => {
  it("are the stored ones of a window, from inclusive, to exclusive, with their gaps", async () => {
    const candles = await data.candles({ symbol: BTC, from: "2021-06-01 02:58", to: "2021-06-01T03:07Z" });
    expect([...candles.openTime].map((time) => (time - T) / MINUTE)).toEqual([178, 179, 185, 186]);
    expect(candles.gaps).toEqual([{ from: T + 180 * MINUTE, to: T + 184 * MINUTE, bars: 5 }]);
    expect(candles).toMatchObject({ timeframe: "1m", origin: { exchange: "binance", symbol: BTC, synthetic: false, builtFrom: "1m" } });
  });

  it("of a stored timeframe are those where they cover the window", async () => {
    const candles = await data.candles({ symbol: BTC, timeframe: "1h", from: T + HOUR, to: T + 3 * HOUR });
    expect([candles.origin.builtFrom, candles.length]).toEqual(["1h", 2]);
  });

  it("are built from the finest that does where they do not, and never mixed", async () => {
    const candles = await data.candles({ symbol: BTC, timeframe: "1h", from: T + HOUR, to: T + 9 * HOUR }), minutes = await data.candles({ symbol: BTC, from: T + HOUR, to: T + 9 * HOUR });
    expect([candles.origin.builtFrom, candles.length, candles.timeframe]).toEqual(["1m", 8, "1h"]);
    const third = [...minutes.openTime].flatMap((time, row) => (time >= T + 3 * HOUR && time < T + 4 * HOUR ? [row] : []));
    expect(third.length).toBe(55);
    expect([candles.high[2], candles.low[2], candles.volume[2]]).toEqual([Math.max(...third.map((row) => minutes.high[row]!)), Math.min(...third.map((row) => minutes.low[row]!)), third.reduce((sum, row) => sum + minutes.volume[row]!, 0)]);
  });

  it("that are built leave out a bar that reaches over either end of what is stored", async () => {
    const candles = await data.candles({ symbol: ETH, timeframe: "30m" }), long = await data.candles({ symbol: BTC, timeframe: "4h", from: T });
    expect([candles.length, candles.openTime[1]]).toEqual([2, T + 30 * MINUTE]);
    expect([...long.openTime]).toEqual([T + 4 * HOUR]); // minutes end at 10:00 and begin at 00:20
  });

  it("that open before 'to' are there whole", async () => {
    const candles = await data.candles({ symbol: BTC, timeframe: "15m", from: T + 5 * HOUR, to: T + 5 * HOUR + MINUTE });
    const minutes = await data.candles({ symbol: BTC, from: T + 5 * HOUR, to: T + 5 * HOUR + 15 * MINUTE });
    expect([candles.length, candles.close[0]]).toEqual([1, minutes.close[14]]);
  });

  it("bring the bars before 'from' that an indicator warms up on, as far as they are stored", async () => {
    const candles = await data.candles({ symbol: BTC, from: T + 22 * MINUTE, to: T + 25 * MINUTE, warmup: 10 * MINUTE });
    expect([...candles.openTime].map((time) => (time - T) / MINUTE)).toEqual([20, 21, 22, 23, 24]);
  });

  it("without dates are all that is stored of what reaches furthest", async () => {
    expect(await data.candles({ symbol: BTC, timeframe: "1h" })).toMatchObject({ length: 51, origin: { builtFrom: "1h" } });
    expect(await data.candles({ symbol: BTC })).toMatchObject({ length: 575 });
  });

  it.each([
    [{ symbol: BTC, from: "2019", to: "2020" }, "NO_DATA", "no 1m candles of BTC/USDT of binance are stored from 2019-01-01 00:00 to 2020-01-01 00:00: stored is 2021-06-01 00:20 to 2021-06-01 10:00 (1m)"],
    [{ symbol: BTC, from: "2022", warmup: 365 * 24 * HOUR }, "NO_DATA", "are stored from 2022-01-01 00:00: stored is"],
    [{ symbol: "BTC/USDC" }, "UNKNOWN_SYMBOL", "no candles of BTC/USDC of binance are stored; stored are, the nearest first, BTC/USDT of binance, ETH/USDT of binance"],
    [{ symbol: ETH, timeframe: "1m" }, "NO_SUCH_TIMEFRAME", "1m candles of ETH/USDT of binance can not be built: stored are 5m, and longer bars are built from whole numbers of shorter ones"],
    [{ symbol: "BTCUSDT" }, "BAD_SYMBOL", "'BTCUSDT' is not a unified symbol"],
    [{ symbol: BTC, timeframe: "hourly" }, "BAD_TIMEFRAME", "'hourly' is not a timeframe"],
    [{ symbol: BTC, from: "yesterday" }, "BAD_DATE", "'yesterday' is not a date: write 2020-01-31"],
    [{ symbol: BTC, from: "2021", to: "2020" }, "EMPTY_WINDOW", "the range from 2021-01-01 00:00 to 2020-01-01 00:00 is empty"],
  ])("refuse %o in one sentence", async (query, code, sentence) => {
    const error = await refusal(data.candles(query));
    expect(error).toMatchObject({ kind: "input", code });
    expect(error.message).toContain(sentence);
  });
});

describe("funding and mark prices", () => {
  it("come as they are stored; none is no error", async () => {
    const { time, rate, mark, length } = await data.funding({ symbol: "BTC/USDT:USDT" });
    expect([length, [...time], [...rate], [...mark]]).toEqual([2, [T, T + 8 * HOUR], [0.0001, -0.0002], [30_000, NaN]]);
    expect((await data.funding({ symbol: "BTC/USDT:USDT", from: T + 1, to: T + 8 * HOUR })).length).toBe(0);
    expect((await data.funding({ symbol: "ETH/USDT:USDT" })).length).toBe(0);
  });

  it("are built for longer bars, and are not there for shorter ones or where none is stored", async () => {
    const five = await data.mark({ symbol: "BTC/USDT:USDT", timeframe: "5m" }), hours = await data.mark({ symbol: "BTC/USDT:USDT", timeframe: "1h" });
    expect([five?.length, hours?.length, hours?.interval, hours?.close[1]]).toEqual([24, 2, HOUR, five?.close[23]]);
    expect(await data.mark({ symbol: "BTC/USDT:USDT", timeframe: "1m" })).toBeUndefined();
    expect(await data.mark({ symbol: BTC, timeframe: "1h" })).toBeUndefined();
    expect(await data.mark({ symbol: "BTC/USDT:USDT", timeframe: "1h", from: "2025" })).toBeUndefined();
  });
});

describe("coverage", () => {
  it("names every series with its rows, its ends and its gaps", async () => {
    const short = (await data.coverage()).map(({ symbol, kind, timeframe, rows, gaps, gapBars }) => [symbol, kind, timeframe, rows, gaps, gapBars]);
    expect(short).toEqual([[BTC, "candles", "1h", 51, 0, 0], [BTC, "candles", "1m", 575, 1, 5], ["BTC/USDT:USDT", "funding", undefined, 2, 0, 0], ["BTC/USDT:USDT", "mark", "5m", 24, 0, 0], [ETH, "candles", "5m", 12, 0, 0]]);
    expect((await data.coverage())[1]).toMatchObject({ first: T + 20 * MINUTE, last: T + 599 * MINUTE, synthetic: false, takerRows: 0 });
  });
});

describe("a date", () => {
  it.each([
    ["2020", "2020-01-01T00:00:00.000Z"], ["2020-02", "2020-02-01T00:00:00.000Z"], ["2020-02-29", "2020-02-29T00:00:00.000Z"], ["2020-02-29 12:30", "2020-02-29T12:30:00.000Z"],
    ["2020-02-29T12:30:15.250Z", "2020-02-29T12:30:15.250Z"], ["2020-02-29T12:30+02:00", "2020-02-29T10:30:00.000Z"],
  ])("%s is %s, whatever the computer's own zone", (text, expected) => expect(new Date(instant(text)).toISOString()).toBe(expected));

  it.each(["", "2023-02-29", "2023-13-01", "01/02/2023", "2023-1-1", "2020-01-01T25:00", "now"])("'%s' is refused", (text) => expect(() => instant(text)).toThrow("is not a date"));

  it("range may be open at either end", () => expect(windowOf(undefined, "2020")).toEqual({ from: -Infinity, to: Date.UTC(2020, 0) }));
});
