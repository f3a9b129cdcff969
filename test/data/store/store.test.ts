import { afterAll, describe, expect, it } from "vitest";
import { openStore } from "../../../lib/data/store/open.js";
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
