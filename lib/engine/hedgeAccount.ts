/**
 * A linear perpetual held long and short at once (hedge mode): two legs with a position each and one wallet, folded from fills and funding.
 * For venues that are asked for it; strategies are one-way (decisions 5) and never see it. Knows no order.
 */
import type { BracketTable } from "../market/facts/brackets.js";
import { QuantError } from "../market/errors.js";
import { Account } from "./account.js";
import { linearLiquidationRange, type LiquidationRange } from "./margin/linear.js";
import { PositionMargin, type MarginTerms } from "./positionMargin.js";
import { DUST } from "./grid.js";

export type PositionSide = "LONG" | "SHORT";

export class HedgeAccount {
  /** Each leg's own wallet is what it realised, paid and received; the cash stands beside both. */
  readonly long: Account;
  readonly short: Account;
  private brackets: BracketTable = [];

  /** @param cash quote currency */
  constructor(readonly cash: number, readonly terms: MarginTerms) {
    this.long = new Account(0, this.ownMargin());
    this.short = new Account(0, this.ownMargin());
  }

  /** From now on these brackets, for legs that are open, too. */
  setBrackets(brackets: BracketTable): void {
    this.brackets = brackets;
    for (const leg of [this.long, this.short]) leg.margin?.setBrackets(leg, brackets);
  }

  /** Quote currency: cash, plus realised profit and funding, less fees. */
  get wallet(): number {
    return this.cash + this.long.wallet + this.short.wallet;
  }

  /** Quote currency the account is worth at `mark`. */
  equityAt(mark: number): number {
    return this.cash + this.long.equityAt(mark) + this.short.equityAt(mark);
  }

  /**
   * A fill on one leg. A leg never turns: buying more than a short holds would open the other leg, which the exchange refuses.
   * @param quantity signed: positive buys
   * @throws QuantError LEG_TOO_SMALL (-2022), nothing changed
   */
  fill(side: PositionSide, quantity: number, price: number, fee: number): void {
    const leg = this.leg(side), next = leg.position + quantity;
    if (side === "LONG" ? next < -DUST : next > DUST) throw legTooSmall(side, leg.position, quantity);
    leg.fill(quantity, price, fee);
  }

  /** @param amount quote currency received, negative when paid: of each leg on its own position */
  fund(side: PositionSide, amount: number): void {
    this.leg(side).fund(amount);
  }

  /** The marks that liquidate: in cross both legs share wallet and price, isolated each has its own. 0 and Infinity: never; flat is never. */
  liquidationRange(): LiquidationRange {
    const { long, short, brackets } = this;
    if (this.terms.mode === "cross") return linearLiquidationRange({ walletBalance: this.wallet, legs: openLegs([long, short]), brackets });
    return { below: long.position === 0 ? 0 : long.liquidationPrice, above: short.position === 0 ? Infinity : short.liquidationPrice };
  }

  private leg(side: PositionSide): Account {
    return side === "LONG" ? this.long : this.short;
  }

  private ownMargin(): PositionMargin | undefined {
    return this.terms.mode === "isolated" ? new PositionMargin(this.terms) : undefined;
  }
}

const openLegs = (legs: readonly Account[]): { readonly quantity: number; readonly entryPrice: number }[] =>
  legs.filter(({ position }) => position !== 0).map(({ position, entryPrice }) => ({ quantity: position, entryPrice }));

function legTooSmall(side: PositionSide, position: number, quantity: number): QuantError {
  return new QuantError("input", "LEG_TOO_SMALL", `the ${side} leg holds ${Math.abs(position)} and was to be reduced by ${Math.abs(quantity)} (-2022): at most what it holds was expected`, { side, position, quantity });
}
