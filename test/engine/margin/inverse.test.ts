import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inverseEntryPrice, inverseLiquidationPrice, inverseLiquidationRange, inverseNotional, inversePnl, type InverseAccount } from "../../../lib/engine/margin/inverse.js";
import { bracketTable, type BracketTable } from "../../../lib/market/facts/brackets.js";
import { coinTable, magnitude, marginByParts, sign, wrongAbout, type Statement } from "./accounts.js";

/** Equity and maintenance margin in coin at a mark, leg by leg, and the size of what was added. */
function statement({ walletBalance, multiplier, legs, brackets, elsewhere }: InverseAccount, mark: number): Statement {
  let equity = walletBalance + (elsewhere?.unrealisedPnl ?? 0), margin = elsewhere?.maintenanceMargin ?? 0, scale = Math.abs(equity) + margin;
  for (const { contracts, entryPrice } of legs) {
    equity += (contracts * multiplier) / entryPrice - (contracts * multiplier) / mark;
    margin += marginByParts(Math.abs(contracts * multiplier) / mark, brackets);
    scale += Math.abs(contracts * multiplier) * (1 / entryPrice + 1 / mark);
  }
  return { equity, margin, scale };
}

const contracts = fc.tuple(sign, fc.integer({ min: 1, max: 2_000_000 })).map(([s, c]) => s * c);
const price = magnitude(3_000, 300_000);
const FLAT: BracketTable = bracketTable([[Infinity, 0.005, 100]]);

describe("the inverse liquidation price", () => {
  it("is where equity equals the maintenance margin: both sides, every bracket", () => {
    fc.assert(fc.property(coinTable, sign, fc.nat(5), fc.double({ min: 1e-6, max: 1, noNaN: true }), price, fc.double({ min: 1e-4, max: 0.9, noNaN: true }), (brackets, s, index, share, mark, loss) => {
      const { floor, cap } = brackets[index % brackets.length] as BracketTable[number];
      const coin = floor + share * (cap - floor), size = (coin * mark) / 100, entryPrice = mark * (1 + s * loss);
      const wallet = marginByParts(coin, brackets) + Math.abs(size * 100 * (1 / entryPrice - 1 / mark));
      expect(Math.abs(inverseLiquidationPrice(s * size, 100, entryPrice, wallet, brackets) / mark - 1)).toBeLessThan(1e-9);
    }), { numRuns: 1_000 });
  });

  it("is the end of the range on the position's losing side", () => {
    fc.assert(fc.property(coinTable, contracts, price, magnitude(1e-3, 2), (brackets, c, entryPrice, share) => {
      const walletBalance = inverseNotional(c, 100, entryPrice) * share;
      const { below, above } = inverseLiquidationRange({ walletBalance, multiplier: 100, legs: [{ contracts: c, entryPrice }], brackets });
      const ours = inverseLiquidationPrice(c, 100, entryPrice, walletBalance, brackets), end = c > 0 ? below : above;
      expect(Math.abs(1 / ours - 1 / end) / (1 / ours + 1 / entryPrice)).toBeLessThan(1e-12); // in 1 / price, where Infinity is 0
    }), { numRuns: 500 });
  });

  it("of 600 contracts of 100 USD long from 50,000 with 0.12 BTC at 0.5 % is 45,681.82, where both are 0.0065672 BTC", () => {
    const mark = inverseLiquidationPrice(600, 100, 50_000, 0.12, FLAT);
    expect(mark).toBeCloseTo(45_681.8182, 4);
    expect(0.12 + inversePnl(600, 100, 50_000, mark)).toBeCloseTo(0.0065672, 7);
    expect(inverseNotional(600, 100, mark) * 0.005).toBeCloseTo(0.0065672, 7);
  });

  it("is never for a short that its coin covers: 1x short loses coin as fast as coin gains", () => {
    expect(inverseLiquidationPrice(-600, 100, 50_000, 1.2, FLAT)).toBe(Infinity);
    expect(inverseLiquidationPrice(-600, 100, 50_000, 1.1, FLAT)).toBeCloseTo((60_000 * 0.995) / 0.1, 6);
  });
  it("is every price for a long in debt from the start", () => expect(inverseLiquidationPrice(600, 100, 50_000, -1.3, FLAT)).toBe(Infinity));
  it("is none without a position", () => expect(inverseLiquidationPrice(0, 100, 50_000, 1, FLAT)).toBeNaN());
});

describe("the range of marks in which an inverse account is solvent", () => {
  it("is solvent inside and nowhere else, for hedge legs and positions elsewhere", () => {
    const elsewhere = fc.record({ maintenanceMargin: magnitude(1e-4, 10), unrealisedPnl: fc.double({ min: -10, max: 10, noNaN: true }) });
    fc.assert(fc.property(coinTable, fc.array(fc.record({ contracts, entryPrice: price }), { minLength: 1, maxLength: 2 }), elsewhere, magnitude(1e-3, 2), fc.array(price, { minLength: 8, maxLength: 8 }), (brackets, legs, beside, share, prices) => {
      const walletBalance = legs.reduce((sum, leg) => sum + inverseNotional(leg.contracts, 100, leg.entryPrice), 0) * share;
      const account: InverseAccount = { walletBalance, multiplier: 100, legs, brackets, elsewhere: beside };
      expect(wrongAbout(inverseLiquidationRange(account), (mark) => statement(account, mark), prices)).toEqual([]);
    }), { numRuns: 500 });
  });
});

describe("an inverse position's average entry", () => {
  it("is harmonic: the P&L of the whole is that of its parts", () => {
    fc.assert(fc.property(fc.array(fc.record({ contracts: fc.integer({ min: 1, max: 10_000 }), entryPrice: price }), { minLength: 1, maxLength: 6 }), sign, price, (fills, s, exit) => {
      const signed = fills.map((fill) => ({ ...fill, contracts: s * fill.contracts }));
      const total = signed.reduce((sum, fill) => sum + fill.contracts, 0), parts = signed.reduce((sum, fill) => sum + inversePnl(fill.contracts, 100, fill.entryPrice, exit), 0);
      const gross = signed.reduce((sum, fill) => sum + Math.abs(fill.contracts) * 100 * (1 / fill.entryPrice + 1 / exit), 0);
      expect(Math.abs(inversePnl(total, 100, inverseEntryPrice(signed), exit) - parts) / gross).toBeLessThan(1e-13);
    }));
  });
  it("of equal parts at 40,000 and 60,000 is 48,000", () => expect(inverseEntryPrice([{ contracts: 5, entryPrice: 40_000 }, { contracts: 5, entryPrice: 60_000 }])).toBeCloseTo(48_000, 9));
  it("of no fill is none", () => expect(inverseEntryPrice([])).toBeNaN());
});
