/** The one way to the store: a server where one is named, else the local ClickHouse, started when it does not run. */
import { QuantError } from "../../market/errors.js";
import { ClickHouseStore } from "./clickhouse.js";
import { storeFailure } from "./failures.js";
import { homeAt } from "./home.js";
import { localLink, type Link } from "./link.js";
import { migrate } from "./migrate.js";
import { serverLink } from "./serverLink.js";
import type { Store, StoreOptions } from "./store.js";

/**
 * Opens the store with its schema up to date. Close it when done: the local ClickHouse ends with its last client, who may also just exit.
 * @throws QuantError with one sentence: STORE_FOREIGN, STORE_UNWRITABLE, STORE_IN_USE, STORE_NEWER, STORE_UNREACHABLE, STORE_LOGIN, BAD_STORE_URL …
 */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  const link = await linkTo(options);
  try {
    const store = new ClickHouseStore(link, await describe(link));
    await migrate(store, link.place);
    return store;
  } catch (error) {
    await link.close();
    throw error;
  }
}

/** `home` given in code wins over a server named in the environment. @throws QuantError as `openStore` */
export function linkTo({ home, url, cluster }: StoreOptions): Promise<Link> {
  const named = (given: string | undefined, setting: string): string | undefined => (given ?? (home === undefined ? process.env[setting] : undefined)) || undefined;
  const server = named(url, "CLICKHOUSE_URL"), clusterName = named(cluster, "CLICKHOUSE_CLUSTER");
  if (server !== undefined) return serverLink(server, clusterName);
  if (clusterName === undefined) return localLink(homeAt(home));
  throw new QuantError("input", "BAD_STORE_URL", "CLICKHOUSE_CLUSTER names a cluster and CLICKHOUSE_URL no server of it: set both, or neither for the local ClickHouse");
}

async function describe(link: Link): Promise<string> {
  try {
    const [row] = await (await link.client().query({ query: "SELECT version() AS version", format: "JSONEachRow" })).json<{ version: string }>();
    return link.local ? `local ClickHouse ${row?.version} in ${link.place}` : `ClickHouse ${row?.version} at ${link.place}`;
  } catch (error) {
    throw storeFailure(error, link.place);
  }
}
