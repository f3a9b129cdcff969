/** Six years of real minutes backfilled from local archives, killed -9 twenty times, against one undisturbed run. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { homeAt } from "../../lib/data/store/home.js";
import { stopStore } from "../../lib/data/store/status.js";
import { fingerprint, killAndResume, runBackfill } from "../data/backfill/kills.js";
import { archivesOf, serve } from "../data/backfill/market.js";
import { minutesOf } from "../data/dumps/klineArchives.js";
import { evidence } from "./evidence.js";

const DATA = process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", KILLS = 20, FROM = Date.UTC(2020, 0), TO = Date.UTC(2026, 0);

await evidence({
  name: "backfill-kills", title: "A backfill killed at random moments", seed: 20_261_122,
  about: "The real BTC/USDT minutes of 2020 to 2025 as monthly and daily archives on a local file server; one run undisturbed, one killed -9 twenty times at random moments that share out the time the first took, and begun again each time. Both stores have to hold the same rows, to the bit.",
}, async (seed, keep) => {
  const archives = new Map<string, Buffer>();
  for (const file of readdirSync(DATA).filter((name) => /^binance-BTCUSDT-spot-1m-202[0-5]\.csv\.gz$/.test(name))) for (const [path, bytes] of archivesOf(minutesOf(join(DATA, file)))) archives.set(path, bytes);
  const server = await serve(archives), homes = ["calm", "killed"].map((name) => mkdtempSync(join(tmpdir(), `btc-quant-soak-${name}-`))) as [string, string];
  try {
    const run = { dumps: server.url, from: FROM, to: TO }, { ms } = await runBackfill({ ...run, home: homes[0] });
    keep(`Undisturbed: ${(ms / 1_000).toFixed(1)} s.\n\n| kill | after ms | rows stored then |\n|---|---|---|`);
    const moments = await killAndResume({ ...run, home: homes[1] }, KILLS, (2 * ms) / KILLS, seed);
    for (const [i, { atMs, killed, rows }] of moments.entries()) keep(`| ${i + 1} | ${atMs}${killed ? "" : " (had ended by itself)"} | ${rows.toLocaleString("en-US")} |`);
    const [calm, killed] = [await fingerprint(homes[0]), await fingerprint(homes[1])];
    keep(`\nUndisturbed: ${calm.rows.toLocaleString("en-US")} rows, fingerprint ${calm.sum}. Killed: ${killed.rows.toLocaleString("en-US")} rows, fingerprint ${killed.sum}.`);
    if (calm.rows !== killed.rows || calm.sum !== killed.sum) throw new Error("the killed run stored other rows than the undisturbed one");
  } finally {
    await server.close();
    for (const home of homes) {
      await stopStore(homeAt(home));
      rmSync(home, { recursive: true, force: true });
    }
  }
});
