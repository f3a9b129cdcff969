import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClickHouseStore } from "../../../lib/data/store/clickhouse.js";
import { homeAt } from "../../../lib/data/store/home.js";
import { localLink, type Link } from "../../../lib/data/store/link.js";
import { migrate, schemaVersion } from "../../../lib/data/store/migrate.js";
import { MIGRATIONS, type Migration } from "../../../lib/data/store/migrations/index.js";
import { openStore } from "../../../lib/data/store/open.js";
import { refusal } from "./storeContract.js";
import { temporaryHome } from "./temporaryHome.js";

const home = temporaryHome();
const links: Link[] = [];
async function bareStore(): Promise<ClickHouseStore> {
  const link = await localLink(homeAt(home.path));
  links.push(link);
  return new ClickHouseStore(link, "test");
}
let store: ClickHouseStore;
beforeAll(async () => { store = await bareStore(); });
afterAll(async () => { for (const link of links) await link.close(); await home.remove(); });

const schema = async (): Promise<unknown> => store.rows("SELECT name, create_table_query FROM system.tables WHERE database = 'quant' ORDER BY name");

describe("the migrations", () => {
  it("are numbered 1, 2, 3 … without a hole", () => expect(MIGRATIONS.map((m) => m.version)).toEqual(MIGRATIONS.map((_, i) => i + 1)));

  it("run once when eight clients come at once", async () => {
    expect(await schemaVersion(store)).toBe(0);
    const clients = await Promise.all(Array.from({ length: 8 }, bareStore));
    await Promise.all(clients.map((client) => migrate(client, "test")));
    expect(await store.rows("SELECT version, toFloat64(count()) AS times FROM schema_migrations GROUP BY version ORDER BY version")).toEqual(MIGRATIONS.map((m) => ({ version: m.version, times: 1 })));
    expect(await store.rows("EXISTS TABLE migration_lock")).toEqual([{ result: 0 }]);
  });

  it("leave the schema as it is when they run again, each statement too", async () => {
    const before = await schema();
    await migrate(store, "test");
    for (const { statements } of MIGRATIONS) for (const statement of statements) await store.command(statement);
    expect(await schema()).toEqual(before);
  });

  it("run from where a store stands, in order", async () => {
    const next: Migration = { version: MIGRATIONS.length + 1, name: "next", statements: ["CREATE TABLE IF NOT EXISTS t_next (a UInt8) ENGINE = MergeTree ORDER BY a", "ALTER TABLE t_next ADD COLUMN IF NOT EXISTS b UInt8"] };
    await migrate(store, "test", [...MIGRATIONS, next]);
    expect(await schemaVersion(store)).toBe(next.version);
    expect(await store.rows("SELECT name FROM system.columns WHERE database = 'quant' AND table = 't_next'")).toEqual([{ name: "a" }, { name: "b" }]);
  });

  it("give the lock back when one fails, and what was done stays known", async () => {
    const broken: Migration = { version: MIGRATIONS.length + 2, name: "broken", statements: ["CREATE TABLE nonsense"] };
    const known = [...MIGRATIONS, { version: MIGRATIONS.length + 1, name: "next", statements: [] }];
    await refusal(migrate(store, "test", [...known, broken]));
    expect(await schemaVersion(store)).toBe(MIGRATIONS.length + 1);
    expect(await store.rows("EXISTS TABLE migration_lock")).toEqual([{ result: 0 }]);
  });

  it("are never turned back: a store of a newer schema is refused in one sentence and stays as it is", async () => {
    const before = await schema(), { kind, code, message } = await refusal(openStore({ home: home.path }));
    expect({ kind, code }).toEqual({ kind: "environment", code: "STORE_NEWER" });
    expect(message).toMatch(/^the store in .* has schema \d+ and this btc-quant knows \d+: update btc-quant, or .*; nothing was changed$/);
    expect(await schema()).toEqual(before);
  });
});
