/**
 * Whether an exchange would take in an order of `want.order` beyond plain quotes and stops, by its own rules and codes: triggers ahead of the market (F9),
 * prices in order, dates, callback, the number of conditional orders, and for what is a limit the checks of any limit. Fills nothing.
 */
import type { Trader } from "../../engine/engine.js";
import { OrderType, type Terms } from "../../engine/contingent/terms.js";
import { Part } from "../../engine/contingent/workingContingent.js";
import { Flag } from "../../engine/phase.js";
import { DUST } from "../../engine/grid.js";
import type { WorkingBook } from "../../engine/workingBook.js";
import type { TradingRules } from "../../market/tradingRules.js";
import type { Acceptance } from "../acceptance.js";
import { armedIn } from "../crowding.js";
import { Refusal } from "../refusal.js";
import type { Leg, Legs } from "./legs.js";
import { type ContingentState, Stage } from "./state.js";

/** Binance futures: an order good till a date lives at least ten minutes; a trailing stop follows at 0.1 % to 10 %. [New Order, Error Codes -5040, -2007] */
const LEAST_LIFE = 600_000;
const CALLBACK = { least: 0.001, most: 0.1 };

export class ArrivalChecks {
  private rules!: TradingRules;

  constructor(private readonly spot: boolean, private readonly trader: Trader, private readonly acceptance: Acceptance, private readonly legs: Legs, private readonly state: ContingentState) {}

  setRules(rules: TradingRules): void {
    this.rules = rules;
  }

  /** @param terms as asked. @param now ms UTC */
  refusalOf(slot: number, terms: Terms, now: number): Refusal {
    switch (terms.type[slot]! as OrderType) {
      case OrderType.Market: return this.market(slot, terms);
      case OrderType.Limit: return terms.expiresAt[slot]! < Infinity && !this.livesOn(terms.expiresAt[slot]!, now) ? Refusal.Expiry : this.limit(slot, terms, terms.price[slot]!, Part.Entry);
      case OrderType.StopLimit: return this.armed(slot, terms, this.legs.stops(terms.trade[slot]!));
      case OrderType.TakeProfit: return this.armed(slot, terms, this.legs.targets(terms.trade[slot]!));
      case OrderType.TrailingStop: return this.trailing(slot, terms);
      case OrderType.Oco: return this.oco(slot, terms);
      case OrderType.Bracket: return this.bracket(slot, terms);
    }
  }

  /** Whether a market order of the slot's terms fits; a reduce-only one is clipped to the position. */
  private market(slot: number, terms: Terms): Refusal {
    const reduces = (terms.flags[slot]! & Flag.ReduceOnly) !== 0, quantity = Math.min(terms.quantity[slot]!, reduces ? -terms.trade[slot]! * this.trader.account.position : Infinity);
    if (quantity < DUST) return Refusal.ReduceOnly;
    return this.acceptance.marketRefusal(terms.trade[slot]! * quantity, this.acceptance.takerPrice(terms.trade[slot] as 1 | -1));
  }

  private livesOn(expiresAt: number, now: number): boolean {
    return expiresAt > now + (this.spot ? 0 : LEAST_LIFE);
  }

  private limit(slot: number, terms: Terms, price: number, part: Part): Refusal {
    const leg: Leg = { order: this.trader.working.contingent.order[slot]! + part, flags: terms.flags[slot]! & Flag.ReduceOnly, price, quantity: terms.quantity[slot]! };
    return this.legs.examine(this.legs.limits(terms.trade[slot]!), slot, leg);
  }

  /** What waits for a trigger locks no margin; that is asked for when it goes off. */
  private armed(slot: number, terms: Terms, book: WorkingBook): Refusal {
    const refusal = this.conditional(slot, terms, terms.trigger[slot]!);
    if (refusal !== Refusal.None || this.state.stage[slot] === Stage.Resting) return refusal; // once it rests, its trigger says nothing
    return this.isAhead(book, terms.trigger[slot]!) ? Refusal.None : Refusal.Trigger;
  }

  private trailing(slot: number, terms: Terms): Refusal {
    const activation = terms.trigger[slot]!, callback = terms.callback[slot]!, isActive = this.state.stage[slot] === Stage.Armed;
    if (callback < CALLBACK.least - DUST || callback > CALLBACK.most + DUST) return Refusal.Callback;
    if (isActive && !this.isAhead(this.legs.stops(terms.trade[slot]!), this.state.best[slot]! * (1 + terms.trade[slot]! * callback))) return Refusal.Trigger;
    if (activation === activation && !isActive && !this.isAhead(this.legs.targets(terms.trade[slot]!), activation)) return Refusal.Trigger;
    return this.conditional(slot, terms, this.acceptance.last);
  }

  private oco(slot: number, terms: Terms): Refusal {
    const trade = terms.trade[slot]!, refusal = this.conditional(slot, terms, terms.trigger[slot]!);
    if (refusal !== Refusal.None) return refusal;
    if (!this.isAhead(this.legs.stops(trade), terms.trigger[slot]!)) return Refusal.Trigger;
    if (!this.isAhead(this.legs.targets(trade), terms.target[slot]!)) return Refusal.Prices;
    return this.limit(slot, terms, terms.target[slot]!, Part.Target);
  }

  /** A buy needs stop < entry < target, a sale the reverse. */
  private bracket(slot: number, terms: Terms): Refusal {
    const trade = terms.trade[slot]!, limit = terms.price[slot]!, atMarket = limit !== limit, entry = atMarket ? this.acceptance.met(trade as 1 | -1) : limit;
    if (!(trade * (entry - terms.trigger[slot]!) > 0 && trade * (terms.target[slot]! - entry) > 0)) return Refusal.Prices;
    if (this.legs.rests(this.legs.stops(-trade), slot) && !this.isAhead(this.legs.stops(-trade), terms.trigger[slot]!)) return Refusal.Trigger;
    if (this.state.stage[slot] === Stage.Entered && !this.legs.rests(this.legs.limits(trade), slot)) return Refusal.None;
    return atMarket ? this.market(slot, terms) : this.limit(slot, terms, limit, Part.Entry);
  }

  /** What any conditional order has to keep to. @param price at which its size is valued */
  private conditional(slot: number, { quantity, flags, trade }: Terms, price: number): Refusal {
    const { rules } = this;
    if (this.state.stage[slot] === Stage.None && armedIn(this.trader.working) + this.waiting() >= rules.maxConditional) return Refusal.Conditionals;
    if ((flags[slot]! & Flag.ReduceOnly) !== 0) return this.trader.account.position * trade[slot]! >= 0 ? Refusal.ReduceOnly : Refusal.None;
    if (quantity[slot]! < rules.minQuantity - DUST) return Refusal.Quantity;
    return quantity[slot]! * price < rules.minNotional - DUST ? Refusal.Notional : Refusal.None;
  }

  /** Price has yet to move to it. */
  private isAhead(book: WorkingBook, price: number): boolean {
    return book.move * (price - this.acceptance.last) > this.acceptance.slack;
  }

  /** Trailing stops that are not active yet have no leg. */
  private waiting(): number {
    return this.state.stage.reduce((sum, stage) => sum + (stage === Stage.Waiting ? 1 : 0), 0);
  }
}
