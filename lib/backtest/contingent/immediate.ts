/**
 * Orders that are over as soon as they arrive: at market (F6), immediate-or-cancel, fill-or-kill (F10). What a limit takes now is held to the participation
 * cap, for a limit says what it would not pay; a market order fills whole. [decisions 12]
 */
import type { Trader } from "../../engine/engine.js";
import { DUST, quantityDown } from "../../engine/grid.js";
import { Flag } from "../../engine/phase.js";
import type { Acceptance } from "../acceptance.js";
import type { Executions } from "../executions.js";
import { Reason } from "../fillLog.js";
import { Refusal } from "../refusal.js";
import { type Legs, rowOf } from "./legs.js";
import type { ContingentState } from "./state.js";

export class Immediate {
  private stepsPerUnit: number = NaN;

  constructor(private readonly trader: Trader, private readonly acceptance: Acceptance, private readonly executions: Executions, private readonly legs: Legs, private readonly state: ContingentState) {}

  setSteps(stepsPerUnit: number): void {
    this.stepsPerUnit = stepsPerUnit;
  }

  /** Base currency that an order which takes now may come to: a reduce-only one no more than the position. */
  most(slot: number): number {
    const { terms } = this.trader.working.contingent, reduces = (terms.flags[slot]! & Flag.ReduceOnly) !== 0;
    return Math.min(terms.quantity[slot]!, reduces ? Math.max(-terms.trade[slot]! * this.trader.account.position, 0) : Infinity);
  }

  market(slot: number): void {
    const quantity = this.most(slot), trade = this.tradeOf(slot);
    if (quantity > this.acceptance.capOf(trade)) this.executions.counts.aboveCap++;
    this.take(slot, quantity, this.acceptance.takerPrice(trade), true);
  }

  /** F2 and the cap decide how much; what is not filled is over. */
  limit(slot: number): void {
    const { terms } = this.trader.working.contingent, { acceptance } = this, trade = this.tradeOf(slot), limit = terms.price[slot]!, wanted = this.most(slot), market = acceptance.takerPrice(trade);
    const room = trade * (limit - acceptance.met(trade)) >= -acceptance.slack ? this.roomFor(trade) : 0, kills = (terms.flags[slot]! & Flag.FillOrKill) !== 0;
    const quantity = room >= wanted - DUST ? wanted : kills ? 0 : quantityDown(Math.max(room, 0), this.stepsPerUnit);
    if (quantity > DUST) this.take(slot, quantity, trade > 0 ? Math.min(limit, market) : Math.max(limit, market), quantity === wanted);
    if (quantity < wanted) this.expire(kills);
  }

  private take(slot: number, quantity: number, price: number, whole: boolean): void {
    const trade = this.tradeOf(slot), order = this.state.order[slot]!;
    if (trade > 0) this.state.bought += quantity;
    else this.state.sold += quantity;
    this.executions.take(this.legs.limits(trade).kind, rowOf(slot), order, trade * quantity, price, Reason.Market, whole);
  }

  private tradeOf(slot: number): 1 | -1 {
    return this.trader.working.contingent.terms.trade[slot]! > 0 ? 1 : -1;
  }

  private expire(killed: boolean): void {
    const { counts } = this.executions;
    if (!killed) counts.canceled++;
    else {
      counts.rejected++;
      this.acceptance.refused[Refusal.FillOrKill]!++;
    }
  }

  /** What immediate orders of one side may still have of the cap at this moment (F13). */
  private roomFor(trade: 1 | -1): number {
    const { state, executions } = this;
    if (state.moment !== executions.row) state.bought = state.sold = 0;
    state.moment = executions.row;
    return this.acceptance.capOf(trade) - (trade > 0 ? state.bought : state.sold);
  }
}
