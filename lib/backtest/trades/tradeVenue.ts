/**
 * A venue made of prints, quotes and book messages: what rests with us is matched on them by F18 and F19, what arrives meets the touch
 * (F2, F6). A quiet print costs two comparisons. Knows no strategy and no time but that of the event it is shown.
 */
import { Kind } from "../../engine/phase.js";
import type { WorkingBook } from "../../engine/workingBook.js";
import type { BracketTable } from "../../market/facts/brackets.js";
import type { FillRules, LiquidationRule } from "../../market/run.js";
import type { DepthColumns, QuoteColumns, TradeColumns } from "../../market/tape.js";
import type { TradingRules } from "../../market/tradingRules.js";
import { Acceptance } from "../acceptance.js";
import { Contingents } from "../contingent/contingents.js";
import { Executions } from "../executions.js";
import { FundingLog, Reason } from "../fillLog.js";
import { Liquidation } from "../liquidation.js";
import type { LevelListener } from "./book.js";
import type { Clock } from "./clock.js";
import type { Queue } from "./queue.js";
import { RestingSide } from "./restingSide.js";
import { Touch } from "./touch.js";
import type { QueueListener, VenueBooks } from "./venueBooks.js";

export interface TradeVenueSetup {
  readonly rules: FillRules;
  readonly queue: Queue;
  /** Undefined where nothing is borrowed. */
  readonly liquidation: LiquidationRule | undefined;
  readonly spot: boolean;
  /** Market orders are cut to what fits (size `1x`); otherwise refused whole. */
  readonly cuts: boolean;
  /** Quotes stand beside the prints: they, and not the book, say what the touch is. */
  readonly quoted: boolean;
  /** Asked after each print, where somebody decides on prints. @returns when that is decided, ms */
  readonly onPrint: (() => number) | undefined;
}

export class TradeVenue implements LevelListener, QueueListener {
  readonly touch: Touch = new Touch();
  readonly executions: Executions;
  readonly acceptance: Acceptance;
  readonly contingents: Contingents;
  readonly funding: FundingLog = new FundingLog();
  readonly bids: RestingSide;
  readonly asks: RestingSide;
  /** Moments at which something was filled, by the row of the log. */
  readonly moments: number[] = [];
  readonly liquidation: Liquidation;
  /** ms UTC up to which prints may be played at a stretch. */
  until: number = NaN;
  /** Prints at or below, at or above which something happens. */
  private alarmLow: number = NaN;
  private alarmHigh: number = NaN;
  private ruinLow: number = NaN;
  private ruinHigh: number = NaN;
  private half: number = NaN;
  /** Stops before take-profits (F16). */
  private readonly triggers: readonly WorkingBook[];
  /** Fills logged when the present moment began. */
  private logged = 0;

  constructor(private readonly setup: TradeVenueSetup, private readonly books: VenueBooks, private readonly clock: Clock) {
    const { rules, queue, spot, cuts } = setup, { working } = books;
    this.triggers = [working.sellStops, working.buyStops, working.sellTargets, working.buyTargets];
    this.executions = new Executions(books, this.moments);
    this.liquidation = new Liquidation(setup.liquidation, books, this.executions);
    this.acceptance = new Acceptance({ spot, slippageTicks: rules.slippageTicks, cuts }, books, this.executions, undefined);
    this.bids = new RestingSide(working.bids, queue, rules.participation, books, this.executions);
    this.asks = new RestingSide(working.asks, queue, rules.participation, books, this.executions);
    this.contingents = new Contingents({ spot, exitsWait: false, now: () => clock.now }, books, this.acceptance, this.executions);
    books.listener = this;
  }

  get ruined(): boolean {
    return this.liquidation.ruined;
  }

  /** From now on these filters, fees and, where something is borrowed, brackets. Resting orders stay as they are. */
  setRules(rules: TradingRules, makerFee: number, takerFee: number, brackets: BracketTable): void {
    const { account } = this.books;
    account.margin?.setBrackets(account, brackets);
    this.liquidation.setRules(rules);
    this.acceptance.setRules(rules);
    this.contingents.setRules(rules);
    this.executions.makerFee = makerFee;
    this.executions.takerFee = takerFee;
    this.half = 0.5 / rules.ticksPerUnit;
    this.bids.setSteps(rules.ticksPerUnit, rules.stepsPerUnit);
    this.asks.setSteps(rules.ticksPerUnit, rules.stepsPerUnit);
    this.look();
  }

  /** Plays prints from row `from` on, up to and including time `until`, or to the first after which a report is due. @returns the row after the last one played */
  prints(trades: TradeColumns, from: number): number {
    const { time, price, length } = trades, { reports } = this.books;
    let row = from, low = this.alarmLow, high = this.alarmHigh, end = Math.min(this.until, reports.next);
    while (row < length && time[row]! <= end) {
      const at = price[row]!;
      if (at > low && at < high) {
        row++;
        continue;
      }
      if (row > from) this.touch.last = price[row - 1]!;
      this.clock.now = time[row]!;
      end = Math.min(end, this.meet(at, trades.quantity[row]!, trades.buyerIsMaker[row] === 1), reports.next);
      low = this.alarmLow;
      high = this.alarmHigh;
      row++;
    }
    if (row > from) this.touch.last = price[row - 1]!;
    return row;
  }

  quote(quotes: QuoteColumns, row: number): void {
    const { touch } = this, bid = quotes.bid[row]!, ask = quotes.ask[row]!, bidSize = quotes.bidSize[row]!, askSize = quotes.askSize[row]!;
    this.begin();
    if (!touch.book.whole) {
      if (bid === touch.bid && bidSize !== touch.bidSize) this.bids.level(bid, touch.bidSize, bidSize);
      if (ask === touch.ask && askSize !== touch.askSize) this.asks.level(ask, touch.askSize, askSize);
    }
    touch.quote(bid, bidSize, ask, askSize);
    this.meetTouch();
  }

  /** One message of the book. */
  depth(messages: DepthColumns, message: number): void {
    const { touch } = this;
    this.begin();
    if (!touch.book.take(messages, message, this) || this.setup.quoted) return;
    touch.fromBook();
    if (touch.book.whole) this.meetTouch();
  }

  level(isBid: boolean, price: number, previous: number, next: number): void {
    (isBid ? this.bids : this.asks).level(price, previous, next);
  }

  joined(kind: Kind, slot: number): void {
    const { working } = this.books;
    if (kind === Kind.Bid) this.bids.join(slot, this.touch.shownAt(true, working.bids.price[slot]!, this.half));
    else if (kind === Kind.Ask) this.asks.join(slot, this.touch.shownAt(false, working.asks.price[slot]!, this.half));
  }

  /** Answers every question that stands in the venue's working book. Nobody asks before something was printed or quoted. */
  answer(): void {
    const { acceptance, touch, books } = this;
    this.begin();
    this.stand(touch.last === touch.last ? touch.last : touch.mid);
    acceptance.buyCap = shown(touch.askSize);
    acceptance.sellCap = shown(touch.bidSize);
    if (books.working.asked > 0) acceptance.answer();
    this.look();
  }

  /** Orders that are good till now are gone (F10). */
  expire(): void {
    this.begin();
    this.contingents.expire();
    this.look();
  }

  /** A settlement: positive rates are paid by longs, -position * mark * rate. @param mark NaN where the source does not say */
  fund(time: number, rate: number, mark: number): void {
    const { books, touch } = this, amount = -books.account.position * (mark > 0 ? mark : touch.last) * rate;
    if (amount !== 0 && amount === amount) this.funding.push(time, amount);
    books.funded(amount === amount ? amount : 0, rate);
    this.look();
  }

  /** Where the market is for whatever is asked or triggered now. */
  private stand(price: number): void {
    const { acceptance, touch } = this;
    acceptance.last = acceptance.mark = price;
    acceptance.bid = touch.bid;
    acceptance.ask = touch.ask;
  }

  /** What a print triggers pays the worse of it and the touch: a quote may be older. */
  private standAtPrint(price: number): void {
    const { acceptance } = this;
    this.stand(price);
    acceptance.bid = Math.min(acceptance.bid, price);
    acceptance.ask = Math.max(acceptance.ask, price);
  }

  /** What happens from here on happens at this moment; a row of `moments` in which nothing was filled goes to the next. */
  private begin(): void {
    const { moments, executions } = this, time = this.clock.now;
    executions.mid = this.touch.mid;
    if (moments[executions.row] === time) return;
    if (executions.log.length > this.logged) executions.row++;
    this.logged = executions.log.length;
    moments[executions.row] = time;
  }

  /** @returns when something is to be heard or decided because of it; Infinity for never, -Infinity when all is over */
  private meet(price: number, quantity: number, sellerTook: boolean): number {
    this.begin();
    if (price <= this.ruinLow || price >= this.ruinHigh) return this.liquidate(price);
    const side = sellerTook ? this.bids : this.asks;
    side.print(price, quantity);
    this.standAtPrint(price);
    for (const book of this.triggers) this.stops(book, price);
    if (this.contingents.state.trailing > 0 && this.contingents.follow(price)) this.books.changed = true;
    this.touch.last = price;
    if (this.books.changed) this.look();
    return this.setup.onPrint === undefined ? Infinity : this.setup.onPrint();
  }

  private meetTouch(): void {
    const { touch, bids, asks } = this;
    bids.best(touch.bid, touch.bidSize);
    asks.best(touch.ask, touch.askSize);
    bids.crossed(touch.ask, touch.askSize);
    asks.crossed(touch.bid, touch.bidSize);
    if (this.books.changed) this.look();
  }

  /** F7: at the worst of trigger, print and touch, and the slippage beyond that. */
  private stops(book: WorkingBook, price: number): void {
    const { executions, acceptance, touch, books } = this, side = book.trade > 0 ? touch.ask : touch.bid;
    for (let slot = 0; slot < book.used; slot++) {
      if (!book.rests(slot) || book.move * (price - book.price[slot]!) < -this.half) continue;
      if (this.contingents.triggered(book, slot)) continue;
      const order = book.order[slot]!, met = worst(book.trade, book.price[slot]!, price, side) + book.trade * acceptance.slip;
      acceptance.mark = price;
      const most = book.reduces(slot) ? Math.max(-book.trade * books.account.position, 0) : Infinity, quantity = book.trade * Math.min(book.quantity[slot]!, most);
      if (quantity !== 0 && acceptance.affords(quantity, met)) executions.take(book.kind, slot, order, quantity, met, Reason.Stop);
      else executions.counts.rejected++;
      if (book.order[slot] === order && book.rests(slot)) books.ended(book.kind, slot, order, false);
    }
  }

  /** L1 at a print, which stands for the mark. Orders are gone, so that the print meets nothing else. */
  private liquidate(price: number): number {
    this.liquidation.at(price);
    if (this.ruined) return -Infinity;
    this.touch.last = price;
    this.look();
    return this.setup.onPrint === undefined ? Infinity : this.setup.onPrint();
  }

  private sweep(): void {
    const { touch } = this;
    this.stand(touch.last === touch.last ? touch.last : touch.mid);
    this.contingents.sweep();
  }

  private look(): void {
    const { bids, asks, books, contingents } = this, { account, working } = books;
    if (contingents.state.live > 0) this.sweep();
    books.changed = false;
    bids.look();
    asks.look();
    this.ruinLow = account.position > 0 ? account.liquidationPrice : -Infinity;
    this.ruinHigh = account.position < 0 ? account.liquidationPrice : Infinity;
    const seesAll = this.setup.onPrint !== undefined || contingents.state.trailing > 0;
    this.alarmLow = seesAll ? Infinity : Math.max(bids.nearest + this.half, this.ruinLow, -nearestTrigger(working.sellStops), -nearestTrigger(working.buyTargets));
    this.alarmHigh = Math.min(asks.nearest - this.half, this.ruinHigh, nearestTrigger(working.buyStops), nearestTrigger(working.sellTargets));
  }
}

/** Where nobody says what the touch shows, a taker finds whatever it needs. */
const shown = (size: number): number => (size === size ? size : Infinity);

const worst = (trade: 1 | -1, trigger: number, print: number, side: number): number => {
  const far = trade > 0 ? Math.max(trigger, print) : Math.min(trigger, print);
  return side === side ? (trade > 0 ? Math.max(far, side) : Math.min(far, side)) : far;
};

/** `move` * level of the trigger price meets first; Infinity for none. */
function nearestTrigger(book: WorkingBook): number {
  let nearest = Infinity;
  for (let slot = 0; slot < book.used; slot++) if (book.rests(slot)) nearest = Math.min(nearest, book.move * book.price[slot]!);
  return nearest;
}
