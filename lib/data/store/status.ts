/** What a store is doing, and how it is stopped. Starts nothing: what does not run is said not to run. Prints nothing. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ClickHouseStore } from "./clickhouse.js";
import { readEndpoint } from "./endpoint.js";
import { homeAt, homeName, type Home } from "./home.js";
import { findOwner } from "./launcher.js";
import { isOwned, leaseHolders, type Holder } from "./lease.js";
import { localLink, type Link } from "./link.js";
import { schemaVersion } from "./migrate.js";
import { linkTo } from "./open.js";
import type { Store, StoreOptions } from "./store.js";

export interface TableSize { readonly name: string; readonly rows: number; readonly bytes: number }
export interface Answering { readonly version: string; readonly schema: number; readonly tables: readonly TableSize[] }

export type StoreStatus =
  | ({ readonly kind: "server"; readonly place: string } & Answering)
  | { readonly kind: "local"; readonly place: string; readonly bytes: number; readonly owner: undefined }
  | ({ readonly kind: "local"; readonly place: string; readonly bytes: number; readonly owner: Owner } & Answering);

export interface Owner {
  readonly pid: number;
  readonly port: number;
  readonly engine: "server" | "gateway";
  /** Why the fallback serves; empty for the real server. */
  readonly note: string;
  /** `undefined` where the system does not show who holds the lease. */
  readonly clients: readonly Holder[] | undefined;
}

/** @throws QuantError when a named server does not answer */
export async function storeStatus(options: StoreOptions = {}): Promise<StoreStatus> {
  const url = options.url ?? (options.home === undefined ? process.env["CLICKHOUSE_URL"] : undefined);
  if (url !== undefined && url !== "") return { kind: "server", ...await asking(await linkTo(options)) };
  const home = homeAt(options.home), bytes = folderBytes(home.path), held = await findOwner(home);
  if (held === undefined) return { kind: "local", place: homeName(home), bytes, owner: undefined };
  const { pid, url: at, engine, note } = held.endpoint, clients = leaseHolders(home, [pid, process.pid]);
  held.lease.release();
  return { kind: "local", bytes, owner: { pid, port: Number(new URL(at).port), engine, note, clients }, ...await asking(await localLink(home)) };
}

async function asking(link: Link): Promise<Answering & { place: string }> {
  const store = new ClickHouseStore(link, link.place);
  try {
    const [row] = await store.rows<{ version: string }>("SELECT version() AS version");
    return { place: link.place, version: row?.version ?? "?", schema: await schemaVersion(store), tables: await tableSizes(store, link) };
  } finally {
    await store.close();
  }
}

/** Rows as stored: repeats that a merge has not yet removed are counted. Of a cluster over all its shards. */
function tableSizes(store: Store, { database, cluster }: Link): Promise<readonly TableSize[]> {
  const tables = cluster === undefined ? "system.tables" : "cluster({cluster: String}, system.tables)";
  return store.rows<TableSize>(`SELECT replaceRegexpOne(t.name, '_local$', '') AS name, toFloat64(sum(coalesce(total_rows, 0))) AS rows, toFloat64(sum(coalesce(total_bytes, 0))) AS bytes
    FROM ${tables} AS t WHERE t.database = {database: String} AND t.engine LIKE '%MergeTree' GROUP BY name ORDER BY name`, { database, cluster: cluster?.name ?? "" });
}

/** What the files of a folder take; 0 where there is none. Files that vanish while it looks are not counted. */
function folderBytes(folder: string): number {
  try {
    return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => sum + (entry.isDirectory() ? folderBytes(join(folder, entry.name)) : fileBytes(join(folder, entry.name))), 0);
  } catch {
    return 0;
  }
}
const fileBytes = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

export interface Stopped {
  readonly pid: number;
  /** True when it did not end by itself in time and was killed, which loses no acknowledged row. */
  readonly killed: boolean;
  /** Who had it open, and will start it again with the next question. */
  readonly clients: readonly Holder[] | undefined;
}

/** A little longer than the owner gives itself. */
const STOP_MS = 8000;

/** Ends the owner of a data directory; `undefined` when none runs. */
export async function stopStore(home: Home = homeAt()): Promise<Stopped | undefined> {
  const held = await findOwner(home);
  if (held === undefined) return undefined;
  const { pid } = held.endpoint, clients = leaseHolders(home, [pid, process.pid]), deadline = performance.now() + STOP_MS;
  held.lease.release();
  process.kill(pid, "SIGTERM");
  while (owns(home, pid) && performance.now() < deadline) await sleep(20);
  const killed = owns(home, pid);
  if (killed) process.kill(pid, "SIGKILL");
  return { pid, killed, clients };
}

/** By the lease: a process id says nothing while its parent has not yet noticed the end. Another owner may already have followed. */
function owns(home: Home, pid: number): boolean {
  const successor = readEndpoint(home);
  return isOwned(home) && (successor === undefined || successor.pid === pid);
}
