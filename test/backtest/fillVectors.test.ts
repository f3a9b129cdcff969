import { describe, expect, it } from "vitest";
import type { FillMode } from "../../lib/market/run.js";
import { fillsOf, play, type BarRow, type Script } from "./scripted.js";

/** quantity@price liquidity reason, of the fills that fall into the vector's bar */
type Expected = string;
interface Vector { readonly id: string; readonly what: string; readonly rows: readonly BarRow[]; readonly script: Script; readonly expect: readonly [P: Expected, N: Expected, O: Expected]; readonly rules?: object }

const flat = (price: number): BarRow => [price, price, price, price];
/** Asked at the close of the first bar, accepted and left alone in the second, tried in the third. */
const resting = (at: number, bar: BarRow): readonly BarRow[] => [flat(at), flat(at), bar];
const long = (quantity: number) => (want: { position(units: number): void }): void => want.position(quantity);
/** Long from the second bar, orders rest from the third on, tried in the fourth. */
const holding = (at: number, bar: BarRow): readonly BarRow[] => [flat(at), flat(at), flat(at), bar];
const buy = (price: number, quantity = 2): Script => ({ 0: (want) => want.bid(0, price, quantity) });

const VECTORS: readonly Vector[] = [
  { id: "V1", what: "a touch", rows: resting(101, [101, 102, 100, 101]), script: buy(100), expect: ["", "", "2@100 maker touch"] },
  { id: "V2", what: "one tick through", rows: resting(101, [101, 102, 99.9, 101]), script: buy(100), expect: ["2@100 maker cross", "2@100 maker cross", "2@100 maker cross"] },
  { id: "V3", what: "a gap through a resting limit fills at the limit", rows: resting(101, [98, 99, 97, 98.5]), script: buy(100), expect: ["2@100 maker gap", "2@100 maker gap", "2@100 maker gap"] },
  {
    id: "V4", what: "a new marketable limit takes", rows: [flat(101), [98, 99, 97, 98.5]],
    script: { 0: (want) => want.order(0, { type: "limit", side: "buy", price: 100, quantity: 2 }) }, expect: ["2@98 taker market", "2@98 taker market", "2@98 taker market"],
  },
  { id: "V5", what: "a new post-only order that would take is refused", rows: [flat(101), [98, 99, 97, 98.5]], script: buy(100), expect: ["", "", ""] },
  { id: "V6", what: "a stop that is passed", rows: holding(102, [102, 103, 98, 99]), script: { 0: long(1), 1: (want) => want.stop(0, 100) }, expect: ["-1@100 taker stop", "-1@100 taker stop", "-1@100 taker stop"] },
  { id: "V7", what: "a stop that is gapped", rows: holding(102, [90, 92, 88, 91]), script: { 0: long(1), 1: (want) => want.stop(0, 100) }, expect: ["-1@90 taker stop", "-1@90 taker stop", "-1@90 taker stop"] },
  {
    id: "V8", what: "a stop-limit that is gapped: triggered, it rests unfilled", rows: holding(102, [90, 92, 88, 91]),
    script: { 0: long(2), 1: (want) => want.order(0, { type: "stop-limit", side: "sell", quantity: 2, trigger: 100, price: 99.5 }), 2: (want) => want.keep() }, expect: ["", "", ""],
  },
  {
    id: "V9", what: "target and stop in range, the target nearer the open", rows: holding(100, [100, 103.2, 96, 97]),
    script: { 0: long(2), 1: (want) => (want.ask(0, 103, 2, { reduceOnly: true }), want.stop(0, 98)) }, expect: ["-2@98 taker stop", "-2@103 maker cross", "-2@103 maker cross"],
  },
  {
    id: "V10", what: "target and stop in range, the stop nearer the open", rows: holding(100, [100, 104, 97, 101]),
    script: { 0: long(2), 1: (want) => (want.ask(0, 103, 2, { reduceOnly: true }), want.stop(0, 98)) }, expect: ["-2@98 taker stop", "-2@98 taker stop", "-2@103 maker cross"],
  },
  {
    id: "V9", what: "the same as an OCO", rows: holding(100, [100, 103.2, 96, 97]),
    script: { 0: long(2), 1: (want) => want.order(0, { type: "oco", side: "sell", quantity: 2, stop: 98, target: 103, reduceOnly: true }) }, expect: ["-2@98 taker stop", "-2@103 maker cross", "-2@103 maker cross"],
  },
  {
    id: "V10", what: "the same as an OCO", rows: holding(100, [100, 104, 97, 101]),
    script: { 0: long(2), 1: (want) => want.order(0, { type: "oco", side: "sell", quantity: 2, stop: 98, target: 103, reduceOnly: true }) }, expect: ["-2@98 taker stop", "-2@98 taker stop", "-2@103 maker cross"],
  },
  {
    id: "V11", what: "two bids in one fall fill in price order", rows: resting(100, [100, 100.2, 98.9, 99.4]),
    script: { 0: (want) => (want.bid(0, 99, 2), want.bid(1, 99.5, 2)) }, expect: ["2@99.5 maker cross 2@99 maker cross", "2@99.5 maker cross 2@99 maker cross", "2@99.5 maker cross 2@99 maker cross"],
  },
  {
    id: "V12", what: "a child of a fill", rows: resting(100, [100, 100.1, 98.8, 99.8]),
    script: { 0: (want) => want.bid(0, 99, 2), fill: (want, { position }) => (position > 0 ? want.ask(0, 99.5, 2) : undefined) },
    expect: ["2@99 maker cross", "2@99 maker cross -2@99.5 maker cross", "2@99 maker cross -2@99.5 maker cross"],
  },
  { id: "V13", what: "a market order meets the next open", rows: [flat(100), [100.4, 101, 100, 100.8]], script: { 0: long(1) }, expect: ["1@100.4 taker market", "1@100.4 taker market", "1@100.4 taker market"] },
  { id: "V15", what: "reduce-only is clipped to the position", rows: holding(100, [100, 106, 99, 105]), script: { 0: long(3), 1: (want) => want.ask(0, 105, 5, { reduceOnly: true }) }, expect: ["-3@105 maker cross", "-3@105 maker cross", "-3@105 maker cross"] },
];

const text = (fills: ReturnType<typeof fillsOf>): string => fills.map(({ quantity, price, liquidity, reason }) => `${quantity}@${price} ${liquidity} ${reason}`).join(" ");

describe("the fill check vectors of simulation-and-metrics.md 1.2", () => {
  (["pessimistic", "neutral", "optimistic"] as const).forEach((mode: FillMode, column) => {
    for (const { id, what, rows, script, expect: expected } of VECTORS) {
      it(`${id} ${mode}: ${what}`, () => {
        const { run } = play(rows, script, { rules: { mode, touchProbability: 0 } });
        expect(text(fillsOf(run).filter(({ bar }) => bar === rows.length - 1))).toBe(expected[column]);
      });
    }
  });

  it("V5 counts the refusal and says it in the manifest", () => {
    const { run } = play([flat(101), [98, 99, 97, 98.5]], buy(100));
    expect(run.counts).toEqual({ placed: 1, amended: 0, canceled: 0, rejected: 1, filled: 0 });
    expect(run.manifest.doubts.join()).toContain("-5022");
  });

  for (const [mode, quantity] of [["pessimistic", 4], ["neutral", 4], ["optimistic", 10]] as const) {
    it(`V14 ${mode}: a tenth of the sellers' 40 is ours, the rest goes on resting`, () => {
      const participation = mode === "optimistic" ? Infinity : 0.1;
      const { run } = play([flat(101), flat(101), [101, 102, 95, 96, 100, 60], flat(96)], { 0: (want) => want.bid(0, 100, 10), 2: (want) => want.keep() }, { rules: { mode, participation } });
      const inBar = fillsOf(run).filter(({ bar }) => bar === 2);
      expect(inBar.reduce((sum, fill) => sum + fill.quantity, 0)).toBeCloseTo(quantity, 9);
      expect(new Set(inBar.map(({ price }) => price))).toEqual(new Set([100]));
      expect(fillsOf(run).reduce((sum, fill) => sum + fill.quantity, 0), "the rest fills in the next bar").toBeCloseTo(10, 9);
    });
  }

  it("V8 goes on resting as a limit and fills when price comes back through it", () => {
    const { run } = play([...holding(102, [90, 92, 88, 91]), [91, 99.6, 91, 95]], { 0: long(2), 1: (want) => want.order(0, { type: "stop-limit", side: "sell", quantity: 2, trigger: 100, price: 99.5 }) });
    expect(text(fillsOf(run).filter(({ bar }) => bar === 4))).toBe("-2@99.5 maker cross");
  });

  for (const [mode, expected] of [["pessimistic", ""], ["neutral", ""], ["optimistic", "10@100 taker market"]] as const) {
    it(`V16 ${mode}: a fill-or-kill of 10 where the cap is 4`, () => {
      const { run } = play([flat(100), [100, 100, 100, 100, 80]], { 0: (want) => want.order(0, { type: "limit", side: "buy", quantity: 10, price: 101, timeInForce: "FOK" }) }, { rules: { mode, participation: mode === "optimistic" ? Infinity : 0.1 } });
      expect(text(fillsOf(run))).toBe(expected);
      expect(run.counts).toMatchObject(expected === "" ? { placed: 1, rejected: 1, filled: 0 } : { placed: 1, rejected: 0, filled: 1 });
    });
  }
});
