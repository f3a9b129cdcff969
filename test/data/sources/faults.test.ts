/** Sources when the exchange fails, limits, lies short or is asked for what it has not: over real sockets, nothing lost, nothing silently short. */
import { createServer, type AddressInfo } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { fetchCandles } from "../../../lib/data/fetchCandles.js";
import { openSource } from "../../../lib/data/sources/openSource.js";
import { millisOf } from "../../../lib/data/sources/rest/answer.js";
import type { SourceNotice, SourceOptions, SourceRequest } from "../../../lib/data/sources/source.js";
import { startExchange, type AnswerFault, type ExchangeOptions, type SimulatedExchange } from "../../../lib/exchange/index.js";
import { DAY, HOUR, MINUTE, minuteFeed, START } from "../../exchange/feeds.js";
import { column, pagesOf, quick } from "./asking.js";

const MINUTES = 1_300;
const REQUEST: SourceRequest = { kind: "candles", symbol: "BTC/USDT", timeframe: "1m", from: START, to: START + 1_200 * MINUTE };

// ccxt takes a second to load: not in the time of a test's deadline.
beforeAll(async () => { await import("ccxt"); });

let running: SimulatedExchange | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function exchangeOf(options: Partial<ExchangeOptions> = {}): Promise<SimulatedExchange> {
  const feeds = [minuteFeed({ minutes: MINUTES }), minuteFeed({ exchange: "bybit", minutes: MINUTES }), minuteFeed({ exchange: "okx", minutes: MINUTES }), minuteFeed({ exchange: "okx", symbol: "BTC/USDT:USDT", minutes: MINUTES }), minuteFeed({ exchange: "coinbase", symbol: "BTC/USD", minutes: MINUTES })];
  return running = await startExchange({ feeds, now: START + 1_250 * MINUTE, ...options });
}

const closes = (minutes = 1_200): number[] => [...minuteFeed({ minutes: MINUTES }).bars.close.subarray(0, minutes)];

describe("a failing answer", () => {
  const faults: readonly AnswerFault[] = [
    { kind: "reset" }, { kind: "cut body" }, { kind: "malformed" }, { kind: "status", status: 503 }, { kind: "status", status: 502, body: "<html>Bad Gateway</html>" }, { kind: "silence" }, { kind: "stalled body" },
  ];
  for (const fault of faults) {
    it(`${fault.kind}${fault.kind === "status" ? ` ${fault.status}` : ""} is asked again and nothing is lost`, async () => {
      const exchange = await exchangeOf(), notices: SourceNotice[] = [];
      exchange.faults.answer(fault, { at: "/klines" });
      const pages = await pagesOf("binance", REQUEST, { ...quick(exchange), deadlineMs: /silence|stalled/.test(fault.kind) ? 1_500 : 10_000, onNotice: (notice) => notices.push(notice) });
      expect(column(pages, "close")).toEqual(closes());
      expect(notices.length).toBe(1);
      expect(notices[0]!.reason).toMatch(/^Binance /);
      expect(notices[0]!.reason).not.toMatch(/https?:|\n|</);
    });
  }

  it("a market list that fails once is asked again, though ccxt would remember the failure", async () => {
    const exchange = await exchangeOf();
    exchange.faults.answer({ kind: "status", status: 503 }, { at: "/exchangeInfo" });
    expect(column(await pagesOf("binance", REQUEST, quick(exchange)), "close")).toEqual(closes());
  });

  it("a half-open exchange, which takes questions and never answers, ends as EXCHANGE_SILENT after the attempts", async () => {
    const exchange = await exchangeOf();
    exchange.faults.answer({ kind: "silence" }, { times: Infinity });
    await expect(pagesOf("binance", REQUEST, { ...quick(exchange), attempts: 2, deadlineMs: 1_000 })).rejects.toMatchObject({ code: "EXCHANGE_SILENT", kind: "environment", message: "Binance took the question and did not answer in time: ask again later" });
    expect(exchange.requests.length).toBe(2);
  });

  it("answers that stay unreadable end as BAD_ANSWER saying what came", async () => {
    const exchange = await exchangeOf();
    exchange.faults.answer({ kind: "malformed" }, { at: "/klines", times: Infinity });
    await expect(pagesOf("binance", REQUEST, quick(exchange))).rejects.toMatchObject({ code: "BAD_ANSWER", message: expect.stringMatching(/^Binance answered what can not be read: a list of klines was expected and '\[\[\[/) as string });
  });

  it("a price that is no number is no price", async () => {
    const exchange = await exchangeOf();
    exchange.faults.answer({ kind: "status", status: 200, body: [[START, "1", "2", "0.5", "", "1", START, "1", 1, "1", "1", "0"]] }, { at: "/klines", times: Infinity });
    await expect(pagesOf("binance", REQUEST, quick(exchange))).rejects.toMatchObject({ code: "BAD_ANSWER", message: expect.stringMatching(/field 4 of a kline was expected to be a number/) as string });
  });

  it("an exchange that nobody listens for is EXCHANGE_UNREACHABLE", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(pagesOf("binance", REQUEST, { exchangeUrl: `http://127.0.0.1:${port}`, attempts: 2, backoffMs: 1 })).rejects.toMatchObject({ code: "EXCHANGE_UNREACHABLE", kind: "environment" });
  });

  it("a signal ends a request during a wait", async () => {
    const exchange = await exchangeOf(), stop = new AbortController();
    exchange.faults.answer({ kind: "status", status: 429, retryAfterSeconds: 60 }, { at: "/klines" });
    await expect(pagesOf("binance", REQUEST, { ...quick(exchange), signal: stop.signal, onNotice: () => stop.abort() })).rejects.toThrow(/abort/i);
  });
});

describe("a short answer", () => {
  for (const [id, symbol] of [["binance", "BTC/USDT"], ["bybit", "BTC/USDT"], ["okx", "BTC/USDT"], ["coinbase", "BTC/USD"]] as const) {
    for (const keep of ["first", "last"] as const) {
      it(`${id}: its ${keep} 7 rows are not taken for all there is`, async () => {
        const exchange = await exchangeOf();
        exchange.faults.answer({ kind: "short", rows: 7, keep }, { at: /binance|bybit/.test(id) ? "kline" : "andles", times: 2 });
        const pages = await pagesOf(id, { ...REQUEST, symbol, to: START + 600 * MINUTE }, quick(exchange));
        expect(column(pages, "close")).toEqual(closes(600));
        expect(exchange.faults.count).toBe(2);
      });
    }
  }
});

describe("limits", () => {
  it("429 is waited out by its Retry-After, and said", async () => {
    const exchange = await exchangeOf(), notices: SourceNotice[] = [], began = performance.now();
    exchange.faults.answer({ kind: "status", status: 429, retryAfterSeconds: 1 }, { at: "/klines" });
    expect(column(await pagesOf("binance", REQUEST, { ...quick(exchange), onNotice: (notice) => notices.push(notice) }), "close")).toEqual(closes());
    expect(notices.map(({ waitMs }) => waitMs)).toEqual([1_000]);
    expect(performance.now() - began).toBeGreaterThan(1_000);
  });

  it("a ban that lasts longer than we wait is an error that says for how long", async () => {
    const exchange = await exchangeOf();
    exchange.faults.answer({ kind: "status", status: 418, retryAfterSeconds: 7_200 }, { at: "/klines" });
    await expect(pagesOf("binance", REQUEST, quick(exchange))).rejects.toMatchObject({ code: "EXCHANGE_BUSY", message: "Binance refuses questions from this address for 7200 s: ask again after that" });
    expect(exchange.requests.filter(({ path }) => path.endsWith("/klines")).length).toBe(1);
  });

  it("a weight limit that is really used up costs time and no row, and never leads to a ban", async () => {
    const exchange = await exchangeOf({ limits: { spot: 24, windowMs: 700 } });
    expect(column(await pagesOf("binance", { ...REQUEST, kind: "trades", to: START + 400 * MINUTE }, { ...quick(exchange), attempts: 8 }), "id")).toEqual(Array.from({ length: 3_200 }, (_, i) => i + 1));
    const statuses = exchange.requests.map(({ status }) => status);
    expect([statuses.includes(429), statuses.includes(418)]).toEqual([true, false]);
  });
});

describe("a question that can not be answered", () => {
  const refused = (exchange: SimulatedExchange, id: string, request: Partial<SourceRequest>, options: SourceOptions = {}): Promise<unknown> => pagesOf(id, { ...REQUEST, ...request }, { ...quick(exchange), ...options }).then(() => undefined, (error: unknown) => error);

  it("an unknown symbol is named with the nearest ones", async () => {
    const exchange = await exchangeOf();
    expect(await refused(exchange, "binance", { symbol: "BTC/USDC" })).toMatchObject({ kind: "input", code: "UNKNOWN_SYMBOL", message: "Binance has no market BTC/USDC; the nearest names are BTC/USDT" });
  });

  it("reversed dates, a missing timeframe, one the exchange lacks and a foreign exchange cost no request", async () => {
    const exchange = await exchangeOf();
    expect(await refused(exchange, "binance", { from: START + DAY, to: START })).toMatchObject({ code: "EMPTY_WINDOW" });
    expect(await refused(exchange, "binance", { timeframe: undefined })).toMatchObject({ code: "TIMEFRAME_NEEDED" });
    expect(await refused(exchange, "kraken", { timeframe: "2h" })).toMatchObject({ code: "UNSUPPORTED_TIMEFRAME", message: expect.stringMatching(/Kraken has no 2h bars: it has 1m, 5m/) as string });
    expect(await refused(exchange, "bitstamp", {})).toMatchObject({ kind: "unsupported", code: "UNSUPPORTED_EXCHANGE" });
    expect(await refused(exchange, "binanse", {})).toMatchObject({ code: "UNKNOWN_EXCHANGE", message: expect.stringMatching(/binance/) as string });
    expect(await refused(exchange, "binance", {}, { exchangeUrl: "http://example.org:80" })).toMatchObject({ code: "BAD_EXCHANGE_URL" });
    expect(exchange.requests).toEqual([]);
  });

  it("a kind that the exchange does not serve is refused with what to use instead", async () => {
    const exchange = await exchangeOf();
    expect(await refused(exchange, "bybit", { kind: "trades" })).toMatchObject({ code: "UNSUPPORTED_SERIES", message: expect.stringMatching(/Bybit serves only its newest trades/) as string });
    expect(await refused(exchange, "binance", { kind: "funding" })).toMatchObject({ code: "UNSUPPORTED_SERIES", message: expect.stringMatching(/BTC\/USDT:USDT/) as string });
  });

  it("funding that OKX no longer has is refused, not answered by an empty list", async () => {
    const exchange = await exchangeOf({ now: START + 120 * DAY });
    expect(await refused(exchange, "okx", { kind: "funding", symbol: "BTC/USDT:USDT", to: START + 100 * DAY })).toMatchObject({ code: "HISTORY_TOO_SHORT", message: expect.stringMatching(/from 2024-02-01 00:00 on/) as string });
  });
});

describe("fetchCandles", () => {
  it("gives the exchange's candles as columns, its outage as a gap, and stores nothing", async () => {
    const feed = minuteFeed({ minutes: MINUTES, outage: { from: 100, to: 130 } });
    running = await startExchange({ feeds: [feed], now: START + 1_250 * MINUTE });
    const found = await fetchCandles("binance", "BTC/USDT", "60s", "2024-01-01", START + 3 * HOUR, quick(running));
    expect([...found.close]).toEqual([...feed.bars.close.subarray(0, 150)]);
    expect([...found.takerBuyVolume!]).toEqual([...feed.bars.takerBuyVolume.subarray(0, 150)]);
    expect(found.gaps).toEqual([{ from: START + 100 * MINUTE, to: START + 129 * MINUTE, bars: 30 }]);
    expect(found.origin).toEqual({ exchange: "binance", symbol: "BTC/USDT", synthetic: true, builtFrom: "1m" });
  });

  it("says so when the exchange has none", async () => {
    const exchange = await exchangeOf();
    await expect(fetchCandles("binance", "BTC/USDT", "1m", "2019-01-01", "2019-01-02", quick(exchange))).rejects.toMatchObject({ code: "NO_DATA" });
  });
});

describe("time stamps", () => {
  it("milliseconds, microseconds and nanoseconds are the same instant; seconds are refused", () => {
    expect([1_704_067_200_123, 1_704_067_200_123_456, "1704067200123456789"].map((stamp) => millisOf(stamp))).toEqual([1_704_067_200_123, 1_704_067_200_123, 1_704_067_200_123]);
    expect(() => millisOf(1_704_067_200)).toThrow(/milliseconds or microseconds/);
  });

  it("a source that closes leaves no question open", async () => {
    const exchange = await exchangeOf(), source = await openSource("binance", quick(exchange));
    expect(await source.serverTime()).toBe(START + 1_250 * MINUTE);
    await source.close();
  });
});
