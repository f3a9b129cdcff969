import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readEndpoint } from "../../lib/data/store/endpoint.js";
import { homeAt } from "../../lib/data/store/home.js";
import { MIGRATIONS } from "../../lib/data/store/migrations/index.js";
import { openStore } from "../../lib/data/store/open.js";
import type { Store } from "../../lib/data/store/store.js";
import { command, type Ended } from "./command.js";
import { temporaryHome } from "../data/store/temporaryHome.js";

const home = temporaryHome();

const store = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> => command("store", args, home.path, env);

afterAll(() => home.remove());

describe("npm run store, when nothing runs", () => {
  it("says so, starts nothing and is content", async () => {
    expect(await store(["status"])).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("is not running (0.0 MB on disk); it starts with the first use") as string });
    expect(await store(["stop"])).toEqual({ code: 0, stderr: "", stdout: "no local ClickHouse is running\n" });
    expect(readEndpoint(homeAt(home.path))).toBeUndefined();
  });
});

describe("npm run store, while a client has it open", () => {
  let open: Store;
  beforeAll(async () => { open = await openStore({ home: home.path }); });
  afterEach(() => open.rows("SELECT 1"));
  afterAll(() => open.close());

  it("tells process, port, clients, size, version, schema, tables with rows", async () => {
    await open.insertColumns("funding", { exchange: "binance", symbol: "BTC/USDT:USDT", ts: [1, 2, 3], rate: 0.0001 });
    const { code, stdout } = await store(["status"]), { pid, url } = readEndpoint(homeAt(home.path))!;
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^local ClickHouse [\\d.]+ in .*, schema ${MIGRATIONS.length}, [\\d.]+ MB on disk\nprocess ${pid}, port ${new URL(url).port} on 127.0.0.1, (1 client\n  ${process.pid} |clients unknown)`));
    expect(stdout).toMatch(/funding\s*│\s*3 │/);
  });

  it("tells the same as one object with --json, and never the secret", async () => {
    const { stdout } = await store(["status", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ kind: "local", schema: MIGRATIONS.length, owner: { engine: "server" } });
    expect(stdout).not.toContain(readEndpoint(homeAt(home.path))!.token);
  });

  it("stops it and names who can start it again", async () => {
    const { code, stdout } = await store(["stop"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^process \\d+ (has ended|did not end in time and was killed; no acknowledged row is lost); (still open and able to start it again:\n  ${process.pid} |a client that)`));
  });
});

describe("npm run store, asked wrongly", () => {
  it("answers with one sentence and a code, no stack", async () => {
    expect(await store(["status", "--nonsense"])).toMatchObject({ code: 2, stdout: "", stderr: "error: unknown option '--nonsense'\n" });
    expect(await store(["status"], { CLICKHOUSE_URL: "nowhere" })).toMatchObject({ code: 2, stderr: "CLICKHOUSE_URL is not an http address: http://user:password@host:8123/database was expected, several for the nodes of a cluster separated by commas\n" });
    const away = await store(["status"], { CLICKHOUSE_URL: "http://127.0.0.1:9" });
    expect(away.code).toBe(1);
    expect(away.stderr).toMatch(/^http:\/\/127\.0\.0\.1:9 does not answer: [^\n]*\n$/);
    expect((await store(["stop"], { CLICKHOUSE_URL: "http://127.0.0.1:9" })).stdout).toContain("not ours to stop");
  });
});
