/** What workers cost and save: a search of SMA combinations over six years of minutes, against single runs of the same; `SOAK_TRIALS` sets how many. */
import { setInterval, clearInterval } from "node:timers";
import { searchSpace } from "../../lib/research/search/space.js";
import { optimise } from "../../lib/research/search/optimise.js";
import { playedAlone } from "../../lib/research/play.js";
import { evaluatorOf, type TrialQuestion } from "../../lib/research/workers/judgeTrial.js";
import { openTrialPool } from "../../lib/research/workers/trialPool.js";
import { sharedData } from "../../lib/research/workers/sharedData.js";
import { randomWalk } from "../../lib/research/worlds/nullWorlds.js";
import { sourceOf } from "../../lib/cli/strategyCalled.js";
import { smaCrossover } from "../../lib/strategy/smaCrossover.js";
import { evidence } from "./evidence.js";

const BARS = 3_154_155, WORKERS = 2, SINGLES = 8, DAYS = Math.floor(BARS / 1_440);
const TRIALS = Number(process.env["SOAK_TRIALS"] ?? 1_000);
const space = searchSpace(smaCrossover.params, { fast: { min: 5, max: 100 }, slow: { min: 110, max: 400 } });
const question: TrialQuestion = { played: "alone", days: [{ from: 0, to: DAYS }], folds: 4, stopHopeless: false };
const seconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
const MB = 2 ** 20;

await evidence({
  name: "workers", title: "A search on workers", seed: 1,
  about: `${TRIALS} SMA combinations over ${BARS.toLocaleString("en-US")} minutes of a random walk on ${WORKERS} workers, against ${SINGLES} of the same parameters one after the other in one thread, each one run over all minutes. CPU seconds are of the whole process: on a machine that others use too, wall time says little. Memory is what the process holds beyond what it held before the workers, columns shared.`,
}, async (seed, keep) => {
  const data = sharedData({ candles: randomWalk({ seed, bars: BARS, timeframe: "1m" }) }), search = { space, method: "random", seed } as const;
  const pool = openTrialPool({ data, strategy: sourceOf("sma-crossover") }, WORKERS);
  const before = process.memoryUsage().rss, began = process.cpuUsage(), start = performance.now();
  let most = before;
  const sampling = setInterval(() => { most = Math.max(most, process.memoryUsage().rss); }, 20), record = await optimise({ ...search, trials: TRIALS, evaluate: evaluatorOf(pool.judge)(question) });
  clearInterval(sampling);
  const wall = (performance.now() - start) / 1e3, cpu = seconds(process.cpuUsage(began));
  await pool.close();
  const play = playedAlone({ strategy: smaCrossover, data }), alone = process.cpuUsage(), aloneStart = performance.now();
  for (const { params } of record.trials.slice(0, SINGLES)) play(params, { from: 0, to: DAYS });
  const single = seconds(process.cpuUsage(alone)) / SINGLES, singleWall = (performance.now() - aloneStart) / 1e3 / SINGLES, trials = record.trials.length;
  keep(`${trials} trials: ${cpu.toFixed(1)} CPU s, ${(cpu / trials).toFixed(3)} a trial; a single run ${single.toFixed(3)} CPU s: ${(cpu / trials / single).toFixed(2)} × (goal 1.3).`);
  keep(`Wall: ${wall.toFixed(1)} s, ${((wall * WORKERS) / trials / singleWall).toFixed(2)} × (sum of single runs / workers); single runs measured after it, at ${singleWall.toFixed(2)} s each.`);
  keep(`Memory beyond the shared columns: ${((most - before) / MB / WORKERS).toFixed(0)} MB a worker at most (goal 60).`);
});
