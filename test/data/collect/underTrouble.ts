/** A whole collection in trouble and its reckoning, for the test and for the soak. Test code. */
import type { SeriesState } from "../../../lib/data/collect/collectionState.js";
import type { Store } from "../../../lib/data/store/store.js";
import { barStart } from "../../../lib/market/timeframe.js";
import { MINUTE } from "../../exchange/feeds.js";
import { compressed, playTrouble, start, until, type Compressed, type Trouble } from "./session.js";
import { provenRows } from "./truth.js";

export interface Reckoning {
  readonly states: readonly SeriesState[];
  /** Stored rows, found to be the exchange's own. */
  readonly rows: Readonly<Record<string, number>>;
  readonly faults: number;
  readonly requests: number;
  /** Bytes after a collection of garbage, each 30 simulated minutes; none where it can not be ordered. */
  readonly heaps: readonly number[];
}

/** @param beside what else goes on meanwhile, from the first minute to the end of `minutes` */
export async function collectUnderTrouble(store: Store, trouble: Trouble, beside?: (session: Compressed, from: number) => Promise<void>): Promise<Reckoning> {
  const session = await compressed(trouble.minutes, trouble.factor, trouble.seed), { exchange, source } = session, heaps: number[] = [];
  const weigh = setInterval(() => { if (global.gc !== undefined) { global.gc(); heaps.push(process.memoryUsage().heapUsed); } }, (30 * MINUTE) / trouble.factor);
  try {
    const from = exchange.clock.now, running = start(store, session, ["candles", "trades", "quotes", "mark", "funding"]), other = beside?.(session, from);
    await until(() => exchange.connections >= (beside === undefined ? 4 : 6), "every stream is open");
    await playTrouble(session, trouble);
    const to = barStart(exchange.clock.now, MINUTE);
    await until(() => running.states().every(({ kind, storedTo = 0 }) => kind === "quotes" || kind === "funding" || storedTo >= to), "all of it is stored");
    await other;
    exchange.clock.pause();
    const states = await running.stop(), rows: Record<string, number> = {};
    for (const kind of ["candles", "mark", "trades", "funding"] as const) {
      rows[kind] = await provenRows(store, source, kind, from, to).catch((error: unknown) => { throw new Error(`${kind} are not whole; the collection said: ${running.notices.join("; ")}`, { cause: error }); });
    }
    return { states, rows, faults: exchange.faults.count, requests: exchange.requests.length, heaps };
  } finally {
    clearInterval(weigh);
    await session.end();
  }
}
