/**
 * `npm run bench -- engine`: engine and simulated venue over the real minutes of 2020 to 2025 (without them: a seeded walk as long), all fill
 * rules on, by CPU time, beside a plain pass over the same columns in the same run. A checksum of equity and fills guards each figure.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { backtest } from "../../lib/dist/backtest/index.js";
import type { Candles } from "../../lib/dist/market/candles.js";
import { smaCrossover } from "../../lib/dist/strategy/smaCrossover.js";
import { defineStrategy, type Strategy } from "../../lib/dist/strategy/strategy.js";
import { benchMarket, fromFile, lineOf, measure, OPTIONS, peakMemory } from "./measuring.js";

const ROUNDS = 7;

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

/** Peak memory of processes that hold the columns and nothing else of theirs and run one strategy once: of several runs in one, the collector's timing is part. */
function memory(data: Candles): string {
  const folder = mkdtempSync(join(tmpdir(), "btc-quant-bench-")), file = join(folder, "columns");
  const { openTime, open, high, low, close, volume } = data;
  writeFileSync(file, Buffer.concat([openTime, open, high, low, close, volume].map((column) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength))));
  const told = CASES.map((_, i) => spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), "memory", file, String(i)], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).stdout);
  rmSync(folder, { recursive: true });
  return told.join("");
}

const CASES: readonly (readonly [name: string, strategy: Strategy])[] = [
  ["sma-crossover 10/30", smaCrossover], ["re-quoting 3 orders a bar, 30 bp off", requoting(0.003)], ["re-quoting 3 orders a bar, 6 bp off", requoting(0.0006)],
];

if (process.argv[2] === "memory") {
  const data = fromFile(process.argv[3]!), [name, strategy] = CASES[Number(process.argv[4])]!;
  backtest(strategy, { candles: data }, OPTIONS);
  process.stdout.write(`peak memory with ${name}: ${peakMemory().toFixed(0)} MB, of which columns ${((data.length * 48) / 1e6).toFixed(0)} MB\n`);
} else {
  const { data, about } = benchMarket();
  process.stdout.write(`${about}; medians of ${ROUNDS} by CPU time, best in brackets\n`);
  for (const [name, strategy] of CASES) process.stdout.write(lineOf(measure(name, strategy, data, ROUNDS)));
  process.stdout.write(memory(data));
}
