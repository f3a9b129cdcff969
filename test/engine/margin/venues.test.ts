/** The other exchanges' formulas, checked against what each says of itself: at the liquidation price, what is left is what the exchange asks for. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inverseBankruptcyPrice } from "../../../lib/engine/margin/bankruptcy.js";
import { bybitInverseCrossLiquidationPrice, bybitInverseLiquidationPrice, bybitInverseLiquidationPrice2026, bybitLinearLiquidationPrice } from "../../../lib/engine/margin/bybit.js";
import { inversePnl } from "../../../lib/engine/margin/inverse.js";
import { linearPnl } from "../../../lib/engine/margin/linear.js";
import { okxLiquidationPrice } from "../../../lib/engine/margin/okx.js";
import { phemexLiquidationPrice } from "../../../lib/engine/margin/phemex.js";
import { magnitude, relative, sign } from "./accounts.js";

const price = magnitude(3_000, 300_000), size = magnitude(0.001, 100), leverage = magnitude(1.5, 40), rate = fc.constantFrom(0.004, 0.005, 0.01, 0.02), fee = fc.constantFrom(0.0005, 0.0006, 0.00075);

describe("OKX and Gate", () => {
  it("leave the maintenance margin and the closing fee, both at the liquidation price", () => {
    fc.assert(fc.property(sign, size, price, leverage, rate, fee, (s, q, entry, lev, mmr, takerFee) => {
      const balance = (q * entry) / lev, at = okxLiquidationPrice(s * q, entry, balance, mmr, takerFee);
      expect(relative(balance + linearPnl(s * q, entry, at) - q * at * (mmr + takerFee), balance, q * entry)).toBeLessThan(1e-12);
    }));
  });
  it("have no price for a long that is paid for", () => expect(okxLiquidationPrice(1, 100, 100, 0.01, 0.0006)).toBeNaN());
});

describe("Bybit", () => {
  it("linear leaves the maintenance margin of the ENTRY value", () => {
    fc.assert(fc.property(sign, size, price, leverage, rate, (s, q, entry, lev, maintenanceRate) => {
      const at = bybitLinearLiquidationPrice(s * q, entry, { leverage: lev, maintenanceRate });
      expect(relative((q * entry) / lev + linearPnl(s * q, entry, at) - q * entry * maintenanceRate, q * entry)).toBeLessThan(1e-12);
    }));
  });
  it("moves a linear price by the extra margin and the deduction, away from the entry", () => {
    const terms = { leverage: 10, maintenanceRate: 0.005 };
    expect(bybitLinearLiquidationPrice(2, 10_000, terms)).toBeCloseTo(9_050, 9);
    expect(bybitLinearLiquidationPrice(2, 10_000, { ...terms, extraMargin: 200, deduction: 20 })).toBeCloseTo(9_050 - 110, 9);
    expect(bybitLinearLiquidationPrice(-2, 10_000, { ...terms, extraMargin: 200, deduction: 20 })).toBeCloseTo(10_950 + 110, 9);
  });
  it("inverse isolated leaves the maintenance margin of the entry value, in coin", () => {
    fc.assert(fc.property(sign, fc.integer({ min: 1, max: 1e6 }), price, leverage, rate, (s, c, entry, lev, maintenanceRate) => {
      const at = bybitInverseLiquidationPrice(s * c, entry, { leverage: lev, maintenanceRate, extraMargin: c / entry / 100, deduction: c / entry / 1000 });
      const left = (c / entry) * (1 / lev + 1 / 100) + inversePnl(s * c, 1, entry, at);
      expect(relative(left - (c / entry) * (maintenanceRate - 1 / 1000), c / entry)).toBeLessThan(1e-11);
    }));
  });
  it("inverse isolated of 2026 leaves the maintenance margin of the value at liquidation, in coin", () => {
    fc.assert(fc.property(sign, fc.integer({ min: 1, max: 1e6 }), price, leverage, rate, (s, c, entry, lev, maintenanceRate) => {
      const at = bybitInverseLiquidationPrice2026(s * c, entry, { leverage: lev, maintenanceRate, deduction: c / entry / 1000 }, 0.00055);
      const left = c / entry / lev + inversePnl(s * c, 1, entry, at);
      expect(relative(left - ((c / at) * maintenanceRate - c / entry / 1000), c / entry)).toBeLessThan(1e-11);
    }));
  });
  it("inverse isolated of 2026 counts the extra margin less the fee on it", () => {
    // 60,000 contracts from 50,000 at 10x: 60,000 * 1.005 / (1.32 + 0.1 / 1.00055)
    expect(bybitInverseLiquidationPrice2026(60_000, 50_000, { leverage: 10, maintenanceRate: 0.005, extraMargin: 0.1 }, 0.00055)).toBeCloseTo(60_300 / (1.32 + 0.1 / 1.00055), 6);
    expect(bybitInverseLiquidationPrice2026(-60_000, 50_000, { leverage: 10, maintenanceRate: 0.005, extraMargin: 0.1 }, 0.00055)).toBeCloseTo(59_700 / (1.08 - 0.1 / 0.99945), 6);
  });
  it("inverse cross leaves the maintenance margin of the entry value and the fee of closing at bankruptcy", () => {
    fc.assert(fc.property(sign, fc.integer({ min: 1, max: 1e6 }), price, magnitude(0.02, 0.8), rate, fee, (s, c, entry, share, mmr, takerFee) => {
      const available = (c / entry) * share, at = bybitInverseCrossLiquidationPrice(s * c, entry, available, mmr, takerFee);
      const closing = (c / inverseBankruptcyPrice(s * c, 1, entry, available, takerFee)) * takerFee;
      expect(relative(available + inversePnl(s * c, 1, entry, at) - (c / entry) * mmr - closing, c / entry)).toBeLessThan(1e-11);
    }));
  });
  it("has no price for an inverse short that its coin covers", () => {
    expect(bybitInverseLiquidationPrice(-10_000, 8_000, { leverage: 1, maintenanceRate: 0.005, extraMargin: 0.1 })).toBeNaN();
    expect(bybitInverseCrossLiquidationPrice(-10_000, 8_000, 1.3, 0.005, 0.00075)).toBeNaN();
  });
});

describe("Phemex", () => {
  it("leaves the maintenance margin and the closing fee of the value at liquidation", () => {
    fc.assert(fc.property(sign, size, price, leverage, rate, fee, (s, q, entry, lev, maintenanceRate, takerFee) => {
      const maintenanceAmount = (q * entry) / 1000, at = phemexLiquidationPrice({ quantity: s * q, entryPrice: entry, leverage: lev, maintenanceRate, maintenanceAmount, takerFee });
      const bankruptcyValue = q * entry * (1 - s / lev), assigned = (q * entry) / lev + bankruptcyValue * takerFee;
      expect(relative(assigned + linearPnl(s * q, entry, at) - (q * at * (maintenanceRate + takerFee) - maintenanceAmount), q * entry)).toBeLessThan(1e-12);
    }));
  });
  it("has no price for a long without leverage", () => {
    expect(phemexLiquidationPrice({ quantity: 1, entryPrice: 100, leverage: 1, maintenanceRate: 0.01, maintenanceAmount: 1, takerFee: 0.0006 })).toBeNaN();
  });
});
