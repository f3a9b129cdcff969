/**
 * One backtest from the store to its numbers: choose, load with warm-up, run, run buy-and-hold beside it, keep.
 * The same for the command line and for notebooks. Prints nothing and parses nothing.
 */
import { createHash } from "node:crypto";
import { backtest } from "../backtest/backtest.js";
import type { BacktestOptions } from "../backtest/options.js";
import { marketDataOf, type MarketData } from "../data/marketData.js";
import { runStore } from "../data/store/runStore.js";
import type { Store } from "../data/store/store.js";
import { trialRegistry } from "../data/store/trialRegistry.js";
import { between, type Candles } from "../market/candles.js";
import { knownSymbols } from "../market/instrument.js";
import { canonicalJson, type DailyReturns, type FillMode, type FillRules, type LiquidationRule, type MarginMode, type PathRule, type Run } from "../market/run.js";
import type { Funding, MarkPrices } from "../market/series.js";
import { parseSymbol } from "../market/symbol.js";
import { timeframeMs } from "../market/timeframe.js";
import { utc, type Millis } from "../market/units.js";
import { DAY_MS, dailyEquity, simpleReturns } from "../metrics/daily.js";
import { withMakerMetrics } from "../report/makerRun.js";
import { trialStanding, type TrialStanding } from "../research/trialStanding.js";
import { buyAndHold } from "../strategy/buyAndHold.js";
import { resolveParams } from "../strategy/param.js";
import type { Strategy } from "../strategy/strategy.js";
import { warmupTime } from "../strategy/warmup.js";
import { chooseMarket, type MarketChoice, type MarketRequest } from "./marketChoice.js";
import { chooseWindow, type WindowChoice, type WindowRequest } from "./windowChoice.js";

/** What is left out is chosen from what is stored, or has the simulator's default. */
export interface SessionRequest extends MarketRequest, WindowRequest {
  /** Bars held already: their exchange, symbol, timeframe and span are the run's, nothing is loaded but funding and mark. Those before `from` only warm indicators. */
  readonly candles?: Candles | undefined;
  readonly params?: Readonly<Record<string, number>> | undefined;
  readonly cash?: number | undefined;
  readonly leverage?: number | undefined;
  readonly margin?: MarginMode | undefined;
  readonly liquidation?: LiquidationRule | undefined;
  readonly size?: string | undefined;
  readonly makerBp?: number | undefined;
  readonly takerBp?: number | undefined;
  readonly fillRules?: FillMode | undefined;
  readonly path?: PathRule | undefined;
  readonly slippageTicks?: number | undefined;
  readonly seed?: number | undefined;
}

/** How the asker is spoken to while it works and when prices have to be named. */
export interface Listener {
  /** What is being done: `loading BTC/USDT 1h bars`. */
  readonly stage?: (sentence: string) => void;
  /** Bars. */
  readonly progress?: (done: number, total: number) => void;
  /** What to type so that another symbol's prices stand in. */
  readonly remedy?: (prices: string) => string;
}

export interface LoadedMarket { readonly candles: Candles; readonly funding: Funding | undefined; readonly mark: MarkPrices | undefined }

export interface FinishedBacktest {
  readonly run: Run;
  /** Buy-and-hold of the coin itself (spot, so without funding; of an inverse perpetual its contracts at 1x, for the coin itself is flat) in the same size, at the same prices under the same rules; undefined when the run is that, or when the venue refused to sell so much at once. */
  readonly benchmark: Run | undefined;
  /** Why there is none, in a sentence, where there ought to be one. */
  readonly benchmarkMissing: string | undefined;
  /** With the bars before the window, which only warmed indicators. */
  readonly candles: Candles;
  /** What was chosen for the user, as it could have been typed on the command line. */
  readonly notes: readonly string[];
  /** Wall time. */
  readonly timing: { readonly loadMs: number; readonly runMs: number };
}

/** Everything a run needs but the strategy. */
export interface OpenedMarket {
  readonly market: LoadedMarket;
  /** All that was asked but parameters and what is borrowed. */
  readonly options: BacktestOptions;
  readonly notes: readonly string[];
  /** Wall time, ms. */
  readonly loadMs: number;
}

/** Chooses and loads. @throws QuantError for anything that can not be */
export async function openMarket(store: Store, strategy: Strategy, request: SessionRequest, listener: Listener = {}): Promise<OpenedMarket> {
  const data = marketDataOf(store), stored = await data.coverage(), choice = request.candles === undefined ? chooseMarket(request, stored, listener.remedy) : choiceOf(request.candles, request.symbol);
  const window = chooseWindow(request.candles === undefined ? request : { ...spanOf(request.candles), ...defined(request) }, choice, stored);
  listener.stage?.(`loading ${choice.prices} ${choice.timeframe} bars`);
  const begun = performance.now(), market = await load(data, choice, window, warmupOf(strategy, request.params, timeframeMs(choice.timeframe)), request.candles), loadMs = performance.now() - begun;
  const options = { ...optionsOf(request, choice, window), doubts: request.candles === undefined ? missingEnds(request, market.candles) : [] };
  return { market, options, notes: [...choice.notes, ...window.notes], loadMs };
}

/** @throws QuantError for anything that can not be chosen, loaded or run */
export async function finishBacktest(store: Store, strategy: Strategy, request: SessionRequest, listener: Listener = {}): Promise<FinishedBacktest> {
  const { market, options, notes, loadMs } = await openMarket(store, strategy, request, listener), { candles } = market, begun = performance.now();
  listener.stage?.(`running ${strategy.name} over ${candles.length.toLocaleString("en-US")} bars`);
  const { run } = backtest(strategy, market, ownOptions(options, request, listener)), runMs = performance.now() - begun;
  return { run: withMakerMetrics(run, candles, market.mark), ...benchmarkOf(run, market, options), candles, notes, timing: { loadMs, runMs } };
}

/** Of the strategy itself: its parameters and what it borrows beside what its market was opened with. */
export const ownOptions = (options: BacktestOptions, request: SessionRequest, listener: Listener): BacktestOptions =>
  ({ ...options, ...borrowingOf(request), params: request.params ?? {}, onProgress: (done, total) => listener.progress?.(done, total) });

function benchmarkOf({ manifest: { strategy, market } }: Run, loaded: LoadedMarket, options: BacktestOptions): Pick<FinishedBacktest, "benchmark" | "benchmarkMissing"> {
  const { base, quote } = parseSymbol(market.symbol), coin = `${base}/${quote}`, symbol = knownSymbols(market.exchange).includes(coin) ? coin : market.symbol;
  if (strategy.name === buyAndHold.name && symbol === market.symbol) return { benchmark: undefined, benchmarkMissing: undefined };
  const { run } = backtest(buyAndHold, market.contractSize === undefined ? { candles: loaded.candles } : loaded, { ...options, symbol, allowMissingFunding: true });
  if (run.fills.length > 0) return { benchmark: run, benchmarkMissing: undefined };
  // one that never bought would read as "holding earned nothing"
  return { benchmark: undefined, benchmarkMissing: `No buy-and-hold beside it: its one order did not fill (${run.manifest.doubts.filter((doubt) => /refused|lot/.test(doubt)).join("; ") || "no bar left to fill it"}).` };
}

/** A window that the stored bars do not fill is run on what there is, and said: nobody is to read one year for six. */
function missingEnds({ from, to }: SessionRequest, candles: Candles): readonly string[] {
  const { from: first, to: end } = spanOf(candles), day = (time: Millis): string => utc(time).replace(/ 00:00$/, "");
  return [
    ...(from !== undefined && first - from >= candles.interval ? [`the window was asked from ${day(from)} on, but bars are stored from ${day(first)} on`] : []),
    ...(to !== undefined && to - end >= candles.interval ? [`the window was asked to ${day(to)}, but bars are stored to ${day(end)} only`] : []),
  ];
}

const choiceOf = ({ origin, timeframe }: Candles, symbol: string = origin.symbol): MarketChoice => ({ exchange: origin.exchange, symbol, prices: origin.symbol, timeframe, notes: [] });
const spanOf = ({ openTime, length, interval }: Candles): { readonly from: Millis; readonly to: Millis } => ({ from: openTime[0] ?? NaN, to: (openTime[length - 1] ?? NaN) + interval });

async function load(data: MarketData, { exchange, symbol, prices, timeframe }: MarketChoice, { from, to }: WindowChoice, warmup: Millis, held: Candles | undefined): Promise<LoadedMarket> {
  const candles = held === undefined
    ? await data.candles({ exchange, symbol: prices, timeframe, from, to, warmup })
    : between(held, from === undefined ? -Infinity : from - warmup, to ?? Infinity);
  if (parseSymbol(symbol).kind === "spot") return { candles, funding: undefined, mark: undefined };
  const funding = await data.funding({ exchange, symbol, from, to });
  return { candles, funding: funding.length > 0 ? funding : undefined, mark: await data.mark({ exchange, symbol, timeframe, from, to }) };
}

/** Bars before `from` that only warm. */
const warmupOf = (strategy: Strategy, given: Readonly<Record<string, number>> | undefined, interval: Millis): Millis => warmupTime(strategy.indicators(resolveParams(strategy.name, strategy.params, given)), interval);

const borrowingOf = ({ leverage, margin, liquidation }: SessionRequest): BacktestOptions => defined({ leverage, margin, liquidation });

/** All but what is borrowed, which buy-and-hold beside it does not. */
function optionsOf({ cash, size, makerBp, takerBp, seed, allowMissingFunding, fillRules, path, slippageTicks }: SessionRequest, { exchange, symbol }: MarketChoice, { from }: WindowChoice): BacktestOptions {
  const rules = { ...(fillRules === undefined ? {} : { mode: fillRules }), ...(path === undefined ? {} : { path }), ...(slippageTicks === undefined ? {} : { slippageTicks }) };
  return defined({ exchange, symbol, from, cash, size, makerBp, takerBp, seed, allowMissingFunding, rules });
}

/** Without the keys that nobody set, so that defaults hold. */
function defined<T extends object>(options: T): { [key in keyof T]: NonNullable<T[key]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [key in keyof T]: NonNullable<T[key]> };
}

/**
 * Keeps the run and counts the look as a trial.
 * @param startedBy who or what asked, for the registry of trials
 */
export async function keep(store: Store, run: Run, at: Millis, startedBy: string): Promise<TrialStanding | undefined> {
  await runStore(store).save(run, at);
  return countTrial(store, run, at, startedBy);
}

/**
 * Counts a look as a trial of its family, kept or not; undefined for one at a made-up market, which spends no data and is not counted (decisions 22).
 * @returns what the result is worth after so many
 */
export async function countTrial(store: Store, run: Run, at: Millis, startedBy: string): Promise<TrialStanding | undefined> {
  const { strategy, market, rules } = run.manifest;
  if (market.synthetic) return undefined;
  const registry = trialRegistry(store), family = familyOf(strategy.name, market.symbol, market.timeframe), daily = dailyReturnsOf(run);
  await registry.record({
    strategyHash: strategy.sourceHash, params: strategy.params, dataHash: market.dataHash, rulesHash: hashOfRules(rules), family, sharpe: run.metrics["sharpe"] ?? NaN, startedBy, daily,
  }, at);
  return trialStanding(daily.returns, await registry.standing(family));
}

export const familyOf = (strategy: string, symbol: string, timeframe: string): string => [strategy, symbol, timeframe].join(" ");
export const hashOfRules = (rules: FillRules): string => createHash("sha256").update(canonicalJson(rules)).digest("hex");

/** After ruin nothing is earned and nothing lost. */
function dailyReturnsOf({ manifest: { account, market }, equity }: Run): DailyReturns {
  const daily = dailyEquity({ startTime: market.from, startEquity: account.cash, time: equity.time, equity: equity.equity });
  return { firstDay: Math.floor(market.from / DAY_MS), returns: simpleReturns(daily.equity).map((value) => (Number.isFinite(value) ? value : 0)) };
}
