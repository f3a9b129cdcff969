import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Account } from "../../lib/engine/account.js";
import { parseSize, targetPosition } from "../../lib/engine/size.js";

describe("an account", () => {
  it("keeps the average price of increases and realises against it", () => {
    const account = new Account(1_000);
    account.fill(1, 100, 0.1);
    account.fill(1, 110, 0.1);
    expect(account.entryPrice).toBe(105);
    account.fill(-1, 120, 0.1);
    expect(account).toMatchObject({ position: 1, entryPrice: 105, realised: 15 });
    account.fill(-3, 90, 0.1);
    expect(account).toMatchObject({ position: -2, entryPrice: 90, realised: 0 });
    account.fill(2, 80, 0.1);
    expect(account.position).toBe(0);
    expect(account.entryPrice).toBeNaN();
    expect(account.wallet).toBeCloseTo(1_000 + 20 - 0.5, 12);
  });

  it("is flat at exactly 0 when lots cancel, though 0.1 + 0.2 - 0.3 does not", () => {
    const account = new Account(1_000);
    for (const quantity of [0.1, 0.2, -0.3]) account.fill(quantity, 100, 0);
    expect(account.position).toBe(0);
  });

  it("equals cash less what was paid plus what is held, for any fills", () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 500, max: 2000 })), { maxLength: 40 }), (fills) => {
      const account = new Account(10_000);
      let cash = 10_000, held = 0;
      for (const [lots, cents] of fills.filter(([n]) => n !== 0)) {
        account.fill(lots / 10, cents / 10, 0.01);
        cash -= (lots / 10) * (cents / 10) + 0.01;
        held += lots / 10;
      }
      account.mark(77);
      expect(account.equity).toBeCloseTo(cash + held * 77, 6);
      expect(account.position === 0 ? 0 : account.equityAt(account.ruinPrice)).toBeCloseTo(0, 6);
    }), { seed: 20260121 });
  });
});

describe("a size", () => {
  const rules = { stepsPerUnit: 1000, takerFee: 0.001, leverage: 1, spot: false, maxNotional: Infinity };
  const account = (position: number, price = 100): Account => {
    const held = new Account(1_000);
    if (position !== 0) held.fill(position, price, 0);
    held.mark(price);
    return held;
  };

  it("1x buys what equity pays with the fee, down to the lot", () => {
    const n = targetPosition(parseSize("1x", "BTC"), 1, account(0), 100, rules);
    expect(n).toBe(9.99);
    expect(n * 100 * 1.001).toBeLessThanOrEqual(1_000);
  });
  it("1x turned round pays the fee on both legs", () => {
    const n = targetPosition(parseSize("1x", "BTC"), -1, account(9.99), 100, rules);
    expect(-n * 100 + (9.99 - n) * 100 * 0.001).toBeLessThanOrEqual(1_000);
    expect(-(n - 0.001) * 100 + (9.99 - n + 0.001) * 100 * 0.001, "one lot more would not fit").toBeGreaterThan(1_000);
  });
  it("with leverage pays its fee in full: n * 100 / 10 + n * 100 * 0.001 <= 1000, and stays within the bracket", () => {
    const levered = { ...rules, leverage: 10 };
    expect(targetPosition(parseSize("1x", "BTC"), 1, account(0), 100, levered)).toBe(99.009);
    expect(targetPosition(parseSize("1x", "BTC"), -1, account(0), 100, { ...levered, maxNotional: 5_000 })).toBe(-50);
  });
  it("fixed is what it says, times the units", () => expect(targetPosition(parseSize("0.5BTC", "BTC"), -2, account(0), 100, rules)).toBe(-1));
  it("on spot is never below 0", () => expect(targetPosition(parseSize("1x", "BTC"), -1, account(5), 100, { ...rules, spot: true })).toBe(0));
  it("is refused where it can not be afforded or is not one", () => {
    for (const text of ["2x", "0x", "BTC", "-1x", "1 BTC", "1eth"]) expect(() => parseSize(text, "BTC")).toThrow(`'${text}'`);
  });
});
