/**
 * A venue made of closed candles. What was asked takes effect at its arrival, then price walks the bar's path and meets what rests
 * (F1-F7, F13-F16, F22). A quiet bar costs two comparisons. Knows no strategy: it answers to a `Trader`.
 */
import type { Trader } from "../engine/engine.js";
import { quantityDown } from "../engine/grid.js";
import type { Candles, Column } from "../market/candles.js";
import type { FillRules } from "../market/run.js";
import type { Funding } from "../market/series.js";
import type { TradingRules } from "../market/tradingRules.js";
import { Acceptance } from "./acceptance.js";
import { Ahead, look, Reach } from "./ahead.js";
import { Arrivals } from "./arrivals.js";
import { EquityLog } from "./equityLog.js";
import { Executions } from "./executions.js";
import { FundingLog, Reason } from "./fillLog.js";
import { FundingSchedule } from "./fundingSchedule.js";
import { BarPath, highComesFirst } from "./path.js";

export interface MarkColumns { readonly open: Column; readonly high: Column; readonly low: Column; readonly close: Column }

export interface VenueSetup {
  readonly candles: Candles;
  /** First row of the window. */
  readonly first: number;
  /** Row by row beside the candles; undefined: the mark is the bar's own path. */
  readonly mark: MarkColumns | undefined;
  readonly funding: Funding | undefined;
  readonly rules: FillRules;
  readonly spot: boolean;
  readonly cuts: boolean;
  readonly seed: number;
  /** Whether the strategy may ask for something in the middle of a bar. */
  readonly reacts: boolean;
  /** Winds back to now whatever a bar can change; needed for `worst` and optimistic runs. */
  readonly checkpoint: (venue: SimulatedVenue) => { restore(): void };
}

export class SimulatedVenue {
  readonly equity: EquityLog;
  readonly funding: FundingLog = new FundingLog();
  readonly executions: Executions;
  readonly acceptance: Acceptance;
  readonly arrivals: Arrivals | undefined;
  readonly schedule: FundingSchedule;
  readonly reach: Reach;
  readonly down: Ahead;
  readonly up: Ahead;
  readonly path: BarPath = new BarPath();
  ruined = false;
  /** Price at or below, at or above which something happens. */
  private alarmLow: number = NaN;
  private alarmHigh: number = NaN;
  /** Mark prices that ruin, where the mark has a path of its own. */
  private ruinLow: number = NaN;
  private ruinHigh: number = NaN;
  /** Where the path is. */
  private price: number = NaN;
  private to: number = NaN;
  private share: number = NaN;
  /** Share of the bar's way at which something is due in the middle of it. */
  private split: number = NaN;
  private stale = true;
  private readonly candles: Candles;
  private readonly mark: MarkColumns | undefined;
  private readonly rules: FillRules;
  private readonly both: boolean;
  private readonly bothAlways: boolean;
  private readonly reactsAt: "never" | "at once" | "later";
  private stepsPerUnit: number = NaN;

  constructor(private readonly setup: VenueSetup, private readonly trader: Trader) {
    const { candles, first, rules, spot, cuts, reacts } = setup, { working } = trader, latencyShare = (rules.latencyMs % candles.interval) / candles.interval;
    const latencyBars = rules.latencyBars + Math.floor(rules.latencyMs / candles.interval), late = latencyBars + latencyShare > 0;
    this.candles = candles;
    this.mark = setup.mark;
    this.rules = rules;
    this.equity = new EquityLog(candles, first);
    this.executions = new Executions(trader, candles.openTime);
    this.arrivals = late ? new Arrivals(working, latencyBars, latencyShare) : undefined;
    this.acceptance = new Acceptance({ spot, slippageTicks: rules.slippageTicks, cuts }, trader, this.executions, this.arrivals);
    this.schedule = new FundingSchedule(candles, setup.funding, first);
    this.reach = new Reach(rules.mode, rules.touchProbability, setup.seed);
    this.down = new Ahead(-1, working.bids, working.sellStops);
    this.up = new Ahead(1, working.asks, working.buyStops);
    this.both = rules.mode === "optimistic" || rules.path === "worst";
    this.bothAlways = this.both && reacts;
    this.reactsAt = !reacts || rules.mode === "pessimistic" ? "never" : rules.mode === "neutral" && late ? "later" : "at once";
    this.price = candles.open[first] ?? NaN;
    this.split = Infinity;
  }

  /** From now on these filters and fees. Resting orders stay as they are. */
  setRules(rules: TradingRules, makerFee: number, takerFee: number): void {
    this.acceptance.setRules(rules);
    this.executions.makerFee = makerFee;
    this.executions.takerFee = takerFee;
    this.stepsPerUnit = rules.stepsPerUnit;
    this.reach.touch = -this.acceptance.slack;
    this.reach.through = this.rules.throughTicks / rules.ticksPerUnit - this.acceptance.slack;
    this.stale = true;
  }

  /** Plays one bar. @returns false when the account is ruined */
  play(row: number): boolean {
    const { candles, mark, trader } = this, { account } = trader, close = candles.close[row]!;
    if (trader.working.asked > 0 || row >= this.schedule.row || this.arrivals !== undefined) this.begin(row);
    if (this.stale) this.lookAgain(NaN);
    if (candles.low[row]! <= this.alarmLow || candles.high[row]! >= this.alarmHigh || this.split < Infinity) this.walk(row);
    else if (mark !== undefined && (mark.low[row]! <= this.ruinLow || mark.high[row]! >= this.ruinHigh)) this.walk(row);
    this.price = close;
    if (!this.ruined) account.mark(mark === undefined ? close : mark.close[row]!);
    if (!(account.equity > 0) && !this.ruined) this.ruin(row);
    const { equity } = this, at = equity.length++;
    equity.equity[at] = account.equity;
    equity.position[at] = account.position;
    return !this.ruined;
  }

  /** F22 (1): funding that fell due before the open, then whatever arrives with it. */
  private begin(row: number): void {
    const { candles, arrivals, acceptance, executions } = this, open = candles.open[row]!;
    while (this.schedule.row <= row && this.schedule.time <= candles.openTime[row]!) this.fund(this.mark === undefined ? open : this.mark.open[row]!);
    executions.row = row;
    executions.point = 0;
    executions.mid = this.price;
    acceptance.mark = this.mark === undefined ? open : this.mark.open[row]!;
    acceptance.last = open;
    acceptance.moment = row;
    if (this.rules.participation < Infinity) acceptance.cap = this.rules.participation * candles.volume[row]! / 2;
    if (hasAsked(this.trader)) arrivals?.hear(row);
    if (arrivals === undefined ? hasAsked(this.trader) : arrivals.next <= row) this.answer();
    this.split = this.nextSplit(row);
  }

  private answer(): void {
    do this.acceptance.answer();
    while (this.reactsAt === "at once" && hasAsked(this.trader));
    if (this.reactsAt === "later" && hasAsked(this.trader)) this.arrivals?.hear(this.acceptance.moment);
    this.stale = true;
  }

  private nextSplit(row: number): number {
    const { openTime, interval } = this.candles;
    const funding = this.schedule.row <= row ? (this.schedule.time - openTime[row]!) / interval : Infinity;
    const arrival = this.arrivals === undefined ? Infinity : this.arrivals.next - row;
    return Math.min(funding, arrival < 1 ? arrival : Infinity);
  }

  private walk(row: number): void {
    const { candles, rules } = this, { executions } = this;
    const open = candles.open[row]!, high = candles.high[row]!, low = candles.low[row]!, close = candles.close[row]!;
    executions.row = row;
    if (this.reach.draws) this.lookAgain(candles.openTime[row]!);
    const highFirst = this.protectiveFirst(high, low, highComesFirst(rules.path, open, high, low, close));
    const conflict = this.both && (this.bothAlways || (low <= this.alarmLow && high >= this.alarmHigh));
    if (conflict) this.walkBoth(row, highFirst);
    else this.walkPath(row, highFirst);
    this.down.exhausted = this.up.exhausted = false;
    this.stale = true;
    this.split = Infinity;
  }

  /** F16: in pessimistic mode a protective stop comes before the limit on its side of the position when both are in range. */
  private protectiveFirst(high: number, low: number, highFirst: boolean): boolean {
    const { down, up } = this;
    if (this.rules.mode !== "pessimistic") return highFirst;
    if (-low >= down.stop && high >= up.limit) return false;
    if (high >= up.stop && -low >= down.limit) return true;
    return highFirst;
  }

  /** Both orders of the extremes from the same state: optimistic keeps the higher equity at the close, `worst` the lower; a tie the likelier. */
  private walkBoth(row: number, highFirst: boolean): void {
    const start = this.setup.checkpoint(this), better = this.rules.mode === "optimistic" ? 1 : -1;
    const first = this.equityAfter(row, highFirst);
    start.restore();
    const second = this.equityAfter(row, !highFirst);
    if (better * (second - first) > 0) return;
    start.restore();
    this.walkPath(row, highFirst);
  }

  private equityAfter(row: number, highFirst: boolean): number {
    this.walkPath(row, highFirst);
    return this.trader.account.equityAt(this.mark === undefined ? this.candles.close[row]! : this.mark.close[row]!);
  }

  private walkPath(row: number, highFirst: boolean): void {
    const { candles, path, down, up } = this, volume = candles.volume[row]!, bought = candles.takerBuyVolume?.[row] ?? volume / 2, { participation } = this.rules;
    path.lay(candles.open[row]!, candles.high[row]!, candles.low[row]!, candles.close[row]!, highFirst);
    down.cap = participation === Infinity ? Infinity : participation * (volume - bought); // sellers meet our bids
    up.cap = participation === Infinity ? Infinity : participation * bought;
    down.taken = up.taken = 0;
    for (let point = 0; point < 4 && !this.ruined; point++) this.leg(row, point, highFirst);
  }

  /** One leg of the path, in parts where something falls due on the way. Point 0 is the jump from the last close to the open (F5). */
  private leg(row: number, point: number, highFirst: boolean): void {
    const { path, executions } = this, end = path.share(point);
    executions.point = point;
    executions.mid = point === 0 ? this.price : path.points[point - 1]!;
    if (this.mark !== undefined && this.markRuins(row, point, highFirst)) return;
    while (point > 0 && this.split <= end && !this.ruined) {
      this.share = this.split;
      this.to = path.priceAt(point, this.split);
      this.advance();
      if (!this.ruined) this.onSplit(row);
    }
    this.share = end;
    this.to = path.points[point]!;
    if (!this.ruined) this.advance();
  }

  private advance(): void {
    const { down, up } = this, ahead = this.to > this.price ? up : down, behind = ahead === up ? down : up;
    if (down.exhausted || up.exhausted) this.stale = true;
    down.exhausted = up.exhausted = false;
    if (this.stale) this.lookAgain(this.reach.draws ? this.candles.openTime[this.executions.row]! : NaN);
    while (behind.move * this.price >= behind.limit) this.fillResting(behind, this.shareWhereItLeaves(behind));
    while (ahead.move * this.to >= ahead.nearest && !this.ruined) this.meet(ahead);
    this.price = this.to;
  }

  /** An order that price has passed and volume has not filled goes on filling until price is back at it. */
  private shareWhereItLeaves(behind: Ahead): number {
    const level = behind.move * behind.limit, leaves = behind.move > 0 ? Math.max(level, this.to) : Math.min(level, this.to);
    return this.path.shareAt(this.executions.point, leaves);
  }

  /** What price meets first: ruin, then stops, then limits on equal levels (F15, F16). */
  private meet(ahead: Ahead): void {
    if (ahead.ruin <= ahead.stop && ahead.ruin <= ahead.limit) this.ruin(this.executions.row);
    else if (ahead.stop <= ahead.limit) this.trigger(ahead);
    else this.fillResting(ahead, this.share);
  }

  /** F3, F13: at its limit, as far as the volume released so far reaches. */
  private fillResting(ahead: Ahead, share: number): void {
    const { limits, slot } = ahead, { executions } = this, { position } = this.trader.account, level = ahead.limit, order = limits.order[slot]!;
    const room = ahead.cap === Infinity ? Infinity : quantityDown(ahead.cap * share - ahead.taken, this.stepsPerUnit);
    const most = limits.reduces(slot) ? Math.max(-limits.trade * position, 0) : Infinity, quantity = Math.min(limits.quantity[slot]!, room, most);
    if (most === 0) {
      executions.counts.canceled++;
      this.trader.ended(limits.kind, slot, order, false);
    } else if (quantity > 0) {
      ahead.taken += quantity;
      executions.rest(limits, slot, quantity, this.reasonOf(ahead));
    }
    if (quantity === room) ahead.exhausted = true;
    this.after(ahead, level);
  }

  private reasonOf(ahead: Ahead): Reason {
    const level = ahead.move * ahead.limits.price[ahead.slot]! + this.reach.through, { point } = this.executions;
    if (point <= 1 && ahead.move * this.path.points[0]! >= level) return Reason.Gap;
    return ahead.move * this.to >= level || ahead.move * this.price >= level ? Reason.Cross : Reason.Touch;
  }

  /** F7: at the trigger, or at the open that is already beyond it; worse by the slippage. */
  private trigger(ahead: Ahead): void {
    const { stops, stopSlot: slot } = ahead, { executions, acceptance } = this, { position } = this.trader.account, order = stops.order[slot]!;
    const met = executions.point === 0 ? this.path.points[0]! : stops.price[slot]!, price = met + stops.trade * acceptance.slip;
    const quantity = stops.trade * Math.min(stops.quantity[slot]!, stops.reduces(slot) ? Math.max(-stops.trade * position, 0) : Infinity), level = ahead.stop;
    if (quantity !== 0 && acceptance.affords(quantity, price)) executions.take(stops.kind, slot, order, quantity, price, Reason.Stop);
    else executions.counts.rejected++;
    if (stops.order[slot] === order && stops.rests(slot)) this.trader.ended(stops.kind, slot, order, false);
    this.after(ahead, level);
  }

  /** The path stands where the fill happened; what the strategy asks now arrives at once in O, later in N, with the next bar in P (decisions 10). */
  private after(ahead: Ahead, level: number): void {
    const { executions, acceptance, path } = this, { point, row } = executions;
    this.stale = true;
    if (this.reactsAt !== "never" && hasAsked(this.trader)) {
      if (point === 0) this.price = path.points[0]!;
      else this.price = ahead.move * Math.max(level, ahead.move * this.price);
      acceptance.last = acceptance.mark = this.price;
      acceptance.moment = row + path.shareAt(point, this.price);
      if (this.reactsAt === "at once") this.answer();
      else this.arrivals?.hear(acceptance.moment);
      this.split = this.nextSplit(row);
    }
    this.lookAgain(this.reach.draws ? this.candles.openTime[row]! : NaN);
  }

  /** Funding or a question that falls due inside the bar. */
  private onSplit(row: number): void {
    const { candles, schedule, acceptance, arrivals } = this;
    while (schedule.row <= row && (schedule.time - candles.openTime[row]!) / candles.interval <= this.split) this.fund(this.price);
    if (arrivals !== undefined && arrivals.next <= row + this.split) {
      acceptance.last = acceptance.mark = this.price;
      acceptance.moment = arrivals.next;
      this.answer();
    }
    this.split = this.nextSplit(row);
  }

  /** A positive rate is paid by longs: -position * mark * rate. */
  private fund(price: number): void {
    const { schedule, trader } = this, mark = schedule.markOr(price), amount = -trader.account.position * mark * schedule.rate;
    if (amount !== 0) this.funding.push(schedule.time, amount);
    trader.funded(amount, schedule.rate);
    schedule.next();
    this.stale = true;
  }

  /** L1 on a mark path of its own, ordered as the trade path is. */
  private markRuins(row: number, point: number, highFirst: boolean): boolean {
    const { mark } = this, extreme = (point === 1) === highFirst ? mark!.high[row]! : mark!.low[row]!;
    const price = point === 0 ? mark!.open[row]! : point === 3 ? mark!.close[row]! : extreme;
    if (this.stale) this.lookAgain(NaN);
    if (price > this.ruinLow && price < this.ruinHigh) return false;
    this.ruin(row);
    return true;
  }

  /** L5: nothing is left. The position is taken over at that price and the run ends. */
  private ruin(row: number): void {
    this.executions.row = row;
    this.executions.liquidate(this.trader.account.ruinPrice);
    this.trader.account.equity = 0; // to the cent, whatever rounding the takeover left
    this.ruined = true;
  }

  /** Finds the nearest events again. @param openTime of the bar being walked where neutral mode draws, else NaN */
  private lookAgain(openTime: number): void {
    const { down, up, mark } = this, { account } = this.trader, { position } = account, ruin = position === 0 ? NaN : account.ruinPrice;
    this.stale = false;
    this.ruinLow = position > 0 ? ruin : -Infinity;
    this.ruinHigh = position < 0 ? ruin : Infinity;
    down.ruin = mark === undefined ? -this.ruinLow : Infinity;
    up.ruin = mark === undefined ? this.ruinHigh : Infinity;
    look(down, this.reach, openTime);
    look(up, this.reach, openTime);
    this.alarmLow = -down.nearest;
    this.alarmHigh = up.nearest;
  }
}

/** Whether the trader has asked something since the venue listened last. */
const hasAsked = (trader: Trader): boolean => trader.working.asked > 0;
