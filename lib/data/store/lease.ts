/**
 * The lease: a FIFO whose write ends are the clients and whose read end is the owner, counted by the kernel.
 * A client that dies, however it dies, gives its lease back; without an owner the FIFO can not be opened for writing (ENXIO).
 * So nobody trusts a pid file. Nothing is ever written to it. Knows no ClickHouse.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, constants, lstatSync, mkdirSync, openSync, readSync, readdirSync, readlinkSync, readFileSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QuantError } from "../../market/errors.js";
import type { Home } from "./home.js";

/** An open write end. */
export interface Lease { release(): void }
/** The owner's read end. */
export interface LeaseWatch { held(): boolean; close(): void }

const isFifo = (path: string): boolean => {
  try { return lstatSync(path).isFIFO(); } catch { return false; }
};

/** Where the lease lies: in the data directory, or, on a file system that has no FIFOs, in a folder of this user among the temporary files. */
export function leasePath(home: Home): string {
  const own = join(home.run, "lease");
  return isFifo(own) || !isFifo(elsewhere(home)) ? own : elsewhere(home);
}

function elsewhere(home: Home): string {
  const name = createHash("sha256").update(realpathOf(home.path) ?? home.path).digest("hex").slice(0, 16);
  return join(tmpdir(), `btc-quant-${process.getuid?.() ?? 0}`, `${name}.lease`);
}

/** POSIX has no other way to a FIFO without native code. */
function mkfifo(path: string): boolean {
  try { execFileSync("mkfifo", ["-m", "600", path], { stdio: "ignore" }); } catch { /* a race that another won, or a file system without FIFOs: looked at below */ }
  return isFifo(path);
}

/** Makes the lease where it can be made; answers its path. @throws QuantError STORE_NO_LEASE */
export function makeLease(home: Home, make: (path: string) => boolean = mkfifo): string {
  const path = leasePath(home);
  if (isFifo(path) || make(path)) return path;
  const other = elsewhere(home);
  mkdirSync(join(other, ".."), { recursive: true, mode: 0o700 });
  if (make(other)) return other;
  throw new QuantError("environment", "STORE_NO_LEASE", `neither ${home.run} nor the folder for temporary files can hold a FIFO: set TMPDIR to a folder on a local disk, or CLICKHOUSE_URL to a server`);
}

/** A lease on the owner; `undefined` where none runs. */
export function takeLease(home: Home): Lease | undefined {
  let fd: number;
  try {
    if (!isFifo(leasePath(home))) return undefined;
    fd = openSync(leasePath(home), constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (["ENXIO", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
  let open = true;
  return { release: () => { if (open) closeSync(fd); open = false; } };
}

/** True while an owner reads the lease. */
export function isOwned(home: Home): boolean {
  const lease = takeLease(home);
  lease?.release();
  return lease !== undefined;
}

/** The owner's side. A non-blocking read tells "nobody" (end of file) from "somebody, silent" (EAGAIN). */
export function watchLease(path: string): LeaseWatch {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), byte = new Uint8Array(1);
  return {
    held() {
      try { return readSync(fd, byte) > 0; } catch (error) { return (error as NodeJS.ErrnoException).code === "EAGAIN"; }
    },
    close: () => closeSync(fd),
  };
}

export interface Holder { readonly pid: number; readonly command: string }

/** Who has the lease open, `except` aside; `undefined` where the system does not show it (it does on Linux, for processes of this user). */
export function leaseHolders(home: Home, except: readonly number[] = []): readonly Holder[] | undefined {
  const path = realpathOf(leasePath(home));
  let pids: readonly number[];
  try { pids = readdirSync("/proc").map(Number).filter((pid) => pid > 0 && !except.includes(pid)); } catch { return undefined; }
  return path === undefined ? [] : pids.filter((pid) => hasOpen(pid, path)).map((pid) => ({ pid, command: commandOf(pid) }));
}

const realpathOf = (path: string): string | undefined => {
  try { return realpathSync.native(path); } catch { return undefined; }
};

function hasOpen(pid: number, path: string): boolean {
  try { return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === path); } catch { return false; }
}

const linkOf = (path: string): string | undefined => {
  try { return readlinkSync(path); } catch { return undefined; }
};

function commandOf(pid: number): string {
  try { return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").filter(Boolean).join(" ").slice(0, 120); } catch { return "?"; }
}
