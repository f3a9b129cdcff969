import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BEFORE_ALL, orderedAfter } from "../../../lib/data/live/rowOrder.js";
import { dataOutput, type DataOutput } from "../../../lib/data/output.js";
import { writeRows, type StoredSeries } from "../../../lib/data/seriesTable.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { refusal } from "../store/storeContract.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { collect, columnsOf, playedFeed, playedSource, type Row } from "./played.js";

const home = temporaryHome(), MINUTE = 60_000, T = Date.UTC(2024, 0, 1);
let store: Store, markets = 0;
beforeAll(async () => { store = await openStore({ home: home.path }); });
afterAll(async () => { await store.close(); await home.remove(); });

/** A symbol of its own for every case. */
const symbolOf = (): string => `M${String(markets++).padStart(4, "0")}/USDT`;
const minute = (n: number): Row => ({ time: T + n * MINUTE, open: 100 + (n % 7), high: 110, low: 90, close: 101 + (n % 5), volume: 1 + (n % 3) });
const minutes = (numbers: readonly number[]): Row[] => numbers.map(minute);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const put = (kind: StoredSeries["kind"], symbol: string, rows: readonly Row[]): Promise<void> =>
  writeRows(store, { kind, exchange: "binance", symbol, timeframe: kind === "candles" ? "1m" : undefined }, columnsOf(rows), undefined);

interface Played { readonly batches: Parameters<typeof playedFeed>[0]; readonly truth: readonly Row[]; readonly now?: number; readonly page?: number }
const outputOf = ({ batches, truth, now = T, page = 7 }: Played, source = playedSource(truth, page)): DataOutput =>
  dataOutput(store, { feed: playedFeed(batches), source: () => Promise.resolve(source), now: () => now });

/** Columns of all chunks, one after the other. */
const joined = (chunks: readonly object[], name: string): number[] => chunks.flatMap((chunk) => [...(chunk as Record<string, ArrayLike<number> & Iterable<number>>)[name]!]);

/** What a feed may do to the rows of a market from `from` on: leave out, repeat, delay, cut into batches. The last row always comes. */
const badFeed = (rows: readonly Row[], from: number): fc.Arbitrary<{ rows: Row[]; resumed: boolean }[]> => {
  const live = rows.filter((row) => row.time >= T + from * MINUTE), places = live.length;
  return fc.record({
    lost: fc.array(fc.boolean(), { minLength: places, maxLength: places }), copies: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: places, maxLength: places }),
    delays: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: places, maxLength: places }), sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
  }).map(({ lost, copies, delays, sizes }) => {
    const told = live.flatMap((row, i) => (lost[i] === true && i < places - 1 ? [] : Array.from({ length: copies[i]! }, (_, copy) => ({ row, at: i + delays[i]! * (i < places - 1 ? 1 : 20) + copy }))));
    const order = told.sort((a, b) => a.at - b.at).map(({ row }) => row), batches: { rows: Row[]; resumed: boolean }[] = [];
    for (let i = 0, size = 0; i < order.length; i += sizes[size++ % sizes.length]!) batches.push({ rows: order.slice(i, i + sizes[size % sizes.length]!), resumed: i === 0 });
    return batches;
  });
};

describe("rows of one key", () => {
  it("are the first that was given", () => expect(orderedAfter({ time: Float64Array.of(5, 3, 5), close: Float64Array.of(1, 2, 3) }, BEFORE_ALL)).toEqual({ time: Float64Array.of(3, 5), close: Float64Array.of(2, 1) }));
});

describe("history and live bars", () => {
  it("are, over one stream, the history that is fetched later, row for row", async () => {
    const market = fc.record({ length: fc.integer({ min: 12, max: 60 }), outage: fc.array(fc.integer({ min: 1, max: 58 }), { maxLength: 6 }), stored: fc.double({ min: 0.1, max: 0.8, noNaN: true }), ahead: fc.integer({ min: 0, max: 4 }), timeframe: fc.constantFrom("1m", "5m") })
      .chain((shape) => {
        const truth = minutes(range(0, shape.length).filter((n) => n === 0 || n === shape.length - 1 || !shape.outage.includes(n)));
        return fc.record({ shape: fc.constant(shape), truth: fc.constant(truth), batches: badFeed(truth, Math.floor(shape.length * shape.stored) - 3) });
      });
    await fc.assert(fc.asyncProperty(market, async ({ shape, truth, batches }) => {
      const symbol = symbolOf(), split = Math.max(1, Math.floor(shape.length * shape.stored)), history = truth.filter((row) => row.time < T + split * MINUTE), to = T + shape.length * MINUTE;
      await put("candles", symbol, history);
      const query = { symbol, timeframe: shape.timeframe, to }, output = outputOf({ batches, truth, now: T + (split + shape.ahead) * MINUTE });
      const chunks = await collect(output.candles({ ...query, live: true }));
      await put("candles", symbol, truth);
      const later = await output.candles({ ...query, to: shape.timeframe === "1m" ? to : T + Math.floor(shape.length / 5) * 5 * MINUTE });
      for (const name of ["openTime", "open", "high", "low", "close", "volume"] as const) expect(joined(chunks, name), name).toEqual([...later[name]]);
    }), { numRuns: 25 });
  });

  it("give history at once and ask the exchange only for what is missing between", async () => {
    const symbol = symbolOf(), truth = minutes(range(0, 30)), source = playedSource(truth);
    await put("candles", symbol, truth.slice(0, 10));
    const output = outputOf({ batches: [{ rows: [minute(12), minute(13)] }, { rows: [minute(13)] }, { rows: [minute(17)] }], truth, now: T + 12 * MINUTE }, source);
    const chunks = await collect(output.candles({ symbol, live: true, to: T + 18 * MINUTE }));
    expect(chunks.map(({ openTime }) => [...openTime].map((time) => (time - T) / MINUTE))).toEqual([range(0, 10), [10, 11], [12, 13], [14, 15, 16], [17]]);
    expect(source.asked.map(({ from, to }) => [(from - T) / MINUTE, (to - T) / MINUTE])).toEqual([[10, 12], [14, 17]]);
  });

  it("give a longer bar when its last minute is known, and not before", async () => {
    const symbol = symbolOf(), truth = minutes(range(0, 20));
    await put("candles", symbol, truth.slice(0, 7));
    const chunks = await collect(outputOf({ batches: range(7, 19).map((n) => ({ rows: [minute(n)] })), truth, now: T + 7 * MINUTE }).candles({ symbol, timeframe: "5m", live: true, to: T + 19 * MINUTE }));
    expect(joined(chunks, "openTime").map((time) => (time - T) / MINUTE)).toEqual([0, 5, 10]); // the bar of 15 lacks its minute 19
    expect(joined(chunks, "volume")[1]).toBe(truth.slice(5, 10).reduce((sum, row) => sum + row["volume"]!, 0));
  });

  it.each([true, false])("give the last longer bar whole where an outage ends it, be the exchange asked (%s) or not", async (asked) => {
    const symbol = symbolOf(), truth = minutes([...range(0, 12), ...range(17, 20)]), source = asked ? playedSource(truth) : undefined;
    await put("candles", symbol, truth.slice(0, 8));
    const output = dataOutput(store, { feed: playedFeed(truth.slice(8).map((row) => ({ rows: [row] }))), source: () => Promise.resolve(source), now: () => T + 8 * MINUTE });
    const chunks = await collect(output.candles({ symbol, timeframe: "5m", live: true, to: T + 15 * MINUTE }));
    expect(joined(chunks, "openTime").map((time) => (time - T) / MINUTE)).toEqual([0, 5, 10]);
    expect(joined(chunks, "volume")[2]).toBe(truth[10]!["volume"]! + truth[11]!["volume"]!);
  });

  it("begin with the exchange's where nothing is stored, and a time that is over needs no feed", async () => {
    const symbol = symbolOf(), truth = minutes(range(0, 20)), output = outputOf({ batches: [], truth, now: T + 20 * MINUTE });
    expect(joined(await collect(output.candles({ symbol, from: T + 3 * MINUTE, to: T + 9 * MINUTE, live: true })), "openTime")).toEqual(range(3, 9).map((n) => T + n * MINUTE));
  });

  it("end with their signal, also while they wait", async () => {
    const symbol = symbolOf(), stop = new AbortController(), seen: number[] = [];
    await put("candles", symbol, minutes(range(0, 3)));
    const silent = { async *rows(_: unknown, signal: AbortSignal) { yield* []; await new Promise((resolve) => { signal.addEventListener("abort", resolve); }); } };
    const stream = dataOutput(store, { feed: silent, source: () => Promise.resolve(undefined), now: () => T + 3 * MINUTE }).candles({ symbol, live: true, signal: stop.signal });
    for await (const { length } of stream) { seen.push(length); setTimeout(() => stop.abort(), 20); }
    expect(seen).toEqual([3]);
  });

  it("name a hole that the exchange does not answer for", async () => {
    const symbol = symbolOf(), truth = minutes(range(0, 5)), source = { ...playedSource(truth), pages: async function* () { yield* []; } };
    await put("candles", symbol, truth);
    const output = dataOutput(store, { feed: playedFeed([{ rows: [minute(8)] }]), source: () => Promise.resolve(source), now: () => T + 5 * MINUTE, patienceMs: 0 });
    expect(await refusal(collect(output.candles({ symbol, live: true })))).toMatchObject({ code: "HOLE_UNANSWERED", message: expect.stringContaining("from 2024-01-01 00:05 to 2024-01-01 00:08") as string });
  });
});

describe("history and live trades", () => {
  it("have no hole behind a row that the exchange told itself, when its neighbours were lost too", async () => {
    const symbol = symbolOf(), truth = range(0, 30).map((id): Row => ({ time: T + id * 10, id, price: 100 + id, quantity: 1, side: 1 })), of = (...ids: readonly number[]): Row[] => ids.map((id) => truth[id]!);
    await put("trades", symbol, truth.slice(0, 5));
    const output = outputOf({ batches: [{ rows: of(5, 6), resumed: true }, { rows: of(9, 21, 22, 29), resumed: true }], truth, now: T + 50 });
    expect(joined(await collect(output.trades({ symbol, live: true })), "id")).toEqual(range(0, 30));
  });

  const trade = (id: number): Row => ({ time: T + Math.floor(id / 3) * 10, id, price: 100 + id, quantity: 1, side: id % 2 === 0 ? 1 : -1 });

  it("follow each other by their numbers: none twice, none left out, three of one ms among them", async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.shuffledSubarray(range(0, 50), { minLength: 1 }), fc.array(fc.integer({ min: 0, max: 49 }), { maxLength: 10 }), async (stored, told, again) => {
      const symbol = symbolOf(), truth = range(0, 50).map(trade), order = [...told, ...again, 49].map((id) => ({ rows: [trade(id)] }));
      await put("trades", symbol, truth.slice(0, stored));
      const chunks = await collect(outputOf({ batches: order, truth, now: T }).trades({ symbol, live: true }));
      expect(joined(chunks, "id")).toEqual(range(0, 50));
      expect(joined(chunks, "buyerIsMaker")).toEqual(range(0, 50).map((id) => id % 2));
    }), { numRuns: 15 });
  });

  it("end with the first one at or after 'to', whatever the feed still has to say", async () => {
    const symbol = symbolOf(), truth = range(0, 20).map(trade), endless = { async *rows() { yield { rows: 20, columns: columnsOf(truth), resumed: true }; await new Promise(() => undefined); } };
    const output = dataOutput(store, { feed: endless, source: () => Promise.resolve(undefined), now: () => T });
    expect(joined(await collect(output.trades({ symbol, from: T, to: T + 20, live: true })), "id")).toEqual(range(0, 6));
  });

  it("without numbers in a row are asked for again after an interruption only", async () => {
    const symbol = symbolOf(), truth = range(0, 20).map((n) => ({ ...trade(n * 3), id: n * 7 + 3 })), source = playedSource(truth);
    await writeRows(store, { kind: "trades", exchange: "kraken", symbol, timeframe: undefined }, columnsOf(truth.slice(0, 5)), undefined);
    const batches = [{ rows: truth.slice(5, 7), resumed: false }, { rows: truth.slice(7, 9), resumed: false }, { rows: truth.slice(12, 15), resumed: true }];
    const chunks = await collect(dataOutput(store, { feed: playedFeed(batches), source: () => Promise.resolve(source), now: () => T }).trades({ exchange: "kraken", symbol, live: true }));
    expect(joined(chunks, "id")).toEqual(truth.slice(0, 15).map(({ id }) => id));
    expect(source.asked.length).toBe(1);
  });
});
