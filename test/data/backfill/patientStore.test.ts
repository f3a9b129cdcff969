import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backfill } from "../../../lib/data/backfill/backfill.js";
import { patientStore } from "../../../lib/data/backfill/patientStore.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { QuantError } from "../../../lib/market/errors.js";
import { gate, type Gate } from "../store/gate.js";
import { refusal } from "../store/storeContract.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { archivesOf, DAY, minutes, serve } from "./market.js";

const home = temporaryHome(), downloads = mkdtempSync(join(tmpdir(), "btc-quant-downloads-")), FROM = Date.UTC(2021, 0);
let local: Store;
beforeAll(async () => { local = await openStore({ home: home.path }); });
afterAll(async () => { await local.close(); await home.remove(); rmSync(downloads, { recursive: true, force: true }); });

describe("a store that goes away in the middle of a backfill", () => {
  it("is waited for, said so once, and nothing is lost, doubled or half written", async () => {
    const way = await gate(home.path), server = await serve(archivesOf(minutes(FROM, FROM + 6 * DAY))), store = await openStore({ url: `http://127.0.0.1:${way.port}` }), said: string[] = [];
    let away: Promise<void> | undefined;
    const leave = async (): Promise<void> => {
      await way.shut();
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      reopened = await gate(home.path, way.port);
    };
    let reopened: Gate | undefined;
    try {
      const [outcome] = await backfill({
        store, dumps: server.url, downloads, now: FROM + 40 * DAY, patience: { forMs: 30_000, everyMs: 200, onWait: (reason) => said.push(reason) },
        listener: { progress: ({ done }) => { if (done > 2 * DAY) away ??= leave(); } },
      }, { exchange: "binance", symbol: "BTC/USDT", kinds: ["candles"], from: FROM, to: FROM + 6 * DAY });
      await away;
      expect(outcome).toMatchObject({ left: 0, problems: [] });
      expect(said.length).toBeGreaterThan(0);
      expect(said[0]).toMatch(/does not answer|was lost/);
      expect(await local.rows("SELECT count() AS n, uniqExact(ts) AS times FROM candles FINAL")).toEqual([{ n: String(6 * 1440), times: String(6 * 1440) }]);
    } finally {
      await store.close();
      await reopened?.shut();
      await server.close();
    }
  });

  it("is not waited for longer than patience lasts, nor at all where waiting can not help", async () => {
    let asked = 0;
    const failing = (code: string): Store => ({ ...local, description: "", rows: () => { asked++; return Promise.reject(new QuantError("environment", code, code)); } }) as Store;
    expect(await refusal(patientStore(failing("STORE_UNREACHABLE"), { forMs: 40, everyMs: 10 }).rows("SELECT 1"))).toMatchObject({ code: "STORE_UNREACHABLE" });
    expect(asked).toBe(5);
    for (const code of ["STORE_FULL", "STORE_STATEMENT", "STORE_LOGIN"]) {
      asked = 0;
      expect(await refusal(patientStore(failing(code), { forMs: 40, everyMs: 10 }).rows("SELECT 1"))).toMatchObject({ code });
      expect(asked).toBe(1);
    }
  });
});
