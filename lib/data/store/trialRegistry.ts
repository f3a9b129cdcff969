/** Every look at the data, kept for good: the port `TrialRegistry` of market (decisions 22). Nothing here deletes. */
import { canonicalJson, trialId, type FamilyStanding, type Trial, type TrialRegistry } from "../../market/run.js";
import type { Millis } from "../../market/units.js";
import type { Store } from "./store.js";

const DISTINCT = "strategy_hash, params, data_hash, rules_hash";

export function trialRegistry(store: Store): TrialRegistry {
  return {
    record: (trial, at) => recordAll(store, [trial], at),
    recordAll: (trials, at) => recordAll(store, trials, at),
    async count(family) {
      const [row] = await store.rows<{ distinct: number }>(`SELECT toFloat64(uniqExact(${DISTINCT})) AS distinct FROM trials WHERE family = {family: String}`, { family });
      return row?.distinct ?? 0;
    },
    standing: (family) => standing(store, family),
  };
}

/** Days first: a trial that is counted has them. */
async function recordAll(store: Store, trials: readonly Trial[], at: Millis): Promise<void> {
  if (trials.length === 0) return;
  await insertDays(store, trials);
  await store.insertColumns("trials", {
    family: trials.map(({ family }) => family), strategy_hash: trials.map(({ strategyHash }) => strategyHash), params: trials.map(({ params }) => canonicalJson(params)),
    data_hash: trials.map(({ dataHash }) => dataHash), rules_hash: trials.map(({ rulesHash }) => rulesHash), at, sharpe: trials.map(({ sharpe }) => sharpe), started_by: trials.map(({ startedBy }) => startedBy),
  });
}

/** Also of looks that are not counted, so that a search over a made-up market can be taken up again. */
export async function insertDays(store: Store, trials: readonly Trial[]): Promise<void> {
  const days = trials.flatMap((trial) => Array.from(trial.daily?.returns ?? [], (value, i) => ({ family: trial.family, id: trialId(trial), day: (trial.daily?.firstDay ?? 0) + i, value })));
  if (days.length === 0) return;
  await store.insertColumns("trial_days", { family: days.map(({ family }) => family), trial: days.map(({ id }) => id), day: days.map(({ day }) => day), value: days.map(({ value }) => value) });
}

async function standing(store: Store, family: string): Promise<FamilyStanding> {
  const [counted] = await store.rows<{ trials: number; variance: number | null }>(
    `SELECT toFloat64(count()) AS trials, varSampIf(sharpe, isFinite(sharpe)) AS variance FROM (SELECT any(sharpe) AS sharpe FROM trials WHERE family = {family: String} GROUP BY ${DISTINCT})`, { family });
  const { trials = 0, variance = null } = counted ?? {};
  return { trials, sharpeVariance: variance ?? NaN, meanCorrelation: trials < 2 ? 0 : await meanCorrelation(store, family, trials) };
}

/**
 * With w the returns of a trial less their mean, scaled so that their squares sum to 1: the squared sums over trials, day by day, sum to the trials with days
 * plus the correlation of every ordered pair.
 */
async function meanCorrelation(store: Store, family: string, trials: number): Promise<number> {
  const [row] = await store.rows<{ squares: number | null; own: number | null }>(
    `SELECT sum(total * total) AS squares, sum(own) AS own FROM (SELECT day, sum(w) AS total, sum(w * w) AS own FROM
      (SELECT day, (value - avg(value) OVER t) / (stddevPop(value) OVER t * sqrt(count() OVER t)) AS w FROM (SELECT * FROM trial_days FINAL WHERE family = {family: String}) WINDOW t AS (PARTITION BY trial))
      WHERE isFinite(w) GROUP BY day)`, { family });
  return Math.min(1, Math.max(0, ((row?.squares ?? 0) - (row?.own ?? 0)) / (trials * (trials - 1))));
}
