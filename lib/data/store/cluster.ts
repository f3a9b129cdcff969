/**
 * What the statements of a single server become on a cluster: each table T is T_local on every shard and T, a Distributed table over them. Text only.
 * The keys spread one symbol's months over the shards and keep every key of a ReplacingMergeTree on one of them, so that FINAL is right shard by shard
 * (design/storage-operations.md, 1). Run for real on two nodes: DDL by a list of nodes, plain tables. Not run anywhere yet, for want of a server with a Keeper:
 * ON CLUSTER and the Replicated engines.
 */
import { QuantError } from "../../market/errors.js";

export interface Cluster {
  /** As `remote_servers` of the servers' configuration names it. */
  readonly name: string;
  readonly database: string;
  /** `on cluster`: through a Keeper, tables are replicated. `each node`: every statement on every node by ourselves, tables are not replicated. */
  readonly ddl: "on cluster" | "each node";
}

/** A statement and where it has to run. */
export interface Placed { readonly sql: string; readonly on: "one node" | "every node" }

const MARKET = "exchange, symbol, toYYYYMM(ts)", SERIES = "exchange, symbol", RUN = "run_id";
/** What decides a row's shard: expressions of columns of its table's key and of nothing else. */
export const SHARDING_KEYS: Readonly<Record<string, string>> = {
  candles: MARKET, mark_prices: MARKET, trades: MARKET, quotes: MARKET, funding: SERIES, gaps: SERIES, gap_evidence: SERIES, files: "sha256",
  runs: RUN, run_equity: RUN, run_fills: RUN, run_funding: RUN, trials: "family", trial_days: "family", searches: "id", search_trials: "search", orders: "account", fills: "account", balances: "account", collectors: "id", schema_migrations: "version",
};

const CREATE = /^CREATE TABLE IF NOT EXISTS (\w+) (\([\s\S]*\))\s+ENGINE = (ReplacingMergeTree(?:\((\w*)\))?)([\s\S]*)$/;
const IN_PLACE = /^(DELETE FROM|TRUNCATE TABLE|OPTIMIZE TABLE|ALTER TABLE) (\w+)([\s\S]*)$/;
/** A table of one node, kept out of the rewriting: the lock of a migration. */
const LOCK = /^(CREATE|DROP) TABLE (IF EXISTS )?migration_lock\b/;

/** @throws QuantError CLUSTER_STATEMENT for what is not known to do the right thing there: TRUNCATE of a Distributed table says ok and removes nothing */
export function clusterStatements(statement: string, cluster: Cluster): readonly Placed[] {
  const sql = statement.trim();
  if (LOCK.test(sql) || /^INSERT INTO \w+ SELECT /.test(sql)) return [{ sql, on: "one node" }];
  const created = CREATE.exec(sql), changed = IN_PLACE.exec(sql);
  if (created !== null) return createTable(created as unknown as CreateParts, cluster);
  if (changed !== null) return changeTable(changed as unknown as ChangeParts, cluster);
  throw new QuantError("broken", "CLUSTER_STATEMENT", `it is not known what this statement does on a cluster, so it is not run there: ${sql.slice(0, 80)}`);
}

type CreateParts = readonly [whole: string, table: string, columns: string, engine: string, version: string | undefined, rest: string];
type ChangeParts = readonly [whole: string, verb: string, table: string, rest: string];

function createTable([, table, columns, engine, version, rest]: CreateParts, cluster: Cluster): readonly Placed[] {
  const key = SHARDING_KEYS[table];
  if (key === undefined) throw new QuantError("broken", "CLUSTER_STATEMENT", `table ${table} has no sharding key: add it to SHARDING_KEYS`);
  const local = `${table}_local`, replicated = cluster.ddl === "on cluster" ? replicatedEngine(cluster, local, version) : engine;
  return [
    everywhere(`CREATE TABLE IF NOT EXISTS ${local}${onCluster(cluster)} ${columns} ENGINE = ${replicated}${rest}`, cluster),
    everywhere(`CREATE TABLE IF NOT EXISTS ${table}${onCluster(cluster)} AS ${local} ENGINE = Distributed(${quoted(cluster.name)}, ${quoted(cluster.database)}, ${quoted(local)}, cityHash64(${key}))`, cluster),
  ];
}

/** Rows lie in the local tables; a change of columns goes to both, the local one first, so that no read meets a column that is not there. */
function changeTable([, verb, table, rest]: ChangeParts, cluster: Cluster): readonly Placed[] {
  const on = (name: string): Placed => everywhere(`${verb} ${name}${onCluster(cluster)}${rest}`, cluster), local = on(`${table}_local`);
  return verb === "ALTER TABLE" && /^ (ADD|DROP|MODIFY|RENAME) COLUMN/.test(rest) ? [local, on(table)] : [local];
}

/** `{shard}` and `{replica}` are macros of each server's configuration. */
function replicatedEngine({ database }: Cluster, local: string, version: string | undefined): string {
  const place = `'/clickhouse/tables/{shard}/${database}/${local}', '{replica}'`;
  return `ReplicatedReplacingMergeTree(${version === undefined || version === "" ? place : `${place}, ${version}`})`;
}

/** The statement that makes the database wherever tables will be. */
export const createDatabase = (cluster: Cluster): Placed => everywhere(`CREATE DATABASE IF NOT EXISTS \`${cluster.database.replace(/`/g, "``")}\`${onCluster(cluster)} ENGINE = Atomic`, cluster);

const everywhere = (sql: string, { ddl }: Cluster): Placed => ({ sql, on: ddl === "each node" ? "every node" : "one node" });
const onCluster = ({ name, ddl }: Cluster): string => (ddl === "on cluster" ? ` ON CLUSTER ${quoted(name)}` : "");
const quoted = (text: string): string => `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
