/**
 * The orders of `want.order` beyond plain quotes and stops, at a simulated venue: answers what is asked about them, puts their legs into the books, and sees
 * to what a trigger, a fill, a date or the end of a leg means for the rest of the order. Matches nothing: price meets the legs where it meets every order.
 */
import { OrderType } from "../../engine/contingent/terms.js";
import type { Trader } from "../../engine/engine.js";
import { Flag, Kind, Phase } from "../../engine/phase.js";
import { DUST } from "../../engine/grid.js";
import { LEG_SLOTS, type WorkingBook } from "../../engine/workingBook.js";
import type { TradingRules } from "../../market/tradingRules.js";
import type { Acceptance, Answers } from "../acceptance.js";
import type { Executions, LegListener } from "../executions.js";
import { Refusal } from "../refusal.js";
import { ArrivalChecks } from "./checks.js";
import { Exits } from "./exits.js";
import { Immediate } from "./immediate.js";
import { type Leg, Legs } from "./legs.js";
import { ContingentState, Stage } from "./state.js";
import { Trailing } from "./trailing.js";
import { Triggers } from "./triggers.js";

export interface ContingentSetup {
  readonly spot: boolean;
  /** Exits of a bracket act from the next bar on (F16, pessimistic). */
  readonly exitsWait: boolean;
  /** ms UTC. */
  readonly now: () => number;
}

export class Contingents implements Answers, LegListener {
  readonly state: ContingentState = new ContingentState();
  private readonly legs: Legs;
  private readonly checks: ArrivalChecks;
  private readonly immediate: Immediate;
  private readonly triggers: Triggers;
  private readonly trailing: Trailing;
  private readonly exits: Exits;

  constructor(private readonly setup: ContingentSetup, private readonly trader: Trader, private readonly acceptance: Acceptance, private readonly executions: Executions) {
    this.legs = new Legs(trader, acceptance, executions.counts);
    this.checks = new ArrivalChecks(setup.spot, trader, acceptance, this.legs, this.state);
    this.immediate = new Immediate(trader, acceptance, executions, this.legs, this.state);
    this.triggers = new Triggers(trader, acceptance, executions, this.legs, this.state);
    this.trailing = new Trailing(trader, this.legs, this.state);
    this.exits = new Exits(trader, acceptance, executions, this.legs, this.state);
    acceptance.contingents = this;
    executions.legs = this;
  }

  setRules(rules: TradingRules): void {
    this.checks.setRules(rules);
    this.immediate.setSteps(rules.stepsPerUnit);
    this.trailing.setTicks(rules.ticksPerUnit);
  }

  cancel(): void {
    const { contingent } = this.trader.working;
    for (let slot = 0; slot < contingent.used; slot++) {
      if (contingent.phase[slot] === Phase.PendingCancel && this.acceptance.arrived(contingent, slot)) this.cancelOrder(slot, true);
    }
  }

  place(): void {
    const { contingent } = this.trader.working;
    contingent.asked = 0;
    for (let slot = 0; slot < contingent.used; slot++) {
      const phase = contingent.phase[slot]!;
      if (phase < Phase.PendingNew) continue;
      if (phase !== Phase.PendingCancel && this.acceptance.arrived(contingent, slot)) this.answer(slot, phase);
      else contingent.asked++;
    }
  }

  /** A bar opens: what was entered in the one before is given its exits. */
  open(): void {
    for (let slot = 0; slot < this.used; slot++) if (this.state.bare[slot]! > DUST) this.exits.cover(slot);
    this.sweep();
  }

  /** F10: what is due next goes before any match at a later point. */
  expire(): void {
    const { terms } = this.trader.working.contingent, { stage, nextExpiry } = this.state;
    for (let slot = 0; slot < this.used; slot++) if (stage[slot] !== Stage.None && terms.expiresAt[slot]! <= nextExpiry) this.cancelOrder(slot, false);
    this.findExpiry();
  }

  /** Price is here now. @returns whether a trailing stop moved */
  follow(price: number): boolean {
    return this.trailing.follow(price);
  }

  /** A trigger was met. @returns whether it is a limit from here on, or over; otherwise it takes at market as any stop does */
  triggered(book: WorkingBook, row: number): boolean {
    if (row < LEG_SLOTS || !this.triggers.becomesLimit(row)) return false;
    this.triggers.toLimit(book, row);
    return true;
  }

  filled(row: number, order: number, quantity: number): void {
    const { terms } = this.trader.working.contingent, slot = row - LEG_SLOTS;
    if (terms.type[slot]! >= OrderType.Oco) this.exits.filled(slot, order - this.state.order[slot]!, quantity);
  }

  /** After anything happened: brackets get their exits, partners of what is gone go too, and orders of which nothing is left are over. */
  sweep(): void {
    for (let slot = 0; slot < this.used; slot++) {
      if (this.state.stage[slot] === Stage.None) continue;
      if (!this.setup.exitsWait && this.state.bare[slot]! > DUST) this.exits.cover(slot);
      if (this.isOver(slot)) this.over(slot, false);
    }
  }

  /** The exchange cancels everything (L2). */
  cancelAll(): void {
    for (let slot = 0; slot < this.used; slot++) if (this.state.stage[slot] !== Stage.None) this.cancelOrder(slot, false);
  }

  private get used(): number {
    return this.trader.working.contingent.used;
  }

  private answer(slot: number, phase: Phase): void {
    const { contingent } = this.trader.working, { counts } = this.executions, order = contingent.order[slot]!;
    if (phase === Phase.PendingNew) counts.placed++;
    else counts.amended++;
    const refusal = this.checks.refusalOf(slot, contingent.next, this.setup.now());
    if (refusal !== Refusal.None) return this.refuse(slot, phase, refusal);
    this.trader.accepted(Kind.Contingent, slot, order, 0);
    this.state.order[slot] = order;
    this.start(slot);
    if (this.isOver(slot)) this.over(slot, false);
  }

  /** What is refused to an order that rests leaves it as it was. */
  private refuse(slot: number, phase: Phase, refusal: Refusal): void {
    const order = this.trader.working.contingent.order[slot]!;
    this.acceptance.refused[refusal]!++;
    if (phase === Phase.PendingAmend) return this.trader.stayed(Kind.Contingent, slot, order);
    this.executions.counts.rejected++;
    this.trader.ended(Kind.Contingent, slot, order, false);
  }

  /** Brings the legs to what the terms say, of a new order as of an amended one. */
  private start(slot: number): void {
    const { terms } = this.trader.working.contingent;
    switch (terms.type[slot]! as OrderType) {
      case OrderType.Market: return this.immediate.market(slot);
      case OrderType.Limit: return terms.expiresAt[slot]! < Infinity ? this.rest(slot) : this.immediate.limit(slot);
      case OrderType.StopLimit:
      case OrderType.TakeProfit: return this.triggers.start(slot);
      case OrderType.TrailingStop: return this.trailing.start(slot, this.acceptance.last);
      case OrderType.Oco: return this.exits.start(slot);
      case OrderType.Bracket: return this.enter(slot);
    }
  }

  /** A limit that is good till a date. */
  private rest(slot: number): void {
    const { terms, left } = this.trader.working.contingent;
    this.state.begin(slot, Stage.Resting);
    this.findExpiry();
    this.legs.limit(this.legs.limits(terms.trade[slot]!), slot, this.limitLeg(slot, left[slot]!));
  }

  private limitLeg(slot: number, quantity: number): Leg {
    const { terms } = this.trader.working.contingent;
    return { order: this.state.order[slot]!, flags: terms.flags[slot]! & Flag.ReduceOnly, price: terms.price[slot]!, quantity };
  }

  /** The entry of a bracket; when it is amended, what is left of it and its exits. An entry that is gone is not placed again. */
  private enter(slot: number): void {
    const { terms } = this.trader.working.contingent, { state, legs } = this, limits = legs.limits(terms.trade[slot]!), isNew = state.stage[slot] === Stage.None;
    const quantity = terms.quantity[slot]! - state.entered[slot]!, atMarket = terms.price[slot] !== terms.price[slot];
    state.begin(slot, Stage.Entered);
    if (isNew && atMarket) this.immediate.market(slot);
    else if (isNew || (legs.rests(limits, slot) && quantity > DUST)) legs.limit(limits, slot, this.limitLeg(slot, quantity));
    else legs.cancel(limits, slot);
    if (!isNew) this.exits.move(slot);
  }

  /** Nothing more can come of it. */
  private isOver(slot: number): boolean {
    const { legs, state, triggers } = this, limits = legs.limits(this.trader.working.contingent.terms.trade[slot]!);
    switch (state.stage[slot]! as Stage) {
      case Stage.Waiting: return false;
      case Stage.Armed: return !legs.rests(triggers.bookOf(slot), slot);
      case Stage.Exits: return this.exits.areOver(slot);
      case Stage.Entered: return this.bracketIsOver(slot, limits);
      case Stage.Resting:
      case Stage.None: return !legs.rests(limits, slot);
    }
  }

  /** At its first exit: what the entry has not filled by then is not wanted any more. */
  private bracketIsOver(slot: number, limits: WorkingBook): boolean {
    const { state, legs } = this, out = this.exits.areOver(slot) && state.bare[slot]! <= DUST;
    if (out && state.entered[slot]! > DUST) legs.cancel(limits, slot);
    return out && !legs.rests(limits, slot);
  }

  private cancelOrder(slot: number, asked: boolean): void {
    const { legs, state } = this, limits = legs.limits(this.trader.working.contingent.terms.trade[slot]!);
    if (state.stage[slot] === Stage.Waiting) this.executions.counts.canceled++;
    legs.cancel(limits, slot);
    legs.cancel(this.triggers.bookOf(slot), slot);
    this.exits.cancel(slot);
    this.over(slot, asked);
  }

  private over(slot: number, asked: boolean): void {
    const { terms } = this.trader.working.contingent, { state } = this, expires = terms.expiresAt[slot]! < Infinity;
    if (state.stage[slot] !== Stage.None && terms.type[slot] === OrderType.TrailingStop) state.trailing--;
    state.end(slot);
    if (expires) this.findExpiry();
    this.trader.ended(Kind.Contingent, slot, state.order[slot]!, asked);
  }

  private findExpiry(): void {
    const { terms } = this.trader.working.contingent;
    let next = Infinity;
    for (let slot = 0; slot < this.used; slot++) if (this.state.stage[slot] !== Stage.None) next = Math.min(next, terms.expiresAt[slot]!);
    this.state.nextExpiry = next;
  }
}
