import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { elsewhereAtMark, linearLiquidationPrice, linearLiquidationRange, type LinearAccount, type LinearPosition } from "../../../lib/engine/margin/linear.js";
import { bracketTable, type BracketTable } from "../../../lib/market/facts/brackets.js";
import { inForce, instrument } from "../../../lib/market/instrument.js";
import { magnitude, marginByParts, relative, sign, table, TABLES, wrongAbout, type Statement } from "./accounts.js";

const TABLE_2026 = inForce(instrument("binance", "BTC/USDT:USDT").brackets, Date.parse("2026-05-01")).value.brackets;

/** Equity and maintenance margin at a mark, added up term by term, and the size of what was added. */
function statement(account: LinearAccount, others: readonly LinearPosition[], mark: number): Statement {
  let equity = account.walletBalance, margin = 0, scale = Math.abs(account.walletBalance);
  const add = (quantity: number, entryPrice: number, at: number, brackets: BracketTable): void => {
    equity += quantity * at - quantity * entryPrice;
    margin += marginByParts(Math.abs(quantity) * at, brackets);
    scale += Math.abs(quantity) * (at + entryPrice);
  };
  for (const { quantity, entryPrice } of account.legs) add(quantity, entryPrice, mark, account.brackets);
  for (const other of others) add(other.quantity, other.entryPrice, other.mark, other.brackets);
  return { equity, margin, scale };
}

const rangeFaults = (account: LinearAccount, others: readonly LinearPosition[], marks: readonly number[]): readonly string[] =>
  wrongAbout(linearLiquidationRange(account), (mark) => statement(account, others, mark), marks);

const quantity = fc.tuple(sign, magnitude(0.001, 20_000)).map(([s, size]) => s * size);
const price = magnitude(3_000, 300_000);
const other: fc.Arbitrary<LinearPosition> = fc.record({ quantity, entryPrice: price, mark: price, brackets: table });

describe("the linear liquidation price", () => {
  it("is where equity equals the maintenance margin: both sides, every bracket of every date", () => {
    for (const brackets of TABLES) {
      for (const { floor, cap } of brackets) {
        const top = cap === Infinity ? floor * 3 : cap;
        fc.assert(fc.property(sign, fc.double({ min: 1e-6, max: 1, noNaN: true }), price, fc.double({ min: 1e-4, max: 0.9, noNaN: true }), (s, share, mark, loss) => {
          const notional = floor + share * (top - floor), size = notional / mark, entryPrice = mark * (1 + s * loss);
          const wallet = marginByParts(notional, brackets) + size * Math.abs(mark - entryPrice); // so that this mark is the liquidation price
          expect(Math.abs(linearLiquidationPrice(s * size, entryPrice, wallet, brackets) / mark - 1)).toBeLessThan(1e-9);
        }), { numRuns: 20 });
      }
    }
  });

  it("is the price of the bracket that holds quantity * price, found by trying each (the FAQ's loop)", () => {
    fc.assert(fc.property(table, quantity, price, magnitude(1e-3, 2), (brackets, q, entryPrice, share) => {
      const size = Math.abs(q), wallet = size * entryPrice * share;
      const tried = brackets.map((b, i) => ({ b, top: i === brackets.length - 1 ? Infinity : b.cap, own: (wallet + b.maintenanceAmount - q * entryPrice) / (size * b.maintenanceRate - q) }));
      const accepted = tried.find(({ b, top, own }) => size * own > b.floor * (1 - 1e-12) && size * own <= top * (1 + 1e-12));
      const ours = linearLiquidationPrice(q, entryPrice, wallet, brackets);
      expect(relative(ours - (accepted?.own ?? 0), ours, entryPrice)).toBeLessThan(1e-12);
    }), { numRuns: 500 });
  });

  it("is the end of the range on the position's losing side, and there is none on the other", () => {
    fc.assert(fc.property(table, quantity, price, magnitude(1e-3, 2), (brackets, q, entryPrice, share) => {
      const walletBalance = Math.abs(q) * entryPrice * share, { below, above } = linearLiquidationRange({ walletBalance, legs: [{ quantity: q, entryPrice }], brackets });
      const ours = linearLiquidationPrice(q, entryPrice, walletBalance, brackets);
      expect(relative(ours - (q > 0 ? below : above), ours, entryPrice)).toBeLessThan(1e-12);
      expect(q > 0 ? above : below).toBe(q > 0 ? Infinity : 0);
    }), { numRuns: 500 });
  });

  it.each([
    [1, 20, 57_228.92], [-1, 20, 62_749.00], [10, 50, 59_065.33],
  ])("of %d BTC at 60,000 and %dx under the table of 2026 is %d", (q, leverage, expected) => {
    expect(linearLiquidationPrice(q, 60_000, (Math.abs(q) * 60_000) / leverage, TABLE_2026)).toBeCloseTo(expected, 2);
  });

  it("is 0 for a long that its margin pays for whole, and for a short that nothing can save", () => {
    expect(linearLiquidationPrice(1, 60_000, 60_000, TABLE_2026)).toBe(0);
    expect(linearLiquidationPrice(-1, 60_000, -70_000, TABLE_2026)).toBe(0);
  });
  it("is none without a position", () => expect(linearLiquidationPrice(0, 60_000, 100, TABLE_2026)).toBeNaN());
});

describe("the range of marks in which a linear account is solvent", () => {
  it("holds for a cross wallet with several other positions, long and short, at their marks", () => {
    fc.assert(fc.property(table, quantity, price, fc.array(other, { minLength: 1, maxLength: 4 }), magnitude(0.01, 3), fc.array(price, { minLength: 5, maxLength: 5 }), (brackets, q, entryPrice, others, share, prices) => {
      const gross = [...others, { quantity: q, entryPrice }].reduce((sum, leg) => sum + Math.abs(leg.quantity) * leg.entryPrice, 0);
      expect(rangeFaults({ walletBalance: gross * share, legs: [{ quantity: q, entryPrice }], brackets, elsewhere: elsewhereAtMark(others) }, others, prices)).toEqual([]);
    }), { numRuns: 300 });
  });

  it("holds for hedge legs, which share one wallet", () => {
    fc.assert(fc.property(table, magnitude(0.01, 5_000), fc.double({ min: 0.9, max: 1.1, noNaN: true }), price, price, magnitude(0.001, 1), fc.array(price, { minLength: 8, maxLength: 8 }), (brackets, size, ratio, long, short, share, prices) => {
      const legs = [{ quantity: size, entryPrice: long }, { quantity: -size * ratio, entryPrice: short }];
      expect(rangeFaults({ walletBalance: size * (long + short) * share, legs, brackets }, [], prices)).toEqual([]);
    }), { numRuns: 500 });
  });

  it("has an end on either side for a hedge whose margin grows faster than its net long", () => {
    // Long 10 and short 9.9, both from 60,000, margin 1 % up to 500,000 of notional and 10 % above. Net 0.1 long.
    const brackets = bracketTable([[500_000, 0.01, 100], [1e9, 0.1, 10]]);
    const { below, above } = linearLiquidationRange({ walletBalance: 50_000, legs: [{ quantity: 10, entryPrice: 60_000 }, { quantity: -9.9, entryPrice: 60_000 }], brackets });
    // Above 50,505.05 both legs are in the second bracket, amounts 45,000 each: 50,000 + 0.1 * (P - 60,000) = 1.99 * P - 90,000.
    expect(above).toBeCloseTo((50_000 - 6_000 + 90_000) / 1.89, 6);
    // In the first: 50,000 + 0.1 * (P - 60,000) - 0.199 * P = 44,000 - 0.099 * P, above zero down to 0.
    expect(below).toBe(0);
    // With 2,000 left it needs 0.1 * P to carry 6,000 of loss: margins of 0.5 % of 19.9 BTC leave 0.0005 a dollar, so there is a price below too.
    const slim = bracketTable([[500_000, 0.005, 100], [1e9, 0.1, 10]]);
    const two = linearLiquidationRange({ walletBalance: 5_990, legs: [{ quantity: 10, entryPrice: 60_000 }, { quantity: -9.9, entryPrice: 60_000 }], brackets: slim });
    expect(two.below).toBeCloseTo(10 / 0.0005, 4);
    expect(two.above).toBeGreaterThan(50_000);
    expect(two.above).toBeLessThan(50_600);
  });

  it("does not see an empty leg of a hedge", () => {
    const account = { walletBalance: 3_000, legs: [{ quantity: 1, entryPrice: 60_000 }], brackets: TABLE_2026 };
    expect(linearLiquidationRange({ ...account, legs: [...account.legs, { quantity: 0, entryPrice: 50_000 }] })).toEqual(linearLiquidationRange(account));
  });

  it("is all prices without a position, and none for an account that no price saves", () => {
    expect(linearLiquidationRange({ walletBalance: 0, legs: [], brackets: TABLE_2026 })).toEqual({ below: 0, above: Infinity });
    expect(linearLiquidationRange({ walletBalance: 100, legs: [], brackets: TABLE_2026 })).toEqual({ below: 0, above: Infinity });
    const hedge = [{ quantity: 1, entryPrice: 60_000 }, { quantity: -1, entryPrice: 50_000 }];
    expect(linearLiquidationRange({ walletBalance: 5_000, legs: hedge, brackets: TABLE_2026 })).toEqual({ below: Infinity, above: 0 });
  });

  it("counts a short elsewhere as a profit when its mark has fallen", () => {
    const flat = bracketTable([[Infinity, 0.01, 100]]);
    expect(elsewhereAtMark([{ quantity: -2, entryPrice: 100, mark: 90, brackets: flat }, { quantity: 1, entryPrice: 50, mark: 40, brackets: flat }]))
      .toEqual({ maintenanceMargin: 0.01 * (180 + 40), unrealisedPnl: 20 - 10 });
  });
});
