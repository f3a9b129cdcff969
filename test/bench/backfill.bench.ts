/**
 * `npm run bench -- backfill`: the real spot minutes of 2020 to 2025 as monthly and daily archives on a local file server, backfilled into an empty store:
 * fetched, proved, unpacked, checked, compared with days, stored, gaps recorded. End to end, and by stage of CPU.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { backfill } from "../../lib/dist/data/backfill/backfill.js";
import { readEndpoint } from "../../lib/dist/data/store/endpoint.js";
import { homeAt } from "../../lib/dist/data/store/home.js";
import { openStore } from "../../lib/dist/data/store/open.js";
import { stopStore } from "../../lib/dist/data/store/status.js";
import { archiveServer } from "../data/dumps/archiveServer.js";
import { groupByDate, klinePath, klineZip, minutesOf } from "../data/dumps/klineArchives.js";

const DATA = process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", FILES = /^binance-BTCUSDT-spot-1m-20(20|21|22|23|24|25)\.csv\.gz$/, FIRST_MICROS = "2025";
const FROM = Date.UTC(2020, 0), TO = Date.UTC(2026, 0), ROUNDS = 3, GOAL = 300_000;
const say = (text: string): void => { process.stdout.write(`${text}\n`); };

/** CPU time of the engine so far, s; NaN where the system does not tell it. */
function engineCpu(home: string): number {
  try {
    const fields = readFileSync(`/proc/${readEndpoint(homeAt(home))?.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100; // clock ticks of 10 ms
  } catch { return NaN; }
}

/** CPU time of this process since, s. */
function ownCpu(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** Archives on disk; days only where the comparison of a month takes one is not known here, so all of them. */
function pack(folder: string): number {
  let rows = 0;
  for (const file of readdirSync(DATA).filter((name) => FILES.test(name)).sort()) {
    const minutes = minutesOf(join(DATA, file)), form = { micros: file.includes(FIRST_MICROS), header: false };
    rows += minutes.length;
    for (const [period, digits] of [["monthly", 7], ["daily", 10]] as const) {
      for (const [date, part] of groupByDate(minutes, digits)) {
        const path = join(folder, klinePath("spot", period, date));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, klineZip(path, part, form));
      }
    }
  }
  return rows;
}

async function serve(folder: string): Promise<void> {
  const rows = pack(folder);
  const files = new Map((readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith(".zip")).map((name) => [name, readFileSync(join(folder, name))]));
  say(JSON.stringify({ url: (await archiveServer(files)).url, rows }));
}

/** Packed and served by a process of its own, so that its work is not counted as ours. */
async function startServer(folder: string): Promise<{ readonly child: ChildProcess; readonly url: string; readonly rows: number }> {
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), "serve", folder], { stdio: ["ignore", "pipe", "inherit"] });
  const said = await new Promise<string>((resolve) => { child.stdout.once("data", (text: Buffer) => resolve(text.toString())); });
  return { child, ...(JSON.parse(said) as { url: string; rows: number }) };
}

async function main(): Promise<void> {
  const [mode, given] = process.argv.slice(2);
  if (mode === "serve") return serve(given as string);
  if (!existsSync(DATA)) return say(`skipped: ${DATA} is not there`);
  const work = mkdtempSync(join(tmpdir(), "btc-quant-bench-")), { child, url, rows } = await startServer(join(work, "archives"));
  say(`${rows.toLocaleString("en-US")} minutes as archives; ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const home = join(work, `store-${round}`), store = await openStore({ home }), start = performance.now(), cpu = process.cpuUsage();
      const [outcome] = await backfill({ store, dumps: url, downloads: join(work, "downloads"), listener: { stage: (sentence) => say(`  ${((performance.now() - start) / 1000).toFixed(1)} s (CPU ${ownCpu(cpu).toFixed(1)} s here, ${engineCpu(home).toFixed(1)} s engine) ${sentence}`) } }, { exchange: "binance", symbol: "BTC/USDT", kinds: ["candles"], from: FROM, to: TO });
      const wall = (performance.now() - start) / 1000;
      say(`backfill: ${outcome!.added.toLocaleString("en-US")} rows of ${outcome!.archives} archives (${(outcome!.bytes / 1e6).toFixed(0)} MB) in ${wall.toFixed(1)} s (CPU ${ownCpu(cpu).toFixed(1)} s here, ${engineCpu(home).toFixed(1)} s engine): ${Math.round(outcome!.added / wall).toLocaleString("en-US")} rows/s (goal ${GOAL.toLocaleString("en-US")}); problems ${outcome!.problems.length}`);
      await store.close();
      await stopStore(homeAt(home));
      rmSync(home, { recursive: true, force: true });
    }
  } finally {
    child.kill();
    rmSync(work, { recursive: true, force: true });
  }
}

await main();
