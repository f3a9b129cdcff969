/**
 * Price walking one bar's path and what it meets there: resting limits (F3-F5, F13, F15), stops (F7), liquidation (L1), funding and questions
 * that fall due on the way (F1, F22). Which extreme comes first is the venue's choice; so is when a bar needs walking at all.
 */
import type { Trader } from "../engine/engine.js";
import type { WorkingBook } from "../engine/workingBook.js";
import { quantityDown } from "../engine/grid.js";
import type { TradingRules } from "../market/tradingRules.js";
import { Acceptance } from "./acceptance.js";
import { Ahead, look, Reach } from "./ahead.js";
import { Arrivals } from "./arrivals.js";
import { Contingents } from "./contingent/contingents.js";
import { DueEvents } from "./dueEvents.js";
import { Executions } from "./executions.js";
import { FundingLog, Reason } from "./fillLog.js";
import { FundingSchedule } from "./fundingSchedule.js";
import { Liquidation } from "./liquidation.js";
import { MarginWatch } from "./marginWatch.js";
import { BarPath } from "./path.js";
import type { VenueSetup } from "./simulatedVenue.js";

export class BarWalk {
  readonly funding: FundingLog = new FundingLog();
  readonly executions: Executions;
  readonly acceptance: Acceptance;
  readonly arrivals: Arrivals | undefined;
  readonly contingents: Contingents;
  readonly due: DueEvents;
  readonly schedule: FundingSchedule;
  readonly reach: Reach;
  readonly down: Ahead;
  readonly up: Ahead;
  readonly liquidation: Liquidation;
  readonly watch: MarginWatch;
  /** The nearest events have to be looked for again. */
  stale = true;
  /** Price at or below, at or above which something happens. */
  alarmLow: number = NaN;
  alarmHigh: number = NaN;
  /** Share of the bar's way at which something is due in the middle of it; Infinity for nothing. */
  split: number = Infinity;
  private readonly path: BarPath = new BarPath();
  /** Where the path is, where this part of it ends, and the share of the way done there; NaN: a point of the path. */
  private price: number = NaN;
  private to: number = NaN;
  private share: number = NaN;
  /** This part ends before the path's next point. */
  private cut = false;
  private stepsPerUnit: number = NaN;
  private readonly reactsAt: "never" | "at once" | "later";

  constructor(private readonly setup: VenueSetup, private readonly trader: Trader) {
    const { candles, rules, spot, cuts, reacts, first } = setup, { working } = trader, latencyShare = (rules.latencyMs % candles.interval) / candles.interval;
    const latencyBars = rules.latencyBars + Math.floor(rules.latencyMs / candles.interval), late = latencyBars + latencyShare > 0;
    this.executions = new Executions(trader, candles.openTime);
    this.liquidation = new Liquidation(setup.liquidation, trader, this.executions);
    this.arrivals = late ? new Arrivals(working, latencyBars, latencyShare) : undefined;
    this.acceptance = new Acceptance({ spot, slippageTicks: rules.slippageTicks, cuts }, trader, this.executions, this.arrivals);
    this.schedule = new FundingSchedule(candles, setup.funding, first);
    this.reach = new Reach(rules.mode, rules.touchProbability, setup.seed);
    this.down = new Ahead(-1, working.bids, working.sellStops, working.buyTargets);
    this.up = new Ahead(1, working.asks, working.buyStops, working.sellTargets);
    this.contingents = new Contingents({ spot, exitsWait: rules.mode === "pessimistic", now: () => this.due.timeOf(this.acceptance.moment) }, trader, this.acceptance, this.executions);
    this.due = new DueEvents(candles, trader, this.schedule, this.funding, this.arrivals, this.contingents);
    this.watch = new MarginWatch(this.path, setup.mark === undefined ? this.path : new BarPath(), this.down, this.up);
    this.reactsAt = !reacts || rules.mode === "pessimistic" ? "never" : rules.mode === "neutral" && late ? "later" : "at once";
  }

  get ruined(): boolean {
    return this.liquidation.ruined;
  }

  setRules(rules: TradingRules): void {
    this.stepsPerUnit = rules.stepsPerUnit;
    this.liquidation.setRules(rules);
    this.contingents.setRules(rules);
    this.stale = true;
  }

  /** Takes in what arrives at the open, funding that fell due before it first (F22 (1), decisions 16). */
  open(row: number): void {
    const { setup, acceptance, executions, arrivals } = this, { candles, mark } = setup, open = candles.open[row]!;
    this.price = row > setup.first ? candles.close[row - 1]! : open;
    acceptance.mark = mark === undefined ? open : mark.open[row]!;
    if (this.schedule.row <= row && this.due.fundBefore(row, acceptance.mark)) this.stale = true;
    executions.row = row;
    executions.point = 0;
    executions.mid = this.price;
    acceptance.last = open;
    acceptance.moment = row;
    acceptance.buyCap = acceptance.sellCap = setup.rules.participation === Infinity ? Infinity : setup.rules.participation * this.trader.account.quantityOf(candles.volume[row]!, open) / 2;
    if (this.contingents.state.live > 0) this.due.openOrders(row);
    if (arrivals !== undefined && hasAsked(this.trader)) arrivals.hear(row);
    if (arrivals === undefined ? hasAsked(this.trader) : arrivals.next <= row) this.answer();
    this.split = this.due.isFree(row) ? Infinity : this.due.next(row);
  }

  /** The way through one bar, from the last close on; point 0 is the jump to the open. */
  walk(row: number, highFirst: boolean): void {
    const { path, down, up, setup, watch } = this, { candles, mark } = setup, { account } = this.trader, { participation } = setup.rules, volume = candles.volume[row]!, bought = candles.takerBuyVolume?.[row] ?? volume / 2;
    this.price = row > setup.first ? candles.close[row - 1]! : candles.open[row]!;
    path.lay(candles.open[row]!, candles.high[row]!, candles.low[row]!, candles.close[row]!, highFirst);
    if (mark !== undefined) watch.marks.lay(mark.open[row]!, mark.high[row]!, mark.low[row]!, mark.close[row]!, highFirst);
    down.cap = participation === Infinity ? Infinity : participation * account.quantityOf(volume - bought, candles.low[row]!); // sellers meet our bids
    up.cap = participation === Infinity ? Infinity : participation * account.quantityOf(bought, candles.low[row]!);
    down.taken = up.taken = 0;
    this.executions.row = row;
    if (this.reach.draws) this.stale = true;
    for (let point = 0; point < 4 && !this.ruined && !this.restIsQuiet(row); point++) this.leg(row, point);
    watch.rest();
    down.exhausted = up.exhausted = false;
    this.split = Infinity;
    this.stale = true;
  }

  /** L5: a bar ends with nothing left. */
  ruin(row: number): void {
    this.executions.row = row;
    this.liquidation.ruin();
  }

  /** Finds the nearest events again. @param openTime of the bar being walked where neutral mode draws, else NaN */
  lookAgain(openTime: number): void {
    const { down, up } = this;
    this.stale = false;
    if (this.contingents.state.live > 0) this.contingents.sweep();
    this.watch.look(this.trader.account, this.executions.point);
    look(down, this.reach, openTime);
    look(up, this.reach, openTime);
    this.alarmLow = -down.nearest;
    this.alarmHigh = up.nearest;
    if (this.contingents.state.live > 0) [this.alarmLow, this.alarmHigh] = [Infinity, -Infinity]; // something may come of any move
  }

  /** Answers what is due, and at once what is asked on the fills that this makes. */
  private answer(): void {
    const { acceptance, arrivals, reactsAt, trader } = this;
    acceptance.answer();
    while (reactsAt === "at once" && hasAsked(trader)) {
      arrivals?.hearAtOnce(acceptance.moment);
      acceptance.answer();
    }
    if (reactsAt === "later" && hasAsked(trader)) arrivals?.hear(acceptance.moment);
    this.stale = true;
  }

  /** Nothing is within the bar's range any more, so that the rest of the path meets nothing. */
  private restIsQuiet(row: number): boolean {
    const { candles, mark } = this.setup;
    if (this.stale || this.down.exhausted || this.up.exhausted || this.split < Infinity || mark !== undefined) return false;
    return candles.low[row]! > this.alarmLow && candles.high[row]! < this.alarmHigh;
  }

  private leg(row: number, point: number): void {
    const { path, executions } = this;
    executions.point = point;
    executions.mid = point === 0 ? this.price : path.points[point - 1]!;
    if (this.setup.mark !== undefined) this.stale = true; // the mark's part of this leg
    if (point === 0) this.checkMargin(); // a jump takes no time: the mark is there before any order is
    do {
      this.aim(point);
      this.advance();
      if (this.cut && !this.ruined) this.onSplit(row);
    } while (this.cut && !this.ruined);
    this.checkMargin();
  }

  /** L1 at a point of the way, on whatever orders and funding have made of the position. */
  private checkMargin(): void {
    const { watch, executions } = this;
    if (watch.arrive(executions.point) || this.stale) this.lookAgain(this.drawTime());
    if (watch.isReached(executions.point) && !this.ruined) this.liquidate(watch.marks.points[executions.point]!);
  }

  private liquidate(mark: number): void {
    if (this.contingents.state.live > 0) this.contingents.cancelAll();
    this.watch.spare(this.liquidation.at(mark) ? mark : NaN);
    this.stale = true;
  }

  /** To the path's next point, or to where something falls due before it. */
  private aim(point: number): void {
    const { path } = this;
    this.cut = this.split < Infinity && point > 0 && this.split <= path.share(point);
    this.share = this.cut ? this.split : NaN;
    this.to = this.cut ? path.priceAt(point, this.split) : path.points[point]!;
  }

  /** To the end of the part: first orders that price had passed without filling them, then what it meets on its way. */
  private advance(): void {
    const { down, up } = this, ahead = this.to > this.price ? up : down, behind = ahead === up ? down : up;
    if (down.exhausted || up.exhausted) this.stale = true;
    down.exhausted = up.exhausted = false;
    if (this.stale) this.lookAgain(this.drawTime());
    while (behind.move * this.price >= behind.limit && this.executions.point > 0) this.fillResting(behind, this.shareWhereItLeaves(behind));
    while (ahead.move * this.to >= ahead.nearest && !this.ruined) this.meet(ahead);
    this.price = this.to;
    if (this.contingents.state.trailing > 0 && this.contingents.follow(this.price)) this.stale = true;
  }

  /** An order that price has passed and volume has not filled goes on filling until price is back at it. */
  private shareWhereItLeaves(behind: Ahead): number {
    const level = behind.move * behind.limit, leaves = behind.move > 0 ? Math.max(level, this.to) : Math.min(level, this.to);
    return this.path.shareAt(this.executions.point, leaves);
  }

  /** What price meets first: liquidation, then stops, then take-profits, then limits on equal levels (F15, F16). Orders are met a rounding early, so liquidation is too. */
  private meet(ahead: Ahead): void {
    const level = ahead.ruin, ruin = level + this.reach.touch;
    if (ruin <= ahead.stop && ruin <= ahead.target && ruin <= ahead.limit) {
      this.liquidate(this.watch.markOn(this.executions.point));
      this.after(ahead, level);
    } else if (ahead.stop <= ahead.target && ahead.stop <= ahead.limit) this.trigger(ahead, ahead.stops, ahead.stopSlot, ahead.stop);
    else if (ahead.target <= ahead.limit) this.trigger(ahead, ahead.targets, ahead.targetSlot, ahead.target);
    else this.fillResting(ahead, this.share === this.share ? this.share : this.path.share(this.executions.point));
  }

  /** F3, F13: at its limit, as far as the volume released so far reaches. */
  private fillResting(ahead: Ahead, share: number): void {
    const { limits, slot, limit: level } = ahead, { executions } = this, order = limits.order[slot]!;
    const room = ahead.cap === Infinity ? Infinity : quantityDown(ahead.cap * share - ahead.taken, this.stepsPerUnit);
    const most = limits.reduces(slot) ? Math.max(-limits.trade * this.trader.account.position, 0) : Infinity, quantity = Math.min(limits.quantity[slot]!, room, most);
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
    const level = ahead.move * ahead.limits.price[ahead.slot]! + this.reach.through;
    if (this.executions.point <= 1 && ahead.move * this.path.points[0]! >= level) return Reason.Gap;
    return ahead.move * this.to >= level || ahead.move * this.price >= level ? Reason.Cross : Reason.Touch;
  }

  /** F7: at the trigger, or at the open that is already beyond it; worse by the slippage. */
  private trigger(ahead: Ahead, stops: WorkingBook, slot: number, level: number): void {
    const { executions, acceptance } = this, order = stops.order[slot]!;
    const met = executions.point === 0 ? this.path.points[0]! : stops.price[slot]!, price = met + stops.trade * acceptance.slip;
    acceptance.last = acceptance.mark = met;
    if (this.contingents.triggered(stops, slot)) return this.after(ahead, level);
    const most = stops.reduces(slot) ? Math.max(-stops.trade * this.trader.account.position, 0) : Infinity, quantity = stops.trade * Math.min(stops.quantity[slot]!, most);
    if (quantity !== 0 && acceptance.affords(quantity, price)) executions.take(stops.kind, slot, order, quantity, price, Reason.Stop);
    else executions.counts.rejected++;
    if (stops.order[slot] === order && stops.rests(slot)) this.trader.ended(stops.kind, slot, order, false);
    this.after(ahead, level);
  }

  /** What the strategy asks on a fill arrives at once in O, on the rest of the path in N, with the next bar in P (decisions 10). */
  private after(ahead: Ahead, level: number): void {
    if (this.contingents.state.live > 0) this.stand(ahead, level);
    if (this.reactsAt !== "never" && hasAsked(this.trader)) this.react(ahead, level);
    this.lookAgain(this.drawTime());
  }

  /** The path stands where the fill happened: in the jump to the open that is the open. */
  private stand(ahead: Ahead, level: number): void {
    const { acceptance, path } = this, { point, row } = this.executions;
    this.price = point === 0 ? path.points[0]! : ahead.move * Math.max(level, ahead.move * this.price);
    acceptance.last = acceptance.mark = this.price;
    acceptance.moment = row + path.shareAt(point, this.price);
    this.contingents.sweep();
  }

  private react(ahead: Ahead, level: number): void {
    const { acceptance } = this, { point, row } = this.executions;
    this.stand(ahead, level);
    if (this.reactsAt === "at once") {
      this.arrivals?.hearAtOnce(acceptance.moment);
      this.answer();
    } else this.arrivals?.hear(acceptance.moment);
    this.split = this.due.next(row);
    this.aim(point);
  }

  /** Something falls due inside the bar. */
  private onSplit(row: number): void {
    const { acceptance, arrivals } = this;
    this.due.settle(row, this.split, this.price);
    this.stale = true;
    if (arrivals !== undefined && arrivals.next <= row + this.split) {
      acceptance.last = acceptance.mark = this.price;
      acceptance.moment = arrivals.next;
      this.answer();
    }
    this.split = this.due.next(row);
  }

  private drawTime(): number {
    return this.reach.draws ? this.setup.candles.openTime[this.executions.row]! : NaN;
  }
}

/** Whether the trader has asked something since the venue listened last. */
const hasAsked = (trader: Trader): boolean => trader.working.asked > 0;
