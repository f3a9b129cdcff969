import { describe, expect, it } from "vitest";
import { audit } from "../../lib/backtest/index.js";
import type { FillColumns, Run } from "../../lib/market/run.js";
import { market, play, type BarRow } from "./scripted.js";

const rows: readonly BarRow[] = [[100, 100, 100, 100], [100, 101, 99, 100], [100, 101, 97, 98, 1000, 400], [98, 99, 96, 97]];
const { run } = play(rows, { 0: (want) => (want.position(1), want.bid(0, 98, 3)), 1: (want) => want.keep() }, { rules: { participation: 0.1 } });
const candles = market(rows);

/** The same run with one number of its second fill, the maker's, put wrong. */
function planted(column: keyof FillColumns, value: number): Run {
  const copy = (run.fills[column] as Float64Array).slice();
  copy[1] = value;
  return { ...run, fills: { ...run.fills, [column]: copy } };
}

describe("the audits", () => {
  it("pass over a sound run", () => {
    expect(run.fills.length).toBe(2);
    expect(() => audit(run, candles)).not.toThrow();
  });
  it("find a price the bar never reached", () => expect(() => audit(planted("price", 96.5), candles)).toThrow(/fill 1 .* never reached/));
  it("find a maker fill that was only touched", () => expect(() => audit(planted("price", 97), candles)).toThrow(/no more than touch/));
  it("find a taker fill better than the market", () => {
    const copy = run.fills.price.slice();
    copy[0] = 98;
    expect(() => audit({ ...run, fills: { ...run.fills, price: copy } }, candles)).toThrow(/fill 0 .* better than the bar/);
  });
  it("find a wrong fee", () => expect(() => audit(planted("fee", 0), candles)).toThrow(/paid a fee of 0/));
  it("find a fill above the participation cap", () => {
    const { fee, quantity } = run.fills, more = { quantity: Float64Array.of(quantity[0]!, 100), fee: Float64Array.of(fee[0]!, fee[1]! * 100 / quantity[1]!) };
    expect(() => audit({ ...run, fills: { ...run.fills, ...more } }, candles)).toThrow(/above 0.1 of that side's volume/);
  });
  it("find a position that the fills do not add up to", () => {
    const { fee, quantity } = run.fills, less = { quantity: Float64Array.of(quantity[0]!, 2), fee: Float64Array.of(fee[0]!, fee[1]! * 2 / quantity[1]!) };
    expect(() => audit({ ...run, fills: { ...run.fills, ...less } }, candles)).toThrow(/by the fills, but the run says/);
  });
  it("find an equity that the fills do not add up to", () => {
    const equity = run.equity.equity.slice();
    equity[2]! += 1e-3;
    expect(() => audit({ ...run, equity: { ...run.equity, equity } }, candles)).toThrow(/leaves equity/);
  });
  it("find a fill in no bar of the window", () => expect(() => audit(planted("time", run.fills.time[1]! + 1), candles)).toThrow(/falls into no bar/));
});
