/** The same contract with the fallback forced, and a machine whose chdb can not be entered as a server. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../../lib/data/store/open.js";
import { storeStatus } from "../../../lib/data/store/status.js";
import { storeContract } from "./storeContract.js";
import { temporaryHome } from "./temporaryHome.js";

beforeAll(() => { process.env["BTC_QUANT_STORE_ENGINE"] = "gateway"; });
afterAll(() => { delete process.env["BTC_QUANT_STORE_ENGINE"]; });

storeContract("fallback gateway");

describe("the status of the fallback", () => {
  const home = temporaryHome();
  afterAll(() => home.remove());

  it("says that the fallback serves, and why", async () => {
    const store = await openStore({ home: home.path });
    expect(await storeStatus({ home: home.path })).toMatchObject({ owner: { engine: "gateway", note: "BTC_QUANT_STORE_ENGINE=gateway" } });
    await store.close();
  });
});

describe("a machine whose ClickHouse can not be entered as a server", () => {
  const owner = join(__dirname, "..", "..", "..", "lib", "dist", "data", "store", "owner.js");
  it.each([["package", "Cannot find module 'ffi-rs'"], ["entry", 'Cannot find "chdb_query_cmdline" function in shared library']])("is served by the fallback, which says what was missing: the %s", async (missing, reason) => {
    const home = temporaryHome();
    const child = spawn(process.execPath, ["--require", join(__dirname, "withoutListener.cjs"), owner, home.path], { stdio: "ignore", env: { ...process.env, BTC_QUANT_STORE_ENGINE: "", TEST_MISSING: missing } });
    while ((await storeStatus({ home: home.path }) as { owner?: unknown }).owner === undefined && child.exitCode === null) await sleep(50);
    const store = await openStore({ home: home.path });
    expect(await storeStatus({ home: home.path })).toMatchObject({ owner: { pid: child.pid, engine: "gateway", note: reason } });
    expect(await store.insertColumns("funding", { exchange: "x", symbol: "y", ts: [1], rate: [0.1] })).toBe(1);
    await store.close();
    await home.remove();
  });
});
