/**
 * `npm run bench -- engine`: engine and simulated venue over the real minutes of 2020 to 2025 (without them: a seeded walk as long), all fill
 * rules on, by CPU time, beside a plain pass over the same columns in the same run. A checksum of equity and fills guards each figure.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { backtest, type BacktestOptions } from "../../lib/dist/backtest/index.js";
import { candles, type Candles } from "../../lib/dist/market/candles.js";
import type { Run } from "../../lib/dist/market/run.js";
import { smaCrossover } from "../../lib/dist/strategy/smaCrossover.js";
import { defineStrategy, type Strategy } from "../../lib/dist/strategy/strategy.js";
import { hasMinutes, realMinutes } from "../backtest/realMinutes.js";

const YEARS = [2020, 2021, 2022, 2023, 2024, 2025], ROUNDS = 7;
const OPTIONS: BacktestOptions = { symbol: "BTC/USDT:USDT", cash: 1e7, size: "1BTC", makerBp: 2, takerBp: 5, allowMissingFunding: true };

/** Three orders a bar, each asked anew at each close: a bid, an ask and, while there is a position, a stop. @param spread of the close, to either side */
const requoting = (spread: number): Strategy => defineStrategy({
  name: "requoting", params: {}, indicators: () => ({}),
  decide({ close }, { position, entryPrice }, want) {
    const distance = close * spread, middle = close * (1 - 0.0003 * position);
    if (position < 1) want.bid(0, middle - distance, 0.05);
    if (position > -1) want.ask(0, middle + distance, 0.05);
    if (position !== 0) want.stop(0, entryPrice * (position > 0 ? 0.95 : 1.05));
  },
});

/** A seeded walk for a machine without the data. */
function seededWalk(length: number): Candles {
  const column = (): Float64Array => new Float64Array(length), openTime = column(), open = column(), high = column(), low = column(), close = column(), volume = column();
  let state = 12345, price = 1_000_000;
  const draw = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < length; i++) {
    const next = Math.max(price + Math.round((draw() - 0.5) * 2_000), 100_000);
    openTime[i] = Date.UTC(2020, 0) + i * 60_000;
    open[i] = price / 100;
    close[i] = next / 100;
    high[i] = (Math.max(price, next) + Math.round(draw() * 800)) / 100;
    low[i] = (Math.min(price, next) - Math.round(draw() * 800)) / 100;
    volume[i] = 20 + draw() * 100;
    price = next;
  }
  return candles({ exchange: "binance", symbol: "BTC/USDT", synthetic: true, builtFrom: "1m" }, "1m", { openTime, open, high, low, close, volume });
}

/** CPU ms of reading every column once. */
function plainPass({ length, open, high, low, close, volume }: Candles): number {
  const from = process.cpuUsage();
  let sum = 0;
  for (let i = 0; i < length; i++) sum += open[i]! + high[i]! + low[i]! + close[i]! + volume[i]!;
  const { user, system } = process.cpuUsage(from);
  return sum > 0 ? (user + system) / 1000 : NaN;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** First 16 digits of SHA-256 over equity and fills. */
function checksum({ equity, fills }: Run): string {
  const hash = createHash("sha256");
  for (const column of [equity.equity, fills.time, fills.quantity, fills.price]) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest("hex").slice(0, 16);
}

export interface Figure { readonly name: string; readonly engine: number; readonly best: number; readonly withIndicators: number; readonly ratio: number; readonly fills: number; readonly checksum: string }

/** Medians of seven rounds after one to warm up; million bars a second. */
export function measure(name: string, strategy: Strategy, data: Candles): Figure {
  let { run } = backtest(strategy, { candles: data }, OPTIONS);
  const first = checksum(run), engine: number[] = [], whole: number[] = [], pass: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    pass.push(plainPass(data));
    const result = backtest(strategy, { candles: data }, OPTIONS);
    run = result.run;
    engine.push(result.timing.engineCpuMs);
    whole.push(result.timing.engineCpuMs + result.timing.indicatorCpuMs);
    if (checksum(run) !== first) throw new Error(`${name}: checksum ${checksum(run)} differs from ${first} of the first run`);
  }
  const speed = (ms: number): number => data.length / ms / 1000;
  return { name, engine: speed(median(engine)), best: speed(Math.min(...engine)), withIndicators: speed(median(whole)), ratio: median(engine) / median(pass), fills: run.fills.length, checksum: first };
}

/** Peak memory of a process that holds the columns and nothing else of theirs, and runs each strategy once. */
function memory(data: Candles): string {
  const folder = mkdtempSync(join(tmpdir(), "btc-quant-bench-")), file = join(folder, "columns");
  const { openTime, open, high, low, close, volume } = data;
  writeFileSync(file, Buffer.concat([openTime, open, high, low, close, volume].map((column) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength))));
  const { stdout } = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), "memory", file], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  rmSync(folder, { recursive: true });
  return stdout;
}

/** Of this program alone, MB: Linux hands getrusage's figure down from the process that started it. */
function peakMemory(): number {
  const own = existsSync("/proc/self/status") ? /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] : undefined;
  return (own === undefined ? process.resourceUsage().maxRSS : Number(own)) / 1e3;
}

function fromFile(file: string): Candles {
  const bytes = readFileSync(file), length = bytes.length / 48, column = (i: number): Float64Array => new Float64Array(bytes.buffer, bytes.byteOffset + i * length * 8, length);
  return candles({ exchange: "binance", symbol: "BTC/USDT", synthetic: false, builtFrom: "1m" }, "1m", { openTime: column(0), open: column(1), high: column(2), low: column(3), close: column(4), volume: column(5) });
}

const CASES: readonly (readonly [name: string, strategy: Strategy])[] = [
  ["sma-crossover 10/30", smaCrossover], ["re-quoting 3 orders a bar, 30 bp off", requoting(0.003)], ["re-quoting 3 orders a bar, 6 bp off", requoting(0.0006)],
];

if (process.argv[2] === "memory") {
  const data = fromFile(process.argv[3]!);
  for (const [name, strategy] of CASES) {
    backtest(strategy, { candles: data }, OPTIONS);
    process.stdout.write(`peak memory with ${name}: ${peakMemory().toFixed(0)} MB, of which columns ${((data.length * 48) / 1e6).toFixed(0)} MB\n`);
  }
} else {
  const real = hasMinutes(...YEARS), data = real ? realMinutes(...YEARS) : seededWalk(3_154_155);
  process.stdout.write(`${data.length.toLocaleString("en-US")} bars, ${real ? "real minutes 2020 to 2025" : "SYNTHETIC: ../shared/data is absent"}; ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; medians of ${ROUNDS} by CPU time, best in brackets\n`);
  for (const [name, strategy] of CASES) {
    const { engine, best, withIndicators, ratio, fills, checksum: sum } = measure(name, strategy, data);
    process.stdout.write(`${name}: ${engine.toFixed(1)} M bars/s (${best.toFixed(1)}), with indicators ${withIndicators.toFixed(1)}; ${ratio.toFixed(0)} x a plain pass; ${fills.toLocaleString("en-US")} fills; checksum ${sum}\n`);
  }
  process.stdout.write(memory(data));
}
