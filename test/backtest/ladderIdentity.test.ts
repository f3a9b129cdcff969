import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backtest } from "../../lib/backtest/index.js";
import type { PathRule } from "../../lib/market/run.js";
import { ladderCheck } from "../../lib/metrics/ladder.js";
import { pnlSplit } from "../../lib/metrics/pnlSplit.js";
import { defineStrategy } from "../../lib/strategy/strategy.js";
import { TOUCH } from "../evidence/nullTest.js";
import { market, type BarRow } from "./scripted.js";

const QUANTITY = 0.5, CASH = 1e7;
/** Never centred anew: a bid and an ask one spacing from the last fill. */
const ladder = (spacing: number) => defineStrategy({
  name: "ladder", params: {}, indicators: () => ({}), decideOn: ["bar", "fill"], state: () => ({ anchor: NaN }),
  decide({ close }, { position }, want, _params, state) {
    if (Number.isNaN(state.anchor)) state.anchor = close;
    const level = -Math.round(position / QUANTITY);
    want.bid(0, state.anchor + (level - 1) * spacing, QUANTITY);
    want.ask(0, state.anchor + (level + 1) * spacing, QUANTITY);
  },
});

/** Ticks of 0.1; each bar opens where the one before closed. */
const path = fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.nat({ max: 30 }), fc.nat({ max: 30 })), { minLength: 3, maxLength: 60 }).map((moves) => {
  let price = 50_000;
  return moves.map(([move, up, down]): BarRow => {
    const open = price;
    price += move;
    return [open / 10, (Math.max(open, price) + up) / 10, (Math.min(open, price) - down) / 10, price / 10];
  });
});

describe("a ladder whose children act at once", () => {
  it("earns q g (M - n^2) / 2 - n q (mark - last level) on every path, to 1e-9 of what it traded (5.2, equation 1)", () => {
    let fills = 0;
    fc.assert(fc.property(path, fc.integer({ min: 2, max: 25 }), fc.constantFrom<PathRule>("adaptive", "direction", "fixed"), (rows, ticks, rule) => {
      const spacing = ticks / 10, { run } = backtest(ladder(spacing), { candles: market(rows) }, {
        cash: CASH, size: "1BTC", makerBp: 0, takerBp: 0, allowMissingFunding: true, compat: true, rules: { ...TOUCH, path: rule, participation: Infinity },
      });
      const mark = rows.at(-1)![3], { gross, expected } = ladderCheck(run.fills, QUANTITY, spacing, mark), { notional } = pnlSplit(run.fills, mark);
      fills += run.fills.length;
      expect(Math.abs(gross - expected)).toBeLessThanOrEqual(1e-9 * notional);
      expect(Math.abs(run.equity.equity.at(-1)! - CASH - expected)).toBeLessThanOrEqual(1e-9 * Math.max(notional, CASH));
    }), { numRuns: 120, seed: 20260401 });
    expect(fills, "the law was tried on something").toBeGreaterThan(4_000);
  });
});
