import { execFileSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Run } from "../../../lib/market/run.js";
import { defineStrategy } from "../../../lib/strategy/strategy.js";
import { noise, walk } from "../randomMarket.js";
import { DATED, MINUTE } from "../scripted.js";
import { BARS, closeOf, imbalance, playAll, scenarioOf, type Scenario } from "./randomOrders.js";
import { runHash } from "./runHash.js";

const scenario = fc.integer({ min: 1, max: 2 ** 30 }).map(scenarioOf);
const perpetual = scenario.map((drawn): Scenario => ({ ...drawn, symbol: "BTC/USDT:USDT", leverage: 1 }));

/** Fills by list of orders, where lists of three numbers are all that is ever sent: base currency of entry, stop and target. */
function byList({ fills }: Run): Map<number, readonly [entry: number, stop: number, target: number]> {
  const lists = new Map<number, [number, number, number]>();
  for (let i = 0; i < fills.length; i++) {
    const number = fills.order[i]! - 1, list = Math.floor(number / 3), parts = lists.get(list) ?? [0, 0, 0];
    parts[number % 3]! += Math.abs(fills.quantity[i]!);
    lists.set(list, parts);
  }
  return lists;
}

describe("a run of random orders of every type", () => {
  it("conserves: cash + position value + fees + funding add up, whatever was asked", () => {
    const reasons = new Set<number>();
    let fills = 0;
    fc.assert(fc.property(scenario, (drawn) => {
      const run = playAll(drawn);
      fills += run.fills.length;
      run.fills.reason.forEach((reason) => reasons.add(reason));
      expect(run.status === "completed" ? imbalance(run, closeOf(drawn, run)) : 0).toBeLessThan(1e-6);
    }), { numRuns: 60, seed: 20260301 });
    expect(fills, "the law was tried on something").toBeGreaterThan(2_000);
    expect(reasons.size, "touch, cross, gap, stop, market at least").toBeGreaterThanOrEqual(5);
  });

  it("never fills better than the bar was, nor a limit away from its price", () => {
    fc.assert(fc.property(scenario, (drawn) => {
      const { fills } = playAll(drawn), rows = walk(drawn.seed, BARS);
      for (let i = 0; i < fills.length; i++) {
        const [, high, low] = rows[(fills.time[i]! - DATED) / MINUTE]!, price = fills.price[i]!;
        if (fills.reason[i] === 6) continue; // taken over at what the account had left
        expect(fills.quantity[i]! > 0 ? price - low : high - price).toBeGreaterThan(-1e-9);
      }
    }), { numRuns: 40, seed: 20260302 });
  });

  it("gives the same bytes again, and the same hash of run and log in two processes", () => {
    fc.assert(fc.property(scenario, (drawn) => {
      expect(runHash(playAll(drawn))).toBe(runHash(playAll(drawn)));
    }), { numRuns: 15, seed: 20260303 });
    const word = (): string => execFileSync(process.execPath, ["--import", "tsx", join(import.meta.dirname, "runHash.ts"), "7000", "10"], { encoding: "utf8" });
    expect(word()).toBe(word());
  });

  it("has a prefix for a prefix of the data: nothing looks ahead", () => {
    fc.assert(fc.property(scenario, fc.integer({ min: 10, max: BARS - 1 }), (drawn, bars) => {
      const whole = playAll(drawn), part = playAll(drawn, { bars }), n = part.fills.length;
      expect([...part.equity.equity]).toEqual([...whole.equity.equity.subarray(0, part.equity.length)]);
      expect([...part.fills.price]).toEqual([...whole.fills.price.subarray(0, n)]);
      expect([...part.fills.order]).toEqual([...whole.fills.order.subarray(0, n)]);
      expect(whole.fills.time[n] ?? Infinity).toBeGreaterThanOrEqual(DATED + bars * MINUTE);
    }), { numRuns: 40, seed: 20260304 });
  });

  it("accounts for every order: what was placed is filled, cancelled, refused, or rests", () => {
    fc.assert(fc.property(perpetual, (drawn) => {
      const { counts: { placed, filled, canceled, rejected } } = playAll({ ...drawn, participation: Infinity });
      expect(filled + canceled + rejected).toBeLessThanOrEqual(placed);
      expect(placed - filled - canceled - rejected, "orders that rest at the end").toBeLessThan(20);
    }), { numRuns: 40, seed: 20260305 });
  });
});

describe("a limit that is good till a date", () => {
  it("is never filled after it", () => {
    let fills = 0;
    fc.assert(fc.property(perpetual, fc.double({ min: 30, max: 60, noNaN: true }), (drawn, minutes) => {
      const expiresAt = DATED + minutes * MINUTE;
      const strategy = defineStrategy({
        name: "till", params: {}, indicators: () => ({}), decideOn: drawn.onFills ? ["bar", "fill"] : ["bar"],
        decide({ close, time }, _account, want) {
          for (let slot = 0; slot < 4; slot++) if (time < expiresAt) want.order(slot, { type: "limit", side: slot % 2 === 0 ? "buy" : "sell", quantity: 2, price: close + (slot % 2 === 0 ? -1 : 1) * (0.5 + slot), timeInForce: "GTD", expiresAt });
          want.keep();
        },
      });
      const run = playAll(drawn, { strategy });
      fills += run.fills.length;
      for (const time of run.fills.time) expect(time).toBeLessThan(expiresAt);
    }), { numRuns: 40, seed: 20260306 });
    expect(fills).toBeGreaterThan(500);
  });
});

describe("an OCO and a bracket", () => {
  const lists = (seed: number, bracket: boolean, onFills: boolean) => defineStrategy({
    name: "lists", params: {}, indicators: () => ({}), state: () => ({ n: 0 }), decideOn: onFills ? ["bar", "fill"] : ["bar"],
    decide({ close }, _account, want, _params, state) {
      const draw = (k: number): number => noise(seed, 100 * state.n + k), away = 0.3 + draw(1), s = draw(2) < 0.5 ? 1 : -1, side = s > 0 ? "buy" as const : "sell" as const;
      state.n++;
      if (draw(0) < 0.4) want.order(Math.floor(4 * draw(3)), bracket ? { type: "bracket", side, quantity: 4, price: close - s * away, stop: close - s * 2 * away, target: close + s * away } : { type: "oco", side, quantity: 4, stop: close + s * away, target: close - s * away });
      want.keep();
    },
  });

  it("never fill more than they were asked for, both legs together", () => {
    let both = 0, filled = 0;
    fc.assert(fc.property(perpetual, (drawn) => {
      for (const [entry, stop, target] of byList(playAll(drawn, { strategy: lists(drawn.seed, false, drawn.onFills) })).values()) {
        expect(entry).toBe(0);
        expect(stop + target).toBeLessThanOrEqual(4 * 5 + 1e-9); // amended at most a few times
        if (stop > 0 && target > 0) both++;
        filled++;
      }
    }), { numRuns: 100, seed: 20260307 });
    expect(filled).toBeGreaterThan(500);
    expect(both, "a target filled in part, then the stop for the rest").toBeGreaterThan(3);
  });

  it("never leave more than they entered", () => {
    let left = 0;
    fc.assert(fc.property(perpetual, (drawn) => {
      for (const [entry, stop, target] of byList(playAll(drawn, { strategy: lists(drawn.seed, true, drawn.onFills) })).values()) {
        expect(stop + target).toBeLessThanOrEqual(entry + 1e-9);
        if (stop + target > 0) left++;
      }
    }), { numRuns: 60, seed: 20260308 });
    expect(left).toBeGreaterThan(300);
  });
});
