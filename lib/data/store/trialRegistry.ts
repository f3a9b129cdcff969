/** Every look at the data, kept for good: the port `TrialRegistry` of market (decisions 22). Nothing here deletes. */
import { canonicalJson, type TrialRegistry } from "../../market/run.js";
import type { Store } from "./store.js";

export function trialRegistry(store: Store): TrialRegistry {
  return {
    async record({ family, strategyHash, params, dataHash, rulesHash, sharpe, startedBy }, at) {
      await store.insertColumns("trials", {
        family: [family], strategy_hash: strategyHash, params: canonicalJson(params), data_hash: dataHash, rules_hash: rulesHash, at, sharpe, started_by: startedBy,
      });
    },
    async count(family) {
      const [row] = await store.rows<{ distinct: number }>("SELECT toFloat64(uniqExact(strategy_hash, params, data_hash, rules_hash)) AS distinct FROM trials WHERE family = {family: String}", { family });
      return row?.distinct ?? 0;
    },
  };
}
