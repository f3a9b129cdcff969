/** Live collection over real sockets, the unmodified ccxt on production URLs, against everything that streams do. The long form is `npm run soak -- collect`. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { barStart } from "../../../lib/market/timeframe.js";
import { dataOutput } from "../../../lib/data/output.js";
import { streamFeed } from "../../../lib/data/collect/streamFeed.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { MINUTE } from "../../exchange/feeds.js";
import { collect as gather } from "../live/played.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { compressed, playTrouble, start, SYMBOL, until, type Compressed } from "./session.js";
import { expectWhole } from "./truth.js";

const home = temporaryHome();
let store: Store, session: Compressed | undefined;
beforeAll(async () => { store = await openStore({ home: home.path }); });
afterEach(async () => { await session?.end(); session = undefined; });
afterAll(async () => { await store.close(); await home.remove(); });

describe("a collection in trouble", () => {
  const FACTOR = 240, MINUTES = 60, DISCONNECTS = 8, SEED = 20_261_122;

  it(`stores every row once, over ${DISCONNECTS} breaks in ${MINUTES} minutes (${FACTOR} times as fast, seed ${SEED}), and a live stream beside it is what history says later`, async () => {
    session = await compressed(MINUTES, FACTOR, SEED);
    const { exchange, source, timers } = session, from = exchange.clock.now, liveEnd = from + 50 * MINUTE, running = start(store, session, ["candles", "trades", "quotes", "mark", "funding"]);
    const live = dataOutput(store, { feed: streamFeed(source, { timers }), source: () => Promise.resolve(source), now: () => exchange.clock.now });
    const chunks = gather(live.candles({ symbol: SYMBOL, timeframe: "5m", from, to: liveEnd, live: true })), trades = gather(live.trades({ symbol: SYMBOL, from, to: liveEnd, live: true }));
    await until(() => exchange.connections >= 6, "every stream is open");
    await playTrouble(session, { disconnects: DISCONNECTS, seed: SEED, minutes: MINUTES, factor: FACTOR });
    const to = barStart(exchange.clock.now, MINUTE);
    await until(() => running.states().every(({ kind, storedTo = 0 }) => kind === "quotes" || kind === "funding" || storedTo >= to), "all of it is stored");
    const seen = { bars: await chunks, trades: await trades };
    exchange.clock.pause();
    const states = await running.stop();
    expect(states.find(({ kind }) => kind === "candles")!.breaks).toBeGreaterThanOrEqual(DISCONNECTS - 2);
    const rows = { candles: await expectWhole(store, source, "candles", from, to), mark: await expectWhole(store, source, "mark", from, to), trades: await expectWhole(store, source, "trades", from, to), funding: await expectWhole(store, source, "funding", from, to) };
    expect([rows.candles, rows.funding]).toEqual([(to - from) / MINUTE, 1]);
    const later = await live.candles({ symbol: SYMBOL, timeframe: "5m", from, to: liveEnd });
    for (const name of ["openTime", "open", "high", "low", "close", "volume"] as const) expect(seen.bars.flatMap((chunk) => [...chunk[name]]), name).toEqual([...later[name]]);
    const tape = await live.trades({ symbol: SYMBOL, from, to: liveEnd });
    for (const name of ["time", "id", "price", "quantity", "buyerIsMaker"] as const) expect(seen.trades.flatMap((chunk) => [...chunk[name]]), name).toEqual([...tape[name]]);
    const quotes = await live.quotes({ symbol: SYMBOL, from, to });
    expect([quotes.length > 50, quotes.bid.every((bid, row) => bid < quotes.ask[row]!)]).toEqual([true, true]);
  }, 120_000);
});
