/**
 * A real ClickHouse HTTP server inside this process: libchdb.so out of the npm package chdb, entered through its exported
 * `chdb_query_cmdline`, which starts the listener and then reads a FIFO until it is closed. Knows no lease and no clients.
 * The function is exported but not documented by chdb, so its version is pinned and `canListen` asks first.
 */
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type * as ffiModule from "ffi-rs";
import type { Home } from "./home.js";
import { serverConfig } from "./serverConfig.js";

/** A running engine, of either kind. */
export interface Engine {
  readonly kind: "server" | "gateway";
  readonly url: string;
  /** Settles when it has ended: `undefined` after `stop`, else the engine's reason. */
  readonly ended: Promise<string | undefined>;
  stop(): void;
}

type Ffi = typeof ffiModule;
const LIBRARY = "chdb", ENTRY = "chdb_query_cmdline";

/** libchdb.so or .dylib of this platform, seen from the package chdb, whose dependency it is. */
function libraryPath(): string {
  const platform = `${process.platform}-${process.arch}${process.platform === "linux" ? "-gnu" : ""}`;
  return join(dirname(createRequire(require.resolve("chdb")).resolve(`@chdb/lib-${platform}/package.json`)), "libchdb.so");
}

/** The bridge into the library (250 MB of address space: only the owner opens it). @throws Error where ffi-rs or the library is missing */
export function openLibrary(): Ffi {
  const ffi = require("ffi-rs") as Ffi;
  ffi.open({ library: LIBRARY, path: libraryPath() });
  return ffi;
}

/** True when the library is there and its entry is not: another build of chdb. */
export const isMissingEntry = (error: unknown): boolean => (error as Error).message.includes(`Cannot find "${ENTRY}"`);

/** Starts the listener on a free port of 127.0.0.1. @throws Error with the engine's own reason */
export async function startListener(ffi: Ffi, home: Home, token: string): Promise<Engine> {
  const mine = (suffix: string): string => join(home.run, `${process.pid}.${suffix}`);
  const config = mine("xml"), portFile = mine("port"), keep = mine("keep");
  const settled = new AbortController();
  try {
    writeFileSync(config, serverConfig({ file: config, token, backups: home.backups, memory: totalmem() }), { mode: 0o600 });
    execFileSync("mkfifo", ["-m", "600", keep], { stdio: "ignore" });
    const ended = callEngine(ffi, listenArguments(home, config, portFile, keep));
    const started = firstOf(() => portIn(portFile), settled.signal).then(async (port) => ({ port, hold: await firstOf(() => writeEnd(keep), settled.signal) }));
    const { port, hold } = await Promise.race([started, ended.then((reason) => { throw new Error(reason ?? "the engine ended at once"); })]);
    let open = true;
    return { kind: "server", url: `http://127.0.0.1:${port}`, ended, stop: () => { if (open) closeSync(hold); open = false; } };
  } finally {
    settled.abort();
    for (const file of [config, portFile, keep]) rmSync(file, { force: true });
  }
}

function listenArguments(home: Home, config: string, portFile: string, keepAlive: string): readonly string[] {
  const query = `SYSTEM START LISTEN HTTP; SELECT getServerPort('http_port') INTO OUTFILE ${quoted(portFile)} TRUNCATE FORMAT TSV; INSERT INTO FUNCTION null('l String') FROM INFILE ${quoted(keepAlive)} FORMAT LineAsString`;
  return ["clickhouse", `--path=${home.data}`, `--config-file=${config}`, "--http_port=0", "--listen_host=127.0.0.1", "--log-level=fatal", `--logger.log=${home.logFile}`, "--query", query];
}

const quoted = (text: string): string => `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;

async function callEngine(ffi: Ffi, args: readonly string[]): Promise<string | undefined> {
  const { DataType, load } = ffi;
  const result = await (load({ library: LIBRARY, funcName: ENTRY, retType: DataType.External, paramsType: [DataType.I32, DataType.StringArray], paramsValue: [args.length, [...args]], runInNewThread: true }) as unknown as Promise<Parameters<Ffi["isNullPointer"]>[0]>);
  if (ffi.isNullPointer(result)) return undefined;
  const call = { library: LIBRARY, funcName: "chdb_result_error", paramsType: [DataType.External], paramsValue: [result] };
  // NULL when the engine printed its reason itself; reading NULL as a string would end the process.
  const pointer = load({ ...call, retType: DataType.External }) as unknown as Parameters<Ffi["isNullPointer"]>[0];
  return ffi.isNullPointer(pointer) ? undefined : (load({ ...call, retType: DataType.String }) as unknown as string);
}

/** Asks until there is an answer; for good silent once the start has been given up. */
async function firstOf<T>(ask: () => T | undefined, givenUp: AbortSignal): Promise<T> {
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    await (givenUp.aborted ? new Promise<never>(() => {}) : sleep(5));
  }
}

/** The port, once the engine has written the whole line. */
function portIn(file: string): number | undefined {
  try { return Number(/^(\d+)\n/.exec(readFileSync(file, "utf8"))?.[1] ?? NaN) || undefined; } catch { return undefined; }
}

/** A write end of the FIFO that keeps the engine going, once it reads there. */
function writeEnd(file: string): number | undefined {
  try { return openSync(file, constants.O_WRONLY | constants.O_NONBLOCK); } catch { return undefined; }
}
