/** Live collection over real sockets, the unmodified ccxt on production URLs, against everything that streams do. The long form is `npm run soak -- collect`. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { streamFeed } from "../../../lib/data/collect/streamFeed.js";
import { dataOutput } from "../../../lib/data/output.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { MINUTE } from "../../exchange/feeds.js";
import { collect as gather } from "../live/played.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { SYMBOL, type Compressed } from "./session.js";
import { collectUnderTrouble } from "./underTrouble.js";

const home = temporaryHome();
let store: Store;
beforeAll(async () => { store = await openStore({ home: home.path }); });
afterAll(async () => { await store.close(); await home.remove(); });

describe("a collection in trouble", () => {
  const FACTOR = 240, MINUTES = 60, DISCONNECTS = 8, SEED = 20_261_122;

  /** History and live over the one interface, while the collector writes; afterwards the same query of history. */
  async function followLive({ exchange, source, timers }: Compressed, from: number): Promise<void> {
    const output = dataOutput(store, { feed: streamFeed(source, { timers }), source: () => Promise.resolve(source), now: () => exchange.clock.now }), window = { symbol: SYMBOL, from, to: from + 50 * MINUTE };
    const [bars, trades] = await Promise.all([gather(output.candles({ ...window, timeframe: "5m", live: true })), gather(output.trades({ ...window, live: true }))]);
    compare = async () => {
      const later = await output.candles({ ...window, timeframe: "5m" }), tape = await output.trades(window), quotes = await output.quotes(window);
      for (const name of ["openTime", "open", "high", "low", "close", "volume"] as const) expect(bars.flatMap((chunk) => [...chunk[name]]), name).toEqual([...later[name]]);
      for (const name of ["time", "id", "price", "quantity", "buyerIsMaker"] as const) expect(trades.flatMap((chunk) => [...chunk[name]]), name).toEqual([...tape[name]]);
      expect([later.length, quotes.length > 50, quotes.bid.every((bid, row) => bid < quotes.ask[row]!)]).toEqual([10, true, true]);
    };
  }
  let compare = (): Promise<void> => Promise.reject(new Error("nothing was followed"));

  it(`stores every row once, over ${DISCONNECTS} breaks in ${MINUTES} minutes (${FACTOR} times as fast, seed ${SEED}), and a live stream beside it is what history says later`, async () => {
    const { rows, states } = await collectUnderTrouble(store, { seed: SEED, factor: FACTOR, minutes: MINUTES, disconnects: DISCONNECTS }, followLive);
    expect(states.find(({ kind }) => kind === "candles")!.breaks).toBeGreaterThanOrEqual(DISCONNECTS - 2);
    expect([rows["candles"]! >= MINUTES - 1, rows["funding"]]).toEqual([true, 1]);
    await compare();
  }, 120_000);
});
