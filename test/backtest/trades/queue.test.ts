import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frontAfter, queueOf, reachedBy } from "../../../lib/backtest/trades/queue.js";
import type { QueueModel } from "../../../lib/market/run.js";

const MODELS: readonly QueueModel[] = [{ kind: "risk-averse" }, { kind: "log" }, { kind: "power", n: 1 }, { kind: "power", n: 3 }, { kind: "power-2", n: 2 }, { kind: "power-3", n: 3 }];
const size = fc.integer({ min: 0, max: 100_000 }).map((n) => n / 1000), SEED = { seed: 20251122, numRuns: 500 };
const after = (model: QueueModel, front: number, previous: number, next: number, traded = 0): number => frontAfter(queueOf(model), front, previous, next, traded);

/** Worked by hand from the formula of F19: front 60 of 100, 20 cancelled, nothing printed; back = 40. */
describe("a cancellation of 20 at a level of 100 with 60 ahead", () => {
  it("moves a risk-averse order not at all", () => expect(after({ kind: "risk-averse" }, 60, 100, 80)).toBe(60));
  it("is split by power 1 as 40 behind to 60 ahead", () => expect(after({ kind: "power", n: 1 }, 60, 100, 80)).toBeCloseTo(60 - 0.6 * 20, 12));
  it("is split by power 3 as 40^3 to 60^3", () => expect(after({ kind: "power", n: 3 }, 60, 100, 80)).toBeCloseTo(60 - (1 - 64_000 / 280_000) * 20, 12));
  it("is split by log as ln 41 to ln 61", () => expect(after({ kind: "log" }, 60, 100, 80)).toBeCloseTo(60 - (1 - Math.log(41) / (Math.log(41) + Math.log(61))) * 20, 12));
  it("is split by power-2 with n = 2 as 40^2 of 100^2", () => expect(after({ kind: "power-2", n: 2 }, 60, 100, 80)).toBeCloseTo(60 - 0.84 * 20, 12));
  it("is split by power-3 with n = 3 as 1 - 0.6^3 behind", () => expect(after({ kind: "power-3", n: 3 }, 60, 100, 80)).toBeCloseTo(60 - 0.216 * 20, 12));
});

describe("a change of the level", () => {
  it("that the prints explain moves nothing further", () => expect(after({ kind: "power", n: 1 }, 40, 100, 80, 20)).toBe(40));
  it("upward leaves the front alone, and caps it at what is shown", () => {
    expect(after({ kind: "log" }, 60, 100, 130)).toBe(60);
    expect(after({ kind: "log" }, 60, 30, 50)).toBe(50);
  });
  it("that takes more from behind than stood there takes the rest from ahead", () => {
    // back 10, chance behind 10/100 = 0.1 at power 1; 80 cancelled: 72 ahead, 8 behind, back suffices
    expect(after({ kind: "power", n: 1 }, 90, 100, 20)).toBeCloseTo(18, 12);
    // front 50, back 50, power 1: 40 and 40; fewer than 50 each, so 10 remain ahead
    expect(after({ kind: "power", n: 1 }, 50, 100, 20)).toBeCloseTo(10, 12);
    // front 10, back 30 at power-3 n 3: chance behind 1 - 1/64; 39 cancelled: 38.39 of 30 behind, so 8.39 more ahead
    expect(after({ kind: "power-3", n: 3 }, 10, 40, 1)).toBeCloseTo(10 - 39 / 64 + (30 - 39 * 63 / 64), 12);
  });
  it("to nothing leaves nobody ahead", () => { for (const model of MODELS) expect(after(model, 60, 100, 0)).toBe(0); });
  it("does not reveal an unknown queue by a cancellation beyond what is left", () => { for (const model of MODELS) expect(after(model, Infinity, 100, 80)).toBe(80); });

  it("gives a front between 0 and what the level shows, whatever came before", () => {
    fc.assert(fc.property(fc.constantFrom(...MODELS), size, size, size, size, (model, front, previous, next, traded) => {
      const moved = after(model, front, previous, next, traded);
      expect(moved).toBeGreaterThanOrEqual(0);
      expect(moved).toBeLessThanOrEqual(next);
      expect(moved, "nobody gets behind by a change of the level").toBeLessThanOrEqual(Math.max(front, 0));
    }), SEED);
  });

  it("never puts an order with more ahead in front of one with less", () => {
    fc.assert(fc.property(fc.constantFrom(...MODELS), size, size, size, fc.double({ min: 0, max: 1, noNaN: true }), (model, a, b, previous, left) => {
      const near = Math.min(a, b, previous), far = Math.min(Math.max(a, b), previous), next = previous * left;
      expect(after(model, near, previous, next)).toBeLessThanOrEqual(after(model, far, previous, next) + 1e-9);
    }), SEED);
  });

  it("advances a risk-averse order least", () => {
    fc.assert(fc.property(fc.constantFrom(...MODELS), size, size, size, (model, front, previous, next) => {
      expect(after(model, front, previous, next)).toBeLessThanOrEqual(after({ kind: "risk-averse" }, front, previous, next));
    }), SEED);
  });
});

describe("a print at the order's price", () => {
  it("reaches what lies beyond the front, in whole lots", () => {
    expect(reachedBy(100, 80, 0, 1000)).toBe(0);
    expect(reachedBy(20, 30, 0, 1000)).toBe(10);
    expect(reachedBy(0.1004, 0.3, 0, 1000)).toBe(0.2);
    expect(reachedBy(0, 0.3, 0.3, 1000)).toBe(0);
    expect(reachedBy(Infinity, 1e9, 0, 1000)).toBe(0);
  });
  it("never gives more than it printed, and less the more is ahead", () => {
    fc.assert(fc.property(size, size, size, size, (a, b, quantity, spoken) => {
      const near = reachedBy(Math.min(a, b), quantity, spoken, 1000), far = reachedBy(Math.max(a, b), quantity, spoken, 1000);
      expect(near).toBeLessThanOrEqual(quantity);
      expect(far).toBeLessThanOrEqual(near);
    }), SEED);
  });
});

describe("a queue model", () => {
  it("of a power that is not above 0 is refused", () => expect(() => queueOf({ kind: "power", n: 0 })).toThrow(/power 0: a finite number above 0/));
});
