/** The endpoint file: how clients of the same user find the owner. Readable by its user only, replaced in one step. Knows no lease. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home.js";

export interface Endpoint {
  readonly url: string;
  /** The secret; never shown. */
  readonly token: string;
  readonly pid: number;
  readonly engine: "server" | "gateway";
  /** Why the fallback serves; empty for the real server. */
  readonly note: string;
}

export function writeEndpoint(home: Home, endpoint: Endpoint): void {
  const draft = join(home.run, `${endpoint.pid}.json`);
  writeFileSync(draft, JSON.stringify(endpoint), { mode: 0o600 });
  renameSync(draft, home.endpointFile);
}

/** The last owner's word; it may be long dead. `undefined` where there is none or it can not be read. */
export function readEndpoint(home: Home): Endpoint | undefined {
  try {
    const { url, token, pid, engine, note } = JSON.parse(readFileSync(home.endpointFile, "utf8")) as Endpoint;
    return typeof url === "string" && typeof token === "string" ? { url, token, pid, engine, note } : undefined;
  } catch {
    return undefined;
  }
}

/** Takes back one's own word, never another's. */
export function removeEndpoint(home: Home, pid: number): void {
  if (readEndpoint(home)?.pid === pid) rmSync(home.endpointFile, { force: true });
}
