/** A store that goes away and a disk that is full in the middle of a collection: told, waited for, and whole afterwards. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { homeAt } from "../../../lib/data/store/home.js";
import { openStore } from "../../../lib/data/store/open.js";
import { stopStore } from "../../../lib/data/store/status.js";
import type { Store } from "../../../lib/data/store/store.js";
import { barStart } from "../../../lib/market/timeframe.js";
import { MINUTE } from "../../exchange/feeds.js";
import { gate } from "../store/gate.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { compressed, start, until, type Compressed, type Running } from "./session.js";
import { provenRows } from "./truth.js";

const FACTOR = 240;
let session: Compressed | undefined;
afterEach(async () => { await session?.end(); session = undefined; });

/** The clock goes as soon as the collection listens, and rows come. */
async function playing({ exchange }: Compressed, running: Running): Promise<void> {
  await until(() => exchange.connections >= running.series, "it listens");
  exchange.clock.play(FACTOR);
  await until(() => running.states().some(({ rows }) => rows > 3), "rows come");
}

/** Waits until everything of now is stored, ends the collection and proves what it stored. */
async function proveAll(store: Store, { exchange, source }: Compressed, running: Running, from: number): Promise<void> {
  const to = barStart(exchange.clock.now, MINUTE);
  await until(() => running.states().every(({ storedTo = 0 }) => storedTo >= to), "all of it is stored");
  exchange.clock.pause();
  await running.stop();
  for (const kind of ["candles", "trades"] as const) expect(await provenRows(store, source, kind, from, to), kind).toBeGreaterThan(0);
}

describe("a store that goes away in the middle of a collection", () => {
  const home = temporaryHome();
  afterAll(() => home.remove());

  it("is named once a series and waited for; what memory could not hold is told and asked for again", async () => {
    session = await compressed(60, FACTOR, 3);
    const local = await openStore({ home: home.path }), way = await gate(home.path), store = await openStore({ url: `http://127.0.0.1:${way.port}` });
    const from = session.exchange.clock.now, running = start(store, session, ["candles", "trades"], 20);
    await playing(session, running);
    await way.shut();
    await sleep(3_000); // twelve minutes of the exchange
    const again = await gate(home.path, way.port);
    await proveAll(local, session, running, from);
    expect(running.notices.filter((notice) => /^candles .*does not answer.*waiting for it until it is back|^candles .*was lost.*waiting for it until it is back/.test(notice)).length).toBe(1);
    expect(running.notices).toContainEqual(expect.stringMatching(/^trades of BTC\/USDT:USDT: \d+ rows were given up, for memory holds 20 of them while the store is away; the exchange is asked for them again$/));
    await store.close();
    await again.shut();
    await local.close();
  }, 120_000);

  it("is not waited for at the end: what was heard and could not be stored is told", async () => {
    session = await compressed(60, FACTOR, 4);
    const local = await openStore({ home: home.path }), way = await gate(home.path), store = await openStore({ url: `http://127.0.0.1:${way.port}` });
    const running = start(store, session, ["quotes"], undefined, 300);
    await playing(session, running);
    await way.shut();
    await until(() => running.notices.some((notice) => notice.includes("waiting for it")), "it is told");
    await running.stop();
    expect(running.notices.at(-1)).toMatch(/^quotes of BTC\/USDT:USDT: what was heard after .* could not be stored any more \(.*\); quotes have no history to fetch them from$/);
    await store.close();
    await local.close();
  }, 60_000);
});

/** A small disk of its own; undefined where this user may not mount one. */
function smallDisk(megabytes: number): string | undefined {
  const path = mkdtempSync(join(tmpdir(), "btc-quant-disk-"));
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path]).status === 0) return path;
  rmSync(path, { recursive: true });
  return undefined;
}

const disk = smallDisk(48);

describe.skipIf(disk === undefined)("a disk that is full in the middle of a collection (skipped where the tool mount may not be used)", () => {
  afterAll(async () => {
    if (disk === undefined) return;
    await stopStore(homeAt(disk));
    spawnSync("umount", ["--lazy", disk]); // its owner may still be on its way out
    rmSync(disk, { recursive: true, force: true });
  });

  it("is named, waited for until there is room, and nothing is lost", async () => {
    session = await compressed(60, FACTOR, 5);
    const store = await openStore({ home: disk! }), from = session.exchange.clock.now, running = start(store, session, ["candles", "trades"]), ballast = join(disk!, "ballast");
    await playing(session, running);
    expect(() => { writeFileSync(ballast, Buffer.alloc(64 << 20)); }).toThrow(/ENOSPC/);
    await until(() => running.notices.some((notice) => notice.includes("the disk of the store is full")), "it is named");
    await sleep(1_000);
    rmSync(ballast);
    await proveAll(store, session, running, from);
    await store.close();
  }, 120_000);
});
