/**
 * What the benches of the engine share: the market, the figures by CPU time beside a plain pass over the same columns in the same run, a checksum of
 * equity and fills that guards each figure, and peak memory. Measures the compiled package, which is what users run.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { backtest, type BacktestOptions } from "../../lib/dist/backtest/index.js";
import { candles, type Candles } from "../../lib/dist/market/candles.js";
import type { Run } from "../../lib/dist/market/run.js";
import type { Strategy } from "../../lib/dist/strategy/strategy.js";
import { hasMinutes, realMinutes } from "../backtest/realMinutes.js";

const YEARS = [2020, 2021, 2022, 2023, 2024, 2025];
export const OPTIONS: BacktestOptions = { symbol: "BTC/USDT:USDT", cash: 1e7, size: "1BTC", makerBp: 2, takerBp: 5, allowMissingFunding: true };

export interface BenchMarket { readonly data: Candles; /** What it is, and on which machine. */ readonly about: string }

/** The real minutes of six years; without them a seeded walk as long. */
export function benchMarket(): BenchMarket {
  const real = hasMinutes(...YEARS), data = real ? realMinutes(...YEARS) : seededWalk(3_154_155);
  return { data, about: `${data.length.toLocaleString("en-US")} bars, ${real ? "real minutes 2020 to 2025" : "SYNTHETIC: ../shared/data is absent"}; ${machine()}` };
}

export const machine = (): string => `${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}`;

/** A seeded walk for a machine without the data. */
export function seededWalk(length: number): Candles {
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

/** Medians of the rounds after one to warm up; million bars a second. @throws when a run differs from the one before it */
export function measure(name: string, strategy: Strategy, data: Candles, rounds: number): Figure {
  let { run } = backtest(strategy, { candles: data }, OPTIONS);
  const first = checksum(run), engine: number[] = [], whole: number[] = [], pass: number[] = [];
  for (let round = 0; round < rounds; round++) {
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

/** A line of the output. */
export const lineOf = ({ name, engine, best, withIndicators, ratio, fills, checksum: sum }: Figure): string =>
  `${name}: ${engine.toFixed(1)} M bars/s (${best.toFixed(1)}), with indicators ${withIndicators.toFixed(1)}; ${ratio.toFixed(0)} x a plain pass; ${fills.toLocaleString("en-US")} fills; checksum ${sum}\n`;

/** Of this program alone, MB: Linux hands getrusage's figure down from the process that started it. */
export function peakMemory(): number {
  const own = existsSync("/proc/self/status") ? /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] : undefined;
  return (own === undefined ? process.resourceUsage().maxRSS : Number(own)) / 1e3;
}

export function fromFile(file: string): Candles {
  const bytes = readFileSync(file), length = bytes.length / 48, column = (i: number): Float64Array => new Float64Array(bytes.buffer, bytes.byteOffset + i * length * 8, length);
  return candles({ exchange: "binance", symbol: "BTC/USDT", synthetic: false, builtFrom: "1m" }, "1m", { openTime: column(0), open: column(1), high: column(2), low: column(3), close: column(4), volume: column(5) });
}
