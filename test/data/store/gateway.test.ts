/** The same contract with the fallback forced: a machine whose chdb can not be entered as a server. */
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
