/** The one way to the store: a server where one is named, else the local ClickHouse, started when it does not run. */
import { ClickHouseStore } from "./clickhouse.js";
import { storeFailure } from "./failures.js";
import { homeAt } from "./home.js";
import { localLink, serverLink, type Link } from "./link.js";
import { migrate } from "./migrate.js";
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

/** `home` given in code wins over a server named in the environment. */
function linkTo({ home, url }: StoreOptions): Promise<Link> {
  const server = url ?? (home === undefined ? process.env["CLICKHOUSE_URL"] : undefined);
  return server === undefined || server === "" ? localLink(homeAt(home)) : serverLink(server);
}

async function describe(link: Link): Promise<string> {
  try {
    const [row] = await (await link.client().query({ query: "SELECT version() AS version", format: "JSONEachRow" })).json<{ version: string }>();
    return link.local ? `local ClickHouse ${row?.version} in ${link.place}` : `ClickHouse ${row?.version} at ${link.place}`;
  } catch (error) {
    throw storeFailure(error, link.place);
  }
}
