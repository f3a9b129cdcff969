/**
 * The store over ClickHouse's HTTP interface, the same for the local engine and a server.
 * Knows neither who runs the server (link) nor what tables there are (migrations).
 */
import { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { QuantError } from "../../market/errors.js";
import { clusterStatements } from "./cluster.js";
import { isConnectionLost, isRefused, storeFailure } from "./failures.js";
import type { Link } from "./link.js";
import { NativeReader } from "./nativeReader.js";
import { nativeInsert, type TableTypes } from "./nativeWriter.js";
import type { Columns, FileFormat, InsertColumns, QueryParams, Store } from "./store.js";

/** `always`: asking twice is asking once. `unsent`: only where the first try can not have begun. */
type Retry = "always" | "unsent";

export class ClickHouseStore implements Store {
  private readonly tables = new Map<string, Promise<TableTypes>>();
  private closed = false;

  constructor(private readonly link: Link, readonly description: string) {}

  async columns(sql: string, params: QueryParams = {}, hint: { readonly rows?: number } = {}): Promise<Columns> {
    const reader = await this.ask("always", (client) => readNative(client, { query: `${bare(sql)}\nFORMAT Native`, query_params: { ...params } }, hint.rows ?? 0));
    if (reader.isSilent) {
      // No rows is no bytes: the names have to be asked for.
      for (const { name, type } of await this.rows<{ name: string; type: string }>(`DESCRIBE TABLE (${bare(sql)}\n)`, params)) reader.declare(name, type);
    }
    return reader.finish();
  }

  async insertColumns(table: string, columns: InsertColumns): Promise<number> {
    const insert = nativeInsert(table, await this.typesOf(table), columns);
    if (insert.rows === 0) return 0;
    const query = `INSERT INTO ${quotedName(table)} (${insert.names.map(quotedName).join(", ")}) FORMAT Native`;
    await this.ask("always", async (client) => {
      const { stream } = await client.exec({ query, values: Readable.from(insert.blocks(), { objectMode: false, highWaterMark: 1 << 20 }) });
      stream.resume();
    });
    return insert.rows;
  }

  rows<T>(sql: string, params: QueryParams = {}): Promise<readonly T[]> {
    return this.ask("always", async (client) => (await client.query({ query: bare(sql), query_params: { ...params }, format: "JSONEachRow" })).json<T>() as Promise<T[]>);
  }

  raw(sql: string, format: FileFormat, params: QueryParams = {}): Promise<Readable> {
    // The whole answer is made before its first byte is sent, so that a failure is an error and not the end of a file.
    return this.ask("always", async (client) => (await client.exec({ query: `${bare(sql)}\nFORMAT ${format}`, query_params: { ...params }, clickhouse_settings: { wait_end_of_query: 1 } })).stream);
  }

  async command(sql: string, params: QueryParams = {}): Promise<void> {
    const run = (statement: string) => async (client: ClickHouseClient): Promise<void> => { await client.command({ query: statement, query_params: { ...params } }); };
    const placed = this.link.cluster === undefined ? [{ sql: bare(sql), on: "one node" } as const] : clusterStatements(bare(sql), this.link.cluster);
    for (const { sql: statement, on } of placed) {
      if (on === "one node") await this.once(run(statement));
      else for (const node of this.link.nodes()) await run(statement)(node).catch((error: unknown) => { throw storeFailure(error, this.link.place); });
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.link.close();
  }

  /**
   * A statement that may run once only. A local owner that was killed leaves connections that look good and break when they are written to, after which
   * nobody knows whether the statement ran: a question that may be repeated goes first and finds out.
   */
  private async once(statement: (client: ClickHouseClient) => Promise<void>): Promise<void> {
    if (this.link.local) await this.rows("SELECT 1");
    await this.ask("unsent", statement);
  }

  private async ask<T>(retry: Retry, question: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    if (this.closed) throw new QuantError("broken", "STORE_CLOSED", `the store (${this.description}) was asked after it had been closed`);
    const client = this.link.client();
    try {
      return await question(client);
    } catch (error) {
      if (!(retry === "always" ? isConnectionLost(error) : isRefused(error))) throw storeFailure(error, this.link.place);
    }
    try {
      return await question(await this.link.renew(client));
    } catch (error) {
      throw storeFailure(error, this.link.place);
    }
  }

  /** The types of a table, asked once: migrations run before the first insert. */
  private typesOf(table: string): Promise<TableTypes> {
    const known = this.tables.get(table) ?? this.askTypes(table);
    this.tables.set(table, known);
    known.catch(() => this.tables.delete(table));
    return known;
  }

  private async askTypes(table: string): Promise<TableTypes> {
    const [name, database] = table.split(".").reverse() as [string, string | undefined];
    const columns = await this.rows<{ name: string; type: string }>(
      "SELECT name, type FROM system.columns WHERE database = {database: String} AND table = {name: String} AND default_kind NOT IN ('ALIAS', 'MATERIALIZED') ORDER BY position",
      { database: database ?? this.link.database, name });
    if (columns.length === 0) throw new QuantError("input", "NO_SUCH_TABLE", `the store has no table ${table}`);
    return new Map(columns.map((column) => [column.name, column.type]));
  }
}

const bare = (sql: string): string => sql.replace(/[\s;]+$/, "");

/** `a.b` as `` `a`.`b` ``: names are ours, and still never pasted bare. */
const quotedName = (name: string): string => name.split(".").map((part) => `\`${part.replace(/`/g, "``")}\``).join(".");

const EXCEPTION_TAG = "x-clickhouse-exception-tag";

async function readNative(client: ClickHouseClient, question: { query: string; query_params: Record<string, unknown> }, rows: number): Promise<NativeReader> {
  const { stream, response_headers } = await client.exec(question);
  const reader = new NativeReader(rows), tag = response_headers[EXCEPTION_TAG];
  let tail: Buffer[] = [], damage: unknown;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      tail = [...tail.slice(-1), chunk];
      damage ??= failureOf(() => reader.push(chunk));
    }
  } catch (error) {
    damage = error;
  }
  if (typeof tag === "string") await throwMidStream(Buffer.concat(tail), tag);
  if (damage !== undefined) throw damage;
  reader.finish();
  return reader;
}

function failureOf(action: () => void): unknown {
  try { action(); return undefined; } catch (error) { return error; }
}

/** An error that came after the first rows stands behind them, marked with the tag of the answer's header; the connection is cut after it. */
async function throwMidStream(tail: Buffer, tag: string): Promise<void> {
  if (!tail.subarray(-200).includes(`${tag}\r\n__exception__\r\n`)) return;
  const { extractErrorAtTheEndOfChunk } = await import("@clickhouse/client");
  throw extractErrorAtTheEndOfChunk(tail, tag);
}
