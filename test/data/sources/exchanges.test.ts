/** Every source against the simulated exchange, through the unmodified ccxt over real sockets: each row is the feed's, across every page border. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ColumnName } from "../../../lib/data/sources/columnNames.js";
import { startExchange, type MarketFeed, type SimulatedExchange } from "../../../lib/exchange/index.js";
import { DAY, HOUR, MINUTE, minuteFeed, START } from "../../exchange/feeds.js";
import { column, pagesOf, quick } from "./asking.js";

const MINUTES = 2_600, NOW_ROW = 2_500;
/** Outages of the exchange itself: one inside a page and one across Binance's and Bybit's page border at row 1,000 and Coinbase's and OKX's at 897 to 900. */
const OUTAGE = { from: 890, to: 1_010 };

const MARKETS = [
  { exchange: "binance", symbol: "BTC/USDT", page: 1_000, columns: ["quoteVolume", "trades", "takerBuyVolume"] },
  { exchange: "binance", symbol: "BTC/USDT:USDT", page: 1_000, columns: ["quoteVolume", "trades", "takerBuyVolume"] },
  { exchange: "bybit", symbol: "BTC/USDT", page: 1_000, columns: ["quoteVolume"] },
  { exchange: "bybit", symbol: "BTC/USDT:USDT", page: 1_000, columns: ["quoteVolume"] },
  { exchange: "coinbase", symbol: "BTC/USD", page: 299, columns: [] },
  { exchange: "okx", symbol: "BTC/USDT", page: 300, columns: ["quoteVolume"] },
  { exchange: "okx", symbol: "BTC/USDT:USDT", page: 300, columns: ["quoteVolume"] },
] as const satisfies readonly { exchange: string; symbol: string; page: number; columns: readonly ColumnName[] }[];

const feeds = new Map<string, ReturnType<typeof minuteFeed>>();
const feedOf = (exchange: string, symbol: string): ReturnType<typeof minuteFeed> => feeds.get(`${exchange} ${symbol}`)!;
let exchange: SimulatedExchange;

beforeAll(async () => {
  for (const market of [...MARKETS, { exchange: "kraken", symbol: "BTC/USD" }]) feeds.set(`${market.exchange} ${market.symbol}`, minuteFeed({ ...market, minutes: MINUTES, outage: OUTAGE }));
  exchange = await startExchange({ feeds: [...feeds.values()] as MarketFeed[], now: START + NOW_ROW * MINUTE + 30_000 });
});
afterAll(() => exchange.stop());

/** The feed's rows that open in [from, to). */
function expected(feed: ReturnType<typeof minuteFeed>, name: ColumnName, from: number, to: number): number[] {
  const { time, ...bars } = feed.bars, values = name === "time" ? time : bars[name as keyof typeof bars];
  return [...values].filter((_, row) => time[row]! >= from && time[row]! < to);
}

describe("candles of an exchange", () => {
  for (const { exchange: id, symbol, page, columns } of MARKETS) {
    it(`${id} ${symbol}: every row of the feed, over page borders and an outage, up to the last finished minute`, async () => {
      const pages = await pagesOf(id, { kind: "candles", symbol, timeframe: "1m", from: START, to: START + MINUTES * MINUTE }, quick(exchange));
      expect(pages.length).toBeGreaterThanOrEqual(Math.floor((NOW_ROW - (OUTAGE.to - OUTAGE.from)) / page));
      for (const name of ["time", "open", "high", "low", "close", "volume", ...columns] as const) {
        expect(column(pages, name), name).toEqual(expected(feedOf(id, symbol), name, START, START + NOW_ROW * MINUTE));
      }
      expect(pages.at(-1)!.to).toBe(START + NOW_ROW * MINUTE);
    });

    it(`${id} ${symbol}: bars of an hour that are begun in the middle of one and end in another`, async () => {
      const from = START + 90 * MINUTE, to = START + 600 * MINUTE;
      const pages = await pagesOf(id, { kind: "candles", symbol, timeframe: "1h", from, to }, quick(exchange));
      expect(column(pages, "time")).toEqual([2, 3, 4, 5, 6, 7, 8, 9].map((hour) => START + hour * HOUR));
      expect(pages.at(-1)!.to).toBe(to);
    });
  }

  it("no page is asked for where nothing can be known yet", async () => {
    const before = exchange.requests.filter(({ path }) => path.endsWith("/klines")).length;
    expect(await pagesOf("binance", { kind: "candles", symbol: "BTC/USDT", timeframe: "1m", from: START + NOW_ROW * MINUTE, to: START + MINUTES * MINUTE }, quick(exchange))).toEqual([]);
    expect(exchange.requests.filter(({ path }) => path.endsWith("/klines")).length).toBe(before);
  });

  it("a bar counts as finished two seconds after its close and not before", async () => {
    const feed = minuteFeed({ minutes: 10 }), small = await startExchange({ feeds: [feed], now: START + 5 * MINUTE + 1_999 });
    const rows = async (): Promise<number> => column(await pagesOf("binance", { kind: "candles", symbol: "BTC/USDT", timeframe: "1m", from: START, to: START + HOUR }, quick(small)), "time").length;
    expect(await rows()).toBe(4);
    small.clock.advanceBy(1);
    expect(await rows()).toBe(5);
    await small.stop();
  });
});

describe("Kraken", () => {
  const feed = (): ReturnType<typeof minuteFeed> => feedOf("kraken", "BTC/USD");
  const ask = (from: number, to = START + MINUTES * MINUTE): Promise<Awaited<ReturnType<typeof pagesOf>>> => pagesOf("kraken", { kind: "candles", symbol: "BTC/USD", timeframe: "1m", from, to }, quick(exchange));

  it("its newest 720 bars are right to the row", async () => {
    const from = START + (NOW_ROW + 1 - 720) * MINUTE, pages = await ask(from);
    for (const name of ["time", "open", "close", "volume", "trades"] as const) expect(column(pages, name), name).toEqual(expected(feed(), name, from, START + NOW_ROW * MINUTE));
  });

  it("one bar more is refused with the reason and never silently short", async () => {
    await expect(ask(START + (NOW_ROW - 720) * MINUTE)).rejects.toMatchObject({ code: "HISTORY_TOO_SHORT", message: expect.stringMatching(/newest 720 bars.*2024-01-02 05:41.*OHLCVT files/) as string });
  });

  it("trades: all of them, though its answers overlap and its clock counts seconds", async () => {
    const from = START + 2_340 * MINUTE, pages = await pagesOf("kraken", { kind: "trades", symbol: "BTC/USD", from, to: START + MINUTES * MINUTE }, quick(exchange));
    expect(faultsOfTrades(pages, from, 160, "kraken", "BTC/USD")).toEqual([]);
    expect(column(pages, "id").length).toBe(160 * 8 + 4); // of the running minute the prints at its open and its first quarter
    expect(pages.at(-1)!.to).toBe(START + NOW_ROW * MINUTE + 28_000);
  });
});

/** Trades that were made up from bars add up to each bar's volumes, and their ids follow each other: what does not. */
function faultsOfTrades(pages: Awaited<ReturnType<typeof pagesOf>>, from: number, minutes: number, id: string, symbol: string): readonly string[] {
  const { bars } = feedOf(id, symbol), [time, ids, quantity, side] = [column(pages, "time"), column(pages, "id"), column(pages, "quantity"), column(pages, "side")];
  const holes = ids.flatMap((value, i) => (i > 0 && value !== ids[i - 1]! + 1 ? [`${value} follows ${ids[i - 1]}`] : []));
  const differing = Array.from({ length: minutes }, (_, row) => from + row * MINUTE).flatMap((open) => {
    const own = time.flatMap((at, i) => (at >= open && at < open + MINUTE ? [i] : [])), inFeed = bars.time.indexOf(open);
    const sum = (rows: readonly number[]): number => rows.reduce((total, i) => total + quantity[i]!, 0), bought = own.filter((i) => side[i] === 1);
    const off = Math.abs(sum(own) - (bars.volume[inFeed] ?? 0)) + Math.abs(sum(bought) - (bars.takerBuyVolume[inFeed] ?? 0));
    return off < 1e-6 ? [] : [`minute ${(open - START) / MINUTE} is off by ${off}`];
  });
  return [...holes, ...differing];
}

describe("trades of Binance", () => {
  it("every one once, though pages end in the middle of a millisecond and the exchange was away for two hours", async () => {
    const from = START + 700 * MINUTE, pages = await pagesOf("binance", { kind: "trades", symbol: "BTC/USDT", from, to: START + 1_200 * MINUTE }, quick(exchange));
    expect(pages.length).toBeGreaterThan(3);
    expect(faultsOfTrades(pages, from, 500, "binance", "BTC/USDT")).toEqual([]);
    expect(column(pages, "id").length).toBe((500 - (OUTAGE.to - OUTAGE.from)) * 8);
  });

  it("many of one ms lie on one page, wherever the exchange's pages end", async () => {
    const count = 2_600, perMs = 7, ids = Float64Array.from({ length: count }, (_, i) => 5_000 + i), time = ids.map((_, i) => START + Math.floor(i / perMs) * 3);
    const trades = { time, id: ids, price: ids.map((id) => 100 + (id % 9)), quantity: ids.map(() => 0.5), side: ids.map((id) => (id % 2 === 0 ? 1 : -1)) };
    const busy = await startExchange({ feeds: [{ ...minuteFeed({ minutes: 10 }), trades }, { ...minuteFeed({ exchange: "kraken", symbol: "BTC/USD", minutes: 10 }), trades }], now: START + HOUR });
    for (const [id, symbol] of [["binance", "BTC/USDT"], ["kraken", "BTC/USD"]] as const) {
      const pages = await pagesOf(id, { kind: "trades", symbol, from: START, to: START + HOUR }, quick(busy));
      for (const name of ["id", "time", "price", "quantity", "side"] as const) expect(column(pages, name), `${id} ${name}`).toEqual([...trades[name]]);
      expect(pages.length).toBeGreaterThan(2);
    }
    await busy.stop();
  });

  it("a stretch without any trade is a page without rows", async () => {
    const from = START + OUTAGE.from * MINUTE, pages = await pagesOf("binance", { kind: "trades", symbol: "BTC/USDT:USDT", from, to: START + OUTAGE.to * MINUTE }, quick(exchange));
    expect(pages.map(({ rows }) => rows).reduce((a, b) => a + b, 0)).toBe(0);
    expect(pages.at(-1)!.to).toBe(START + OUTAGE.to * MINUTE);
  });
});

describe("what belongs to a perpetual", () => {
  for (const id of ["binance", "bybit", "okx"]) {
    it(`${id}: settlements with their rates, each once`, async () => {
      const { funding } = feedOf(id, "BTC/USDT:USDT"), pages = await pagesOf(id, { kind: "funding", symbol: "BTC/USDT:USDT", from: START, to: START + 5 * DAY }, quick(exchange));
      const settled = [...funding!.time].map((time, row) => [time, funding!.rate[row]!] as const).filter(([time]) => time <= START + NOW_ROW * MINUTE);
      expect(settled.length).toBeGreaterThan(4);
      expect(column(pages, "time").map((time, row) => [time, column(pages, "rate")[row]])).toEqual(settled);
    });

    it(`${id}: the mark price's bars`, async () => {
      const { mark } = feedOf(id, "BTC/USDT:USDT"), to = START + 1_100 * MINUTE, pages = await pagesOf(id, { kind: "mark", symbol: "BTC/USDT:USDT", timeframe: "1m", from: START, to }, quick(exchange));
      for (const name of ["time", "open", "high", "low", "close"] as const) expect(column(pages, name), name).toEqual([...mark![name].subarray(0, 1_100)]);
    });
  }

  it("Binance's settlements carry the mark they were settled at", async () => {
    const { funding } = feedOf("binance", "BTC/USDT:USDT"), pages = await pagesOf("binance", { kind: "funding", symbol: "BTC/USDT:USDT", from: START, to: START + DAY }, quick(exchange));
    expect(column(pages, "mark")).toEqual([...funding!.mark!.subarray(0, 3)]);
  });
});
