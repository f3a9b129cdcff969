import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEndpoint, type Endpoint } from "../../../lib/data/store/endpoint.js";
import { homeAt } from "../../../lib/data/store/home.js";
import { openStore } from "../../../lib/data/store/open.js";
import { MIGRATIONS } from "../../../lib/data/store/migrations/index.js";
import type { Store } from "../../../lib/data/store/store.js";
import { storeStatus } from "../../../lib/data/store/status.js";
import { refusal, storeContract } from "./storeContract.js";
import { temporaryHome } from "./temporaryHome.js";

storeContract("real ClickHouse server");

describe("a closed store", () => {
  const home = temporaryHome();
  afterAll(() => home.remove());

  it("is closed once, and refuses questions", async () => {
    const store = await openStore({ home: home.path });
    await store.close();
    await store.close();
    expect(await refusal(store.rows("SELECT 1"))).toMatchObject({ code: "STORE_CLOSED" });
  });
});

describe("a server named by address", () => {
  it("is refused when the address is none", async () => {
    expect(await refusal(openStore({ url: "localhost:8123" }))).toMatchObject({ kind: "input", code: "BAD_STORE_URL" });
    expect(await refusal(openStore({ url: "ftp://host" }))).toMatchObject({ code: "BAD_STORE_URL" });
  });

  it("is named, without its password, when it does not answer", async () => {
    const { code, message } = await refusal(openStore({ url: "http://someone:secret@127.0.0.1:9/quant" }));
    expect(code).toBe("STORE_UNREACHABLE");
    expect(message).toContain("http://127.0.0.1:9");
    expect(message).not.toContain("secret");
  });

  it("is not started by asking for its status", async () => {
    const home = temporaryHome();
    expect(await storeStatus({ home: home.path })).toMatchObject({ kind: "local", owner: undefined });
    await home.remove();
  });
});

/** A ClickHouse as any client meets it: ours, with the secret added on the way. */
function asServer({ url, token }: Endpoint): Promise<Server> {
  const server = createServer((question, answer) => {
    const on = request(`${url}${question.url}`, { method: question.method, headers: { ...question.headers, "x-btc-quant": token } }, (response) => { answer.writeHead(response.statusCode ?? 500, response.headers); response.pipe(answer); });
    on.on("error", () => answer.destroy());
    question.pipe(on);
  });
  return new Promise((resolve) => { server.listen(0, "127.0.0.1", () => resolve(server)); });
}

describe("a ClickHouse server", () => {
  const home = temporaryHome();
  let local: Store, server: Server, address: string;
  beforeAll(async () => {
    local = await openStore({ home: home.path });
    server = await asServer(readEndpoint(homeAt(home.path))!);
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => { server.close(); server.closeAllConnections(); await local.close(); await home.remove(); });

  it("gets the schema in the database that the address names, and leaves the others alone", async () => {
    const store = await openStore({ url: `http://${address}/my_own` });
    expect(store.description).toMatch(new RegExp(`^ClickHouse [\\d.]+ at http://${address}$`));
    await store.insertColumns("funding", { exchange: "x", symbol: "y", ts: [1, 2], rate: [0.1, 0.2] });
    expect((await store.columns("SELECT rate FROM funding FINAL ORDER BY ts")).column("rate")).toEqual(Float64Array.of(0.1, 0.2));
    expect((await local.columns("SELECT rate FROM funding")).length).toBe(0);
    await store.close();
  });

  it("tells its status", async () => {
    const status = await storeStatus({ url: `http://${address}/my_own` });
    expect(status).toMatchObject({ kind: "server", place: `http://${address}`, schema: MIGRATIONS.length });
    expect("tables" in status && status.tables.find((table) => table.name === "funding")?.rows).toBe(2);
  });

  it("that refuses the password says so in one sentence without it", async () => {
    const { kind, code, message } = await refusal(openStore({ url: `http://nobody:secret@${address}` }));
    expect({ kind, code }).toEqual({ kind: "environment", code: "STORE_LOGIN" });
    expect(message).toMatch(/^the store refused the user or the password of CLICKHOUSE_URL [^\n]*$/);
    expect(message).not.toContain("secret");
  });
});
