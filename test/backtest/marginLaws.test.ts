import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FILL_REASONS } from "../../lib/market/run.js";
import { conservation, imbalance, marginRun } from "../evidence/conservation.js";

const seeds = fc.integer({ min: 1, max: 2 ** 30 });

describe("a run of random orders with leverage", () => {
  it("conserves: cash + position value + fees + funding + liquidation fees add up at the end, to the last cent of a thousand", () => {
    fc.assert(fc.property(seeds, (seed) => {
      const made = marginRun(seed);
      expect((imbalance(made) / made.cash) * 1_000, `seed ${seed}`).toBeLessThan(1e-6);
    }), { numRuns: 12, seed: 20260321 });
  });

  it("meets liquidations of each kind while it does so", () => {
    const tried = conservation(30_000, 1);
    expect(tried.worst, `seed ${tried.worstSeed}`).toBeLessThan(1e-6);
    expect(Math.min(tried.liquidations - tried.partial, tried.partial, tried.ruined), JSON.stringify(tried)).toBeGreaterThan(3);
  });

  it("gives the same bytes again", () => {
    fc.assert(fc.property(seeds, (seed) => {
      const [first, second] = [marginRun(seed).run, marginRun(seed).run];
      expect(second.id).toBe(first.id);
      expect(second.equity).toEqual(first.equity);
      expect(second.fills).toEqual(first.fills);
    }), { numRuns: 5, seed: 20260322 });
  });

  it("never takes more by liquidation than is held, nor turns a position round by it", () => {
    fc.assert(fc.property(seeds, (seed) => {
      const { fills } = marginRun(seed).run, wrong: number[] = [];
      for (let i = 0, position = 0; i < fills.length; i++) {
        const quantity = fills.quantity[i]!, taken = FILL_REASONS[fills.reason[i]!] === "liquidation";
        if (taken && (position * quantity >= 0 || (position + quantity) * position < -1e-9)) wrong.push(i);
        position = Math.round((position + quantity) * 1e9) / 1e9;
      }
      expect(wrong, `fills of seed ${seed}`).toEqual([]);
    }), { numRuns: 10, seed: 20260323 });
  });
});
