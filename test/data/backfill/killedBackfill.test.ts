import { afterAll, describe, expect, it } from "vitest";
import { unfinishedFiles } from "../../../lib/data/fileLedger.js";
import { openGaps } from "../../../lib/data/gaps/gapLedger.js";
import { openStore } from "../../../lib/data/store/open.js";
import { temporaryHome } from "../store/temporaryHome.js";
import { fingerprint, killAndResume, runBackfill } from "./kills.js";
import { archivesOf, DAY, HOUR, minutes, serve, without } from "./market.js";

const calm = temporaryHome(), killed = temporaryHome(), FROM = Date.UTC(2021, 0), TO = Date.UTC(2021, 2), KILLS = 4;
afterAll(async () => { await calm.remove(); await killed.remove(); });

describe("a backfill that is killed -9 at random moments", () => {
  it("ends, resumed, with the rows and the gaps of an undisturbed run, and with nothing unfinished", async () => {
    const outage = FROM + 40 * DAY, seed = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);
    const server = await serve(archivesOf(without(minutes(FROM, TO), (time) => time >= outage && time < outage + HOUR)));
    const run = { dumps: server.url, from: FROM, to: TO };
    try {
      const { ms } = await runBackfill({ ...run, home: calm.path }), moments = await killAndResume({ ...run, home: killed.path }, KILLS, ms, seed);
      console.log(`seed ${seed}, undisturbed ${ms.toFixed(0)} ms; killed at: ${moments.map(({ atMs, killed: hit, rows }) => `${atMs} ms${hit ? "" : " (had ended)"}, ${rows} rows`).join("; ")}`);
      expect(await fingerprint(killed.path)).toEqual(await fingerprint(calm.path));
      expect((await fingerprint(calm.path)).rows).toBe((TO - FROM - HOUR) / 60_000);
      const store = await openStore({ home: killed.path });
      expect(await unfinishedFiles(store)).toEqual([]);
      expect((await openGaps(store)).map(({ from, bars }) => [from, bars])).toEqual([[outage, 60]]);
      await store.close();
    } finally {
      await server.close();
    }
  });
});
