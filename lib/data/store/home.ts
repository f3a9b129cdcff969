/**
 * Where the local ClickHouse of a data directory keeps its things, and what makes a directory unfit.
 * Knows no process and no connection.
 *
 * `home/data` is ClickHouse's own; `home/run` holds the lease (a FIFO), the endpoint file and the server's log.
 */
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { QuantError } from "../../market/errors.js";

export interface Home {
  readonly path: string;
  readonly data: string;
  readonly run: string;
  readonly endpointFile: string;
  readonly logFile: string;
  readonly backups: string;
}

/** The package `btc-quant`: the nearest folder above this file with that package.json, be it run from source or built. */
export function packageFolder(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === "btc-quant") return folder;
    if (folder === dirname(folder)) throw new QuantError("broken", "NO_PACKAGE", "the folder of the package btc-quant was not found above its own code");
  }
}

/** `given`, else `BTC_QUANT_HOME`, else `.btc-quant` beside `lib`. */
export function homeAt(given?: string): Home {
  const named = given ?? process.env["BTC_QUANT_HOME"];
  const path = resolve(named === undefined || named === "" ? join(dirname(packageFolder()), ".btc-quant") : named), run = join(path, "run");
  return { path, data: join(path, "data"), run, endpointFile: join(run, "endpoint.json"), logFile: join(run, "server.log"), backups: join(path, "backups") };
}

/** For people: relative where it lies below the working directory. */
export function homeName(home: Home): string {
  const short = relative(process.cwd(), home.path);
  return short === "" || short.startsWith("..") || isAbsolute(short) ? home.path : short;
}

/** Makes the folders, for this user only. @throws QuantError STORE_FOREIGN, STORE_UNWRITABLE */
export function prepareHome(home: Home): void {
  checkOwner(home);
  try {
    for (const folder of [home.path, home.data, home.run, home.backups]) makeFolder(folder);
  } catch (error) {
    throw unwritable(home, error as NodeJS.ErrnoException);
  }
}

/** Node's own recursive mkdir hides the reason on a read-only file system, and never returns on one like /proc. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(folder).isDirectory()) return;
    if (code !== "ENOENT" || existsSync(dirname(folder))) throw error;
    makeFolder(dirname(folder));
    makeFolder(folder);
  }
}

/** A directory of another user: writing to it would leave files that its owner can not use. */
export function checkOwner(home: Home, me: number | undefined = process.getuid?.()): void {
  const owner = existsSync(home.path) ? statSync(home.path).uid : me;
  if (me === undefined || owner === me) return;
  throw new QuantError("environment", "STORE_FOREIGN", `the data directory ${homeName(home)} belongs to user ${owner} and this process runs as user ${me}: run as that user, or name another directory with BTC_QUANT_HOME`);
}

const REASONS: Readonly<Record<string, string>> = {
  EROFS: "it lies on a read-only file system", EACCES: "this user may not write there", EPERM: "this user may not write there", ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up", ENOTDIR: "a part of the path is a file", EEXIST: "a file of that name is in the way", ENOENT: "nothing can be made there",
};

export function unwritable(home: Home, cause: NodeJS.ErrnoException): QuantError {
  const why = REASONS[cause.code ?? ""] ?? cause.message;
  return new QuantError("environment", "STORE_UNWRITABLE", `the data directory ${homeName(home)} can not be written: ${why}; name another one with BTC_QUANT_HOME`, { home: home.path, reason: cause.code }, { cause });
}
