import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { backfill } from "../../../lib/data/backfill/backfill.js";
import { download } from "../../../lib/data/dumps/download.js";
import { archiveAt } from "../../../lib/data/dumps/archive.js";
import { homeAt } from "../../../lib/data/store/home.js";
import { openStore } from "../../../lib/data/store/open.js";
import { stopStore } from "../../../lib/data/store/status.js";
import { refusal } from "../store/storeContract.js";
import { archivesOf, DAY, minutes, serve } from "./market.js";

/** A small disk of its own; undefined where this user may not mount one. */
function smallDisk(megabytes: number): string | undefined {
  const path = mkdtempSync(join(tmpdir(), "btc-quant-disk-"));
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path]).status === 0) return path;
  rmSync(path, { recursive: true });
  return undefined;
}

/** Fills it up to so many bytes, whatever the store itself took of it. */
function leaveFree(disk: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, "ballast"), Buffer.alloc(bavail * bsize - bytes));
}

const storeDisk = smallDisk(32), downloadDisk = smallDisk(1), folder = mkdtempSync(join(tmpdir(), "btc-quant-downloads-"));
afterAll(async () => {
  if (storeDisk !== undefined) await stopStore(homeAt(storeDisk));
  for (const disk of [storeDisk, downloadDisk]) {
    if (disk === undefined) continue;
    spawnSync("umount", ["-l", disk]); // the store may be a moment in going
    rmSync(disk, { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
});
const FROM = Date.UTC(2021, 0), TO = FROM + 59 * DAY, CANDLES = { kind: "candles", exchange: "binance", symbol: "BTC/USDT", timeframe: "1m" } as const;

describe.skipIf(storeDisk === undefined)("a full disk (skipped where the tool mount may not be used)", () => {
  it("of the store ends the backfill in one sentence; what is stored stays, and with room the same command completes it", async () => {
    const server = await serve(archivesOf(minutes(FROM, TO))), store = await openStore({ home: storeDisk! });
    const fill = (): ReturnType<typeof backfill> => backfill({ store, dumps: server.url, downloads: folder, retryAfterMs: [] }, { exchange: "binance", symbol: "BTC/USDT", kinds: ["candles"], from: FROM, to: TO });
    leaveFree(storeDisk!, 700_000);
    try {
      expect(await refusal(fill())).toMatchObject({ code: "STORE_FULL", message: expect.stringContaining("the disk of the store is full: nothing more can be written, what is stored stays readable") as string });
      const [before] = await store.rows<{ n: string }>("SELECT count() AS n FROM candles FINAL");
      expect(Number(before?.n)).toBeLessThan(59 * 1440);
      execFileSync("mount", ["-o", "remount,size=96m", storeDisk!]);
      expect(await fill()).toMatchObject([{ left: 0, added: 59 * 1440 - Number(before?.n) }]);
    } finally {
      await store.close();
      await server.close();
    }
  });

  it("under the downloads is named, and leaves no half file", async () => {
    const path = "data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2021-01.zip", server = await serve(new Map([[path, Buffer.alloc(3 << 20, 7)]]));
    try {
      const error = await refusal(download(archiveAt(CANDLES, "monthly", FROM)!, { base: server.url, folder: downloadDisk! }));
      expect(error).toMatchObject({ code: "DISK_FULL", message: "BTCUSDT-1m-2021-01.zip could not be written: the disk is full; make room and run the same command again" });
      expect((readdirSync(downloadDisk!, { recursive: true }) as string[]).filter((name) => /zip|part/.test(name))).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
