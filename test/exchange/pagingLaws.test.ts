/** What each simulated exchange answers when more is asked for than it gives: the end that is cut off is the exchange's own. Asked by a plain HTTP client. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startExchange, type SimulatedExchange } from "../../lib/exchange/index.js";
import { MINUTE, minuteFeed, START } from "./feeds.js";
import { get } from "./get.js";

const NOW_ROW = 1_600;
let exchange: SimulatedExchange;
beforeAll(async () => {
  const feeds = [["binance", "BTC/USDT"], ["bybit", "BTC/USDT"], ["okx", "BTC/USDT"], ["coinbase", "BTC/USD"], ["kraken", "BTC/USD"]] as const;
  exchange = await startExchange({ feeds: feeds.map(([id, symbol]) => minuteFeed({ exchange: id, symbol, minutes: 2_000 })), now: START + NOW_ROW * MINUTE });
});
afterAll(() => exchange.stop());

const at = (row: number): number => START + row * MINUTE;
/** First and last minute of an answer in its own order, and how many there are. */
const span = (times: readonly number[]): readonly [number, number, number] => [(times[0]! - START) / MINUTE, (times.at(-1)! - START) / MINUTE, times.length];
const ask = async (host: string, path: string): Promise<unknown> => (await get(exchange, host, path)).body;

describe("an answer that can not hold the whole range", () => {
  it("Binance: the oldest rows from a start time, the newest without one, both ends inclusive", async () => {
    const times = async (query: string): Promise<number[]> => ((await ask("api.binance.com", `/api/v3/klines?symbol=BTCUSDT&interval=1m&${query}`)) as number[][]).map(([time]) => time!);
    expect(span(await times(`startTime=${at(100)}&endTime=${at(1_500)}&limit=1000`))).toEqual([100, 1_099, 1_000]);
    expect(span(await times(`endTime=${at(1_500)}&limit=10`))).toEqual([1_491, 1_500, 10]);
    expect(span(await times(`startTime=${at(1_590)}`))).toEqual([1_590, NOW_ROW, 11]);
    expect(await times(`startTime=${at(NOW_ROW) + 1}`)).toEqual([]);
  });

  it("Bybit: the newest rows of a range, the oldest after a start without an end, newest first", async () => {
    const times = async (query: string): Promise<number[]> => ((await ask("api.bybit.com", `/v5/market/kline?category=spot&symbol=BTCUSDT&interval=1&${query}`)) as { result: { list: string[][] } }).result.list.map(([time]) => Number(time));
    expect(span(await times(`start=${at(100)}&end=${at(1_500)}&limit=1000`))).toEqual([1_500, 501, 1_000]);
    expect(span(await times(`start=${at(100)}&limit=3`))).toEqual([102, 100, 3]);
    expect((await times(`start=${at(100)}&end=${at(1_500)}`)).length).toBe(200);
  });

  it("OKX: the newest rows strictly between before and after; the recent endpoint holds 1,440; the unfinished one is marked", async () => {
    const rows = async (endpoint: string, query: string): Promise<string[][]> => ((await ask("www.okx.com", `/api/v5/market/${endpoint}?instId=BTC-USDT&bar=1m&${query}`)) as { data: string[][] }).data;
    const times = (found: string[][]): number[] => found.map(([time]) => Number(time));
    expect(span(times(await rows("history-candles", `before=${at(100)}&after=${at(1_000)}&limit=300`)))).toEqual([999, 700, 300]);
    expect(span(times(await rows("candles", `before=${at(100)}&after=${at(165)}&limit=300`)))).toEqual([164, 160, 5]);
    expect((await rows("candles", "limit=2")).map((row) => row[8])).toEqual(["0", "1"]);
  });

  it("Coinbase: more than 350 are refused, both ends are inclusive, newest first", async () => {
    const answer = async (from: number, to: number): Promise<{ candles?: { start: string }[]; error?: string }> =>
      (await ask("api.coinbase.com", `/api/v3/brokerage/market/products/BTC-USD/candles?granularity=ONE_MINUTE&start=${at(from) / 1_000}&end=${at(to) / 1_000}`)) as object;
    expect(span((await answer(100, 110)).candles!.map(({ start }) => Number(start) * 1_000))).toEqual([110, 100, 11]);
    expect((await answer(100, 451)).error).toBe("INVALID_ARGUMENT");
  });

  it("Kraken: the newest 720 candles whatever is asked, fewer after a later time", async () => {
    const times = async (query: string): Promise<number[]> => ((await ask("api.kraken.com", `/0/public/OHLC?pair=XXBTZUSD&interval=1${query}`)) as { result: { XXBTZUSD: number[][] } }).result.XXBTZUSD.map(([time]) => time! * 1_000);
    expect(span(await times(`&since=${at(0) / 1_000}`))).toEqual([NOW_ROW - 719, NOW_ROW, 720]);
    expect(span(await times(`&since=${at(1_590) / 1_000}`))).toEqual([1_591, NOW_ROW, 10]);
  });

  it("bars shorter than the feed's own are refused and never made up", async () => {
    const { bars } = minuteFeed({ minutes: 3 }), hours = Object.fromEntries(Object.entries(bars).map(([name, column]) => [name, name === "time" ? (column as Float64Array).map((time) => START + (time - START) * 60) : column])) as typeof bars;
    const served = await startExchange({ feeds: [{ exchange: "binance", symbol: "BTC/USDT", interval: 60 * MINUTE, bars: hours }], now: START + 180 * MINUTE });
    expect((await get(served, "api.binance.com", "/api/v3/klines?symbol=BTCUSDT&interval=1m")).body).toEqual({ code: -1120, msg: "Invalid interval." });
    expect(((await get(served, "api.binance.com", "/api/v3/klines?symbol=BTCUSDT&interval=1h")).body as unknown[]).length).toBe(3);
    await served.stop();
  });
});
