import { hostname } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastCollection, newState } from "../../../lib/data/collect/collectionState.js";
import { claimCollection } from "../../../lib/data/collect/collectorLease.js";
import { openStore } from "../../../lib/data/store/open.js";
import type { Store } from "../../../lib/data/store/store.js";
import { refusal } from "../store/storeContract.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { seriesOf } from "./truth.js";

const home = temporaryHome();
let store: Store;
beforeAll(async () => { store = await openStore({ home: home.path }); });
afterAll(async () => { await store.close(); await home.remove(); });

/** As a collector on `host` left it that was heard of `ago` seconds before. */
const claimOf = (id: string, host: string, pid: number, ago: number): Promise<number> => store.insertColumns("collectors", { id: [id], host, pid, claimed: Date.now() - ago * 1_000 - 60_000, beat: Date.now() - ago * 1_000, state: [JSON.stringify([newState(seriesOf("candles"))])] });
/** Of a process that has ended: no system gives numbers so high. */
const NO_PROCESS = 4_194_303;

describe("the claim of a collector", () => {
  it("is held by one of several that begin at once, and is free after it", async () => {
    const claims = await Promise.allSettled(Array.from({ length: 4 }, () => claimCollection(store))), held = claims.filter((claim) => claim.status === "fulfilled");
    expect(held.length).toBe(1);
    const refused = { reason: { code: "COLLECTOR_RUNNING", kind: "environment", message: expect.stringContaining(`process ${process.pid} on ${hostname()}`) as string } };
    expect(claims.filter((claim) => claim.status === "rejected")).toMatchObject([refused, refused, refused]);
    expect(await refusal(claimCollection(store))).toMatchObject({ code: "COLLECTOR_RUNNING" });
    await held[0]!.value.renew("[]");
    await held[0]!.value.release("[]");
    const next = await claimCollection(store);
    await next.release("[]");
  });

  it("of a killed process of this computer, and of another computer that is silent, does not bar the next", async () => {
    await claimOf("killed", hostname(), NO_PROCESS, 0);
    await claimOf("silent", "elsewhere", 1, 25);
    const lease = await claimCollection(store);
    expect(await lastCollection(store)).toMatchObject({ running: true, pid: NO_PROCESS }); // what it said last, until the new one speaks
    await lease.renew(JSON.stringify([newState(seriesOf("trades"))]));
    expect(await lastCollection(store)).toMatchObject({ running: true, pid: process.pid, series: [{ kind: "trades", rows: 0 }] });
    await lease.release("[]");
    await store.command("DELETE FROM collectors WHERE id != ''");
  });

  it("of another computer that is alive bars the next, and a holder that was away gives way to an older one", async () => {
    const lease = await claimCollection(store);
    await claimOf("older", "elsewhere", 1, 5);
    expect(await refusal(lease.renew("[]"))).toMatchObject({ code: "COLLECTOR_RUNNING", message: expect.stringContaining("process 1 on elsewhere") as string });
    expect(await refusal(claimCollection(store))).toMatchObject({ code: "COLLECTOR_RUNNING" });
    expect(await lastCollection(store)).toMatchObject({ running: true, host: "elsewhere" });
  });
});
