/**
 * `npm run bench -- growth`: speed and memory as the market grows tenfold, on a seeded walk: 0.36 and 3.6 million bars, and as many million more as `--bars` names
 * (36: some 5 GB). Each size in a process of its own: peak memory of the columns and one run, then speed, once after one to warm up. What grows faster than the bars leaks.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { backtest } from "../../lib/dist/backtest/index.js";
import { smaCrossover } from "../../lib/dist/strategy/smaCrossover.js";
import { defineStrategy, type Strategy } from "../../lib/dist/strategy/strategy.js";
import { lineOf, machine, measure, OPTIONS, peakMemory, seededWalk } from "./measuring.js";

const MILLION = 1e6, SIZES = [0.36, 3.6];

const requoting: Strategy = defineStrategy({
  name: "requoting", params: {}, indicators: () => ({}),
  decide({ close }, { position }, want) {
    if (position < 1) want.bid(0, close * 0.999, 0.05);
    if (position > -1) want.ask(0, close * 1.001, 0.05);
  },
});

function one(bars: number): void {
  const data = seededWalk(bars), columns = (bars * 48) / MILLION;
  backtest(requoting, { candles: data }, OPTIONS);
  process.stdout.write(`${bars / MILLION} M bars: peak memory ${peakMemory().toFixed(0)} MB, of which columns ${columns.toFixed(0)} MB\n`);
  for (const [name, strategy] of [["sma-crossover 10/30", smaCrossover], ["re-quoting 2 orders a bar", requoting]] as const) process.stdout.write(`${bars / MILLION} M bars, ${lineOf(measure(name, strategy, data, 1))}`);
}

if (process.argv[2] === "one") one(Number(process.argv[3]) * MILLION);
else {
  const asked = Number(process.env["BENCH_BARS"] ?? 0), sizes = asked > 0 ? [...SIZES, asked] : SIZES;
  process.stdout.write(`SYNTHETIC walk; ${machine()}; one run by CPU time after one to warm up\n`);
  for (const size of sizes) spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), "one", String(size)], { stdio: "inherit" });
}
