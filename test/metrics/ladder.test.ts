import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FILL_REASONS } from "../../lib/market/run.js";
import { ladderCheck } from "../../lib/metrics/ladder.js";
import { checkMakerFills, onlyMakers } from "../../lib/metrics/makerFills.js";
import { makerShare } from "../../lib/metrics/makerShare.js";
import { pnlSplit } from "../../lib/metrics/pnlSplit.js";
import { column, seeded } from "./fixtures.js";
import { ladderOn, makerFillsOf } from "./makerFixtures.js";

const someMoves = fc.array(fc.constantFrom(1, -1), { maxLength: 400 });

describe("a ladder", () => {
  it("up one and down again earns one spacing; up two loses one at the top", () => {
    expect(ladderCheck(ladderOn([1, -1], 0.5, 10, 1000), 0.5, 10, 1000)).toEqual({ fills: 2, netLevels: 0, gross: 5, expected: 5 });
    expect(ladderCheck(ladderOn([1, 1], 0.5, 10, 1000), 0.5, 10, 1020)).toEqual({ fills: 2, netLevels: 2, gross: -5, expected: -5 });
  });
  it("earns q g (M - n^2) / 2 on every path, to 1e-9 of notional, wherever it is valued", () => {
    fc.assert(fc.property(someMoves, fc.integer({ min: -30, max: 30 }), fc.constantFrom(0.001, 0.1, 3), (moves, cents, quantity) => {
      const fills = ladderOn(moves, quantity, 0.3, 50_000), mark = (fills.price.at(-1) ?? 50_000) + cents / 100, { gross, expected } = ladderCheck(fills, quantity, 0.3, mark);
      expect(Math.abs(gross - expected)).toBeLessThanOrEqual(1e-9 * (quantity * 50_000 * moves.length + 1));
    }));
  });
  it("has the gross profit of the split", () => {
    fc.assert(fc.property(someMoves, (moves) => {
      const fills = ladderOn(moves, 1, 0.5, 100_000);
      expect(pnlSplit(fills, 100_000).total).toBeCloseTo(ladderCheck(fills, 1, 0.5, 100_000).gross, 6);
    }));
  });
  it("is none where a fill trades with the move, skips a level or changes its size", () => {
    const up = ladderOn([1, 1, -1], 1, 10, 1000);
    expect(() => ladderCheck({ ...up, quantity: column(-1, -1, -1) }, 1, 10, 1000)).toThrow("fill 2 trades -1 at 1010: a ladder trades 1, 10 from the fill before it");
    expect(() => ladderCheck({ ...up, price: column(1010, 1030, 1020) }, 1, 10, 1000)).toThrow("fill 1 trades -1 at 1030");
    expect(() => ladderCheck({ ...up, quantity: column(-1, -2, 1) }, 1, 10, 1000)).toThrow("fill 1 trades -2");
  });
});

describe("the maker share", () => {
  const fills = { ...makerFillsOf([[0, 1, 300, 0, 1], [1, -1, 100, 0, 1], [2, 1, 100, 0, 1]]), maker: Uint8Array.of(1, 0, 0) };
  const because = (...reasons: readonly (typeof FILL_REASONS)[number][]): Uint8Array => Uint8Array.from(reasons, (reason) => FILL_REASONS.indexOf(reason));
  it("is by notional, not by number", () => expect(makerShare(fills).makerShare).toBe(0.6));
  it("excuses the kill switch and a liquidation, and no other taker", () => {
    expect(makerShare({ ...fills, reason: because("cross", "stop", "liquidation") }).strayTakerFills).toBe(0);
    expect(makerShare({ ...fills, reason: because("cross", "market", "stop") }).strayTakerFills).toBe(1);
  });
  it("of no fills is unknown", () => expect(makerShare(makerFillsOf([]))).toEqual({ makerShare: NaN, strayTakerFills: 0 }));
});

describe("maker fills", () => {
  const random = seeded(3), fills = ladderOn(Array.from({ length: 50 }, () => (random() < 0.5 ? 1 : -1)), 1, 10, 1000);
  it("are the same columns where all made, else the rows that did", () => {
    expect(onlyMakers(fills)).toBe(fills);
    const mixed = onlyMakers({ ...fills, maker: fills.maker.map((_, i) => i % 2) });
    expect([...mixed.price]).toEqual([...fills.price].filter((_, i) => i % 2 === 1));
    expect([...mixed.quantity]).toEqual([...fills.quantity].filter((_, i) => i % 2 === 1));
    expect(mixed.reason.length).toBe(25);
  });
  it("are refused with columns of unequal length, or a mid that is no price", () => {
    expect(() => checkMakerFills({ ...fills, maker: new Uint8Array(3) })).toThrow("50 mids, 3 maker flags");
    expect(() => checkMakerFills({ ...fills, mid: fills.mid.map((m, i) => (i === 4 ? 0 : m)) })).toThrow("fill 4: its mid is 0");
    expect(() => checkMakerFills({ ...fills, price: fills.price.map(() => -1) })).toThrow("fill 0: its price is -1");
    expect(() => checkMakerFills({ ...fills, mid: fills.mid.map(() => NaN) })).not.toThrow();
  });
});
