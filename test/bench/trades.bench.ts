/**
 * `npm run bench -- trades`: the venue of prints over a seeded tape of 20 million, twenty a second, fed in chunks; a bid and an ask asked anew
 * each second, 50 ms under way. By CPU time, chunk by chunk beside a plain pass over the same columns. A checksum of equity and fills guards the figures.
 * Measures the compiled package, which is what users run: from source each `const enum` of another file is a property that is looked up.
 */
import { createHash } from "node:crypto";
import { backtestTrades, defineStrategy, type Run, type Strategy, type TradeColumns } from "../../lib/dist/index.js";

const CHUNK = 1 << 16, ROUNDS = 3, MILLION = 1e6;

/** A bid and an ask, a few ticks from the last print, moved each second. */
export const eachSecond: Strategy = defineStrategy({
  name: "each-second", params: {}, indicators: () => ({}), decideOn: [{ every: 1000 }],
  decide({ close }, { position }, want) {
    if (position < 1) want.bid(0, close - 0.4, 0.05);
    if (position > -1) want.ask(0, close + 0.4, 0.05);
  },
});

const idle: Strategy = defineStrategy({ name: "idle", params: {}, indicators: () => ({}), decideOn: [{ every: 86_400_000 }], decide: (_now, _account, want) => want.keep() });

/** A walk of single ticks in chunks that are used again: 20 million prints need the memory of one chunk. `spent` is the CPU ms of a plain pass over each. */
export function* seededTape(length: number, spent: { ms: number } = { ms: 0 }): Generator<TradeColumns> {
  const time = new Float64Array(CHUNK), price = new Float64Array(CHUNK), quantity = new Float64Array(CHUNK), buyerIsMaker = new Uint8Array(CHUNK);
  let state = 12345, tick = 600_000, now = Date.parse("2025-12-01T00:00:00Z");
  for (let done = 0; done < length; done += CHUNK) {
    const rows = Math.min(CHUNK, length - done);
    for (let i = 0; i < rows; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const draw = state >>> 8;
      now += draw % 101;
      buyerIsMaker[i] = (draw >> 8) & 1;
      tick += (draw >> 9) & 1 ? (buyerIsMaker[i] === 1 ? -1 : 1) : 0;
      time[i] = now;
      price[i] = tick / 10;
      quantity[i] = (1 + ((draw >> 10) % 100)) / 1000;
    }
    const chunk = { length: rows, time, price, quantity, buyerIsMaker };
    spent.ms += plainPass(chunk);
    yield chunk;
  }
}

/** CPU ms of reading every column once. */
function plainPass({ length, time, price, quantity, buyerIsMaker }: TradeColumns): number {
  const from = process.cpuUsage();
  let sum = 0;
  for (let i = 0; i < length; i++) sum += time[i]! + price[i]! + quantity[i]! + buyerIsMaker[i]!;
  const { user, system } = process.cpuUsage(from);
  return sum > 0 ? (user + system) / 1000 : NaN;
}

/** First 16 digits of SHA-256 over equity and fills. */
function checksum({ equity, fills }: Run): string {
  const hash = createHash("sha256");
  for (const column of [equity.equity, fills.time, fills.quantity, fills.price]) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest("hex").slice(0, 16);
}

export interface TapeFigure { readonly name: string; /** Million prints a CPU second. */ readonly speed: number; /** Times a plain pass. */ readonly ratio: number; readonly fills: number; readonly orders: number; readonly checksum: string }

/** Best of three after one to warm up. */
export function measure(name: string, strategy: Strategy, length: number): TapeFigure {
  let best = Infinity, ratio = NaN, last: Run | undefined;
  for (let round = 0; round <= ROUNDS; round++) {
    const pass = { ms: 0 };
    const { run, timing } = backtestTrades(strategy, { origin: { exchange: "synthetic", symbol: "BTC/USDT:USDT", synthetic: true }, trades: seededTape(length, pass) }, { cash: 1e7, size: "1BTC", allowMissingFunding: true, latency: { order: 50 } });
    if (last !== undefined && checksum(last) !== checksum(run)) throw new Error(`${name}: checksum ${checksum(run)} differs from ${checksum(last)} of the run before`);
    last = run;
    if (round > 0 && timing.engineCpuMs < best) [best, ratio] = [timing.engineCpuMs, timing.engineCpuMs / pass.ms];
  }
  const { counts, fills } = last!;
  return { name, speed: length / best / 1000, ratio, fills: fills.length, orders: counts.placed + counts.amended, checksum: checksum(last!) };
}

function main(): void {
  const length = Number(process.env["BENCH_TRADES"] ?? 20) * MILLION;
  for (const [name, strategy, goal] of [["no orders", idle, ""], ["re-quoting each second", eachSecond, " (goal 20)"]] as const) {
    const { speed, ratio, fills, orders, checksum: sum } = measure(name, strategy, length);
    process.stdout.write(`${name}: ${speed.toFixed(1)} M prints/s CPU${goal}, ${ratio.toFixed(1)} x a plain pass, ${orders} placements and amendments, ${fills} fills, checksum ${sum}\n`);
  }
}

if (process.argv[1]?.includes("trades.bench") === true) main();
