import { describe, expect, it } from "vitest";
import { marketEvent } from "../../../lib/data/collect/eventRows.js";

const K = { t: 60_000, T: 119_999, s: "BTCUSDT", i: "1m", o: "10", c: "11", h: "12", l: "9", v: "5", n: 3, x: true, q: "52.5", V: "2", Q: "21" };
const kline = (changes: object): unknown => ({ e: "kline", E: 120_000, s: "BTCUSDT", k: { ...K, ...changes } });

describe("an event of a stream", () => {
  it("is a finished bar with all its columns, and nothing while the bar goes on", () => {
    expect(marketEvent(kline({}), 0)).toEqual({
      channel: "candles", marketId: "BTCUSDT", timeframe: "1m", at: 120_000, row: { time: 60_000, open: 10, high: 12, low: 9, close: 11, volume: 5, quoteVolume: 52.5, trades: 3, takerBuyVolume: 2 },
    });
    expect(marketEvent(kline({ x: false }), 0)).toMatchObject({ at: 120_000, row: undefined });
  });

  it("is a trade, whose taker sold where the buyer was the maker; wrapped or bare", () => {
    const trade = { e: "aggTrade", E: 7, s: "BTCUSDT", a: 42, p: "10.5", q: "0.1", T: 6, m: true };
    const read = { channel: "trades", marketId: "BTCUSDT", timeframe: undefined, at: 7, row: { time: 6, id: 42, price: 10.5, quantity: 0.1, side: -1 } };
    expect([marketEvent(trade, 0), marketEvent({ stream: "btcusdt@aggTrade", data: { ...trade, m: false } }, 0)]).toEqual([read, { ...read, row: { ...read.row, side: 1 } }]);
  });

  it("is a touch, at the time of its match; on spot, which tells none, at the time it was heard", () => {
    const touch = { u: 9, s: "BTCUSDT", b: "10", B: "1", a: "11", A: "0" }, row = { id: 9, bid: 10, bidSize: 1, ask: 11, askSize: 0 };
    expect(marketEvent({ e: "bookTicker", ...touch, T: 5, E: 6 }, 99)).toMatchObject({ channel: "quotes", at: 6, row: { time: 5, ...row } });
    expect(marketEvent(touch, 99)).toMatchObject({ channel: "quotes", at: undefined, row: { time: 99, ...row } });
  });

  it("is the clock of the mark price, without a row", () => {
    expect(marketEvent({ e: "markPriceUpdate", E: 5, s: "BTCUSDT", p: "10", r: "0.0001", T: 28_800_000 }, 0)).toEqual({ channel: "mark", marketId: "BTCUSDT", timeframe: undefined, at: 5, row: undefined, settlesAt: 28_800_000 });
  });

  it("is nothing where it is an answer, a change of the book, an event of an account or no JSON", () => {
    for (const message of [{ result: null, id: 1 }, { e: "depthUpdate", U: 1, u: 2, s: "BTCUSDT", b: [], a: [] }, { e: "ORDER_TRADE_UPDATE" }, "{ half", null]) expect(marketEvent(message, 0)).toBeUndefined();
  });

  it("is refused with a price of zero, a number that is none, a field that is missing", () => {
    for (const broken of [kline({ l: "0" }), kline({ o: "" }), kline({ V: "-1" }), kline({ t: undefined }), { e: "aggTrade", s: "X", a: 1.5, p: "1", q: "1", T: 1 }, { e: "bookTicker", u: 1, s: "X", b: "NaN", B: "1", a: "1", A: "1" }])
      expect(() => marketEvent(broken, 0)).toThrow(expect.objectContaining({ code: "BAD_EVENT" }) as Error);
  });
});
