import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountRecords } from "../../../lib/data/account/accountRecords.js";
import { memoryRecords } from "../../../lib/data/account/memoryRecords.js";
import { storedRecords } from "../../../lib/data/account/storedRecords.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import type { Balance, OwnFill, OwnOrder } from "../../../lib/market/accountRecords.js";
import { ORDER_STATES } from "../../../lib/market/order.js";
import { temporaryHome } from "../store/temporaryHome.js";

const home = temporaryHome(), T = Date.UTC(2024, 0, 1), SYMBOL = "BTC/USDT:USDT";
let store: Store, accounts = 0;
beforeAll(async () => { store = await openStore({ home: home.path }); });
afterAll(async () => { await store.close(); await home.remove(); });

const order = (account: string, n: number, more: Partial<OwnOrder> = {}): OwnOrder => ({
  account, exchange: "binance", symbol: SYMBOL, clientId: `c${n}`, orderId: `${n}`, placed: T + n, updated: T + n, side: "buy", type: "limit", price: 60_000.1 + n, trigger: NaN,
  quantity: 0.001, filled: 0, averagePrice: NaN, state: "open", postOnly: true, reduceOnly: false, ...more,
});
const fill = (account: string, n: number): OwnFill => ({ account, exchange: "binance", symbol: SYMBOL, time: T + n, tradeId: `t${n}`, orderId: "1", clientId: "c1", side: "sell", price: 0.1 + n, quantity: 0.3, fee: -0.0001, feeAsset: "USDT", liquidity: "maker" });
const balance = (account: string, asset: string, n: number): Balance => ({ account, exchange: "binance", asset, time: T + n, total: 10.07, free: 9.93 });

/** The next chunk of a stream, whatever else goes on. */
async function following<T>(stream: AsyncGenerator<T>): Promise<() => Promise<T>> {
  return async () => { const next = await stream.next(); if (next.done === true) throw new Error("the stream has ended"); return next.value; };
}

describe.each<[string, () => AccountRecords]>([["in memory", () => memoryRecords()], ["in the store", () => storedRecords(store, 20)]])("records %s", (_, open) => {
  const account = (): string => `account ${accounts++}`;

  it("are the latest word on each order, in whatever order the words come", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ n: fc.integer({ min: 1, max: 3 }), updated: fc.integer({ min: 0, max: 9 }) }), { minLength: 1, maxLength: 8 }), async (words) => {
      const records = open(), name = account(), unique = words.filter((word, i) => words.findIndex(({ n, updated }) => n === word.n && updated === word.updated) === i);
      for (const { n, updated } of unique) await records.put("orders", [order(name, n, { updated: T + updated, filled: updated / 1e5, state: ORDER_STATES[updated]! })]);
      const last = [1, 2, 3].flatMap((n) => unique.filter((word) => word.n === n).sort((a, b) => b.updated - a.updated).slice(0, 1));
      const { clientId, filled, state, length } = await records.read("orders", { account: name });
      expect({ length, clientId, filled: [...filled], state }).toEqual({ length: last.length, clientId: last.map(({ n }) => `c${n}`), filled: last.map(({ updated }) => updated / 1e5), state: last.map(({ updated }) => ORDER_STATES[updated]) });
    }), { numRuns: 10 });
  });

  it("give every field back, to the bit", async () => {
    const records = open(), name = account();
    await records.put("orders", [order(name, 2, { side: "sell", reduceOnly: true, postOnly: false, trigger: 59_999.9, averagePrice: 1 / 3 })]);
    await records.put("fills", [fill(name, 1), fill(name, 1)]);
    await records.put("balances", [balance(name, "USDT", 1), balance(name, "BTC", 1), balance(name, "ETH", 1)]);
    expect(await records.read("orders", { account: name })).toEqual({
      length: 1, account: [name], exchange: ["binance"], symbol: [SYMBOL], clientId: ["c2"], orderId: ["2"], placed: Float64Array.of(T + 2), updated: Float64Array.of(T + 2), side: ["sell"], type: ["limit"],
      price: Float64Array.of(60_002.1), trigger: Float64Array.of(59_999.9), quantity: Float64Array.of(0.001), filled: Float64Array.of(0), averagePrice: Float64Array.of(1 / 3), state: ["open"],
      postOnly: Uint8Array.of(0), reduceOnly: Uint8Array.of(1),
    });
    expect(await records.read("fills", { account: name })).toMatchObject({ length: 1, tradeId: ["t1"], price: Float64Array.of(1.1), fee: Float64Array.of(-0.0001), liquidity: ["maker"] });
    expect((await records.read("balances", { account: name, symbol: SYMBOL })).asset).toEqual(["BTC", "USDT"]);
  });

  it("are asked for by market, account and time, 'to' not included; nothing is columns without rows", async () => {
    const records = open(), name = account();
    await records.put("orders", [order(name, 3), order(name, 1), order(name, 2), order(`${name} of another`, 1), order(name, 4, { symbol: "ETH/USDT" })]);
    expect((await records.read("orders", { account: name, exchange: "binance", symbol: SYMBOL, from: T + 1, to: T + 3 })).clientId).toEqual(["c1", "c2"]);
    expect(await records.read("fills", { account: name })).toMatchObject({ length: 0, price: new Float64Array(0), side: [] });
  });

  it("are followed: what there is, then what comes, and end with the signal", async () => {
    const records = open(), name = account(), stop = new AbortController();
    await records.put("fills", [fill(name, 1)]);
    const stream = records.follow("fills", { account: name }, stop.signal), next = await following(stream);
    expect((await next()).tradeId).toEqual(["t1"]);
    const coming = next();
    await sleep(50);
    await records.put("fills", [fill(name, 2), fill(`${name} of another`, 9)]);
    expect((await coming).tradeId).toEqual(["t2"]);
    const end = stream.next();
    stop.abort();
    expect(await end).toMatchObject({ done: true });
  });
});

describe("records in memory", () => {
  it("are bounded: the longest untouched go first, orders that may still rest never", async () => {
    const records = memoryRecords(3);
    await records.put("orders", [order("a", 1), order("a", 2, { state: "filled" }), order("a", 3, { state: "canceled" }), order("a", 2, { state: "filled", updated: T + 99 }), order("a", 4), order("a", 5)]);
    expect((await records.read("orders")).clientId).toEqual(["c1", "c4", "c5"]);
    await records.put("orders", [order("a", 6)]);
    expect((await records.read("orders")).clientId).toEqual(["c1", "c4", "c5", "c6"]);
  });
});
