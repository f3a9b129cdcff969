import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { RowQueue } from "../../../lib/data/collect/rowQueue.js";

const row = (id: number): { time: number; id: number } => ({ time: id * 10, id });

/** Batches as lists of ids, with whether rows may be missing before them. */
async function taken(queue: RowQueue, batches: number, everyMs = 0): Promise<[number[], boolean][]> {
  const stop = new AbortController(), all: [number[], boolean][] = [];
  for await (const { columns, resumed } of queue.batches(everyMs, stop.signal)) {
    all.push([[...columns.id!], resumed]);
    if (all.length === batches) stop.abort();
  }
  return all;
}

describe("rows that wait", () => {
  it("come in batches in the order they were heard; the first of all may follow missed ones, and so the first after an interruption", async () => {
    const queue = new RowQueue(100), told = taken(queue, 3);
    for (const ids of [[1, 2], [3], [4]]) {
      if (ids[0] === 4) queue.interrupted();
      for (const id of ids) queue.push(row(id));
      await sleep(5);
    }
    expect(await told).toEqual([[[1, 2], true], [[3], false], [[4], true]]);
  });

  it("of one interval are one batch", async () => {
    const queue = new RowQueue(100), told = taken(queue, 1, 60);
    for (const id of [1, 2, 3]) { queue.push(row(id)); await sleep(5); }
    expect(await told).toEqual([[[1, 2, 3], true]]);
  });

  it("beyond the bound give way, the oldest first, and the next batch says so", async () => {
    const queue = new RowQueue(20);
    queue.push(row(0));
    expect(await taken(queue, 1)).toEqual([[[0], true]]);
    for (let id = 1; id <= 25; id++) queue.push(row(id));
    expect(queue.dropped).toBe(6);
    expect(await taken(queue, 1)).toEqual([[Array.from({ length: 19 }, (_, i) => i + 7), true]]);
  });

  it("come out at the end, and then nothing", async () => {
    const queue = new RowQueue(20), stop = new AbortController();
    queue.push(row(1));
    stop.abort();
    const batches = queue.batches(1_000, stop.signal);
    expect([(await batches.next()).value?.rows, (await batches.next()).done]).toEqual([1, true]);
  });
});
