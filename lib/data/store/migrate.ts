/**
 * Brings a store's schema to what this code knows, once, whoever comes first; refuses a store that is ahead and touches nothing of it.
 * The lock is a table: creating it succeeds for one process only. Knows no table of the schema itself.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isQuantError, QuantError } from "../../market/errors.js";
import { MIGRATIONS, type Migration } from "./migrations/index.js";
import type { Store } from "./store.js";

/** A lock older than this belongs to a process that died: migrations take well under a second, and can be repeated. */
const LOCK_DIES_AFTER_S = 60;
const TABLE_EXISTS = "57";

/** @throws QuantError STORE_NEWER */
export async function migrate(store: Store, place: string, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const latest = migrations.at(-1)?.version ?? 0;
  for (;;) {
    const version = await schemaVersion(store);
    if (version > latest) throw newer(place, version, latest);
    if (version === latest) return;
    if (await lock(store)) break;
    await sleep(50);
  }
  try {
    const version = await schemaVersion(store);
    for (const migration of migrations) if (migration.version > version) await apply(store, migration);
  } finally {
    await store.command("DROP TABLE IF EXISTS migration_lock");
  }
}

/** 0 for a store without a schema. */
export async function schemaVersion(store: Store): Promise<number> {
  const there = await store.rows("SELECT 1 FROM system.tables WHERE database = currentDatabase() AND name = 'schema_migrations'");
  if (there.length === 0) return 0;
  const [row] = await store.rows<{ version: number }>("SELECT max(version) AS version FROM schema_migrations");
  return row?.version ?? 0;
}

async function apply(store: Store, { version, name, statements }: Migration): Promise<void> {
  await store.command("CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name String, applied DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = ReplacingMergeTree ORDER BY version");
  for (const statement of statements) await store.command(statement);
  await store.insertColumns("schema_migrations", { version: [version], name });
}

/** True when this process has the lock now. */
async function lock(store: Store): Promise<boolean> {
  try {
    await store.command("CREATE TABLE migration_lock (owner String) ENGINE = Memory COMMENT 'a migration is running; dropped at its end'");
    return true;
  } catch (error) {
    if (!isQuantError(error) || error.detail["clickhouse"] !== TABLE_EXISTS) throw error;
  }
  const [held] = await store.rows<{ age: number }>("SELECT toFloat64(dateDiff('second', metadata_modification_time, now())) AS age FROM system.tables WHERE database = currentDatabase() AND name = 'migration_lock'");
  if (held !== undefined && held.age > LOCK_DIES_AFTER_S) await store.command("DROP TABLE IF EXISTS migration_lock");
  return false;
}

function newer(place: string, version: number, latest: number): QuantError {
  return new QuantError("environment", "STORE_NEWER", `the store in ${place} has schema ${version} and this btc-quant knows ${latest}: update btc-quant, or name another store with BTC_QUANT_HOME or CLICKHOUSE_URL; nothing was changed`, { version, latest });
}
