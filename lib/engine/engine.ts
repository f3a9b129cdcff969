/**
 * The one loop body: a closed bar, a decision, the difference to what rests. And what became of it: every report of a venue is a method
 * that takes numbers, called at once by a backtest and from a journal of events by a live session. Knows no venue and no clock.
 */
import { QuantError } from "../market/errors.js";
import type { BracketTable } from "../market/facts/brackets.js";
import type { TradingRules } from "../market/tradingRules.js";
import type { Strategy } from "../strategy/strategy.js";
import { Account } from "./account.js";
import { InverseAccount } from "./inverseAccount.js";
import { ContingentReports } from "./contingent/reportsContingent.js";
import { Kind } from "./phase.js";
import { PositionMargin, type MarginTerms } from "./positionMargin.js";
import { Reconciler, type Tolerance } from "./reconcile.js";
import { Risk, type OrderObserver } from "./risk.js";
import { targetPosition, type Size, type SizeRules } from "./size.js";
import type { Now, NowView } from "./view.js";
import { type WantedBook, Wanted } from "./wantedBook.js";
import { DUST } from "./grid.js";
import { LEG_SLOTS, Working, type WorkingBook } from "./workingBook.js";

export interface EngineSetup {
  readonly strategy: Strategy;
  readonly params: Readonly<Record<string, number>>;
  /** Quote currency; of an inverse contract its coin. */
  readonly cash: number;
  /** Quote currency that an inverse contract stands for; undefined where quantities are base currency. */
  readonly contractSize?: number | undefined;
  readonly leverage: number;
  /** Undefined where nothing is borrowed. */
  readonly margin?: MarginTerms | undefined;
  readonly size: Size;
  readonly spot: boolean;
  /** Length of a bar, ms. */
  readonly interval: number;
  readonly tolerance: Tolerance;
  readonly view: NowView;
  /** First row at whose close every indicator is warm. */
  readonly firstDecision: number;
  /** Told of limit orders. */
  readonly orders?: OrderObserver | undefined;
}

/** What a venue is told of and answers to. A backtest's venue is given the engine itself; a simulated exchange keeps its own. */
export interface Trader {
  readonly account: Account;
  readonly working: Working;
  /** A placement or an amendment took effect. @param queue place in the venue's queue */
  accepted(kind: Kind, slot: number, order: number, queue: number): void;
  /** An amendment or a cancellation was refused: the order rests as it was. */
  stayed(kind: Kind, slot: number, order: number): void;
  /** The order is gone without a fill. @param asked whether a cancellation of ours ended it */
  ended(kind: Kind, slot: number, order: number, asked: boolean): void;
  /** @param quantity signed: positive buys. Market orders and liquidations have no slot */
  filled(kind: Kind, slot: number, order: number, quantity: number, price: number, fee: number): void;
  /** @param amount quote currency received, negative when paid */
  funded(amount: number, rate: number): void;
}

export class Engine implements Trader {
  readonly account: Account;
  readonly working: Working = new Working();
  readonly wanted: Wanted;
  readonly risk: Risk;
  readonly reconciler: Reconciler;
  /** Plain data; replaced when a run is wound back. */
  state: object;
  private readonly strategy: Strategy;
  private readonly params: Readonly<Record<string, number>>;
  private readonly now: Now;
  private readonly view: NowView;
  private readonly firstDecision: number;
  private readonly onBars: boolean;
  private readonly onFills: boolean;
  private readonly every: number;
  private readonly orders: OrderObserver | undefined;
  private lastTimer: number = -Infinity;
  /** Reports have come since the last difference was taken. */
  private reported = false;
  private readonly contingent: ContingentReports;
  private target: number = NaN;
  private sizing: SizeRules;

  constructor(private readonly setup: EngineSetup) {
    const { strategy, params, leverage, spot, tolerance } = setup, decideOn = strategy.decideOn ?? ["bar"];
    this.strategy = strategy;
    this.params = params;
    this.account = accountOf(setup);
    this.wanted = new Wanted(this.account);
    this.risk = new Risk(this.working, setup.orders);
    this.reconciler = new Reconciler(this.wanted, this.working, this.risk, tolerance);
    this.contingent = new ContingentReports(this.wanted.contingent, this.working.contingent);
    this.state = strategy.state?.(params) ?? {};
    this.view = setup.view;
    this.now = setup.view.now;
    this.firstDecision = setup.firstDecision;
    this.orders = setup.orders;
    this.onBars = decideOn.includes("bar");
    this.onFills = decideOn.includes("fill");
    this.every = Math.min(...decideOn.map((event) => (typeof event === "object" ? event.every : Infinity)));
    this.sizing = { stepsPerUnit: NaN, takerFee: NaN, leverage, spot, maxNotional: Infinity };
  }

  /** From now on these filters, this taker fee and, where something is borrowed, these brackets. */
  setRules(rules: TradingRules, takerFee: number, brackets: BracketTable = []): void {
    const { account } = this;
    this.reconciler.setRules(rules);
    account.margin?.setBrackets(account, brackets);
    this.sizing = { ...this.sizing, stepsPerUnit: rules.stepsPerUnit, takerFee, maxNotional: account.margin?.maxNotional ?? Infinity };
  }

  get decidesOnFills(): boolean {
    return this.onFills;
  }

  /** Takes a row as closed, asks the strategy and leaves in `working` what has to be asked of the venue. */
  bar(row: number): void {
    this.view.seek(row);
    if (row < this.firstDecision) return;
    if (this.onBars || this.timerRings()) this.decide();
    else this.settle();
  }

  /** Takes the difference again if a report came since the last one: a slot that waited for its answer may ask anew. */
  settle(): void {
    if (this.reported) this.reconcile();
  }

  accepted(kind: Kind, slot: number, order: number, queue: number): void {
    if (kind === Kind.Contingent) return this.hear(this.contingent.accepted(slot, order));
    const book = this.bookOf(kind);
    if (book.order[slot] !== order) return;
    book.accept(slot, queue);
    this.reported = true;
  }

  stayed(kind: Kind, slot: number, order: number): void {
    if (kind === Kind.Contingent) return this.hear(this.contingent.stayed(slot, order));
    const book = this.bookOf(kind);
    if (book.order[slot] !== order) return;
    book.stay(slot);
    this.park(kind, slot);
  }

  ended(kind: Kind, slot: number, order: number, asked: boolean): void {
    if (kind === Kind.Market) this.working.market = 0;
    if (kind === Kind.Contingent) return this.hear(this.contingent.ended(slot, order, asked));
    if (kind >= Kind.Market) return;
    const book = this.bookOf(kind);
    if (book.order[slot] !== order) return;
    if (kind <= Kind.Ask) this.orders?.ended(book, slot, asked);
    book.end(slot);
    this.reported = true;
    if (!asked && slot < LEG_SLOTS) this.park(kind, slot);
  }

  filled(kind: Kind, slot: number, order: number, quantity: number, price: number, fee: number): void {
    if (kind === Kind.Market) this.marketFilled(quantity);
    else if (slot >= LEG_SLOTS) this.legFilled(kind, slot, order, Math.abs(quantity));
    else if (kind < Kind.Market && this.bookOf(kind).order[slot] === order) {
      const size = Math.abs(quantity);
      this.bookOf(kind).fill(slot, size);
      this.wantedOf(kind).fill(slot, size);
    }
    if (kind === Kind.Liquidation) this.account.liquidate(quantity, price, fee);
    else this.account.fill(quantity, price, fee);
    this.reported = true;
    if (this.onFills) this.decideOnFill();
  }

  funded(amount: number, rate: number): void {
    this.account.fund(amount);
    this.view.setFunding(rate);
  }

  private decide(): void {
    const { wanted } = this;
    wanted.begin();
    this.strategy.decide(this.now as never, this.account, wanted, this.params as never, this.state);
    if (wanted.commit() || this.reported) this.reconcile();
  }

  /** Equity is told at the last close seen, whatever the fill's own price was. */
  private decideOnFill(): void {
    const { mark, close } = this.now;
    this.account.mark(mark === mark ? mark! : close!);
    this.decide();
  }

  private reconcile(): void {
    this.reported = false;
    this.reconciler.run();
    const { units } = this.wanted;
    if (units === units) this.take(units);
    if (this.target === this.target && this.working.market === 0) this.rebalance();
  }

  private take(units: number): void {
    this.wanted.units = NaN;
    this.target = targetPosition(this.setup.size, units, this.account, this.now["close"]!, this.sizing);
  }

  /** Asked once, not defended. Less than a lot is nothing. */
  private rebalance(): void {
    const missing = this.target - this.account.position;
    this.target = NaN;
    if (Math.abs(missing) * this.sizing.stepsPerUnit > 0.5) this.risk.market(missing, this.wanted.serial);
  }

  private marketFilled(quantity: number): void {
    const left = this.working.market - quantity;
    this.working.market = Math.abs(left) < DUST ? 0 : left;
  }

  /** A refusal that answers an older decision does not touch what a newer one has named since. */
  private park(kind: Kind, slot: number): void {
    this.reported = true;
    const wanted = this.wantedOf(kind);
    if (wanted.stamp[slot]! <= this.bookOf(kind).decision[slot]!) wanted.park(slot);
  }

  private hear(news: boolean): void {
    if (news) this.reported = true;
  }

  /** The legs of an order of several parts rest here only where the venue shares these books. */
  private legFilled(kind: Kind, slot: number, order: number, quantity: number): void {
    const book = this.bookOf(kind);
    if (book.order[slot] === order && book.rests(slot)) book.fill(slot, quantity);
    this.contingent.filled(slot - LEG_SLOTS, order, quantity);
  }

  private timerRings(): boolean {
    if (this.every === Infinity) return false;
    const turn = Math.floor((this.now["time"]! + this.setup.interval) / this.every);
    if (turn <= this.lastTimer) return false;
    this.lastTimer = turn;
    return true;
  }

  private bookOf(kind: Kind): WorkingBook {
    return this.working.books[kind] ?? unknownKind(kind);
  }

  private wantedOf(kind: Kind): WantedBook {
    return this.wanted.books[kind] ?? unknownKind(kind);
  }
}

function accountOf({ cash, margin, contractSize }: EngineSetup): Account {
  const kept = margin === undefined ? undefined : new PositionMargin(margin);
  return contractSize === undefined ? new Account(cash, kept) : new InverseAccount(cash, kept, contractSize);
}

function unknownKind(kind: number): never {
  throw new QuantError("broken", "UNKNOWN_KIND", `a report names order kind ${kind}, which no book holds`, { kind });
}
