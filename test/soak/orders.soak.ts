/** Conservation over random orders of every type, at length: a test tries sixty runs, this a million orders. */
import { closeOf, imbalance, playAll, scenarioOf } from "../backtest/contingent/randomOrders.js";
import { evidence } from "./evidence.js";

const ORDERS = 1_000_000;
/** Quote currency of 1,000. */
const CENT = 0.01;

await evidence({
  name: "orders", title: "A million orders of every type, and every cent", seed: 1,
  about: "Seeded walks of 90 minutes, all modes and paths, spot and perpetual, leverage 1 and 5, latency, participation. Market, IOC, FOK, GTD, post-only, stops at market and at a limit, take-profits, trailing stops, OCO and brackets, asked, amended and cancelled at random, at closes and on fills. Cash, position value, fees, funding and what liquidation took add up; every run passes its audit.",
}, async (seed, keep) => {
  const sum = { runs: 0, placed: 0, amended: 0, canceled: 0, rejected: 0, filled: 0, fills: 0, ruined: 0 };
  let worst = 0, worstSeed = NaN;
  for (let at = seed; sum.placed < ORDERS; at++) {
    const drawn = scenarioOf(at), run = playAll(drawn), off = run.status === "completed" ? imbalance(run, closeOf(drawn, run)) : 0;
    sum.runs++;
    sum.fills += run.fills.length;
    if (run.status !== "completed") sum.ruined++;
    for (const name of ["placed", "amended", "canceled", "rejected", "filled"] as const) sum[name] += run.counts[name];
    if (off > worst) [worst, worstSeed] = [off, at];
    if (off > CENT) throw new Error(`seed ${at}: the log adds up to ${off} USDT more or less than the run says`);
  }
  keep(Object.entries(sum).map(([name, count]) => `- ${name}: ${count.toLocaleString("en-US")}`).join("\n"));
  keep(`- largest difference: ${worst.toExponential(1)} USDT of 1,000 (seed ${worstSeed})`);
});
