import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEndpoint } from "../../../lib/data/store/endpoint.js";
import { homeAt } from "../../../lib/data/store/home.js";
import { openStore } from "../../../lib/data/store/open.js";
import { client, type ClientProcess } from "./clientProcess.js";
import { temporaryHome, type TemporaryHome } from "./temporaryHome.js";

const SYMBOLS = ["BTC/USDT", "ETH/USDT"];
let home: TemporaryHome;
beforeEach(() => { home = temporaryHome(); });
afterEach(() => home.remove());

const acknowledged = (writer: ClientProcess): number => Number(writer.lines.findLast((line) => "acknowledged" in line)?.["acknowledged"] ?? 0);

/** Every row of a writer, and whether each is the one it wrote. */
async function stored(symbol: string): Promise<{ rows: number; right: boolean }> {
  const store = await openStore({ home: home.path });
  const found = await store.columns("SELECT ts, close FROM candles FINAL WHERE symbol = {symbol: String} ORDER BY ts", { symbol });
  await store.close();
  return { rows: found.length, right: found.column("ts").every((time, i) => time === i * 60_000 && found.column("close")[i] === time) };
}

describe("two processes on one store", () => {
  it("write and read at once for 10 s and lose nothing", async () => {
    const writers = SYMBOLS.map((symbol) => client(home.path, "write", "10", symbol));
    const [first, second] = await Promise.all(writers.map((writer) => writer.ended));
    for (const [i, lines] of [first, second].entries()) {
      const last = lines?.at(-1);
      expect(last).toMatchObject({ done: true });
      expect(Number(last?.["reads"])).toBeGreaterThan(0);
      expect(await stored(SYMBOLS[i] as string)).toEqual({ rows: Number(last?.["acknowledged"]), right: true });
    }
  });

  it("keep every acknowledged row through two kill -9 of the owner, and go on by themselves", async () => {
    const writers = SYMBOLS.map((symbol) => client(home.path, "write", "5", symbol));
    for (let kill = 0; kill < 2; kill++) {
      const before = writers.map(acknowledged);
      while (writers.some((writer, i) => acknowledged(writer) <= (before[i] as number) + 1000)) await sleep(20);
      process.kill(readEndpoint(homeAt(home.path))!.pid, "SIGKILL");
    }
    const lines = await Promise.all(writers.map((writer) => writer.ended));
    for (const [i, symbol] of SYMBOLS.entries()) {
      expect(lines[i]?.at(-1)).toMatchObject({ done: true });
      expect(await stored(symbol)).toEqual({ rows: Number(lines[i]?.at(-1)?.["acknowledged"]), right: true });
    }
  });

  it("leave every acknowledged row when a writer is killed, and the next one goes on from there", async () => {
    const writer = client(home.path, "write", "60", "BTC/USDT");
    while (acknowledged(writer) < 2000) await sleep(20);
    process.kill(readEndpoint(homeAt(home.path))!.pid, "SIGKILL");
    writer.kill();
    await writer.ended;
    const { rows, right } = await stored("BTC/USDT");
    expect(right).toBe(true);
    expect(rows).toBeGreaterThanOrEqual(acknowledged(writer));
    expect(rows % 500).toBe(0);
  });
});
