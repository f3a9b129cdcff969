/**
 * Finds the owner of a data directory, or starts it: any number of processes may ask at once, ClickHouse's own lock lets one owner live,
 * and the rest find it. Answers with a lease held and an endpoint that has just answered. Knows no tables.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { QuantError } from "../../market/errors.js";
import { readEndpoint, type Endpoint } from "./endpoint.js";
import { checkOwner, homeName, packageFolder, prepareHome, unwritable, type Home } from "./home.js";
import { takeLease, type Lease } from "./lease.js";
import type { OwnerFailure } from "./owner.js";
import { TOKEN_HEADER } from "./serverConfig.js";

export interface Held { readonly endpoint: Endpoint; readonly lease: Lease }

const DEADLINE_MS = 30_000;
const LOOK_EVERY_MS = 20;
/** Between two tries to start where another holds the directory: it may be on its way up or down. */
const RETRY_START_MS = 500;
const CLAIM_DIES_AFTER_MS = 5000;

/** @throws QuantError STORE_FOREIGN, STORE_UNWRITABLE, STORE_IN_USE, STORE_NOT_STARTED, STORE_NOT_BUILT, STORE_PLATFORM */
export async function ensureOwner(home: Home): Promise<Held> {
  checkPlatform();
  checkOwner(home);
  const deadline = performance.now() + DEADLINE_MS;
  let started: Start | undefined, startAgainAt = 0;
  try {
    for (;;) {
      const held = await findOwner(home);
      if (held !== undefined) return held;
      if (started?.outcome !== undefined) {
        if (started.outcome !== "in use") throw started.outcome;
        started.letGo();
        started = undefined;
        startAgainAt = performance.now() + RETRY_START_MS;
      }
      if (performance.now() > deadline) throw noAnswer(home);
      if (started === undefined && performance.now() >= startAgainAt) started = start(home);
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    started?.letGo();
  }
}

/** One at a time tries to start, which spares the losers the loading of an engine; who died trying is passed over soon. Only a courtesy: ClickHouse's lock decides. */
function claimStart(file: string): boolean {
  try {
    writeFileSync(file, "", { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return true; // the owner will say what is wrong with the directory
    const since = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > CLAIM_DIES_AFTER_MS) rmSync(file, { force: true });
    return false;
  }
}

/** The living owner; `undefined` where none holds the lease or it does not answer yet. */
export async function findOwner(home: Home): Promise<Held | undefined> {
  const lease = takeLease(home);
  if (lease === undefined) return undefined;
  const endpoint = readEndpoint(home);
  if (endpoint !== undefined && await answers(endpoint)) return { endpoint, lease };
  lease.release();
  return undefined;
}

/** True for our own owner only: another server on that port does not know the secret. */
function answers({ url, token }: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    request(`${url}/?query=SELECT+1`, { agent: false, timeout: 5000, headers: { [TOKEN_HEADER]: token } }, (response) => { response.resume(); resolve(response.statusCode === 200); })
      .on("timeout", function (this: { destroy(): void }) { this.destroy(); }).on("error", () => resolve(false)).end();
  });
}

/** One owner process that was started, or none while another process tries; `outcome` is set when it has ended before it was found. */
interface Start { outcome: QuantError | "in use" | undefined; letGo(): void }

function start(home: Home): Start | undefined {
  prepareHome(home);
  const claim = join(home.run, "starting");
  if (!claimStart(claim)) return undefined;
  const child = spawn(process.execPath, [ownerScript(), home.path], { detached: true, cwd: home.path, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TZ: "UTC", NODE_OPTIONS: "" } });
  const said = { out: "", err: "" }, begun: Start = { outcome: undefined, letGo: () => { letGo(child); rmSync(claim, { force: true }); } };
  child.stdout.on("data", (part: Buffer) => { said.out += part.toString(); });
  child.stderr.on("data", (part: Buffer) => { said.err = (said.err + part.toString()).slice(-8000); });
  child.on("error", (error) => { begun.outcome = notStarted(home, error.message); });
  child.on("close", () => { begun.outcome ??= outcomeOf(home, said.out, said.err); });
  return begun;
}

/** The owner stays; this process neither waits for it nor hears it any more. */
function letGo(child: ChildProcess): void {
  child.removeAllListeners("close");
  child.unref();
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function outcomeOf(home: Home, out: string, err: string): QuantError | "in use" {
  if (/Cannot lock file|already running/.test(err + out)) return "in use";
  const failure = parsed(out), said = `${failure?.failed ?? ""}\n${err}`;
  if (failure !== undefined && failure.code !== "ENGINE") return new QuantError("environment", failure.code, failure.failed);
  for (const [code, words] of Object.entries(DISK)) if (words.test(said)) return unwritable(home, Object.assign(new Error(said.trim()), { code }));
  return notStarted(home, said);
}

const DISK: Readonly<Record<string, RegExp>> = { EROFS: /Read-only file system/i, EACCES: /Permission denied/i, ENOSPC: /No space left|NOT_ENOUGH_SPACE/i };

function parsed(out: string): OwnerFailure | undefined {
  try { return JSON.parse(out.trim().split("\n").at(-1) ?? "") as OwnerFailure; } catch { return undefined; }
}

function notStarted(home: Home, said: string): QuantError {
  const line = said.split("\n").map((l) => l.trim()).find((l) => l !== "" && !l.startsWith("at ")) ?? "no reason was given";
  return new QuantError("environment", "STORE_NOT_STARTED", `the local ClickHouse of ${homeName(home)} could not start: ${line.slice(0, 300)} (its log: ${home.logFile})`);
}

function noAnswer(home: Home): QuantError {
  const pid = statusPid(home), who = pid === undefined ? "another program" : `another program (process ${pid})`;
  return new QuantError("environment", "STORE_IN_USE", `${who} holds the data directory ${homeName(home)} and does not answer as its owner: end it, or name another directory with BTC_QUANT_HOME`);
}

/** ClickHouse notes the holder of its lock beside the data. */
function statusPid(home: Home): number | undefined {
  const file = join(home.data, "status");
  const pid = existsSync(file) ? /^PID: (\d+)/.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  return pid === undefined ? undefined : Number(pid);
}

/** The built owner, also when this file runs from source. */
function ownerScript(): string {
  const script = join(packageFolder(), "dist", "data", "store", "owner.js");
  if (!existsSync(script)) throw new QuantError("environment", "STORE_NOT_BUILT", "the library is not built yet: run npm run build");
  return script;
}

function checkPlatform(): void {
  if (process.platform === "linux" || process.platform === "darwin") return;
  throw new QuantError("environment", "STORE_PLATFORM", `the local ClickHouse runs on Linux and macOS, this is ${process.platform}: set CLICKHOUSE_URL to a server, for example the one of docker-compose.yml`);
}
