/**
 * `npm run bench -- store`: the six years of real minutes (2020 to 2025) out of the store and into it.
 * Reading runs in a process of its own, which knows its peak memory; five rounds, the best against the goal, CPU times beside them for a machine that is shared.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { importFile } from "../../lib/dist/data/import/importFile.js";
import { readEndpoint } from "../../lib/dist/data/store/endpoint.js";
import { homeAt } from "../../lib/dist/data/store/home.js";
import { openStore } from "../../lib/dist/data/store/open.js";
import { stopStore } from "../../lib/dist/data/store/status.js";
import type { Columns, Store } from "../../lib/dist/data/store/store.js";

const DATA = process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data", FILES = /^binance-BTCUSDT-spot-1m-20(20|21|22|23|24|25)\.csv\.gz$/;
const SERIES = "FROM candles FINAL WHERE exchange = 'binance' AND symbol = 'BTC/USDT' AND tf = '1m'";
const OHLCV = "ts, open, high, low, close, volume", ALL = `${OHLCV}, quote_volume, trades, taker_buy_volume`;
const ROUNDS = 5, MB = 2 ** 20;

const say = (text: string): void => { process.stdout.write(`${text}\n`); };
/** High-water mark of this process in bytes: Linux tells it, elsewhere the present size has to do. */
function peakMemory(): number {
  try { return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024; } catch { return process.memoryUsage.rss(); }
}

/** CPU time of the engine so far, ms; NaN where the system does not tell it. */
function engineCpu(home: string): number {
  try {
    const fields = readFileSync(`/proc/${readEndpoint(homeAt(home))?.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10; // clock ticks of 10 ms
  } catch { return NaN; }
}

interface Timing { readonly wall: number; readonly own: number; readonly engine: number }
async function timed<T>(home: string, work: () => Promise<T>): Promise<Timing & { result: T }> {
  const from = performance.now(), cpu = process.cpuUsage(), engine = engineCpu(home), result = await work(), used = process.cpuUsage(cpu);
  return { result, wall: performance.now() - from, own: (used.user + used.system) / 1000, engine: engineCpu(home) - engine };
}
const text = (timings: readonly Timing[]): string => timings.map((t) => `${t.wall.toFixed(0)} ms (CPU ${t.own.toFixed(0)} here, ${t.engine.toFixed(0)} engine)`).join(", ");

async function loadCandles(store: Store, columns: string): Promise<Columns> {
  const [found] = await store.rows<{ rows: number }>(`SELECT toFloat64(count()) AS rows ${SERIES}`);
  return store.columns(`SELECT ${columns} ${SERIES} ORDER BY ts`, {}, { rows: found?.rows ?? 0 });
}

async function read(home: string): Promise<void> {
  const store = await openStore({ home }), start = process.memoryUsage.rss(), timings: Timing[] = [];
  let bytes = 0, rows = 0, peak = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { result, ...timing } = await timed(home, () => loadCandles(store, OHLCV));
    timings.push(timing);
    if (round === 0) { peak = peakMemory() - start; rows = result.length; bytes = rows * 6 * 8; }
  }
  await store.close();
  const wall = Math.min(...timings.map((t) => t.wall));
  say(`read ${rows} candles of 6 columns: ${text(timings)}; best ${wall.toFixed(0)} ms (goal 500)`);
  say(`peak memory of the first read above the start: ${(peak / MB).toFixed(0)} MB for ${(bytes / MB).toFixed(0)} MB of data: ${(peak / bytes).toFixed(2)} x (goal 2)`);
}

async function insert(home: string, store: Store, candles: Columns): Promise<void> {
  const timings: Timing[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await store.command("CREATE OR REPLACE TABLE bench_candles AS candles");
    timings.push(await timed(home, () => store.insertColumns("bench_candles", { exchange: "binance", symbol: "BTC/USDT", tf: "1m", ...candles.columns })));
  }
  const rate = candles.length / Math.min(...timings.map((t) => t.wall)) / 1000;
  say(`insert ${candles.length} candles, all columns: ${text(timings)}; best ${rate.toFixed(2)} M rows/s (goal 1.2)`);
}

async function main(): Promise<void> {
  const [mode, given] = process.argv.slice(2);
  if (mode === "read") return read(given as string);
  const files = existsSync(DATA) ? readdirSync(DATA).filter((name) => FILES.test(name)).sort() : [];
  if (files.length < 6) return say(`skipped: the six files of real minutes are not in ${DATA}`);
  const home = mkdtempSync(join(tmpdir(), "btc-quant-bench-")), store = await openStore({ home });
  try {
    say(`${store.description}; ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
    const { wall } = await timed(home, async () => { for (const file of files) await importFile(store, join(DATA, file), { exchange: "binance", symbol: "BTC/USDT", timeframe: "1m" }); });
    say(`import of the six files: ${(wall / 1000).toFixed(1)} s`);
    await store.command("OPTIMIZE TABLE candles FINAL");
    spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), "read", home], { stdio: "inherit" });
    await insert(home, store, await loadCandles(store, ALL));
  } finally {
    await store.close();
    await stopStore(homeAt(home));
    rmSync(home, { recursive: true, force: true });
  }
}

await main();
