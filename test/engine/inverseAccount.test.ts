import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InverseAccount } from "../../lib/engine/inverseAccount.js";
import { inverseLiquidationRange } from "../../lib/engine/margin/inverse.js";
import { PositionMargin } from "../../lib/engine/positionMargin.js";
import { parseContracts, targetPosition } from "../../lib/engine/size.js";
import { bracketTable } from "../../lib/market/facts/brackets.js";

const BRACKETS = bracketTable([[5, 0.004, 125], [10, 0.005, 100], [20, 0.01, 50], [Infinity, 0.025, 20]]);
const held = (...fills: readonly (readonly [contracts: number, price: number])[]): InverseAccount => {
  const account = new InverseAccount(1, undefined, 100);
  for (const [contracts, price] of fills) account.fill(contracts, price, 0);
  return account;
};

describe("an account in coin", () => {
  it("keeps the harmonic average of increases", () => {
    // 50 / 50,000 + 50 / 40,000 = 0.00225 coin a dollar-contract: 100 / 0.00225
    const account = held([50, 50_000], [50, 40_000]);
    expect(account.entryPrice).toBeCloseTo(100 / 0.00225, 8);
    expect(account.cost).toBeCloseTo(-0.225, 15);
  });
  it("realises 100 (1 / entry - 1 / exit) a contract, and the rest keeps its entry", () => {
    const account = held([100, 50_000], [-40, 80_000]);
    expect(account.realised).toBeCloseTo(4_000 * (1 / 50_000 - 1 / 80_000), 15);
    expect(account.entryPrice).toBeCloseTo(50_000, 8);
  });
  it("turned round closes at the old entry and opens at its own price", () => {
    const account = held([100, 50_000], [-150, 40_000]);
    expect(account.realised).toBeCloseTo(-0.05, 15);
    expect(account).toMatchObject({ position: -50, entryPrice: expect.closeTo(40_000, 8) as number });
  });
  it("is flat at exactly 0, without an entry and without cost", () => expect(held([7, 50_000], [-7, 40_000])).toMatchObject({ position: 0, entryPrice: NaN, cost: 0 }));
  it("loses with a long what a short wins", () => {
    const [long, short] = [held([100, 50_000]), held([-100, 50_000])];
    for (const account of [long, short]) account.mark(40_000);
    expect([long.equity, short.equity]).toEqual([expect.closeTo(0.95, 15), expect.closeTo(1.05, 15)]);
  });
  it("of a short is never ruined while its coin covers it, of a long where equity is nothing", () => {
    expect(held([-400, 50_000]).ruinPrice).toBe(Infinity);
    const long = held([400, 50_000]);
    expect(long.equityAt(long.ruinPrice)).toBeCloseTo(0, 15);
    expect(long.ruinPrice).toBeCloseTo(40_000 / 1.8, 8);
    const short = held([-1_000, 50_000]);
    expect(short.ruinPrice).toBeCloseTo(100_000, 6);
  });
  it("has an open loss of what contracts are worth less at the mark", () => {
    expect(held().openLoss(100, 50_000, 40_000)).toBeCloseTo(0.05, 15);
    expect(held().openLoss(100, 40_000, 50_000)).toBe(0);
    expect(held().openLoss(-100, 40_000, 50_000)).toBeCloseTo(0.05, 15);
  });
});

describe("the margin of an inverse position", () => {
  const step = fc.record({ contracts: fc.integer({ min: -20_000, max: 20_000 }).filter((n) => n !== 0), price: fc.integer({ min: 10_000, max: 100_000 }), funding: fc.integer({ min: -100, max: 100 }) });

  it("is liquidated, after any fills and funding, at the mark that the exchange's formula gives, where equity is the maintenance margin", () => {
    let compared = 0;
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), fc.constantFrom("isolated" as const, "cross" as const), fc.integer({ min: 1, max: 125 }), (steps, mode, leverage) => {
      const margin = new PositionMargin({ mode, leverage }), account = new InverseAccount(1_000, margin, 100);
      let contracts = 0, coin = 0, kept = 0, wallet = 1_000; // coin: sum of contracts / price at which they were entered
      margin.setBrackets(account, BRACKETS);
      for (const { contracts: n, price, funding } of steps) {
        account.fill(n, price, 0);
        const next = contracts + n;
        if (contracts * n >= 0) [coin, kept] = [coin + n / price, kept + Math.abs(n) * 100 / price / leverage];
        else if (contracts * next > 0) [wallet, coin, kept] = [wallet - n * 100 * (coin / contracts - 1 / price), coin * next / contracts, kept * next / contracts];
        else [wallet, coin, kept] = [wallet + contracts * 100 * (coin / contracts - 1 / price), next / price, Math.abs(next) * 100 / price / leverage];
        contracts = next;
        const amount = funding * kept / 1_000;
        account.fund(amount);
        wallet += amount;
        if (contracts !== 0) kept += amount;
        expect(account.wallet).toBeCloseTo(wallet, 8);
        const balance = mode === "cross" ? wallet : kept;
        if (contracts === 0 || balance <= 0) continue;
        const { below, above } = inverseLiquidationRange({ walletBalance: balance, multiplier: 100, legs: [{ contracts, entryPrice: contracts / coin }], brackets: BRACKETS });
        const expected = contracts > 0 ? below : above, found = account.liquidationPrice;
        expect(found === expected || Math.abs(found / expected - 1) < 1e-9 || Math.min(found, expected) > 1e9, `${found} for ${expected}`).toBe(true);
        if (!(found < 1e7)) continue;
        compared++;
        const notional = Math.abs(contracts) * 100 / found, bracket = BRACKETS.find(({ cap }) => notional <= cap)!;
        const equity = balance + 100 * (coin - contracts / found);
        expect(Math.abs(equity - (notional * bracket.maintenanceRate - bracket.maintenanceAmount)) / (balance + notional + Math.abs(coin) * 100)).toBeLessThan(1e-9);
      }
    }), { seed: 20260811, numRuns: 300 });
    expect(compared).toBeGreaterThan(500);
  });
});

describe("a size of contracts", () => {
  it("is a share, a number of contracts, or the dollars they stand for", () => {
    expect(parseContracts("0.5x", "USD", 100)).toEqual({ kind: "share", share: 0.5 });
    expect([parseContracts("50contracts", "USD", 100), parseContracts("1contract", "USD", 100), parseContracts("5000USD", "USD", 100)].map((size) => size.kind === "fixed" && size.quantity)).toEqual([50, 1, 50]);
  });
  it("is refused where it is no whole number of them, or named in something else", () => {
    for (const text of ["150USD", "0.5contracts", "0.5BTC", "2x", "contracts", "1e9USD"]) expect(() => parseContracts(text, "USD", 100)).toThrow(`'${text}'`);
    expect(() => parseContracts("150USD", "USD", 100)).toThrow("a whole number of contracts of 100 USD each");
  });
  it("of 1x is what equity in coin pays at the close with the fee, down to the contract", () => {
    const rules = { stepsPerUnit: 1, takerFee: 0.0005, leverage: 1, spot: false, maxNotional: Infinity };
    expect(targetPosition({ kind: "share", share: 1 }, 1, held(), 50_000, rules)).toBe(499); // 499.75 of 0.002 (1 + 5 bp)
    expect(targetPosition({ kind: "share", share: 1 }, -1, held(), 50_000, { ...rules, leverage: 10, maxNotional: 5 })).toBe(-2_500);
  });
});
