/**
 * What a cell types: `await data.candles(…)`, `await backtest(strategy, …)`, `await runs.list()`. One store a process, opened at the first use.
 * Puts the rooms together; computes nothing itself.
 */
import { availableParallelism } from "node:os";
import type { Band } from "../backtest/band.js";
import { openStore } from "../data/store/open.js";
import { runStore } from "../data/store/runStore.js";
import type { Store } from "../data/store/store.js";
import { instant } from "../data/window.js";
import type { Candles } from "../market/candles.js";
import type { FillMode, LiquidationRule, MarginMode, PathRule, RunSummary } from "../market/run.js";
import type { Timeframe } from "../market/timeframe.js";
import type { Millis } from "../market/units.js";
import { bandReport, type BandReport } from "../report/bandTable.js";
import { sourceOf } from "../cli/strategyCalled.js";
import { report, type RunReport } from "../report/runReport.js";
import { searchReport, type SearchReport } from "../report/searchReport.js";
import { strategyNamed, strategyNames } from "../strategy/catalogue.js";
import type { Strategy } from "../strategy/strategy.js";
import { notebookData, type NotebookData } from "./notebookData.js";
import { finishBand, keepBand } from "./bandSession.js";
import { SEARCH_DEFAULTS, type SearchRequest } from "./searchRequest.js";
import { finishSearch } from "./searchSession.js";
import { countTrial, finishBacktest, keep } from "./session.js";

let opened: Promise<Store> | undefined;

/** A failed opening is forgotten, so that the next cell tries again. */
function store(): Promise<Store> {
  opened ??= openStore().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

export const data: NotebookData = notebookData(store);

/** What a backtest is asked; everything left out has the default of `npm run backtest`. */
export interface BacktestRequest {
  /** Bars held already, so that a loop over parameters loads them once; exchange, prices and timeframe are theirs. */
  readonly candles?: Candles;
  /** Default binance. */
  readonly exchange?: string;
  /** What is traded: its fees, its filters, whether it can be shorted. */
  readonly symbol?: string;
  /** Whose bars are used for the whole window, where the traded symbol's own are not stored. */
  readonly prices?: string;
  /** Default 1h. */
  readonly timeframe?: Timeframe;
  readonly from?: string | Millis;
  /** Exclusive. */
  readonly to?: string | Millis;
  readonly params?: Readonly<Record<string, number>>;
  /** Quote currency; default 10,000. Of an inverse perpetual its coin; default 1. */
  readonly cash?: number;
  /** Of a perpetual; default 1. */
  readonly leverage?: number;
  /** `isolated` (default): a position can lose its own margin; `cross`: the whole account. */
  readonly margin?: MarginMode;
  /** `simple` (default): all at the bankruptcy price, no fee; `binance`: as little as restores the margin, at the mark, with the clearance fee. */
  readonly liquidation?: LiquidationRule;
  /** `1x` (default) of equity, or fixed: `0.5BTC`. */
  readonly size?: string;
  readonly makerBp?: number;
  readonly takerBp?: number;
  /** Default pessimistic. */
  readonly fillRules?: FillMode;
  readonly path?: PathRule;
  /** By how many ticks a taker's price is worse than the path; default 1. */
  readonly slippageTicks?: number;
  readonly seed?: number;
  readonly allowMissingFunding?: boolean;
  /** Default true: the run is stored. It counts as a trial in any case. */
  readonly save?: boolean;
}

/**
 * Loads the bars, runs the strategy and buy-and-hold beside it, stores the run, counts the trial.
 * @example const run = await backtest(smaCrossover, { symbol: "BTC/USDT", timeframe: "1h", from: "2020-01-01" }); show(run.equityCurve())
 * @throws QuantError whatever can not be chosen, loaded or run, in one sentence
 */
export async function backtest(strategy: Strategy, request: BacktestRequest = {}): Promise<RunReport> {
  const open = await store();
  const { run, benchmark, candles } = await finishBacktest(open, strategy, { ...request, from: time(request.from), to: time(request.to) });
  const trials = await (request.save === false ? countTrial : keep)(open, run, Date.now(), "notebook");
  return report(run, { candles, benchmark, trials });
}

/** A band of fill rules with its table and its conclusion. */
export type BandOfRules = Band & BandReport;

/**
 * Runs the strategy under every fill rule side by side: pessimistic, neutral, optimistic, and with 2 and 3 ticks asked for. Each run is stored and counts as a trial; with `save: false` it only counts.
 * @example await band(makerVol, { symbol: "BTC/USDT:USDT", timeframe: "1m", from: "2024-01-01" })
 * @throws QuantError whatever can not be chosen, loaded or run, in one sentence
 */
export async function band(strategy: Strategy, request: Omit<BacktestRequest, "fillRules"> = {}): Promise<BandOfRules> {
  const open = await store(), { band: finished } = await finishBand(open, strategy, { ...request, from: time(request.from), to: time(request.to) });
  await keepBand(open, finished, Date.now(), "notebook", request.save !== false);
  return bandReport(finished);
}

/** What a search is asked; everything left out has the default of `npm run optimize`. */
export interface OptimizeRequest extends Omit<BacktestRequest, "candles" | "params" | "save">, Partial<Omit<SearchRequest, "session" | "seed">> {
  /** Threads; default: the cores of this machine. A strategy typed in a cell is searched in this process whatever it says. */
  readonly workers?: number;
  /** Goes on with a search that was interrupted; asked otherwise the same. */
  readonly resume?: string;
}

/**
 * Searches a strategy's parameters; every trial is written down and counted. In sample always stands beside out of sample.
 * @example await optimize(smaCrossover, { symbol: "BTC/USDT", space: { fast: { min: 5, max: 50 }, slow: { min: 20, max: 200 } }, where: ["fast<slow"], trials: 200 })
 * @throws QuantError whatever can not be chosen, loaded or searched, in one sentence
 */
export async function optimize(strategy: Strategy, asked: OptimizeRequest = {}): Promise<SearchReport> {
  const { workers = availableParallelism(), resume, space, where, search, trials, folds, validate, splitTrials, seed, from, to, ...session } = asked;
  const chosen = Object.fromEntries(Object.entries({ space, where, search, trials, folds, validate, splitTrials, seed }).filter(([, value]) => value !== undefined));
  const request = { ...SEARCH_DEFAULTS, ...chosen, session: { ...session, from: time(from), to: time(to) }, strategy: strategy.name };
  const ships = strategyNames().includes(strategy.name) && strategyNamed(strategy.name) === strategy;
  return searchReport(await finishSearch(await store(), request, { strategy, source: ships ? sourceOf(strategy.name) : undefined, workers, startedBy: "notebook", resume }));
}

const time = (given: string | Millis | undefined): Millis | undefined => (given === undefined ? undefined : instant(given));

/** Runs that were stored, by whoever ran them. */
export interface NotebookRuns {
  /** Newest first. */
  list(limit?: number): Promise<readonly RunSummary[]>;
  /** By id, or the beginning of one. Undefined when there is none. */
  load(id: string): Promise<RunReport | undefined>;
}

export const runs: NotebookRuns = {
  list: async (limit) => runStore(await store()).list(limit),
  load: async (id) => {
    const run = await runStore(await store()).load(id);
    return run === undefined ? undefined : report(run);
  },
};
