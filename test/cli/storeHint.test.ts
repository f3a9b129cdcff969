import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyStoreText } from "../../lib/cli/storeHint.js";
import { archiveServer, type ArchiveServer } from "../data/dumps/archiveServer.js";
import { klinePath } from "../data/dumps/klineArchives.js";

const NOW = Date.UTC(2020, 10, 20);
let server: ArchiveServer;
beforeAll(async () => {
  server = await archiveServer();
  for (let month = 1; month <= 10; month++) server.files.set(klinePath("futures/um", "monthly", `2020-${String(month).padStart(2, "0")}`), Buffer.alloc(2_000_000 + (month % 2) * 500_000));
});
afterAll(() => server.close());

describe("the offer to somebody whose store is empty", () => {
  it("names megabytes and minutes where the archives answer, and the command that fetches them", async () => {
    const text = await emptyStoreText(server.url, NOW), [, megabytes] = /about (\d+) MB, 1 minute at 20 Mbit/.exec(text) ?? [];
    expect(Number(megabytes)).toBeGreaterThanOrEqual(20);
    expect(Number(megabytes)).toBeLessThanOrEqual(25);
    expect(text).toContain("npm run data -- backfill --exchange binance --symbol BTC/USDT:USDT --kinds candles,funding --from 2020-01-01\nor import files you have");
    expect(server.asked.every((path) => path.endsWith(".zip"))).toBe(true);
  });

  it("offers no download where nobody answers", async () => {
    const text = await emptyStoreText("http://127.0.0.1:9", NOW);
    expect(text).toMatch(/^The store is empty\. In another terminal, in this folder, import files you have/);
    expect(text).not.toContain("backfill");
  });
});
