import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collect } from "../../../lib/data/collect/collect.js";
import type { SeriesState } from "../../../lib/data/collect/collectionState.js";
import { scaledTimers } from "../../../lib/data/collect/streamTimers.js";
import { openSource } from "../../../lib/data/sources/openSource.js";
import { dataOutput } from "../../../lib/data/output.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { startExchange, type SimulatedExchange } from "../../../lib/exchange/index.js";
import { MINUTE, minuteFeed, START } from "../../exchange/feeds.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { until } from "./session.js";

const home = temporaryHome(), SYMBOL = "BTC/USDT", NOW = START + 60 * MINUTE;
let store: Store, exchange: SimulatedExchange;
beforeAll(async () => {
  store = await openStore({ home: home.path });
  exchange = await startExchange({ feeds: [minuteFeed({ symbol: SYMBOL, minutes: 200 })], now: NOW });
});
afterAll(async () => { await exchange.stop(); await store.close(); await home.remove(); });

describe("a collection of spot", () => {
  it("stores bars and trades as the feed has them, and quotes at the time they were heard, for spot tells none", async () => {
    const source = await openSource("binance", { exchangeUrl: exchange.url, clockFactor: 240 }), stop = new AbortController(), began = Date.now();
    let states: readonly SeriesState[] = [];
    const ended = collect({ store, source, timers: { ...scaledTimers(240, 100), deadlineMs: 3_000 }, signal: stop.signal, listener: { state: (series) => { states = series; } } }, { symbols: [SYMBOL], streams: ["candles", "trades", "quotes"] });
    await until(() => exchange.connections >= 3, "it listens");
    exchange.clock.play(240);
    await until(() => states.length > 0 && states.every(({ rows }) => rows >= 5), "rows come");
    exchange.clock.pause();
    stop.abort();
    await ended;
    await source.close();
    const output = dataOutput(store), bars = await output.candles({ symbol: SYMBOL }), trades = await output.trades({ symbol: SYMBOL }), quotes = await output.quotes({ symbol: SYMBOL });
    const { bars: feed } = minuteFeed({ symbol: SYMBOL, minutes: 200 }), first = feed.time.indexOf(NOW);
    expect([...bars.openTime]).toEqual([...bars.openTime].map((_, i) => NOW + i * MINUTE));
    for (const name of ["open", "high", "low", "close", "volume"] as const) expect([...bars[name]], name).toEqual(Array.from(feed[name].subarray(first, first + bars.length)));
    expect([...trades.id]).toEqual([...trades.id].map((_, i) => trades.id[0]! + i));
    expect(quotes.time.every((time) => time >= began && time <= Date.now())).toBe(true);
  }, 60_000);
});
