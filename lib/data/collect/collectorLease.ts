/**
 * One running collector a store, wherever its processes run: a claim in the store itself, renewed every few seconds. The oldest fresh claim holds; who sees an
 * older one withdraws. Claims are timed by the store's clock. Knows nothing of what is collected.
 */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { QuantError } from "../../market/errors.js";
import { utc, type Millis } from "../../market/units.js";
import type { Store } from "../store/store.js";
import { SILENT_AFTER } from "./collectionState.js";

/** Two that claim at once see each other after it. */
const SETTLING: Millis = 300;

interface Claim { readonly id: string; readonly host: string; readonly pid: number; readonly since: string }

export interface CollectorLease {
  /** Says that it still runs, and how it goes. @throws QuantError COLLECTOR_RUNNING when another holds the store by now, and those of the store */
  renew(state: string): Promise<void>;
  /** Gives the store free. @throws QuantError of the store */
  release(state: string): Promise<void>;
}

/** @throws QuantError COLLECTOR_RUNNING, and those of the store */
export async function claimCollection(store: Store): Promise<CollectorLease> {
  const own = { id: randomUUID(), host: hostname(), pid: process.pid };
  await store.insertColumns("collectors", { ...own, state: [""] });
  await sleep(SETTLING);
  const since = (await freshClaims(store)).find(({ id }) => id === own.id)?.since;
  const say = async (state: string, ended: number): Promise<void> => {
    await store.insertColumns("collectors", { ...own, claimed: Number(since), state: [state], ended });
  };
  const stand = async (): Promise<void> => {
    const holder = (await freshClaims(store)).find((claim) => claim.id === own.id || !isDead(claim));
    if (holder === undefined || holder.id === own.id) return;
    await say("", 1);
    throw new QuantError("environment", "COLLECTOR_RUNNING", `a collector is running on this store already: process ${holder.pid} on ${holder.host}, since ${utc(Number(holder.since))}; one is enough, npm run data -- status shows what it does`, { pid: holder.pid, host: holder.host });
  };
  await stand();
  return {
    async renew(state) {
      await say(state, 0);
      await stand();
    },
    release: (state) => say(state, 1),
  };
}

/** Oldest first. */
function freshClaims(store: Store): Promise<readonly Claim[]> {
  return store.rows<Claim>(`SELECT id, host, pid, toUnixTimestamp64Milli(claimed) AS since FROM collectors FINAL
    WHERE ended = 0 AND beat > now64(3) - toIntervalMillisecond({silent: UInt32}) ORDER BY claimed, id`, { silent: SILENT_AFTER });
}

/** Killed on this computer: its claim need not be waited out. */
function isDead({ host, pid }: Claim): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
