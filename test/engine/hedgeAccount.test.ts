import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HedgeAccount } from "../../lib/engine/hedgeAccount.js";
import { maintenanceMargin } from "../../lib/engine/margin/maintenance.js";
import type { BracketTable } from "../../lib/market/facts/brackets.js";

/** The first two of BTCUSDT's brackets of 2026: 0.4 % to 300,000, 0.5 % with 300 off above. */
const BRACKETS = [
  { floor: 0, cap: 300_000, maintenanceRate: 0.004, maintenanceAmount: 0, maxLeverage: 150 },
  { floor: 300_000, cap: Infinity, maintenanceRate: 0.005, maintenanceAmount: 300, maxLeverage: 100 },
] as unknown as BracketTable;

function account(mode: "cross" | "isolated", cash = 10_000): HedgeAccount {
  const made = new HedgeAccount(cash, { mode, leverage: 10 });
  made.setBrackets(BRACKETS);
  return made;
}

describe("an account in hedge mode", () => {
  it("keeps two legs and one wallet, by a ledger worked out by hand", () => {
    const made = account("cross");
    made.fill("LONG", 2, 100, 0.1); // long 2 at 100
    made.fill("SHORT", -1, 110, 0.05); // short 1 at 110: it does not close the long
    expect([made.long.position, made.short.position, made.wallet]).toEqual([2, -1, 10_000 - 0.15]);
    made.fund("LONG", -0.2);
    made.fund("SHORT", 0.1);
    made.fill("LONG", -1, 120, 0.06); // earns 20
    made.fill("SHORT", 1, 105, 0.05); // earns 5
    expect([made.long.position, made.short.position, made.long.entryPrice]).toEqual([1, 0, 100]);
    expect(made.wallet).toBeCloseTo(10_000 - 0.15 - 0.1 + 20 - 0.06 + 5 - 0.05, 9);
    expect(made.equityAt(90)).toBeCloseTo(made.wallet - 10, 9);
  });

  it("refuses to turn a leg, and leaves it as it was", () => {
    const made = account("isolated");
    made.fill("LONG", 1, 100, 0);
    expect(() => made.fill("LONG", -2, 100, 0)).toThrow("the LONG leg holds 1 and was to be reduced by 2 (-2022)");
    expect(() => made.fill("SHORT", 1, 100, 0)).toThrow("the SHORT leg holds 0");
    expect([made.long.position, made.short.position]).toEqual([1, 0]);
  });

  it("isolated, liquidates each leg at its own margin: a tenth put in, 0.4 % to be kept", () => {
    const made = account("isolated");
    made.fill("LONG", 1, 1000, 0);
    made.fill("SHORT", -1, 1000, 0);
    const { below, above } = made.liquidationRange();
    expect([below, above]).toEqual([expect.closeTo(900 / 0.996, 9), expect.closeTo(1100 / 1.004, 9)]);
  });

  it("in cross, has at either end of its range just its maintenance margin left", () => {
    const leg = fc.record({ quantity: fc.integer({ min: 1, max: 500 }).map((lots) => lots / 10), price: fc.integer({ min: 20_000, max: 60_000 }) });
    fc.assert(fc.property(leg, leg, fc.integer({ min: 50_000, max: 500_000 }), (long, short, cash) => {
      const made = account("cross", cash);
      made.fill("LONG", long.quantity, long.price, 1);
      made.fill("SHORT", -short.quantity, short.price, 1);
      const { below, above } = made.liquidationRange(), size = (long.quantity + short.quantity) * 60_000;
      for (const mark of [below, above].filter((end) => end > 0 && end < Infinity && below < above)) {
        const kept = maintenanceMargin(long.quantity * mark, BRACKETS) + maintenanceMargin(short.quantity * mark, BRACKETS);
        expect(Math.abs(made.equityAt(mark) - kept) / size).toBeLessThan(1e-9);
      }
    }), { seed: 20261122, numRuns: 500 });
  });

  it("is never liquidated when flat", () => {
    expect([account("cross").liquidationRange(), account("isolated").liquidationRange()]).toEqual([{ below: 0, above: Infinity }, { below: 0, above: Infinity }]);
  });
});
