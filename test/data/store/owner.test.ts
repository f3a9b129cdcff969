import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEndpoint, writeEndpoint } from "../../../lib/data/store/endpoint.js";
import { checkOwner, homeAt, type Home } from "../../../lib/data/store/home.js";
import { findOwner } from "../../../lib/data/store/launcher.js";
import { isOwned, leaseHolders, leasePath, makeLease, takeLease, watchLease } from "../../../lib/data/store/lease.js";
import { openStore } from "../../../lib/data/store/open.js";
import { MIGRATIONS } from "../../../lib/data/store/migrations/index.js";
import { stopStore, storeStatus } from "../../../lib/data/store/status.js";
import { client, listen } from "./clientProcess.js";
import { refusal } from "./storeContract.js";
import { temporaryHome, type TemporaryHome } from "./temporaryHome.js";

let temporary: TemporaryHome, home: Home;
beforeEach(() => { temporary = temporaryHome(); home = homeAt(temporary.path); });
afterEach(() => temporary.remove());

const runs = (pid: number): boolean => { try { return process.kill(pid, 0); } catch { return false; } };
const until = async (fact: () => boolean): Promise<void> => { while (!fact()) await sleep(20); };
const ownersOf = (path: string): readonly string[] => execFileSync("ps", ["-eo", "args"]).toString().split("\n").filter((line) => line.includes("owner.js") && line.includes(path));

describe("the owner of a data directory", () => {
  it("is one, when ten processes ask at once", async () => {
    const clients = Array.from({ length: 10 }, () => client(home.path, "open", "1500"));
    await until(() => clients.every((c) => c.lines.length > 0));
    const ports = new Set(clients.map((c) => JSON.stringify(c.lines[0]?.["answer"])));
    expect(ports.size).toBe(1);
    expect(ownersOf(home.path)).toHaveLength(1);
    await Promise.all(clients.map((c) => c.ended));
  });

  it("ends by itself when its last client has gone, however that one ended", async () => {
    const first = client(home.path, "open", "60000"), second = client(home.path, "open", "3500");
    await until(() => first.lines.length > 0 && second.lines.length > 0);
    const { pid } = readEndpoint(home)!;
    first.kill();
    await second.ended;
    await until(() => !runs(pid));
    expect(readEndpoint(home)?.token).toBeUndefined();
    expect(existsSync(home.endpointFile)).toBe(false);
    expect(takeLease(home)).toBeUndefined();
  });

  it("outlives its starter while another client holds the lease", async () => {
    const store = await openStore({ home: home.path }), other = client(home.path, "open", "60000");
    await until(() => other.lines.length > 0);
    await store.close();
    await sleep(3500);
    expect(runs(readEndpoint(home)!.pid)).toBe(true);
    other.kill();
    await other.ended;
  });

  it("is started again by the next question after kill -9, and by the next insert", async () => {
    const store = await openStore({ home: home.path });
    for (const round of [1, 2]) {
      process.kill(readEndpoint(home)!.pid, "SIGKILL");
      await store.insertColumns("funding", { exchange: "x", symbol: "y", ts: [round * 1000], rate: [round] });
      process.kill(readEndpoint(home)!.pid, "SIGKILL");
      expect((await store.columns("SELECT rate FROM funding FINAL")).length).toBe(round);
    }
    await store.close();
  });

  it("is started again by a statement that may run once only", async () => {
    const store = await openStore({ home: home.path });
    for (const table of ["t_one", "t_two"]) {
      process.kill(readEndpoint(home)!.pid, "SIGKILL");
      // Without a turn of the event loop: the client still holds a connection that it thinks good.
      while (isOwned(home));
      await store.command(`CREATE TABLE ${table} (a UInt8) ENGINE = MergeTree ORDER BY a`);
    }
    expect(await store.rows("SELECT name FROM system.tables WHERE name LIKE 't\\_%' ORDER BY name")).toEqual([{ name: "t_one" }, { name: "t_two" }]);
    await store.close();
  });

  it("is found anew past an endpoint file that a dead one, or a stranger, left", async () => {
    mkdirSync(home.run, { recursive: true });
    writeEndpoint(home, { url: "http://127.0.0.1:9", token: "old", pid: 999_999, engine: "server", note: "" });
    writeFileSync(home.endpointFile, "{ not json");
    const store = await openStore({ home: home.path });
    expect(readEndpoint(home)!.pid).not.toBe(999_999);
    await store.close();
  });

  it("answers only to the secret, which only its user can read", async () => {
    const store = await openStore({ home: home.path }), { url, token } = readEndpoint(home)!;
    const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(`${url}${path}`, { headers: { connection: "close", ...headers } });
    expect((await ask("/?query=SELECT+1")).status).toBe(404);
    expect((await ask("/?query=SELECT+1", { "X-Btc-Quant": `${token.slice(1)}0` })).status).toBe(404);
    expect((await ask("/?query=SELECT+1", { "X-Btc-Quant": token })).status).toBe(200);
    expect(await (await ask("/ping")).text()).toBe("Ok.\n");
    expect(statSync(home.endpointFile).mode & 0o777).toBe(0o600);
    expect(statSync(home.run).mode & 0o777).toBe(0o700);
    await store.close();
  });

  it("stops when asked, says who had it open, and comes back with the next question", async () => {
    const store = await openStore({ home: home.path }), other = client(home.path, "open", "60000");
    await until(() => other.lines.length > 0);
    const stopped = await stopStore(home);
    expect(stopped).toBeDefined();
    expect(stopped?.clients?.map((holder) => holder.pid) ?? [other.pid]).toContain(other.pid);
    expect(runs(stopped!.pid)).toBe(false);
    expect(await store.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    other.kill();
    await other.ended;
    await store.close();
  });

  it("is told by its status, and stopping nothing is nothing", async () => {
    expect(await stopStore(home)).toBeUndefined();
    const store = await openStore({ home: home.path }), status = await storeStatus({ home: home.path });
    expect(status).toMatchObject({ kind: "local", schema: MIGRATIONS.length, owner: { pid: readEndpoint(home)!.pid, engine: "server", note: "" } });
    expect("tables" in status && status.tables.map((table) => table.name)).toContain("candles");
    await store.close();
  });
});

describe("a data directory that can not serve", () => {
  const mounted = (options: string): readonly string[] => ["unshare", "-rm", "sh", "-c", `mount -t tmpfs -o ${options} tmpfs "$1" && exec "$2" "$3" "$1" once`, "sh", home.path, process.execPath, join(__dirname, "client.mjs")];
  const canMount = ((): boolean => { try { execFileSync("unshare", ["-rm", "true"], { stdio: "ignore" }); return true; } catch { return false; } })();

  it.skipIf(!canMount)("is named when it is read-only (needs unshare)", async () => {
    expect(await listen(mounted("ro")).ended).toEqual([{ code: "STORE_UNWRITABLE", message: expect.stringMatching(/^the data directory .* can not be written: it lies on a read-only file system; name another one with BTC_QUANT_HOME$/) as string }]);
  });

  it.skipIf(!canMount)("is named when its disk is full (needs unshare)", async () => {
    expect(await listen(mounted("size=64k")).ended).toEqual([{ code: "STORE_FULL", message: expect.stringMatching(/^the disk of the store is full: [^\n]*$/) as string }]);
  });

  it("is refused when a file is in the way", async () => {
    const file = join(home.path, "file");
    writeFileSync(file, "");
    expect(await refusal(openStore({ home: file }))).toMatchObject({ code: "STORE_UNWRITABLE" });
    expect(await refusal(openStore({ home: join(file, "below") }))).toMatchObject({ code: "STORE_UNWRITABLE" });
    expect(readFileSync(file, "utf8")).toBe("");
  });

  it("is refused when it is another user's, also to root", () => {
    expect(() => checkOwner(home, 12_345)).toThrow(/belongs to user \d+ and this process runs as user 12345/);
    expect(() => checkOwner(homeAt(join(home.path, "not there yet")), 12_345)).not.toThrow();
  });
});

describe("the lease", () => {
  beforeEach(() => { mkdirSync(home.run, { recursive: true }); });

  it("counts its holders, whoever asks", () => {
    const path = makeLease(home), watch = watchLease(path);
    expect(watch.held()).toBe(false);
    const first = takeLease(home)!, second = takeLease(home)!;
    expect(watch.held()).toBe(true);
    first.release();
    first.release();
    expect(watch.held()).toBe(true);
    second.release();
    expect(watch.held()).toBe(false);
    watch.close();
    expect(takeLease(home)).toBeUndefined();
  });

  it("is found among the temporary files where the directory's file system has no FIFOs", () => {
    const path = makeLease(home, (wanted) => !wanted.startsWith(home.path) && makeIt(wanted));
    expect(path.startsWith(home.path)).toBe(false);
    expect(leasePath(home)).toBe(path);
    rmSync(path);
    expect(() => makeLease(home, () => false)).toThrow(/neither .* can hold a FIFO/);
  });

  it("knows who holds it, on a system that shows it", () => {
    const watch = watchLease(makeLease(home)), lease = takeLease(home)!;
    expect(leaseHolders(home)?.map((holder) => holder.pid) ?? [process.pid]).toContain(process.pid);
    expect(leaseHolders(home, [process.pid]) ?? []).toEqual([]);
    lease.release();
    watch.close();
  });

  it("of nobody finds nobody", async () => expect(await findOwner(home)).toBeUndefined());
});

function makeIt(path: string): boolean {
  execFileSync("mkfifo", [path]);
  return true;
}
