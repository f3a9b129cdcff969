/**
 * The engine over columns: indicators run ahead, then engine and simulated venue share one account and one working book, for nothing lies
 * between them. Synchronous and pure but for the clock that times it; stores and draws nothing.
 */
import { Engine, type EngineSetup } from "../engine/engine.js";
import { refuseUnsupportedEvents } from "../engine/unsupported.js";
import { nowColumns, nowView } from "../engine/view.js";
import type { Indicator } from "../indicators/indicator.js";
import { rowAt, type Candles, type Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { runId, type OrderColumns, type Run } from "../market/run.js";
import { utc } from "../market/units.js";
import { resolveParams } from "../strategy/param.js";
import type { Strategy } from "../strategy/strategy.js";
import { audit } from "./audit.js";
import { checkpointOf } from "./windBack.js";
import { doubtsOf } from "./doubts.js";
import { epochsOf, type Epoch } from "./epochs.js";
import { requireFunding, fundingHole } from "./fundingCover.js";
import { factsFrom, manifestOf, windowOf, type Window } from "./manifest.js";
import { alignMarks } from "./markColumns.js";
import { runMetrics } from "./runMetrics.js";
import { NOWHERE, OrderLog } from "./orderLog.js";
import { LOOKS, Quoting } from "./quoting.js";
import { refuseFixedPath, resolveOptions, type BacktestData, type BacktestOptions, type Settings } from "./options.js";
import { SimulatedVenue } from "./simulatedVenue.js";
import { Stopwatch, type Timing } from "./stopwatch.js";

export interface BacktestResult { readonly run: Run; readonly timing: Timing }

/** Looks at the quotes between two calls of `onProgress`. */
const LOOKS_A_CALL = 5;

/**
 * Runs a strategy over candles. The same arguments give the same bytes of fills and equity, on one Node version.
 * @throws QuantError EMPTY_RANGE, UNKNOWN_PARAMETER, UNSUPPORTED, FUNDING_MISSING and the like; AUDIT when its own fills do not hold
 */
export function backtest(strategy: Strategy, data: BacktestData, options: BacktestOptions = {}): BacktestResult {
  const settings = resolveOptions(data, options), params = resolveParams(strategy.name, strategy.params, options.params);
  refuseUnsupportedEvents(strategy.name, strategy.decideOn ?? ["bar"]);
  const window = windowIn(data.candles, options), fundingMissing = fundingIsMissing(data, settings, window, options.allowMissingFunding === true);
  const marks = settings.spot || data.mark === undefined ? undefined : alignMarks(data.candles, data.mark, window.first);
  const indicating = new Stopwatch(), columns = indicatorColumns(strategy, params, data.candles), indicatorTime = indicating.stop();
  const running = new Stopwatch();
  const orders = new OrderLog(), setup = engineSetup(strategy, params, data.candles, settings, columns, marks?.close), engine = new Engine({ ...setup, orders }), quoting = new Quoting();
  const venue = new SimulatedVenue({
    candles: data.candles, first: window.first, mark: marks, funding: settings.spot ? undefined : data.funding, rules: settings.rules, liquidation: settings.account.liquidation, spot: settings.spot,
    cuts: settings.size.kind === "share", seed: settings.seed, reacts: engine.decidesOnFills, checkpoint: (played) => checkpointOf(played, engine, orders),
  }, engine);
  orders.venue = venue.walk.executions;
  play(engine, venue, epochsOf(data.candles, window.first, settings), { orders, quoting, close: data.candles.close, everyBar: settings.rules.path === "fixed", onProgress: options.onProgress });
  const engineTime = running.stop(), log = logOf(venue, data.candles), spacing = quoting.spacing(data.candles, window.first, log.fills);
  orders.venue = NOWHERE;
  refuseFixedPath(settings, spacing);
  const doubts = [...(options.doubts ?? []), ...doubtsOf({
    strategy, candles: data.candles, settings, from: window.from, to: window.to, gapBars: window.gapBars, marksMissing: marks?.missing, fundingMissing, factsFrom: factsFrom(settings, window.from),
    refused: venue.walk.acceptance.refused, counts: venue.walk.executions.counts, belowLot: engine.reconciler.belowLot, spacing,
  })];
  const manifest = manifestOf({ strategy, params, data: marks === undefined ? { ...data, mark: undefined } : data, settings, window, fundingMissing, doubts });
  const run = runOf(manifest, venue, log, () => orders.columns(log.fills, engine.working, data.candles), data.candles);
  audit(run, data.candles);
  return { run, timing: { indicatorMs: indicatorTime.wall, engineMs: engineTime.wall, indicatorCpuMs: indicatorTime.cpu, engineCpuMs: engineTime.cpu } };
}

function windowIn(candles: Candles, { from }: BacktestOptions): Window {
  const first = from === undefined ? 0 : rowAt(candles, from);
  if (first < candles.length) return windowOf(candles, first);
  const has = candles.length === 0 ? "there are no candles" : `the candles end at ${utc(candles.openTime[candles.length - 1]! + candles.interval)}`;
  throw new QuantError("input", "EMPTY_RANGE", `there is nothing to run on${from === undefined ? "" : ` from ${utc(from)} on`}: ${has}`, { from });
}

function fundingIsMissing({ funding }: BacktestData, { spot, instrument }: Settings, { from, to }: Window, allowed: boolean): boolean {
  if (spot) return false;
  if (!allowed) requireFunding(funding, instrument.symbol, from, to);
  return funding === undefined || funding.length === 0 || fundingHole(funding, from, to) !== undefined;
}

function indicatorColumns(strategy: Strategy, params: Readonly<Record<string, number>>, candles: Candles): Readonly<Record<string, Column>> {
  const indicators: Readonly<Record<string, Indicator>> = strategy.indicators(params);
  return Object.fromEntries(Object.entries(indicators).map(([name, indicator]) => [name, indicator.column(candles)]));
}

function engineSetup(strategy: Strategy, params: Readonly<Record<string, number>>, candles: Candles, settings: Settings, indicators: Readonly<Record<string, Column>>, mark: Column | undefined): EngineSetup {
  const columns = nowColumns(candles, mark, indicators), { account, margin, size, spot, instrument: { contractSize } } = settings;
  return {
    strategy, params, cash: account.cash, contractSize, leverage: account.leverage, margin, size, spot, interval: candles.interval, tolerance: { ticks: 0, steps: 0 },
    view: nowView(columns, candles.interval), firstDecision: firstWarm(indicators),
  };
}

/** The first row at which each indicator has had a number. */
function firstWarm(indicators: Readonly<Record<string, Column>>): number {
  return Object.values(indicators).reduce((latest, column) => {
    const row = column.findIndex((value) => value === value);
    return Math.max(latest, row < 0 ? Infinity : row);
  }, 0);
}

interface Watched { readonly orders: OrderLog; readonly quoting: Quoting; readonly close: Column; readonly everyBar: boolean; readonly onProgress: BacktestOptions["onProgress"] }

function play(engine: Engine, venue: SimulatedVenue, epochs: readonly Epoch[], { orders, quoting, close, everyBar, onProgress }: Watched): void {
  const first = epochs[0]!.from, total = epochs[epochs.length - 1]!.to - first, stride = everyBar ? 1 : Math.ceil(total / LOOKS);
  let looks = 0;
  for (const { from, to, rules, maker, taker, brackets } of epochs) {
    engine.setRules(rules, taker, brackets);
    venue.setRules(rules, maker, taker);
    for (let row = from; row < to; row += stride) {
      const end = Math.min(row + stride, to);
      if (!playRows(engine, venue, orders, row, end)) return;
      quoting.look(engine.working, close[end - 1]!);
      if (++looks % LOOKS_A_CALL === 0 || end === first + total) onProgress?.(end - first, total);
    }
  }
}

/** The loop. @returns false when the account is ruined */
function playRows(engine: Engine, venue: SimulatedVenue, orders: OrderLog, from: number, to: number): boolean {
  for (let row = from; row < to; row++) {
    if (!venue.play(row)) return false;
    orders.row = row;
    engine.bar(row);
  }
  return true;
}

type Log = Pick<Run, "equity" | "fills" | "funding">;

function logOf({ walk, equity }: SimulatedVenue, candles: Candles): Log {
  return { equity: equity.columns(), fills: walk.executions.log.columns(candles.openTime), funding: walk.funding.columns() };
}

/** Its orders are put together when somebody asks: a search over parameters never does. */
function runOf(manifest: Run["manifest"], { walk }: SimulatedVenue, log: Log, orders: () => OrderColumns, candles: Candles): Run {
  const { placed, amended, canceled, rejected, filled } = walk.executions.counts;
  let asked: OrderColumns | undefined;
  return {
    id: runId(manifest), manifest, status: walk.ruined ? "liquidated" : "completed", metrics: runMetrics(manifest, log, candles),
    counts: { placed, amended, canceled, rejected, filled }, ...log, get orders() { return (asked ??= orders()); },
  };
}
