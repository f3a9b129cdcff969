/**
 * The fallback where the real listener can not be entered: enough of ClickHouse's HTTP protocol for our client, over chdb's sessions.
 * Same tables, same answers; what is lost is streaming (an answer is held whole), server sessions and progress. Knows no lease.
 * Differences and why each request has its own session: design/storage.md, 1 and 6.
 */
import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import type { ChdbResult, Session } from "chdb";
import type { Home } from "./home.js";
import type { Engine } from "./listener.js";
import { TOKEN_HEADER } from "./serverConfig.js";

/** Of the protocol, or settings that only an HTTP server has. */
const NOT_SETTINGS: ReadonlySet<string> = new Set([
  "query", "database", "query_id", "session_id", "role", "default_format", "user", "password", "enable_http_compression", "wait_end_of_query",
  "send_progress_in_http_headers", "cancel_http_readonly_queries_on_client_close", "http_response_buffer_size", "buffer_size",
]);
const INSERT = /^\s*INSERT\s[\s\S]*\sFORMAT\s+(\w+)\s*$/i;

export async function startGateway(home: Home, token: string): Promise<Engine> {
  const { Session } = await import("chdb");
  const keep = new Session(home.data), spool = join(home.run, "spool");
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  let serial = 0;
  const server = createServer((request, response) => {
    if (request.url === "/ping") { response.end("Ok.\n"); return; }
    if (request.headers[TOKEN_HEADER.toLowerCase()] !== token) { refuse(response, 404, "There is no handle /"); return; }
    const session = new Session(home.data);
    answer(request, response, session, join(spool, String(serial++))).catch((error: Error) => refuse(response, 500, error.message)).finally(() => session.close());
  });
  await new Promise<void>((resolve, reject) => { server.once("error", reject).listen(0, "127.0.0.1", resolve); });
  const ended = new Promise<undefined>((resolve) => { server.once("close", () => { keep.close(); resolve(undefined); }); });
  const stop = (): void => { server.close(); server.closeIdleConnections(); };
  return { kind: "gateway", url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ended, stop };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) { response.destroy(); return; }
  const code = /Code: (\d+)/.exec(message)?.[1];
  response.writeHead(status, code === undefined ? {} : { "X-ClickHouse-Exception-Code": code }).end(`${message}\n`);
}

async function answer(request: IncomingMessage, response: ServerResponse, session: Session, spoolFile: string): Promise<void> {
  const asked = new URL(request.url ?? "/", "http://gateway").searchParams;
  for (const statement of preamble(asked)) session.query(statement);
  const inUrl = asked.get("query") ?? "", format = INSERT.exec(inUrl)?.[1];
  const result = format === undefined
    ? await session.queryAsync([inUrl, await text(request)].filter((part) => part !== "").join("\n"), { format: asked.get("default_format") ?? "TabSeparated" })
    : await insert(request, session, inUrl, format, spoolFile);
  response.writeHead(200, { "X-ClickHouse-Query-Id": asked.get("query_id") ?? "", "X-ClickHouse-Server-Display-Name": "btc-quant gateway" });
  response.end(result.bytes());
}

/** Through a file: chdb would pass the rows as text, which ruins binary formats and runs what follows an empty line as SQL. */
async function insert(request: IncomingMessage, session: Session, statement: string, format: string, file: string): Promise<ChdbResult> {
  try {
    await pipeline(request, createWriteStream(file, { mode: 0o600 }));
    return await session.queryAsync(`${statement.replace(/\sFORMAT\s+\w+\s*$/i, "")} FROM INFILE ${quoted(file)} COMPRESSION 'none' FORMAT ${format}`);
  } finally {
    rmSync(file, { force: true });
  }
}

function* preamble(asked: URLSearchParams): Generator<string> {
  const database = asked.get("database");
  if (database !== null && database !== "") yield `USE \`${database.replace(/`/g, "``")}\``;
  for (const [name, value] of asked) {
    if (!NOT_SETTINGS.has(name) && /^\w+$/.test(name)) yield `SET ${name} = ${/^-?\d+$/.test(value) && !name.startsWith("param_") ? value : quoted(value)}`;
  }
}

const quoted = (value: string): string => `'${value.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
