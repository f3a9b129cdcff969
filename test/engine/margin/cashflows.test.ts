import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bufferedLiquidationPrice } from "../../../lib/engine/margin/buffer.js";
import { inverseFunding, linearFunding } from "../../../lib/engine/margin/funding.js";
import { initialMargin, openLoss, orderCost } from "../../../lib/engine/margin/initial.js";
import { magnitude, sign } from "./accounts.js";

describe("funding", () => {
  it("takes from longs and gives to shorts when the rate is above 0: 0.01 % of 2 BTC at 60,000 is 12 USDT", () => {
    expect(linearFunding(2, 60_000, 0.0001)).toBeCloseTo(-12, 12);
    expect(linearFunding(-2, 60_000, 0.0001)).toBeCloseTo(12, 12);
    expect(linearFunding(2, 60_000, -0.0001)).toBeCloseTo(12, 12);
  });
  it("of an inverse position is in coin: 0.01 % of 600 contracts of 100 USD at 60,000 is 0.0001 BTC", () => expect(inverseFunding(600, 100, 60_000, 0.0001)).toBeCloseTo(-0.0001, 15));
  it("is worth the same dollars linear and inverse", () => {
    fc.assert(fc.property(sign, fc.integer({ min: 1, max: 10_000 }), magnitude(3_000, 300_000), fc.double({ min: -0.003, max: 0.003, noNaN: true }), (s, contracts, mark, rate) => {
      expect(inverseFunding(s * contracts, 100, mark, rate) * mark).toBeCloseTo(linearFunding((s * contracts * 100) / mark, mark, rate), 6);
    }));
  });
});

describe("what an order holds of the balance", () => {
  it("is its initial margin where the mark is better than its price", () => {
    expect(orderCost(1, 9_253.3, 20, 9_259.84)).toBeCloseTo(462.665, 9);
    expect(orderCost(-1, 9_260, 20, 9_259.84)).toBe(initialMargin(9_260, 20));
  });
  it("is the open loss more where it is worse: a sale at 9,253.30 with the mark at 9,259.84 starts 6.54 down", () => {
    expect(openLoss(-1, 9_253.3, 9_259.84)).toBeCloseTo(6.54, 9);
    expect(orderCost(-1, 9_253.3, 20, 9_259.84)).toBeCloseTo(462.665 + 6.54, 9);
    expect(openLoss(2, 101, 100)).toBe(2);
  });
  it("has an open loss on one side of the mark at most", () => {
    fc.assert(fc.property(magnitude(0.001, 100), magnitude(1, 1e6), magnitude(1, 1e6), (size, price, mark) => {
      expect(Math.min(openLoss(size, price, mark), openLoss(-size, price, mark))).toBe(0);
      expect(Math.max(openLoss(size, price, mark), openLoss(-size, price, mark))).toBeCloseTo(size * Math.abs(price - mark), 6);
    }));
  });
});

describe("a buffered liquidation price", () => {
  it("is that share of the way to the entry, from either side", () => {
    expect(bufferedLiquidationPrice(90, 100, 0.05)).toBeCloseTo(90.5, 12);
    expect(bufferedLiquidationPrice(110, 100, 0.05)).toBeCloseTo(109.5, 12);
    expect(bufferedLiquidationPrice(90, 100, 0)).toBe(90);
  });
});
