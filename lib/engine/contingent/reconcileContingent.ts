/**
 * Wanted against working for the orders of `want.order` beyond plain quotes and stops: what differs is asked through risk. The same code under a backtest
 * and an exchange; knows no clock, no account and no venue.
 */
import type { TradingRules } from "../../market/tradingRules.js";
import { Phase } from "../phase.js";
import type { Risk } from "../risk.js";
import type { WantedContingent } from "./wantedContingent.js";
import type { WorkingContingent } from "./workingContingent.js";

export class ContingentReconciler {
  private rules: TradingRules | undefined = undefined;

  constructor(private readonly wanted: WantedContingent, private readonly working: WorkingContingent, private readonly risk: Risk) {}

  setRules(rules: TradingRules): void {
    this.rules = rules;
  }

  /**
   * One question at a time a slot.
   * @param since the last decision that did not keep
   * @param serial the decision that asks
   * @returns how many wanted orders were less than one lot
   */
  run(since: number, serial: number): number {
    const { wanted, working, risk } = this;
    let belowLot = 0;
    for (let slot = 0; slot < wanted.used; slot++) {
      const phase = working.phase[slot]!, asked = phase <= Phase.PartiallyFilled && this.propose(slot, since);
      if (phase > Phase.PartiallyFilled) continue;
      if (asked && working.next.quantity[slot] === 0) {
        belowLot++;
        wanted.park(slot);
        if (phase !== Phase.None) risk.cancelContingent(slot, serial);
      } else if (phase === Phase.None) {
        if (asked) risk.placeContingent(slot, serial);
      } else if (!asked || !working.terms.isKin(slot, working.next)) risk.cancelContingent(slot, serial);
      else if (!this.same(slot)) risk.amendContingent(slot, serial);
      else working.decision[slot] = serial; // wanted as it is: what ends it from here on is news to this decision
    }
    return belowLot;
  }

  /** @returns whether the slot is wanted */
  private propose(slot: number, since: number): boolean {
    const { wanted, working, rules } = this;
    if (!wanted.stands(slot, since)) return false;
    working.next.copy(slot, wanted.terms);
    working.next.round(slot, rules!);
    return true;
  }

  /** A partly filled order is kept while its remaining <= wanted <= its original quantity. [decisions 4] */
  private same(slot: number): boolean {
    const { terms, next, left } = this.working, quantity = next.quantity[slot]!, tolerance = 0.5 / this.rules!.stepsPerUnit;
    if (!terms.matches(slot, next)) return false;
    return quantity === left[slot] || (quantity > left[slot]! - tolerance && quantity < terms.quantity[slot]! + tolerance);
  }
}
