import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedRecords } from "../../../lib/data/account/storedRecords.js";
import { marketDataOf } from "../../../lib/data/marketData.js";
import { clusterStatements, createDatabase, SHARDING_KEYS, type Cluster } from "../../../lib/data/store/cluster.js";
import { MIGRATIONS } from "../../../lib/data/store/migrations/index.js";
import { openStore } from "../../../lib/data/store/open.js";
import { storeStatus } from "../../../lib/data/store/status.js";
import type { Store } from "../../../lib/data/store/store.js";
import { refusal } from "./storeContract.js";
import { CLUSTER, temporaryCluster, type TemporaryCluster } from "./temporaryCluster.js";

const ALL = MIGRATIONS.flatMap(({ statements }) => statements), MINUTE = 60_000, SYMBOL = "BTC/USDT", T = Date.UTC(2024, 0, 1), MONTH = 31 * 1_440;

describe("the statements of a cluster", () => {
  const real: Cluster = { name: "c1", database: "quant", ddl: "on cluster" }, listed: Cluster = { ...real, ddl: "each node" };
  const text = (sql: string, cluster: Cluster): readonly string[] => clusterStatements(sql, cluster).map(({ sql: statement, on }) => `${on}: ${statement}`);

  it("make a local table on every shard and one over them, replicated where a Keeper is", () => {
    const create = "CREATE TABLE IF NOT EXISTS funding (exchange String, ts DateTime64(3, 'UTC')) ENGINE = ReplacingMergeTree(ver) ORDER BY (exchange, symbol, ts)";
    expect(text(create, real)).toEqual([
      "one node: CREATE TABLE IF NOT EXISTS funding_local ON CLUSTER 'c1' (exchange String, ts DateTime64(3, 'UTC')) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/quant/funding_local', '{replica}', ver) ORDER BY (exchange, symbol, ts)",
      "one node: CREATE TABLE IF NOT EXISTS funding ON CLUSTER 'c1' AS funding_local ENGINE = Distributed('c1', 'quant', 'funding_local', cityHash64(exchange, symbol))",
    ]);
    expect(text(create, listed)[0]).toBe("every node: CREATE TABLE IF NOT EXISTS funding_local (exchange String, ts DateTime64(3, 'UTC')) ENGINE = ReplacingMergeTree(ver) ORDER BY (exchange, symbol, ts)");
    expect(text("CREATE TABLE IF NOT EXISTS trials (family String) ENGINE = ReplacingMergeTree ORDER BY family", real)[0]).toContain("ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/quant/trials_local', '{replica}') ORDER BY family");
    expect(createDatabase(real)).toEqual({ sql: "CREATE DATABASE IF NOT EXISTS `quant` ON CLUSTER 'c1' ENGINE = Atomic", on: "one node" });
  });

  it("change rows in the local tables only, and columns in the local table before the one over it", () => {
    expect(text("DELETE FROM candles WHERE a = 1", real)).toEqual(["one node: DELETE FROM candles_local ON CLUSTER 'c1' WHERE a = 1"]);
    expect(text("ALTER TABLE candles ADD COLUMN x UInt8", listed)).toEqual(["every node: ALTER TABLE candles_local ADD COLUMN x UInt8", "every node: ALTER TABLE candles ADD COLUMN x UInt8"]);
    expect(text("ALTER TABLE candles DELETE WHERE x = 1", listed)).toEqual(["every node: ALTER TABLE candles_local DELETE WHERE x = 1"]);
    expect(text("INSERT INTO runs SELECT 1", real)).toEqual(["one node: INSERT INTO runs SELECT 1"]);
  });

  it("are known for every migration, each table's shard following from its key", () => {
    for (const statement of ALL) expect(clusterStatements(statement, real).length, statement.slice(0, 60)).toBeGreaterThan(0);
    for (const [, table = "", key = ""] of ALL.flatMap((statement) => [...statement.matchAll(/^CREATE TABLE IF NOT EXISTS (\w+)[\s\S]*ORDER BY \(?([\w, ]+)\)?/g)])) {
      expect(key.split(", "), table).toEqual(expect.arrayContaining(SHARDING_KEYS[table]!.match(/\b[a-z_0-9]+\b(?!\()/g)!));
    }
  });

  it.each(["SYSTEM FLUSH LOGS", "CREATE TABLE nonsense", "RENAME TABLE a TO b", "CREATE TABLE IF NOT EXISTS unheard (a String) ENGINE = ReplacingMergeTree ORDER BY a"])("refuse what they do not know: %s", (statement) =>
    expect(() => clusterStatements(statement, real)).toThrow(/not known what|no sharding key/));
});

describe("a store on two nodes", () => {
  let nodes: TemporaryCluster, store: Store;
  beforeAll(async () => {
    nodes = await temporaryCluster();
    store = await openStore({ url: nodes.url, cluster: CLUSTER });
  });
  afterAll(async () => { await store?.close(); await nodes?.remove(); });

  const insert = (from: number, rows: number, close = 1, symbol = SYMBOL): Promise<number> =>
    store.insertColumns("candles", { exchange: "binance", symbol, tf: "1m", ts: Float64Array.from({ length: rows }, (_, i) => T + (from + i) * MINUTE), open: close, high: close, low: close, close, volume: 1 });
  const localRows = async (node: 0 | 1, table: string, where = "1"): Promise<number> => {
    const own = await openStore({ url: `${nodes.urlOf(node)}/default` }), [row] = await own.rows<{ rows: string }>(`SELECT count() AS rows FROM quant.${table}_local WHERE ${where}`);
    await own.close();
    return Number(row?.rows);
  };

  it("has the same schema, says what it is, and takes a second client without change", async () => {
    const second = await openStore({ url: nodes.url, cluster: CLUSTER });
    expect(second.description).toMatch(/^ClickHouse [\d.]+ at http:\/\/127\.0\.0\.1:\d+, http:\/\/127\.0\.0\.1:\d+ \(cluster quant\)$/);
    await second.close();
    expect(await storeStatus({ url: nodes.url, cluster: CLUSTER })).toMatchObject({ kind: "server", schema: MIGRATIONS.length });
  });

  it("spreads the months of one symbol over the shards and reads them as one, in order and each once", async () => {
    await insert(0, 12 * MONTH);
    await insert(MONTH, MONTH, 2); // again, and newer
    const bars = await marketDataOf(store).candles({ symbol: SYMBOL }), [first, second] = [await localRows(0, "candles"), await localRows(1, "candles")];
    expect([first > MONTH, second > MONTH]).toEqual([true, true]);
    expect([bars.length, bars.gaps.length, bars.close[MONTH - 1], bars.close[MONTH], bars.close[2 * MONTH]]).toEqual([12 * MONTH, 0, 1, 2, 1]);
    const { tables } = await storeStatus({ url: nodes.url, cluster: CLUSTER }) as { tables: readonly { name: string; rows: number }[] };
    expect(tables.find(({ name }) => name === "candles")?.rows).toBe(first + second);
  });

  it("deletes on every shard", async () => {
    await store.command("DELETE FROM candles WHERE symbol = {symbol: String} AND ts >= {from: DateTime64(3, 'UTC')}", { symbol: SYMBOL, from: new Date(T + MONTH * MINUTE) });
    expect((await marketDataOf(store).candles({ symbol: SYMBOL })).length).toBe(MONTH);
  });

  it("keeps own orders of an account on one shard, the latest word winning", async () => {
    const records = storedRecords(store), order = { account: "main", exchange: "binance", symbol: SYMBOL, clientId: "c", orderId: "1", placed: T, updated: T, side: "buy", type: "limit", price: 1, trigger: NaN, quantity: 1, filled: 0, averagePrice: NaN, state: "open", postOnly: true, reduceOnly: false } as const;
    await records.put("orders", [{ ...order, updated: T + 5, filled: 1, state: "filled" }]);
    await records.put("orders", [order]);
    expect(await records.read("orders", { account: "main" })).toMatchObject({ length: 1, state: ["filled"] });
    expect([await localRows(0, "orders"), await localRows(1, "orders")]).toContain(0);
  });

  it("acknowledges only what is on the shards: a node killed in mid-insert loses no acknowledged row, and what was refused can be written again", async () => {
    const BATCH = 4 * MONTH, symbol = "ETH/USDT";
    let acknowledged = 0, refused = 0, killed: Promise<void> | undefined;
    for (let batch = 0; batch < 8; batch++) {
      if (batch === 3) killed = sleep(15).then(() => nodes.kill(1)); // while this batch is on its way
      for (;;) {
        const failure = await insert(batch * BATCH, BATCH, 1, symbol).then(() => undefined, (error: unknown) => error);
        if (failure === undefined) break;
        refused++;
        expect(failure).toMatchObject({ name: "QuantError", kind: "environment", code: "STORE_UNREACHABLE" });
        await killed;
        await nodes.start(1);
      }
      acknowledged += BATCH;
    }
    expect(refused).toBeGreaterThan(0);
    const bars = await marketDataOf(store).candles({ symbol });
    expect([bars.length, bars.gaps.length]).toEqual([acknowledged, 0]);
  });

  it("answers with an error, never with half of the rows, while a node is away", async () => {
    await nodes.kill(1);
    expect(await refusal(store.rows("SELECT count() FROM candles"))).toMatchObject({ code: "STORE_UNREACHABLE" });
    expect((await refusal(openStore({ url: nodes.url, cluster: CLUSTER }))).message).toContain("does not answer");
    await nodes.start(1);
    expect((await marketDataOf(store).candles({ symbol: SYMBOL })).length).toBe(MONTH);
  });

  it("names a cluster that is none, and nodes without a cluster", async () => {
    expect(await refusal(openStore({ url: nodes.urlOf(0), cluster: "quant2" }))).toMatchObject({ code: "NO_SUCH_CLUSTER", message: expect.stringContaining("it has quant") as string });
    expect(await refusal(openStore({ url: nodes.url }))).toMatchObject({ code: "BAD_STORE_URL" });
    expect(await refusal(openStore({ url: "", cluster: "quant" }))).toMatchObject({ code: "BAD_STORE_URL" });
  });
});
