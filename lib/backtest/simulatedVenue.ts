/**
 * A venue made of closed candles. What was asked takes effect at its arrival, then price walks the bar where it can meet anything: a quiet
 * bar costs two comparisons. Knows no strategy: it answers to a `Trader`.
 */
import type { Trader } from "../engine/engine.js";
import { highComesFirst } from "../market/barPath.js";
import type { Candles, Column } from "../market/candles.js";
import type { FillRules, LiquidationRule } from "../market/run.js";
import type { Funding } from "../market/series.js";
import type { TradingRules } from "../market/tradingRules.js";
import { BarWalk } from "./barWalk.js";
import { EquityLog } from "./equityLog.js";
import type { Liquidation } from "./liquidation.js";

export interface MarkColumns { readonly open: Column; readonly high: Column; readonly low: Column; readonly close: Column }

export interface VenueSetup {
  readonly candles: Candles;
  /** First row of the window. */
  readonly first: number;
  /** Row by row beside the candles; undefined: the mark is the bar's own path. */
  readonly mark: MarkColumns | undefined;
  readonly funding: Funding | undefined;
  readonly rules: FillRules;
  /** Undefined where nothing is borrowed. */
  readonly liquidation?: LiquidationRule | undefined;
  readonly spot: boolean;
  /** Market orders are cut to what fits (size `1x`); otherwise refused whole. */
  readonly cuts: boolean;
  readonly seed: number;
  /** Whether the strategy may ask for something in the middle of a bar. */
  readonly reacts: boolean;
  /** Saves whatever a bar can change; needed for `worst` and optimistic runs. */
  readonly checkpoint: (venue: SimulatedVenue) => { restore(): void };
}

export class SimulatedVenue {
  readonly walk: BarWalk;
  readonly equity: EquityLog;
  private readonly both: boolean;
  private readonly bothAlways: boolean;
  /** Every bar has to be opened by hand: questions travel, or the mark has a path of its own. */
  private readonly watchful: boolean;
  /** Row from which on `open` has something to do though nothing was asked. */
  private eventRow: number = NaN;
  private readonly liquidation: Liquidation;
  private readonly candles: Candles;
  private readonly markClose: { readonly close: Column };

  constructor(private readonly setup: VenueSetup, private readonly trader: Trader) {
    const { candles, first, rules, mark, reacts } = setup;
    this.candles = candles;
    this.walk = new BarWalk(setup, trader);
    this.liquidation = this.walk.liquidation;
    this.equity = new EquityLog(candles, first);
    this.both = rules.mode === "optimistic" || rules.path === "worst";
    this.bothAlways = this.both && reacts;
    this.watchful = this.walk.arrivals !== undefined || mark !== undefined;
    this.markClose = mark ?? candles;
    this.eventRow = first;
  }

  /** From now on these filters and fees. Resting orders stay as they are. */
  setRules(rules: TradingRules, makerFee: number, takerFee: number): void {
    const { walk, setup } = this, { acceptance, executions, reach } = walk;
    acceptance.setRules(rules);
    executions.makerFee = makerFee;
    executions.takerFee = takerFee;
    reach.touch = -acceptance.slack;
    reach.through = setup.rules.throughTicks / rules.ticksPerUnit - acceptance.slack;
    walk.setRules(rules);
  }

  /** Plays one bar. @returns false when the account is ruined */
  play(row: number): boolean {
    const { walk, candles } = this;
    if (walk.stale || row >= this.eventRow || this.trader.working.asked > 0) this.open(row);
    if (candles.low[row]! <= walk.alarmLow || candles.high[row]! >= walk.alarmHigh) this.meet(row);
    return this.settle(row);
  }

  private settle(row: number): boolean {
    const { account } = this.trader, { equity, liquidation } = this;
    account.mark(this.markClose.close[row]!);
    if (!(account.equity > 0) || liquidation.ruined) this.end(row);
    equity.equity[equity.length] = account.equity;
    equity.position[equity.length++] = account.position;
    return !liquidation.ruined;
  }

  private end(row: number): void {
    if (this.walk.ruined) this.trader.account.equity = 0;
    else this.walk.ruin(row);
  }

  /** Alarms are set so that a bar in which something is due in its middle is walked whatever its prices are. */
  private open(row: number): void {
    const { walk, setup } = this, { mark } = setup;
    walk.open(row);
    if (walk.stale) walk.lookAgain(NaN);
    if (walk.split < Infinity || (mark !== undefined && (mark.low[row]! <= walk.watch.low || mark.high[row]! >= walk.watch.high))) {
      walk.alarmLow = Infinity;
      walk.stale = true;
    }
    this.eventRow = this.watchful ? -1 : walk.schedule.row;
  }

  /** A bar in which price meets something: which extreme comes first, then the way through it. */
  private meet(row: number): void {
    const { candles, walk, setup } = this, open = candles.open[row]!, high = candles.high[row]!, low = candles.low[row]!, close = candles.close[row]!;
    const conflict = this.both && (this.bothAlways || (low <= walk.alarmLow && high >= walk.alarmHigh)), likely = highComesFirst(setup.rules.path, open, high, low, close);
    if (conflict) this.walkBoth(row, likely);
    else walk.walk(row, setup.rules.mode === "pessimistic" ? this.protectiveFirst(row, high, low, likely) : likely);
    this.eventRow = this.watchful ? -1 : walk.schedule.row;
  }

  /** F16: in pessimistic mode liquidation and a protective stop come before the limit on their side of the position when both are in range. */
  private protectiveFirst(row: number, high: number, low: number, highFirst: boolean): boolean {
    const { down, up, watch } = this.walk, { low: markLow, high: markHigh } = this.setup.mark ?? this.candles;
    if ((-low >= down.stop || markLow[row]! <= watch.low) && high >= Math.min(up.limit, up.target)) return false;
    if ((high >= up.stop || markHigh[row]! >= watch.high) && -low >= Math.min(down.limit, down.target)) return true;
    return highFirst;
  }

  /** Both orders of the extremes from the same state: optimistic keeps the higher equity at the close, `worst` the lower; a tie the likelier (decisions 11). */
  private walkBoth(row: number, likely: boolean): void {
    const start = this.setup.checkpoint(this), better = this.setup.rules.mode === "optimistic" ? 1 : -1;
    const first = this.equityAfter(row, likely);
    start.restore();
    const second = this.equityAfter(row, !likely);
    if (better * (second - first) > 0) return;
    start.restore();
    this.walk.walk(row, likely);
  }

  private equityAfter(row: number, highFirst: boolean): number {
    this.walk.walk(row, highFirst);
    return this.walk.ruined ? 0 : this.trader.account.equityAt(this.markClose.close[row]!);
  }
}
