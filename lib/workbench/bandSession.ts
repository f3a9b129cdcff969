/** A band of fill rules from the store to its verdict: one load, a run a rule, each of which is kept. Prints nothing and parses nothing. */
import { band, bandOf, type Band } from "../backtest/band.js";
import type { Store } from "../data/store/store.js";
import type { Candles } from "../market/candles.js";
import type { Millis } from "../market/units.js";
import { withMakerMetrics } from "../report/makerRun.js";
import type { Strategy } from "../strategy/strategy.js";
import { countTrial, keep, openMarket, ownOptions, type Listener, type SessionRequest } from "./session.js";

export interface FinishedBand {
  readonly band: Band;
  readonly candles: Candles;
  /** What was chosen for the user, as it could have been typed on the command line. */
  readonly notes: readonly string[];
  /** Wall time. */
  readonly timing: { readonly loadMs: number; readonly runMs: number };
}

/** @throws QuantError for anything that can not be chosen, loaded or run */
export async function finishBand(store: Store, strategy: Strategy, request: SessionRequest, listener: Listener = {}): Promise<FinishedBand> {
  const { market, options, notes, loadMs } = await openMarket(store, strategy, request, listener), { candles, mark } = market, begun = performance.now();
  listener.stage?.(`running ${strategy.name} over ${candles.length.toLocaleString("en-US")} bars under each fill rule`);
  const { members } = band(strategy, market, ownOptions(options, request, listener)), runMs = performance.now() - begun;
  return { band: bandOf(members.map(({ name, run }) => ({ name, run: withMakerMetrics(run, candles, mark) }))), candles, notes, timing: { loadMs, runMs } };
}

/** Counts every member, for each is a look at the data, and keeps it where `save` is true. */
export async function keepBand(store: Store, { members }: Band, at: Millis, startedBy: string, save: boolean): Promise<void> {
  for (const { run } of members) await (save ? keep : countTrial)(store, run, at, startedBy);
}
