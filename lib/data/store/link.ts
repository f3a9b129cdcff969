/**
 * The HTTP client of one store and, for the local one, the lease that keeps it alive; a lost owner is found or started anew.
 * One code path for the local ClickHouse and a server (serverLink.ts). Knows no tables.
 */
import type { ClickHouseClient } from "@clickhouse/client";
import type { Cluster } from "./cluster.js";
import { storeFailure } from "./failures.js";
import { homeName, type Home } from "./home.js";
import { ensureOwner, type Held } from "./launcher.js";
import { TOKEN_HEADER } from "./serverConfig.js";

export interface Link {
  /** For people: ".btc-quant", "http://host:8123". No password. */
  readonly place: string;
  readonly database: string;
  readonly local: boolean;
  /** Undefined for a single server. */
  readonly cluster: Cluster | undefined;
  client(): ClickHouseClient;
  /** A client of every node that is named; one for a single server. */
  nodes(): readonly ClickHouseClient[];
  /** A client that works again after `lost` did not; the same to everybody who asks at once. */
  renew(lost: ClickHouseClient): Promise<ClickHouseClient>;
  close(): Promise<void>;
}

export const DATABASE = "quant";
const TEN_MINUTES = 600_000;

/**
 * What every client sets, server included: floats as written, 64-bit integers as text, a write acknowledged only when every shard has it.
 * Every partition follows from its table's key, so FINAL may look at one partition at a time; repeats are left to FINAL and merges, not to inserts (twice as fast).
 */
const SETTINGS = {
  precise_float_parsing: 1, output_format_json_quote_64bit_integers: 1, date_time_input_format: "best_effort", distributed_foreground_insert: 1,
  do_not_merge_across_partitions_select_final: 1, optimize_on_insert: 0, min_insert_block_size_rows: "262144", min_insert_block_size_bytes: "0",
} as const;

export interface Access { readonly url: string; readonly username?: string; readonly password?: string; readonly http_headers?: Record<string, string> }

export async function connect(access: Access, database: string): Promise<ClickHouseClient> {
  const { createClient, ClickHouseLogLevel } = await import("@clickhouse/client");
  return createClient({
    ...access, database, clickhouse_settings: { ...SETTINGS }, log: { level: ClickHouseLogLevel.OFF },
    // Compressing 170 MB takes longer than sending them over a local network.
    compression: { request: false, response: false }, request_timeout: TEN_MINUTES, max_open_connections: 16,
  });
}

/** Makes the database where it is missing. @param statement that makes it, where it is more than one node's */
export async function makeDatabase(access: Access, database: string, place: string, statement?: string): Promise<void> {
  const client = await connect(access, "default");
  try {
    const found = await client.query({ query: "SELECT name FROM system.databases WHERE name = {database: String}", query_params: { database }, format: "JSONEachRow" });
    if ((await found.json()).length === 0) await client.command({ query: statement ?? "CREATE DATABASE IF NOT EXISTS {database: Identifier} ENGINE = Atomic", query_params: { database } });
  } catch (error) {
    throw storeFailure(error, place);
  } finally {
    await client.close();
  }
}

/** @throws QuantError as `ensureOwner` */
export async function localLink(home: Home): Promise<Link> {
  let held: Held = await ensureOwner(home), renewing: Promise<ClickHouseClient> | undefined, closed = false;
  await makeDatabase(accessOf(held), DATABASE, homeName(home));
  let client = await connect(accessOf(held), DATABASE);
  const reopen = async (): Promise<ClickHouseClient> => {
    const before = { held, client };
    held = await ensureOwner(home);
    client = await connect(accessOf(held), DATABASE);
    before.held.lease.release();
    await before.client.close();
    return client;
  };
  return {
    place: homeName(home), database: DATABASE, local: true, cluster: undefined,
    client: () => client,
    nodes: () => [client],
    renew: (lost) => {
      if (closed || lost !== client) return Promise.resolve(client);
      renewing ??= reopen().finally(() => { renewing = undefined; });
      return renewing;
    },
    async close() {
      if (closed) return;
      closed = true;
      await client.close();
      held.lease.release();
    },
  };
}

const accessOf = ({ endpoint }: Held): Access => ({ url: endpoint.url, http_headers: { [TOKEN_HEADER]: endpoint.token } });
