/**
 * The HTTP client of one store and, for the local one, the lease that keeps it alive; a lost owner is found or started anew.
 * One code path for the local ClickHouse and a server. Knows no tables.
 */
import type { ClickHouseClient } from "@clickhouse/client";
import { QuantError } from "../../market/errors.js";
import { storeFailure } from "./failures.js";
import { homeName, type Home } from "./home.js";
import { ensureOwner, type Held } from "./launcher.js";
import { TOKEN_HEADER } from "./serverConfig.js";

export interface Link {
  /** For people: ".btc-quant", "http://host:8123". No password. */
  readonly place: string;
  readonly database: string;
  readonly local: boolean;
  client(): ClickHouseClient;
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

interface Access { readonly url: string; readonly username?: string; readonly password?: string; readonly http_headers?: Record<string, string> }

async function connect(access: Access, database: string): Promise<ClickHouseClient> {
  const { createClient, ClickHouseLogLevel } = await import("@clickhouse/client");
  return createClient({
    ...access, database, clickhouse_settings: { ...SETTINGS }, log: { level: ClickHouseLogLevel.OFF },
    // Compressing 170 MB takes longer than sending them over a local network.
    compression: { request: false, response: false }, request_timeout: TEN_MINUTES, max_open_connections: 16,
  });
}

/** A client of `database`, which is made where it is missing. */
async function connectFirst(access: Access, database: string, place: string): Promise<ClickHouseClient> {
  const client = await connect(access, "default");
  try {
    const found = await client.query({ query: "SELECT name FROM system.databases WHERE name = {database: String}", query_params: { database }, format: "JSONEachRow" });
    if ((await found.json()).length === 0) await client.command({ query: "CREATE DATABASE IF NOT EXISTS {database: Identifier} ENGINE = Atomic", query_params: { database } });
  } catch (error) {
    throw storeFailure(error, place);
  } finally {
    await client.close();
  }
  return connect(access, database);
}

/** @throws QuantError as `ensureOwner` */
export async function localLink(home: Home): Promise<Link> {
  let held: Held = await ensureOwner(home), renewing: Promise<ClickHouseClient> | undefined, closed = false;
  let client = await connectFirst(accessOf(held), DATABASE, homeName(home));
  const reopen = async (): Promise<ClickHouseClient> => {
    const before = { held, client };
    held = await ensureOwner(home);
    client = await connect(accessOf(held), DATABASE);
    before.held.lease.release();
    await before.client.close();
    return client;
  };
  return {
    place: homeName(home), database: DATABASE, local: true,
    client: () => client,
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

/** @throws QuantError BAD_STORE_URL, STORE_UNREACHABLE, STORE_LOGIN */
export async function serverLink(given: string): Promise<Link> {
  const url = parsedUrl(given), database = decodeURIComponent(url.pathname.slice(1)) || DATABASE;
  const client = await connectFirst({ url: url.origin, username: decodeURIComponent(url.username) || "default", password: decodeURIComponent(url.password) }, database, url.origin);
  return { place: url.origin, database, local: false, client: () => client, renew: () => Promise.resolve(client), close: () => client.close() };
}

function parsedUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new QuantError("input", "BAD_STORE_URL", "CLICKHOUSE_URL is not an http address: http://user:password@host:8123/database was expected");
}
