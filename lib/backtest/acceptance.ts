/**
 * What the venue says to a question when it arrives: the arrival check (F2), stops beyond the market (F9), reduce-only (F11), the
 * exchange's filters (F12) and what margin or balance allow. Fills what takes at once; what rests is matched elsewhere.
 */
import { bracketRoom, buyingPower, committed, fits, marginCost, orderCost } from "../engine/buyingPower.js";
import type { Trader } from "../engine/engine.js";
import { DUST, quantityDown } from "../engine/grid.js";
import { Flag, Kind, Phase } from "../engine/phase.js";
import type { PositionMargin } from "../engine/positionMargin.js";
import type { WorkingBook } from "../engine/workingBook.js";
import type { TradingRules } from "../market/tradingRules.js";
import type { Arrivals, Asker } from "./arrivals.js";
import type { Executions } from "./executions.js";
import { armedIn, mayExceed, restingIn } from "./crowding.js";
import { Reason } from "./fillLog.js";
import { Refusal, REFUSAL_KINDS } from "./refusal.js";

/** 105 / 100 - 1 is a little more than 0.05. */
const BAND_ROUNDING = 1e-9;

export interface AcceptanceSetup {
  readonly spot: boolean;
  readonly slippageTicks: number;
  /** Market orders are cut to what fits (size `1x`); otherwise refused whole. */
  readonly cuts: boolean;
}

/** Who else has questions to answer, at their turn: cancellations before anything is placed, the rest after everything. */
export interface Answers {
  cancel(): void;
  place(): void;
}

export class Acceptance {
  /** How often each `Refusal` was given. */
  readonly refused: Float64Array = new Float64Array(REFUSAL_KINDS);
  /** Price at which questions arrive: the open, or where the path is. */
  last: number = NaN;
  /** Best quotes, where the data has them: what a sale and a purchase meet. NaN: `last` stands for both. */
  bid: number = NaN;
  ask: number = NaN;
  /** Mark at that moment. */
  mark: number = NaN;
  /** Row and share of its way, for questions that travel. */
  moment: number = NaN;
  /** Quantity that takers of one side find within the participation cap: a market order above it is counted, an immediate one held to it. */
  buyCap: number = Infinity;
  sellCap: number = Infinity;
  slip: number = NaN;
  /** Price differences below this are binary rounding. */
  slack: number = NaN;
  /** What the filters in force refuse (F12), less the rounding: base currency, quote currency, a fraction of the mark. */
  private leastQuantity: number = NaN;
  private leastNotional: number = NaN;
  private band: number = NaN;
  private power: number = NaN;
  /** What the order asked for would take of it, and what the one it amends takes. */
  private cost: number = NaN;
  private held: number = NaN;
  /** The limit that was examined last would take. */
  takes = false;
  private crowded = false;
  private latest = 0;
  /** The last place given in the venue's queue. */
  queue = 0;
  /** Orders of `want.order` beyond plain quotes and stops; set once. */
  contingents: Answers | undefined = undefined;
  private rules!: TradingRules;
  /** Undefined where nothing is borrowed. */
  private readonly margin: PositionMargin | undefined;
  /** Share of an order's notional that is put in: 1 / leverage. */
  private readonly initialRate: number;

  constructor(private readonly setup: AcceptanceSetup, private readonly trader: Trader, private readonly executions: Executions, private readonly arrivals: Arrivals | undefined) {
    this.margin = trader.account.margin;
    this.initialRate = this.margin === undefined ? 1 : 1 / this.margin.leverage;
  }

  setRules(rules: TradingRules): void {
    this.rules = rules;
    this.slip = this.setup.slippageTicks / rules.ticksPerUnit;
    this.slack = 1e-3 / rules.ticksPerUnit;
    this.leastQuantity = rules.minQuantity - DUST;
    this.leastNotional = rules.minNotional - DUST;
    this.band = rules.priceBand + BAND_ROUNDING;
  }

  /** Answers what has arrived: cancellations first, for they free margin; then market orders; then what wants to rest. */
  answer(): void {
    const { working } = this.trader, { books } = working, contingents = working.contingent.asked > 0 ? this.contingents : undefined;
    this.latest = working.decision;
    if (this.arrivals === undefined) working.asked = 0;
    for (let kind = 0; kind < books.length; kind++) if (books[kind]!.asked > 0) this.cancel(books[kind]!);
    contingents?.cancel();
    if (working.market !== 0 && this.marketArrived()) this.trade();
    for (let kind = 0; kind < books.length; kind++) if (books[kind]!.asked > 0) this.place(books[kind]!);
    contingents?.place();
    this.arrivals?.settle();
  }

  /** Whether a market order fits at `price`, orders resting on its side included. A reduction always does on a perpetual. @param quantity signed */
  affords(quantity: number, price: number): boolean {
    const { account } = this.trader, trade = quantity > 0 ? 1 : -1, size = Math.abs(quantity);
    if (!this.setup.spot && account.position * quantity < 0 && size <= Math.abs(account.position) + DUST) return true;
    return fits(this.takerCost(trade, size, price), this.freePower(trade, price)) && this.trader.account.notional(size, price) <= this.room(trade, price);
  }

  private takerCost(trade: 1 | -1, size: number, price: number): number {
    const { margin, mark, setup, trader } = this, { takerFee } = this.executions;
    return margin === undefined ? orderCost(trade, size, price, takerFee, setup.spot) : marginCost(trader.account, trade * size, price, takerFee, margin.leverage, mark);
  }

  /** Notional that the leverage still allows on one side. */
  private room(trade: 1 | -1, price: number): number {
    const { margin, trader } = this, { bids, asks } = trader.working;
    return margin === undefined ? Infinity : bracketRoom(trader.account, margin, trade > 0 ? bids : asks, price) * (1 + BAND_ROUNDING);
  }

  /** What a market order pays. */
  takerPrice(trade: 1 | -1): number {
    return this.met(trade) + trade * this.slip;
  }

  capOf(trade: 1 | -1): number {
    return trade > 0 ? this.buyCap : this.sellCap;
  }

  /** The price on the other side. */
  met(trade: 1 | -1): number {
    const quote = trade > 0 ? this.ask : this.bid;
    return quote === quote ? quote : this.last;
  }

  arrived(book: Asker, slot: number): boolean {
    return this.arrivals === undefined ? book.decision[slot]! <= this.latest : this.arrivals.isDue(book, slot, this.moment);
  }

  private marketArrived(): boolean {
    return this.arrivals === undefined ? this.trader.working.marketDecision <= this.latest : this.arrivals.marketIsDue(this.moment);
  }

  private cancel(book: WorkingBook): void {
    for (let slot = 0; slot < book.used; slot++) {
      if (book.phase[slot] !== Phase.PendingCancel || !this.arrived(book, slot)) continue;
      this.executions.counts.canceled++;
      this.trader.ended(book.kind, slot, book.order[slot]!, true);
    }
  }

  /** A market order: the price it meets, worse by the slippage (F6); whole (decisions 12), or cut to what fits. */
  private trade(): void {
    const { working } = this.trader, { counts } = this.executions, wanted = working.market, order = working.marketOrder, trade = wanted > 0 ? 1 : -1;
    const price = this.takerPrice(trade), quantity = this.cutToFit(wanted, price), refusal = this.marketRefusal(quantity, price);
    counts.placed++;
    if (Math.abs(quantity) < Math.abs(wanted)) counts.cut++;
    if (refusal !== Refusal.None) return this.refuse(refusal, Kind.Market, 0, order);
    if (Math.abs(quantity) > this.capOf(trade)) counts.aboveCap++;
    this.executions.take(Kind.Market, 0, order, quantity, price, Reason.Market);
    if (working.market !== 0 && working.marketOrder === order) this.trader.ended(Kind.Market, 0, order, true);
  }

  private cutToFit(wanted: number, price: number): number {
    const trade = wanted > 0 ? 1 : -1;
    if (!this.setup.cuts || this.affords(wanted, price)) return wanted;
    const most = Math.min(this.freePower(trade, price) / this.takerCost(trade, 1, price), this.room(trade, price) / this.trader.account.notional(1, price));
    return trade * Math.min(quantityDown(Math.max(most, 0), this.rules.stepsPerUnit), Math.abs(wanted));
  }

  /** @param quantity signed: positive buys */
  marketRefusal(quantity: number, price: number): Refusal {
    const size = Math.abs(quantity), { rules } = this, { account } = this.trader, { position } = account;
    const reduces = position * quantity < 0 && size <= Math.abs(position) + DUST;
    if (size < DUST || !this.affords(quantity, price)) return this.margin !== undefined && account.notional(size + 1 / rules.stepsPerUnit, price) > this.room(quantity > 0 ? 1 : -1, price) ? Refusal.Leverage : Refusal.Balance;
    if (size < this.leastQuantity || size > rules.maxMarketQuantity + DUST) return Refusal.Quantity;
    if (size * this.last < this.leastNotional && (this.setup.spot || !reduces)) return Refusal.Notional;
    return Math.abs(price / this.mark - 1) > rules.marketTakeBound + BAND_ROUNDING ? Refusal.TakeBound : Refusal.None;
  }

  /** What waits in a book of limits or of triggers. */
  private place(book: WorkingBook): void {
    const limits = book.kind <= Kind.Ask;
    book.asked = 0;
    if (limits) this.measure(book);
    for (let slot = 0; slot < book.used; slot++) {
      const phase = book.phase[slot]!;
      if (phase < Phase.PendingNew) continue;
      if (phase === Phase.PendingCancel || !this.arrived(book, slot)) book.asked++;
      else if (limits) this.placeLimit(book, slot, phase);
      else this.placeStop(book, slot, phase);
    }
  }

  /** What is free for limits of a book, before the first of them. Into fields: as an answer of a call it would be boxed. */
  private measure(book: WorkingBook): void {
    this.crowded = mayExceed(this.trader.working, this.rules.maxOrders);
    this.power = this.freePower(book.trade, this.last);
  }

  private placeLimit(book: WorkingBook, slot: number, phase: Phase): void {
    const order = book.order[slot]!;
    this.count(phase);
    if (book.nextQuantity[slot]! < DUST) return this.trader.ended(book.kind, slot, order, true); // filled to its new quantity meanwhile
    const refusal = this.examine(book, slot, phase);
    if (refusal !== Refusal.None) return this.refuseLimit(refusal, book, slot, order, phase);
    this.power += this.held - this.cost;
    this.trader.accepted(book.kind, slot, order, ++this.queue);
    if (this.takes) this.takeLimit(book, slot, order);
  }

  /** A limit that is placed or amended by itself, and not in a row with others of its book. */
  examineAlone(book: WorkingBook, slot: number, phase: Phase): Refusal {
    this.measure(book);
    return this.examine(book, slot, phase);
  }

  private examine(book: WorkingBook, slot: number, phase: Phase): Refusal {
    const quantity = book.nextQuantity[slot]!, price = book.nextPrice[slot]!, flags = book.flags[slot]!, { account } = this.trader;
    const takes = book.trade * (price - this.met(book.trade)) >= -this.slack, { makerFee, takerFee } = this.executions, sale = this.setup.spot && book.trade < 0;
    // Sums in line and in fields: as arguments and answers of calls they would be boxed.
    const rate = this.initialRate + Math.max(takes ? takerFee : makerFee, 0), free = (flags & Flag.ReduceOnly) !== 0 && !sale;
    this.held = free || phase === Phase.PendingNew ? 0 : sale ? book.quantity[slot]! : account.notional(book.quantity[slot]!, book.price[slot]!) * (this.initialRate + Math.max(makerFee, 0));
    this.cost = free ? 0 : sale ? quantity : account.notional(quantity, price) * rate;
    if (this.margin !== undefined && !free) this.cost += account.openLoss(book.trade * quantity, price, this.mark);
    this.takes = takes;
    return takes && (flags & Flag.PostOnly) !== 0 ? Refusal.PostOnly : this.limitRefusal(book, slot);
  }

  private limitRefusal(book: WorkingBook, slot: number): Refusal {
    const { rules, mark } = this, price = book.nextPrice[slot]!, quantity = book.nextQuantity[slot]!, reduce = (book.flags[slot]! & Flag.ReduceOnly) !== 0;
    if (reduce && this.trader.account.position * book.trade >= 0) return Refusal.ReduceOnly;
    if (quantity < this.leastQuantity) return Refusal.Quantity;
    if (price * quantity < this.leastNotional && !(reduce && !this.setup.spot)) return Refusal.Notional;
    if ((this.setup.spot ? Math.abs(price - mark) : book.trade * (price - mark)) > this.band * mark) return Refusal.PriceBand;
    if (this.margin !== undefined && !reduce && this.exceedsBracket(book, slot)) return Refusal.Leverage;
    if (!fits(this.cost - this.held, this.power)) return Refusal.Balance;
    return this.crowded && restingIn(this.trader.working) >= rules.maxOrders ? Refusal.TooMany : Refusal.None;
  }

  /** An order that is amended makes room for itself. */
  private exceedsBracket(book: WorkingBook, slot: number): boolean {
    const { account } = this.trader, resting = book.rests(slot) ? account.notional(book.quantity[slot]!, book.price[slot]!) : 0;
    return account.notional(book.nextQuantity[slot]!, book.nextPrice[slot]!) > this.room(book.trade, this.last) + resting;
  }

  /** F2: a marketable limit takes at the better of its limit and the market's price with slippage. Whole, for only resting fills are capped. */
  takeLimit(book: WorkingBook, slot: number, order: number): void {
    const limit = book.price[slot]!, market = this.takerPrice(book.trade), price = book.trade > 0 ? Math.min(limit, market) : Math.max(limit, market);
    const most = book.reduces(slot) ? Math.abs(this.trader.account.position) : Infinity, quantity = Math.min(book.quantity[slot]!, most);
    if (quantity > this.capOf(book.trade)) this.executions.counts.aboveCap++;
    this.executions.take(book.kind, slot, order, book.trade * quantity, price, Reason.Market, quantity === book.quantity[slot]);
    this.crowded = mayExceed(this.trader.working, this.rules.maxOrders); // a strategy that decides on fills may have asked for more
  }

  private placeStop(book: WorkingBook, slot: number, phase: Phase): void {
    const order = book.order[slot]!, quantity = book.nextQuantity[slot]!;
    this.count(phase);
    if (quantity < DUST) return this.trader.ended(book.kind, slot, order, true);
    const refusal = this.stopRefusal(book, slot);
    if (refusal !== Refusal.None) return this.refuseLimit(refusal, book, slot, order, phase);
    this.trader.accepted(book.kind, slot, order, ++this.queue);
  }

  private stopRefusal(book: WorkingBook, slot: number): Refusal {
    const trigger = book.nextPrice[slot]!, quantity = book.nextQuantity[slot]!;
    if (book.move * (trigger - this.last) <= this.slack) return Refusal.Trigger;
    if (book.phase[slot] === Phase.PendingNew && armedIn(this.trader.working) >= this.rules.maxConditional) return Refusal.Conditionals;
    if (book.reduces(slot)) return this.trader.account.position * book.trade >= 0 ? Refusal.ReduceOnly : Refusal.None;
    if (quantity < this.leastQuantity) return Refusal.Quantity;
    return quantity * trigger < this.leastNotional ? Refusal.Notional : Refusal.None;
  }

  private freePower(trade: 1 | -1, price: number): number {
    const { account, working } = this.trader, { spot } = this.setup;
    return buyingPower(account, trade, price, spot) - committed(account, trade > 0 ? working.bids : working.asks, spot && trade < 0, this.executions.makerFee, this.initialRate);
  }

  /** A refused placement is gone. So is an amended post-only order that would take; any other refused amendment leaves the order as it was. */
  private refuseLimit(refusal: Refusal, book: WorkingBook, slot: number, order: number, phase: Phase): void {
    if (phase === Phase.PendingNew || refusal === Refusal.PostOnly) return this.refuse(refusal, book.kind, slot, order);
    this.refused[refusal]!++;
    this.trader.stayed(book.kind, slot, order);
  }

  private refuse(refusal: Refusal, kind: Kind, slot: number, order: number): void {
    this.refused[refusal]!++;
    this.executions.counts.rejected++;
    this.trader.ended(kind, slot, order, false);
  }

  private count(phase: Phase): void {
    if (phase === Phase.PendingNew) this.executions.counts.placed++;
    else this.executions.counts.amended++;
  }
}
