import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { restFeed } from "../../../lib/data/live/restFeed.js";
import { storeFeed } from "../../../lib/data/live/storeFeed.js";
import { dataOutput } from "../../../lib/data/output.js";
import { writeRows, type StoredSeries } from "../../../lib/data/seriesTable.js";
import { openSource } from "../../../lib/data/sources/openSource.js";
import type { Source } from "../../../lib/data/sources/source.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { startExchange, type SimulatedExchange } from "../../../lib/exchange/index.js";
import { MINUTE, minuteFeed, START } from "../../exchange/feeds.js";
import { pagesOf, quick } from "../sources/asking.js";
import { refusal } from "../store/storeContract.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { collect, columnsOf } from "./played.js";

const home = temporaryHome(), SYMBOL = "BTC/USDT", MINUTES = 300, STORED = 100, NOW = 120;
const series: StoredSeries = { kind: "candles", exchange: "binance", symbol: SYMBOL, timeframe: "1m" };
let store: Store, exchange: SimulatedExchange, source: Source;

beforeAll(async () => {
  store = await openStore({ home: home.path });
  exchange = await startExchange({ feeds: [minuteFeed({ exchange: "binance", symbol: SYMBOL, minutes: MINUTES, outage: { from: 140, to: 145 } })], now: START + NOW * MINUTE + 30_000 });
  source = await openSource("binance", quick(exchange));
  const [page] = await pagesOf("binance", { kind: "candles", symbol: SYMBOL, timeframe: "1m", from: START, to: START + STORED * MINUTE }, quick(exchange));
  await writeRows(store, series, page!.columns, undefined);
});
afterAll(async () => { await source.close(); await exchange.stop(); await store.close(); await home.remove(); });

describe("an exchange that is asked every few seconds", () => {
  it("goes on where the stored history ends, over real sockets, and what came is what is fetched later, row for row", async () => {
    const feed = restFeed(source, 10), output = dataOutput(store, { feed, source: () => Promise.resolve(source), now: () => exchange.clock.now }), query = { symbol: SYMBOL, timeframe: "3m", from: START, to: START + 240 * MINUTE };
    const play = setInterval(() => exchange.clock.advanceBy(45_000), 15), chunks = await collect(output.candles({ ...query, live: true })).finally(() => clearInterval(play));
    expect([chunks.length > 4, chunks.every(({ origin }) => origin.synthetic)]).toEqual([true, true]); // a simulated exchange: labelled, history and all
    for (const page of await pagesOf("binance", { kind: "candles", symbol: SYMBOL, timeframe: "1m", from: START, to: query.to }, quick(exchange))) await writeRows(store, series, page.columns, undefined);
    const later = await output.candles(query);
    expect(later.length).toBe(79); // the outage of five minutes took one bar of three whole
    for (const name of ["openTime", "open", "high", "low", "close", "volume"] as const) expect(chunks.flatMap((chunk) => [...chunk[name]]), name).toEqual([...later[name]]);
  });

  it("has no quotes to ask for", async () => {
    const quotes = restFeed(source).rows({ ...series, kind: "quotes", timeframe: undefined }, new AbortController().signal);
    expect(await refusal(collect(quotes))).toMatchObject({ kind: "unsupported", code: "UNSUPPORTED_SERIES" });
  });
});

describe("a store that another process writes to", () => {
  it("is a live stream of what comes in, each row once", async () => {
    const quotes: StoredSeries = { kind: "quotes", exchange: "binance", symbol: SYMBOL, timeframe: undefined }, stop = new AbortController(), seen: number[] = [];
    const quote = (id: number) => ({ time: START + Math.floor(id / 2) * 10, id, bid: 1 + id, bidSize: 1, ask: 2 + id, askSize: 1 });
    const put = (...ids: number[]): Promise<void> => writeRows(store, quotes, columnsOf(ids.map(quote)), undefined);
    await put(1, 2, 3);
    const writer = (async () => { for (const ids of [[4], [5, 6], [6, 7], [8]]) { await sleep(60); await put(...ids); } })();
    for await (const { id } of dataOutput(store, { feed: storeFeed(store, 15) }).quotes({ symbol: SYMBOL, live: true, signal: stop.signal })) {
      seen.push(...id);
      if (seen.at(-1) === 8) break;
    }
    await writer;
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
