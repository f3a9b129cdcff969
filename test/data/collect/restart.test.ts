import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { streamFeed } from "../../../lib/data/collect/streamFeed.js";
import { lastCollection } from "../../../lib/data/collect/collectionState.js";
import { dataOutput } from "../../../lib/data/output.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { barStart } from "../../../lib/market/timeframe.js";
import { notebookData } from "../../../lib/workbench/notebookData.js";
import { MINUTE } from "../../exchange/feeds.js";
import { refusal } from "../store/storeContract.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { collect } from "../../../lib/data/collect/collect.js";
import { compressed, start, SYMBOL, until, type Compressed } from "./session.js";
import { provenRows, seriesOf } from "./truth.js";

const home = temporaryHome(), FACTOR = 240;
let store: Store, session: Compressed;
beforeAll(async () => { store = await openStore({ home: home.path }); session = await compressed(120, FACTOR, 11); });
afterEach(() => { session.exchange.clock.pause(); });
afterAll(async () => { await session.end(); await store.close(); await home.remove(); });

describe("a collection that is begun again", () => {
  it("fetches what came while nobody collected, before it goes on, and leaves no connection behind", async () => {
    const { exchange, source } = session, from = exchange.clock.now;
    let stored = from;
    for (let round = 0; round < 2; round++) {
      const running = start(store, session, ["candles", "trades", "mark"]);
      await until(() => exchange.connections >= 3, "it listens");
      exchange.clock.play(FACTOR);
      const to = exchange.clock.now + 5 * MINUTE;
      await until(() => running.states().length > 0 && running.states().every(({ storedTo = 0 }) => storedTo >= to), "five minutes are stored");
      stored = Math.min(...(await running.stop()).map(({ storedTo = 0 }) => storedTo));
      await until(() => exchange.connections === 0, "every connection is closed");
      exchange.clock.pause();
      if (round === 0) exchange.clock.advanceBy(30 * MINUTE);
    }
    const to = barStart(stored, MINUTE);
    for (const kind of ["candles", "mark", "trades"] as const) expect(await provenRows(store, source, kind, from, to), kind).toBeGreaterThanOrEqual(35);
  }, 60_000);

  it("is told in one table of a cell", async () => {
    const collection = await lastCollection(store), { columns, rows } = await notebookData(() => Promise.resolve(store)).freshness(), cells = rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
    expect(collection).toMatchObject({ running: false, pid: process.pid });
    expect(cells.map(({ data, "missing bars": missing, "collected live": live }) => [data, missing, live])).toEqual([["candles 1m", "0", "stopped"], ["mark 1m", "0", "stopped"], ["trades", "", "stopped"]]);
    expect(cells.every(({ lag }) => lag !== "")).toBe(true);
  });
});

describe("a feed out of streams", () => {
  it("says of its first batch, and of one after a break, that rows may be missing before it, and of the others that none are", async () => {
    const { exchange, source, timers } = session, stop = new AbortController(), told: boolean[] = [], play = setInterval(() => exchange.clock.advanceBy(MINUTE / 2), 50);
    const reading = (async () => { for await (const { resumed } of streamFeed(source, { timers }).rows(seriesOf("quotes"), stop.signal)) told.push(resumed); })();
    await until(() => told.length >= 3, "quotes come");
    const before = told.splice(0);
    exchange.disconnect();
    await until(() => told.includes(true), "the break is told");
    stop.abort();
    clearInterval(play);
    await reading;
    expect(before).toEqual(before.map((_, i) => i === 0));
    await until(() => exchange.connections === 0, "every connection is closed");
  });
});

describe("a live stream that is left", () => {
  it("leaves no connection behind", async () => {
    const { exchange, source, timers } = session, output = dataOutput(store, { feed: streamFeed(source, { timers }), source: () => Promise.resolve(source), now: () => exchange.clock.now });
    const play = setInterval(() => exchange.clock.advanceBy(MINUTE), 50), from = barStart(exchange.clock.now, MINUTE), seen: number[] = [];
    for await (const { openTime } of output.candles({ symbol: SYMBOL, from, live: true })) {
      seen.push(...openTime);
      if (exchange.connections > 0 && seen.length > 5) break;
    }
    clearInterval(play);
    expect(seen).toEqual(seen.map((_, i) => from + i * MINUTE));
    await until(() => exchange.connections === 0, "every connection is closed");
  });
});

describe("what can not be collected", () => {
  const asked = (symbols: readonly string[], streams: Parameters<typeof collect>[1]["streams"]): Promise<unknown> => refusal(collect({ store, source: session.source, timers: session.timers, signal: AbortSignal.timeout(20_000) }, { symbols, streams }));

  it("ends the collection in a sentence and leaves the store free", async () => {
    expect(await asked(["XYZ/USDT:USDT"], ["candles"])).toMatchObject({ code: "UNKNOWN_SYMBOL", kind: "input" });
    expect(await asked(["BTC/USDT"], ["mark"])).toMatchObject({ code: "UNSUPPORTED_SERIES", message: expect.stringContaining("BTC/USDT is spot, which has no mark price") as string });
    expect(await asked([SYMBOL, "BTC"], ["candles"])).toMatchObject({ code: "BAD_SYMBOL" });
    expect(() => streamFeed({ ...session.source, exchange: "kraken" })).toThrow(expect.objectContaining({ code: "UNSUPPORTED_EXCHANGE" }) as Error);
  }, 60_000);
});
