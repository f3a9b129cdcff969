import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../lib/data/store/open.js";
import type { Store } from "../../lib/data/store/store.js";
import { temporaryHome } from "../data/store/temporaryHome.js";
import { command } from "./command.js";

const home = temporaryHome(), ROOT = join(__dirname, "..", "..");
/** Held open, so that the local ClickHouse is started once. */
let store: Store;
beforeAll(async () => { store = await openStore({ home: home.path }); });
afterAll(async () => { await store.close(); await home.remove(); });

const fileOf = (name: string, ...jobs: readonly object[]): string => {
  const file = join(home.path, name);
  writeFileSync(file, JSON.stringify({ jobs }));
  return file;
};

describe("npm run data -- schedule", () => {
  it("runs one job now, in a process of its own, and ends with its exit code", async () => {
    const file = fileOf("jobs.json", { name: "status", cron: "0 0 * * *", run: "data status" }, { name: "wrong", cron: "0 0 * * *", run: "data import absent.csv --exchange binance --symbol BTC/USDT" });
    const status = await command("data", ["schedule", file, "--once", "status"], home.path), wrong = await command("data", ["schedule", file, "--once", "wrong"], home.path);
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}Z status started: data status$/m);
    expect(status.stdout).toMatch(/status \| no market data is stored yet/);
    expect([wrong.code, wrong.stdout]).toEqual([2, expect.stringMatching(/wrong failed, exit code 2 .*\n.*wrong \| absent\.csv does not exist/)]);
  });

  it("lists its jobs, prints an example that can be used, and names what is not there", async () => {
    const example = (await command("data", ["schedule", "--example"], home.path)).stdout, file = join(home.path, "example.json");
    writeFileSync(file, example);
    expect((await command("data", ["schedule", file, "--list"], home.path)).stdout).toMatch(/^repair {2}7 \* \* \* \* {2}next \d{4}-\d\d-\d\d \d\d:07 UTC {2}data repair$/m);
    expect(await command("data", ["schedule", file, "--once", "repare"], home.path)).toMatchObject({ code: 2, stderr: expect.stringContaining("did you mean repair?") as string });
    expect(await command("data", ["schedule", "absent.json"], home.path)).toMatchObject({ code: 2, stderr: expect.stringContaining("there is no file absent.json") as string });
  });

  it("runs until it is asked to end, and ends its children first", async () => {
    const file = fileOf("every.json", { name: "status", cron: "* * * * * *", run: "data status" });
    const child = spawn(process.execPath, [join(ROOT, "lib", "dist", "cli", "child.js"), "data", "schedule", file], { env: { ...process.env, BTC_QUANT_HOME: home.path, CLICKHOUSE_URL: "" } });
    let out = "", asked = false;
    const ended = new Promise<number | null>((resolve) => { child.on("close", resolve); });
    child.stdout.on("data", (part: Buffer) => {
      out += part.toString();
      if (asked || !out.includes("exit code 0") || out.lastIndexOf("started") < out.indexOf("exit code 0")) return;
      asked = child.kill("SIGTERM"); // in the middle of the second run, once: a second one finds a process that is on its way out
    });
    expect(await ended).toBe(0);
    expect(out).toMatch(/status was ended by a signal|status done/);
    expect(out.trimEnd().split("\n").at(-1)).toMatch(/schedule ended$/);
  });
});
