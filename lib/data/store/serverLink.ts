/**
 * The way to a ClickHouse server, or to the nodes of a cluster: `CLICKHOUSE_URL`, and one setting more, `CLICKHOUSE_CLUSTER`.
 * One address with a cluster: statements go ON CLUSTER. Several, separated by commas: on each node by ourselves. Knows no tables.
 */
import { QuantError } from "../../market/errors.js";
import { createDatabase, type Cluster } from "./cluster.js";
import { storeFailure } from "./failures.js";
import { connect, DATABASE, makeDatabase, type Access, type Link } from "./link.js";

interface Node { readonly access: Access; readonly place: string }

/** @throws QuantError BAD_STORE_URL, STORE_UNREACHABLE, STORE_LOGIN, NO_SUCH_CLUSTER */
export async function serverLink(given: string, clusterName?: string): Promise<Link> {
  const urls = given.split(/,\s*(?=https?:)/).map(parsedUrl), database = decodeURIComponent(urls[0]!.pathname.slice(1)) || DATABASE, nodes = urls.map(nodeOf);
  if (nodes.length > 1 && clusterName === undefined) throw new QuantError("input", "BAD_STORE_URL", "CLICKHOUSE_URL names more than one node: say in CLICKHOUSE_CLUSTER which cluster of their configuration they are");
  const cluster: Cluster | undefined = clusterName === undefined ? undefined : { name: clusterName, database, ddl: nodes.length > 1 ? "each node" : "on cluster" };
  await prepare(nodes, database, cluster);
  const clients = await Promise.all(nodes.map(({ access }) => connect(access, database))), client = clients[0]!, places = nodes.map(({ place }) => place).join(", ");
  return {
    place: cluster === undefined ? places : `${places} (cluster ${cluster.name})`, database, local: false, cluster,
    client: () => client, nodes: () => clients, renew: () => Promise.resolve(client),
    close: async () => { for (const each of clients) await each.close(); },
  };
}

/** The cluster, which has to be there, and the database, where it is missing. A node that does not answer ends it: nothing could be read without its rows. */
async function prepare(nodes: readonly Node[], database: string, cluster: Cluster | undefined): Promise<void> {
  const first = nodes[0]!;
  if (cluster !== undefined) await checkCluster(first, cluster.name);
  if (cluster?.ddl === "on cluster") return makeDatabase(first.access, database, first.place, createDatabase(cluster).sql);
  for (const { access, place } of nodes) await makeDatabase(access, database, place);
}

async function checkCluster({ access, place }: Node, name: string): Promise<void> {
  const client = await connect(access, "default");
  try {
    const found = await (await client.query({ query: "SELECT DISTINCT cluster FROM system.clusters ORDER BY cluster", format: "JSONEachRow" })).json<{ cluster: string }>(), names = found.map((row) => row.cluster);
    if (!names.includes(name)) throw new QuantError("input", "NO_SUCH_CLUSTER", `${place} knows no cluster '${name}' (CLICKHOUSE_CLUSTER): ${names.length === 0 ? "its configuration has no remote_servers" : `it has ${names.join(", ")}`}`, { name, names });
  } catch (error) {
    throw storeFailure(error, place);
  } finally {
    await client.close();
  }
}

const nodeOf = (url: URL): Node => ({ place: url.origin, access: { url: url.origin, username: decodeURIComponent(url.username) || "default", password: decodeURIComponent(url.password) } });

function parsedUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new QuantError("input", "BAD_STORE_URL", "CLICKHOUSE_URL is not an http address: http://user:password@host:8123/database was expected, several for the nodes of a cluster separated by commas");
}
