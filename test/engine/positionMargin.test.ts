import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Account } from "../../lib/engine/account.js";
import { linearLiquidationRange } from "../../lib/engine/margin/linear.js";
import { PositionMargin } from "../../lib/engine/positionMargin.js";
import type { BracketTable } from "../../lib/market/facts/brackets.js";
import { marginByParts, relative, table } from "./margin/accounts.js";

type Event = { readonly kind: "fill"; readonly lots: number; readonly price: number } | { readonly kind: "funding"; readonly share: number } | { readonly kind: "brackets"; readonly brackets: BracketTable } | { readonly kind: "sold"; readonly share: number; readonly price: number };

const price = fc.double({ min: 20_000, max: 120_000, noNaN: true });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("fill" as const), lots: fc.integer({ min: -4_000, max: 4_000 }).filter((n) => n !== 0), price }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("funding" as const), share: fc.double({ min: -0.02, max: 0.02, noNaN: true }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("brackets" as const), brackets: table }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("sold" as const), share: fc.double({ min: 0.01, max: 1, noNaN: true }), price }) },
);

/** The same account kept another way: the position as the list of its increases, its margin as what each put in, money in two purses. */
class Purses {
  private parts: { lots: number; price: number; margin: number }[] = [];
  private side = 0;
  free: number;

  constructor(cash: number, private readonly leverage: number) {
    this.free = cash;
  }

  get lots(): number { return this.side * this.parts.reduce((sum, part) => sum + part.lots, 0); }
  get isolated(): number { return this.parts.reduce((sum, part) => sum + part.margin, 0); }
  get entry(): number { return this.parts.reduce((sum, part) => sum + part.lots * part.price, 0) / Math.abs(this.lots); }

  fill(lots: number, at: number, fee: number): void {
    this.free -= fee;
    const held = this.lots;
    if (held * lots < 0) lots += Math.sign(held) * this.close(Math.min(Math.abs(lots), Math.abs(held)), at, false);
    if (lots === 0) return;
    this.side = Math.sign(lots);
    const margin = (Math.abs(lots) / 1_000) * at / this.leverage;
    this.parts.push({ lots: Math.abs(lots), price: at, margin });
    this.free -= margin;
  }

  /** Each part gives the same share. A sale by the exchange keeps its margin, loss and fee taken off, with what is left. */
  close(lots: number, at: number, kept: boolean, fee = 0): number {
    const share = lots / Math.abs(this.lots), profit = (this.side * lots / 1_000) * (at - this.entry), margin = this.isolated;
    const stays = share === 1 ? 0 : kept ? margin + profit - fee : margin * (1 - share);
    this.free += margin + profit - fee - stays;
    for (const part of this.parts) {
      part.margin = margin === 0 ? 0 : stays * (part.margin / margin);
      part.lots *= 1 - share;
    }
    if (share === 1) this.parts = [];
    return lots;
  }

  fund(amount: number): void {
    const { isolated } = this;
    if (this.parts.length === 0) this.free += amount;
    else for (const part of this.parts) part.margin += amount * (part.margin / isolated);
  }
}

interface Difference { readonly of: string; readonly off: number }

/** Money, margin, the liquidation price against the general formula's, and what the account is worth there; each relative to what was added up. */
function compare(account: Account, margin: PositionMargin, purses: Purses, brackets: BracketTable): readonly Difference[] {
  const money = Math.abs(purses.free) + Math.abs(purses.isolated) + Math.abs(account.cost) + 1e6, cross = margin.mode === "cross", { position } = account, price = margin.liquidationPrice;
  const kept = [{ of: "money", off: relative(account.wallet - purses.free - purses.isolated, money) }, { of: "margin", off: relative(margin.isolated - (cross ? 0 : purses.isolated), money) }];
  if (position === 0) return [...kept, { of: "a price for nothing", off: Number.isNaN(price) ? 0 : 1 }];
  const balance = cross ? account.wallet : purses.isolated, { below, above } = linearLiquidationRange({ walletBalance: balance, legs: [{ quantity: position, entryPrice: purses.entry }], brackets });
  if (balance <= 0) return kept;
  const expected = position > 0 ? below : above, equity = balance + position * (price - account.entryPrice), due = marginByParts(Math.abs(position) * price, brackets);
  const even = price > 0 ? [{ of: "equity at the liquidation price, less the maintenance margin", off: relative(equity - due, balance, position * price, account.cost) }] : [];
  return [...kept, ...even, { of: "the liquidation price", off: expected === price ? 0 : relative(price - expected, price, expected, account.entryPrice) }];
}

describe("the margin of a position", () => {
  it("and its liquidation price are, after any fills, funding, brackets and sales, those that the exchange's formula gives", () => {
    let compared = 0;
    fc.assert(fc.property(fc.array(event, { minLength: 1, maxLength: 25 }), fc.constantFrom("isolated" as const, "cross" as const), fc.integer({ min: 1, max: 125 }), table, (events, mode, leverage, first) => {
      const margin = new PositionMargin({ mode, leverage }), account = new Account(1_000_000, margin), purses = new Purses(1_000_000, leverage);
      let brackets = first;
      margin.setBrackets(account, first);
      for (const one of events) {
        const held = Math.round(account.position * 1_000);
        if (one.kind === "fill") {
          account.fill(one.lots / 1_000, one.price, 3);
          purses.fill(one.lots, one.price, 3);
        } else if (one.kind === "brackets") margin.setBrackets(account, (brackets = one.brackets));
        else if (one.kind === "funding") {
          const amount = one.share * Math.abs(account.position) * 50_000;
          if (amount !== 0 && purses.isolated + amount <= 0) return;
          account.fund(amount);
          purses.fund(amount);
        } else if (held !== 0) {
          const lots = Math.ceil(one.share * Math.abs(held));
          if (lots < Math.abs(held) && purses.isolated + (Math.sign(held) * lots / 1_000) * (one.price - purses.entry) - 2 <= 0) return;
          account.liquidate((-Math.sign(held) * lots) / 1_000, one.price, 2);
          purses.close(lots, one.price, true, 2);
        }
        const found = compare(account, margin, purses, brackets);
        compared += found.length;
        expect(found.filter(({ off }) => !(off < 1e-9))).toEqual([]);
      }
    }), { seed: 20260311, numRuns: 600 });
    expect(compared, "numbers that were compared").toBeGreaterThan(10_000);
  });

  it("offers the notional of the leverage's bracket, and none where no bracket has it", () => {
    const most = (leverage: number, [first]: readonly BracketTable[]): number => {
      const margin = new PositionMargin({ mode: "isolated", leverage });
      margin.setBrackets(new Account(1), first!);
      return margin.maxNotional;
    };
    const brackets: BracketTable = [
      { floor: 0, cap: 50_000, maintenanceRate: 0.004, maxLeverage: 125, maintenanceAmount: 0 }, { floor: 50_000, cap: 250_000, maintenanceRate: 0.005, maxLeverage: 100, maintenanceAmount: 50 },
    ];
    expect([100, 101, 125, 126].map((leverage) => most(leverage, [brackets]))).toEqual([250_000, 50_000, 50_000, 0]);
  });
});
