import { describe, expect, it } from "vitest";
import { fillsOf, play, type Print } from "./smallTape.js";

/** 50 at 100 with 10x: margin 500, bankrupt at 90, liquidated at 90 / 0.996 = 90.3614… */
const falling: Print[] = [[0, 100, 1, "buy"], [2, 100, 1, "buy"], [10, 90.4, 1, "sell"], [20, 90.3, 1, "sell"], [30, 80, 5, "sell"], [40, 95, 1, "buy"]];
const levered = (options: object = {}, at: object = {}) => play({ trades: falling }, { at: { 1: (want) => want.position(50), ...at } }, { cash: 1_000, leverage: 10, takerBp: 0, makerBp: 0, ...options }).run;
const plain = (run: ReturnType<typeof levered>) => fillsOf(run).map(({ ms, quantity, price, reason }) => [ms, quantity, price, reason]);

describe("a leveraged position on prints", () => {
  it("is taken over at the first print beyond its liquidation price, orders with it, and the run goes on", () => {
    const run = levered({}, { 12: (want: { ask(s: number, p: number, q: number): void; stop(s: number, p: number): void }) => (want.ask(0, 94, 5), want.stop(0, 85)) });
    expect(plain(run)).toEqual([[1, 50, 100, "market"], [20, -50, 90, "liquidation"]]);
    expect(run.counts.canceled).toBe(2);
    expect([run.status, run.equity.equity.at(-1), run.equity.position.at(-1)]).toEqual(["completed", 500, 0]);
    expect(run.manifest.account.liquidation).toBe("simple");
  });
  it("is saved by a stop before it", () => expect(plain(levered({}, { 5: (want: { stop(s: number, p: number): void }) => want.stop(0, 95) }))[1]).toEqual([10, -50, 90.4, "stop"]));
  it("in cross uses the whole account and ends the run with it", () => {
    const run = levered({ margin: "cross" });
    expect(plain(run)[1]).toEqual([30, -50, 80, "liquidation"]);
    expect([run.status, run.equity.equity.at(-1)]).toEqual(["liquidated", 0]);
  });
  it("is not opened beyond what its margin allows", () => expect(levered({ cash: 499 }).manifest.doubts.join()).toContain("(-2019"));
});
