import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inverseBankruptcyPrice, linearBankruptcyPrice } from "../../../lib/engine/margin/bankruptcy.js";
import { inversePnl } from "../../../lib/engine/margin/inverse.js";
import { linearLiquidationPrice, linearPnl } from "../../../lib/engine/margin/linear.js";
import { liquidationStep, lotsToRestore, type LiquidatedPosition } from "../../../lib/engine/margin/liquidation.js";
import { maintenanceMargin } from "../../../lib/engine/margin/maintenance.js";
import { bracketTable } from "../../../lib/market/facts/brackets.js";
import { magnitude, marginByParts, relative, sign, table, TABLES } from "./accounts.js";

/** The rule itself, with the margin added up bracket by bracket. A tie may fall either way by rounding, so it counts as restored. */
const restored = ({ lots, lotNotional, equity, feeRate, brackets }: LiquidatedPosition, x: number): boolean =>
  equity - feeRate * x * lotNotional - marginByParts((lots - x) * lotNotional, brackets) >= -1e-12 * lots * lotNotional;

/** Tries every lot. */
function bruteForce(position: LiquidatedPosition): number | undefined {
  for (let x = 1; x <= position.lots; x++) if (restored(position, x)) return x;
  return undefined;
}

/** A position in trouble: equity between nothing and its maintenance margin. */
const troubled = fc.record({ lots: fc.integer({ min: 1, max: 600 }), lotNotional: magnitude(100, 2_000_000), share: fc.double({ min: 0.3, max: 1, noNaN: true }), feeRate: fc.constantFrom(0, 0.0005, 0.002, 0.005, 0.01, 0.0125, 0.1), brackets: table })
  .map(({ share, ...rest }) => ({ ...rest, equity: share * maintenanceMargin(rest.lots * rest.lotNotional, rest.brackets) }));

describe("the partial liquidation", () => {
  it("sells the fewest lots that restore the margin, as trying every lot finds", () => {
    const kinds = { partial: 0, whole: 0, none: 0 };
    fc.assert(fc.property(troubled, (position) => {
      const expected = bruteForce(position);
      kinds[expected === undefined ? "none" : expected === position.lots ? "whole" : "partial"]++;
      expect(lotsToRestore(position)).toBe(expected);
    }), { numRuns: 1_500 });
    expect(Math.min(kinds.partial, kinds.none), `the accounts drawn are of every sort: ${JSON.stringify(kinds)}`).toBeGreaterThan(100);
  });

  it("by hand: 1,000 lots of 100, 1 % maintenance and no fee, equity 600: 400 lots go, for 600 carry 60,000", () => {
    const position: LiquidatedPosition = { lots: 1_000, lotNotional: 100, equity: 600, feeRate: 0, brackets: bracketTable([[Infinity, 0.01, 100]]) };
    expect(liquidationStep("binance", position)).toEqual({ kind: "reduce", lots: 400 });
    // With a fee of 0.5 %: 600 - 0.5 x = (1000 - x) * 1, so x = 800.
    expect(liquidationStep("binance", { ...position, feeRate: 0.005 })).toEqual({ kind: "reduce", lots: 800 });
    expect(liquidationStep("binance", { ...position, equity: 599.99, feeRate: 0.005 })).toEqual({ kind: "reduce", lots: 801 });
  });

  it("takes a tie as restored, also where the fee equals the rate and every lot is a tie", () => {
    const brackets = bracketTable([[300_000, 0.004, 125], [800_000, 0.005, 100]]), position = { lots: 440, lotNotional: 688.0944373188318, feeRate: 0.005, brackets };
    expect(lotsToRestore({ ...position, equity: maintenanceMargin(440 * 688.0944373188318, brackets) })).toBe(1);
  });

  it("takes over where the fee eats more than the margin it frees", () => {
    const position: LiquidatedPosition = { lots: 1_000, lotNotional: 100, equity: 600, feeRate: 0.0125, brackets: bracketTable([[Infinity, 0.01, 100]]) };
    expect(liquidationStep("binance", position)).toEqual({ kind: "takeover" });
  });

  it("does nothing above the margin and acts at it: the ratio is 1 there", () => {
    const at = (equity: number): LiquidatedPosition => ({ lots: 1_000, lotNotional: 100, equity, feeRate: 0, brackets: bracketTable([[Infinity, 0.01, 100]]) });
    expect(liquidationStep("binance", at(1_000.01))).toEqual({ kind: "none" });
    expect(liquidationStep("simple", at(1_000.01))).toEqual({ kind: "none" });
    expect(liquidationStep("binance", at(1_000))).toEqual({ kind: "reduce", lots: 1 });
    expect(liquidationStep("simple", at(1_000))).toEqual({ kind: "takeover" });
  });
});

describe("the bankruptcy price", () => {
  const price = magnitude(3_000, 300_000), fee = fc.constantFrom(0, 0.0005, 0.0125);
  it("of a linear position leaves nothing: wallet, P&L and closing fee add up to 0", () => {
    fc.assert(fc.property(sign, magnitude(0.001, 1_000), price, magnitude(0.002, 0.9), fee, (s, size, entryPrice, share, takerFee) => {
      const wallet = size * entryPrice * share, bankrupt = linearBankruptcyPrice(s * size, entryPrice, wallet, takerFee);
      expect(relative(wallet + linearPnl(s * size, entryPrice, bankrupt) - takerFee * size * bankrupt, wallet, size * entryPrice, size * bankrupt)).toBeLessThan(1e-12);
    }));
  });
  it("of an inverse position leaves nothing either, in coin", () => {
    fc.assert(fc.property(sign, fc.integer({ min: 1, max: 100_000 }), price, magnitude(0.002, 0.9), fee, (s, size, entryPrice, share, takerFee) => {
      const coin = (size * 100) / entryPrice, wallet = coin * share, bankrupt = inverseBankruptcyPrice(s * size, 100, entryPrice, wallet, takerFee);
      expect(relative(wallet + inversePnl(s * size, 100, entryPrice, bankrupt) - (takerFee * size * 100) / bankrupt, wallet, coin, (size * 100) / bankrupt)).toBeLessThan(1e-12);
    }));
  });
  it("lies beyond the liquidation price, further from the entry", () => {
    fc.assert(fc.property(fc.constantFrom(...TABLES), sign, magnitude(0.001, 1_000), price, magnitude(0.01, 0.9), (brackets, s, size, entryPrice, share) => {
      const wallet = size * entryPrice * share;
      expect(s * (linearLiquidationPrice(s * size, entryPrice, wallet, brackets) - linearBankruptcyPrice(s * size, entryPrice, wallet))).toBeGreaterThan(0);
    }));
  });
  it("is none for a position that nothing can bankrupt", () => {
    expect(linearBankruptcyPrice(1, 60_000, 60_001)).toBeNaN();
    expect(inverseBankruptcyPrice(-600, 100, 50_000, 1.3)).toBeNaN();
  });
});
