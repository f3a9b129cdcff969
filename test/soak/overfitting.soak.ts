/** Do the guards tell luck from skill? Random-entry strategies on walks where nothing can be earned, and a world with an edge planted in it. */
import { backtestOverfitting } from "../../lib/research/pbo.js";
import { uniformRandom } from "../../lib/market/random.js";
import type { Candles } from "../../lib/market/candles.js";
import { probabilisticSharpe } from "../../lib/metrics/significance.js";
import { sharpe, sharpeSample } from "../../lib/metrics/sharpe.js";
import { daysOf } from "../../lib/research/dailyResult.js";
import { playedAlone } from "../../lib/research/play.js";
import { signalStrategy } from "../../lib/research/signals/fromSignals.js";
import { standingAmong, trialStanding } from "../../lib/research/trialStanding.js";
import { plantedEdge, randomWalk } from "../../lib/research/worlds/nullWorlds.js";
import { evidence } from "./evidence.js";

const SEEDS = 100, STRATEGIES = 200, DAYS = 365, EDGE = 0.12, LOOKBACK = 3;
const MARKET = { bars: DAYS * 6, timeframe: "4h", symbol: "BTC/USDT:USDT" } as const, OPTIONS = { makerBp: 0, takerBp: 0, rules: { slippageTicks: 0 }, allowMissingFunding: true };

/** Long or short by coin flips, on average four bars each: nothing of the market is in it. */
function randomEntry(candles: Candles, seed: number): Float64Array {
  const uniform = uniformRandom(seed);
  let side = uniform() < 0.5 ? 1 : -1;
  return daily(candles, Float64Array.from({ length: candles.length }, () => (uniform() < 0.25 ? (side = -side) : 0)));
}

/** Long where the bars so far rose, short where they fell. */
const follower = (candles: Candles): Float64Array => daily(candles, candles.close.map((close, row) => (row < LOOKBACK ? 0 : close > candles.close[row - LOOKBACK]! ? 1 : -1)));

/** @param sides 1 to be long from the next bar on, -1 short, 0 as it is */
function daily(candles: Candles, sides: Float64Array): Float64Array {
  const long = Uint8Array.from(sides, (side) => Number(side > 0)), short = Uint8Array.from(sides, (side) => Number(side < 0));
  const strategy = signalStrategy(candles, { entries: long, shortExits: long, exits: short, shortEntries: short });
  return playedAlone({ strategy, data: { candles }, options: OPTIONS })({}, { from: 0, to: daysOf(candles).days }).returns;
}

function best(trials: readonly Float64Array[]): Float64Array {
  return trials.reduce((a, b) => (sharpe(b) > sharpe(a) ? b : a));
}

await evidence({
  name: "overfitting", title: "The best of many, and what is left of it", seed: 1,
  about: `${SEEDS} random walks of ${DAYS} days, ${STRATEGIES} strategies that go long and short by coin flips on each, no costs, so that nothing but luck is judged. The best of them by its Sharpe ratio is given to PSR(0), which knows nothing of the others, and to DSR with N = ${STRATEGIES}; PBO is of all of them. Then the same with one strategy among them that follows a planted edge.`,
}, (seed, keep) => {
  let byPsr = 0, byDsr = 0, pboSum = 0, found = 0;
  for (let i = 0; i < SEEDS; i++) {
    const world = seed * 10_000 + i, walk = randomWalk({ ...MARKET, seed: world }), trials = Array.from({ length: STRATEGIES }, (_, n) => randomEntry(walk, world * 1_000 + n));
    const chosen = best(trials);
    byPsr += Number(probabilisticSharpe(sharpeSample(chosen)) > 0.95);
    byDsr += Number(trialStanding(chosen, standingAmong(trials)).dsr < 0.95);
    pboSum += backtestOverfitting(trials, 8).pbo;
    const planted = plantedEdge({ ...MARKET, seed: world, edge: EDGE, lookback: LOOKBACK }), skill = follower(planted), among = [skill, ...trials];
    found += Number(best(among) === skill && trialStanding(skill, standingAmong(among)).dsr > 0.95);
  }
  keep(`On random walks: PSR(0) of the best is above 0.95 in ${byPsr} of ${SEEDS}; DSR below 0.95 in ${byDsr} of ${SEEDS}; PBO ${(pboSum / SEEDS).toFixed(3)} on average.`);
  keep(`Planted edge (${EDGE} standard deviations a bar, true Sharpe ratio of the follower about ${(EDGE * Math.sqrt(6 * 365)).toFixed(1)}): found, best of all and DSR above 0.95, in ${found} of ${SEEDS} (power ${(found / SEEDS).toFixed(2)}).`);
  if (byPsr <= SEEDS / 2 || byDsr < 0.95 * SEEDS || !(pboSum / SEEDS >= 0.4 && pboSum / SEEDS <= 0.6) || found < SEEDS / 2) throw new Error("a guard does not hold: the figures stand above");
  return Promise.resolve();
});
