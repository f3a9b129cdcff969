/**
 * `npm run bench -- engine`: engine and simulated venue over the real minutes of 2020 to 2025 (without them: a seeded walk as long), all fill
 * rules on, by CPU time, beside a plain pass over the same columns in the same run. A checksum of equity and fills guards each figure.
 */
import { createHash } from "node:crypto";
import { backtest, type BacktestOptions } from "../../lib/dist/backtest/index.js";
import { candles, type Candles } from "../../lib/dist/market/candles.js";
import type { Run } from "../../lib/dist/market/run.js";
import { smaCrossover } from "../../lib/dist/strategy/smaCrossover.js";
import { defineStrategy, type Strategy } from "../../lib/dist/strategy/strategy.js";
import { hasMinutes, realMinutes } from "../backtest/realMinutes.js";

const YEARS = [2020, 2021, 2022, 2023, 2024, 2025], ROUNDS = 7;
const OPTIONS: BacktestOptions = { symbol: "BTC/USDT:USDT", cash: 1e7, size: "1BTC", makerBp: 2, takerBp: 5, allowMissingFunding: true };

/** Three orders a bar, each asked anew at each close: a bid, an ask and, while there is a position, a stop. */
export const requoting: Strategy = defineStrategy({
  name: "requoting", params: {}, indicators: () => ({}),
  decide({ close }, { position, entryPrice }, want) {
    const spread = close * 0.0006, middle = close * (1 - 0.0003 * position);
    if (position < 1) want.bid(0, middle - spread, 0.05);
    if (position > -1) want.ask(0, middle + spread, 0.05);
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

export interface Figure { readonly name: string; readonly engine: number; readonly withIndicators: number; readonly ratio: number; readonly fills: number; readonly checksum: string }

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
  return { name, engine: speed(median(engine)), withIndicators: speed(median(whole)), ratio: median(engine) / median(pass), fills: run.fills.length, checksum: first };
}

const real = hasMinutes(...YEARS), data = real ? realMinutes(...YEARS) : seededWalk(3_154_155);
process.stdout.write(`${data.length.toLocaleString("en-US")} bars, ${real ? "real minutes 2020 to 2025" : "SYNTHETIC: ../shared/data is absent"}; medians of ${ROUNDS} by CPU time\n`);
for (const [name, strategy] of [["sma-crossover 10/30", smaCrossover], ["requoting, 3 orders a bar", requoting]] as const) {
  const { engine, withIndicators, ratio, fills, checksum: sum } = measure(name, strategy, data);
  process.stdout.write(`${name}: ${engine.toFixed(1)} M bars/s, with indicators ${withIndicators.toFixed(1)}; ${ratio.toFixed(1)} x a plain pass; ${fills.toLocaleString("en-US")} fills; checksum ${sum}\n`);
}
process.stdout.write(`memory ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB at the end, peak ${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB\n`);
