/** A run's events as one hash. By itself, `tsx runHash.ts FIRST COUNT` prints that of so many runs of random orders: another process's word on the same seeds. */
import { createHash } from "node:crypto";
import type { Run } from "../../../lib/market/run.js";
import { playAll, scenarioOf } from "./randomOrders.js";

export function runHash({ id, equity, fills, funding, counts }: Run): string {
  const hash = createHash("sha256").update(id).update(JSON.stringify(counts));
  for (const column of [equity.equity, equity.position, fills.time, fills.quantity, fills.price, fills.fee, fills.order, fills.mid, fills.point, fills.reason, funding.amount]) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest("hex");
}

function print(first: number, count: number): void {
  const all = createHash("sha256");
  for (let seed = first; seed < first + count; seed++) all.update(runHash(playAll(scenarioOf(seed))));
  console.log(all.digest("hex"));
}

if (process.argv[1] === import.meta.filename) print(Number(process.argv[2]), Number(process.argv[3]));
