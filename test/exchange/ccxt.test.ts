/** The unmodified ccxt on production URLs, redirected at the socket, takes the simulated exchange for the real ones: unified calls and ccxt.pro's streams. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { redirect, type RedirectableExchange } from "../../lib/data/sources/rest/redirect.js";
import { startExchange, type MarketFeed, type SimulatedExchange } from "../../lib/exchange/index.js";
import { HOUR, MINUTE, minuteFeed, START } from "./feeds.js";

const MARKETS = [["binance", "BTC/USDT"], ["binance", "BTC/USDT:USDT"], ["bybit", "BTC/USDT:USDT"], ["okx", "BTC/USDT:USDT"], ["coinbase", "BTC/USD"], ["kraken", "BTC/USD"]] as const;
const NOW = START + 600 * MINUTE;

/** What these tests call of ccxt. */
interface Ccxt extends RedirectableExchange {
  readonly has: Readonly<Record<string, unknown>>;
  loadMarkets(): Promise<Record<string, { id: string; precision: { price: number; amount: number } }>>;
  fetchOHLCV(symbol: string, timeframe: string, since?: number, limit?: number): Promise<number[][]>;
  fetchTrades(symbol: string, since?: number, limit?: number, params?: object): Promise<{ id: string; timestamp: number; price: number; amount: number; side: string }[]>;
  fetchFundingRateHistory(symbol: string, since?: number, limit?: number): Promise<{ timestamp: number; fundingRate: number }[]>;
  fetchFundingRate(symbol: string): Promise<{ markPrice: number; fundingTimestamp: number }>;
  fetchOrderBook(symbol: string, limit?: number): Promise<Book>;
  fetchBidsAsks(symbols: string[]): Promise<Record<string, { bid: number; ask: number }>>;
  watchOHLCV(symbol: string, timeframe: string): Promise<number[][]>;
  watchTrades(symbol: string): Promise<{ id: string; price: number; amount: number }[]>;
  watchBidsAsks(symbols: string[]): Promise<Record<string, { bid: number; ask: number }>>;
  watchMarkPrice(symbol: string): Promise<{ markPrice: number; timestamp: number }>;
  watchOrderBook(symbol: string, limit?: number): Promise<Book>;
  readonly orderbooks: Readonly<Record<string, Book>>;
  handleMessage(client: unknown, message: unknown): unknown;
  close(): Promise<void>;
}
interface Book { bids: number[][]; asks: number[][]; nonce: number }

const feeds = new Map(MARKETS.map(([exchange, symbol]) => [`${exchange} ${symbol}`, minuteFeed({ exchange, symbol, minutes: 1_500 })]));
let exchange: SimulatedExchange;
const opened: Ccxt[] = [];

beforeAll(async () => { exchange = await startExchange({ feeds: [...feeds.values()] as MarketFeed[], now: NOW }); });
afterEach(async () => {
  for (const one of opened.splice(0)) {
    await one.close();
    await (one.fetchDispatcher as { destroy: () => Promise<void> }).destroy();
  }
});
afterAll(() => exchange.stop());

async function ccxtOf(id: string, settings: object = {}, pro = false): Promise<Ccxt> {
  const ccxt = (await import("ccxt")) as unknown as Record<string, new (settings: object) => Ccxt> & { pro: Record<string, new (settings: object) => Ccxt> };
  const one = new (pro ? ccxt.pro : ccxt)[id]!({ has: { fetchCurrencies: false }, ...settings });
  await redirect(one, exchange.url);
  opened.push(one);
  return one;
}

/** Only the markets that are served: ccxt would ask coin-margined Binance and options too. */
const SETTINGS: Readonly<Record<string, object>> = {
  "binance BTC/USDT": { options: { fetchMarkets: { types: ["spot"] } } }, "binance BTC/USDT:USDT": { options: { fetchMarkets: { types: ["linear"] } } },
  "bybit BTC/USDT:USDT": { options: { fetchMarkets: { types: ["linear"] } } }, "okx BTC/USDT:USDT": { options: { fetchMarkets: { types: ["swap"] } } },
};

describe("ccxt's unified calls", () => {
  for (const [id, symbol] of MARKETS) {
    it(`${id} ${symbol}: markets, candles and trades are the feed's`, async () => {
      const feed = feeds.get(`${id} ${symbol}`)!, one = await ccxtOf(id, SETTINGS[`${id} ${symbol}`]), since = START + 500 * MINUTE;
      expect(Object.keys(await one.loadMarkets())).toEqual([symbol]);
      const candles = await one.fetchOHLCV(symbol, "1m", since, 50), { open, high, low, close, volume } = feed.bars;
      expect(candles.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => [since + i * MINUTE, ...[open, high, low, close, volume].map((column) => column[500 + i])]));
      const trades = id === "coinbase" ? await one.fetchTrades(symbol, NOW - MINUTE, 8, { until: NOW }) : await one.fetchTrades(symbol, id === "kraken" ? NOW - MINUTE : undefined, 8);
      expect(trades.length).toBe(8);
      expect(trades.every(({ price, amount, timestamp }) => price >= low[599]! && price <= high[599]! && amount > 0 && timestamp >= NOW - MINUTE && timestamp <= NOW)).toBe(true);
    });
  }

  for (const id of ["binance", "bybit", "okx"]) {
    it(`${id}: the history of funding`, async () => {
      const symbol = "BTC/USDT:USDT", { funding } = feeds.get(`${id} ${symbol}`)!, found = await (await ccxtOf(id, SETTINGS[`${id} ${symbol}`])).fetchFundingRateHistory(symbol, START, 10);
      expect(found.map(({ timestamp, fundingRate }) => [timestamp, fundingRate])).toEqual([...funding!.time].map((time, row) => [time, funding!.rate[row]]).filter(([time]) => time! <= NOW));
    });
  }

  it("Binance's book, touch and premium index fit each other", async () => {
    const one = await ccxtOf("binanceusdm"), symbol = "BTC/USDT:USDT", book = await one.fetchOrderBook(symbol, 20), touch = (await one.fetchBidsAsks([symbol]))[symbol]!, funding = await one.fetchFundingRate(symbol);
    expect([book.bids[0]![0], book.asks[0]![0]]).toEqual([touch.bid, touch.ask]);
    expect(book.bids.length).toBe(20);
    expect(funding.fundingTimestamp).toBe(START + 16 * HOUR);
    expect(funding.markPrice).toBeGreaterThan(0);
  });

  it("a symbol that is not there is BadSymbol, as in production", async () => {
    const one = (await ccxtOf("binanceusdm")) as unknown as { fapiPublicGetKlines: (params: object) => Promise<unknown> };
    await expect(one.fapiPublicGetKlines({ symbol: "NONE", interval: "1m" })).rejects.toMatchObject({ name: "BadSymbol" });
  });
});

describe("ccxt.pro's streams", () => {
  const PRO = { options: { watchTrades: { name: "aggTrade" }, fetchMarkets: { types: ["linear"] } } };
  /** Steps the clock until the promise settles: a subscription needs a moment to arrive. */
  async function stepping<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const watched = promise.finally(() => { settled = true; });
    watched.catch(() => undefined);
    while (!settled) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (exchange.connections > 0) exchange.clock.advanceBy(5_000);
    }
    return watched;
  }

  it("klines with their closed flag, once a bar, the feed's numbers", async () => {
    const one = await ccxtOf("binanceusdm", PRO, true), symbol = "BTC/USDT:USDT", { bars } = feeds.get(`binance ${symbol}`)!;
    const closed: { t: number; c: string; v: string; V: string }[] = [], handle = one.handleMessage.bind(one);
    one.handleMessage = (client, message) => {
      const { e, k } = message as { e?: string; k?: { x: boolean; t: number; c: string; v: string; V: string } };
      if (e === "kline" && k?.x === true) closed.push(k);
      return handle(client, message);
    };
    while (closed.length < 3) await stepping(one.watchOHLCV(symbol, "1m"));
    for (const { t, c, v, V } of closed) {
      const row = bars.time.indexOf(t);
      expect([Number(c), Number(v), Number(V)]).toEqual([bars.close[row], bars.volume[row], bars.takerBuyVolume[row]]);
    }
    expect(new Set(closed.map(({ t }) => t)).size).toBe(closed.length);
  });

  it("aggregated trades, best bids and asks and marks", async () => {
    const one = await ccxtOf("binanceusdm", PRO, true), symbol = "BTC/USDT:USDT";
    expect((await stepping(one.watchTrades(symbol)))[0]).toMatchObject({ id: expect.stringMatching(/^\d+$/) as string });
    const { bid, ask } = (await stepping(one.watchBidsAsks([symbol])))[symbol]!;
    expect(ask - bid).toBeCloseTo(0.1, 6);
    expect((await stepping(one.watchMarkPrice(symbol))).markPrice).toBeGreaterThan(0);
  });

  it("a book that ccxt builds from snapshot and diffs is the book that REST answers", async () => {
    for (const [id, symbol, settings] of [["binanceusdm", "BTC/USDT:USDT", PRO], ["binance", "BTC/USDT", { options: { fetchMarkets: { types: ["spot"] } } }]] as const) {
      const one = await ccxtOf(id, settings, true);
      for (let i = 0; i < 4; i++) await stepping(one.watchOrderBook(symbol, 100));
      const rest = await one.fetchOrderBook(symbol, 100), levels = (side: number[][]): number[][] => side.map(([price, size]) => [price!, size!]);
      await vi.waitFor(() => expect(one.orderbooks[symbol]!.nonce).toBe(rest.nonce)); // the last changes are on their way still
      const { bids, asks } = one.orderbooks[symbol]!;
      expect([levels(bids), levels(asks)]).toEqual([levels(rest.bids), levels(rest.asks)]);
      await one.close();
    }
  });

  it("a connection that is cut fails every watcher, and the next watch dials again", async () => {
    const one = await ccxtOf("binanceusdm", PRO, true), symbol = "BTC/USDT:USDT";
    await stepping(one.watchOHLCV(symbol, "1m"));
    const failure = one.watchOHLCV(symbol, "1m").then(() => undefined, (error: unknown) => error);
    exchange.disconnect();
    expect(await failure).toMatchObject({ name: "NetworkError" });
    expect((await stepping(one.watchOHLCV(symbol, "1m"))).length).toBeGreaterThan(0);
  });
});
