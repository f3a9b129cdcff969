import { describe, expect, it } from "vitest";
import { Ahead } from "../../lib/backtest/ahead.js";
import { MarginWatch } from "../../lib/backtest/marginWatch.js";
import { BarPath } from "../../lib/backtest/path.js";
import { Account } from "../../lib/engine/account.js";
import { PositionMargin } from "../../lib/engine/positionMargin.js";
import { Working } from "../../lib/engine/workingBook.js";
import { bracketTable } from "../../lib/market/facts/brackets.js";

const working = new Working();
/** 50 at 100 with 10x and 0.4 %: liquidated at 90 / 0.996 = 90.3614… */
function watching(own: boolean): { readonly watch: MarginWatch; readonly path: BarPath; readonly marks: BarPath; readonly down: Ahead; readonly account: Account } {
  const margin = new PositionMargin({ mode: "isolated", leverage: 10 }), account = new Account(1_000, margin), path = new BarPath(), marks = own ? new BarPath() : path;
  const down = new Ahead(-1, working.bids, working.sellStops, working.buyTargets), up = new Ahead(1, working.asks, working.buyStops, working.sellTargets);
  margin.setBrackets(account, bracketTable([[Infinity, 0.004, 125]]));
  account.fill(50, 100, 0);
  return { watch: new MarginWatch(path, marks, down, up), path, marks, down, account };
}
const PRICE = 90 / 0.996;

describe("the watch over a margin", () => {
  it("meets the liquidation price on the way, or where the mark has jumped to", () => {
    const { watch, path, account } = watching(false);
    path.lay(80, 100, 79, 95, true);
    watch.look(account, 0);
    expect(watch.markOn(0), "the open").toBe(80);
    expect(watch.markOn(2), "falling from 100 to 79").toBeCloseTo(PRICE, 9);
    path.lay(85, 86, 79, 80, true);
    expect(watch.markOn(2), "it stood beyond it when the leg began").toBe(86);
  });

  it("does not ask twice at the same mark after a part was sold off, and on the way on only where the mark turns", () => {
    const { watch, path, down, account } = watching(false);
    path.lay(85, 100, 79, 95, true);
    watch.look(account, 0);
    expect(watch.isReached(0)).toBe(true);
    watch.spare(85);
    expect([watch.isReached(0), watch.arrive(0)]).toEqual([false, false]);
    watch.look(account, 1);
    expect(down.ruin).toBe(Infinity);
    expect(watch.arrive(2)).toBe(true);
    watch.look(account, 2);
    expect([down.ruin, watch.isReached(2)]).toEqual([-account.liquidationPrice, true]);
  });

  it("sees a mark of its own at the price that stands beside it", () => {
    const { watch, path, marks, down, account } = watching(true);
    path.lay(100, 100, 80, 90, true);
    marks.lay(100, 100, 88, 90, true);
    watch.look(account, 2);
    expect(-down.ruin).toBeCloseTo(100 - 20 * (100 - PRICE) / 12, 9);
    watch.look(account, 1);
    expect(down.ruin, "not on a leg on which the mark does not get there").toBe(Infinity);
  });
});
