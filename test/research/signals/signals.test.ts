/** Arrays in, run out: the fills by hand, and the same run as the strategy that the arrays were computed from. */
import { describe, expect, it } from "vitest";
import { fromSignals, signalStrategy } from "../../../lib/research/signals/fromSignals.js";
import { withExits, type ProtectiveExits } from "../../../lib/research/signals/protectiveExits.js";
import { randomWalk } from "../../../lib/research/worlds/nullWorlds.js";
import { backtest } from "../../../lib/backtest/backtest.js";
import { sma } from "../../../lib/indicators/index.js";
import { candles, sliceCandles, type Candles } from "../../../lib/market/candles.js";
import { FILL_REASONS, type Run } from "../../../lib/market/run.js";
import { int, real } from "../../../lib/strategy/param.js";
import { smaCrossover } from "../../../lib/strategy/smaCrossover.js";
import { sourceHash } from "../../../lib/strategy/source.js";
import { defineStrategy } from "../../../lib/strategy/strategy.js";

/** Hours of [open, high, low, close] of a perpetual, with volume for anything. */
function hours(...bars: readonly (readonly [number, number, number, number])[]): Candles {
  const column = (of: (bar: readonly [number, number, number, number], i: number) => number): Float64Array => Float64Array.from(bars, of);
  return candles({ exchange: "synthetic", symbol: "BTC/USDT:USDT", synthetic: true, builtFrom: "1h" }, "1h", {
    openTime: column((_, i) => Date.UTC(2024, 0, 1) + i * 3_600_000), open: column(([o]) => o), high: column(([, h]) => h), low: column(([, , l]) => l), close: column(([, , , c]) => c),
    volume: column(() => 1e6), takerBuyVolume: column(() => 5e5),
  });
}
const flat = [1_000, 1_001, 999, 1_000] as const;
const at = (length: number, ...rows: readonly number[]): boolean[] => Array.from({ length }, (_, i) => rows.includes(i));
const PLAIN = { makerBp: 0, takerBp: 0, size: "1BTC", rules: { slippageTicks: 0 }, allowMissingFunding: true } as const;
/** Bar (its number from the first), signed quantity, price, reason. */
const fillsOf = ({ fills, manifest }: Run): unknown[] => Array.from({ length: fills.length }, (_, i) => [(fills.time[i]! - manifest.market.from) / 3_600_000, fills.quantity[i], fills.price[i], FILL_REASONS[fills.reason[i]!]]);
const played = (market: Candles, entries: readonly number[], exits: readonly number[], protect?: ProtectiveExits): unknown[] =>
  fillsOf(fromSignals(market, at(market.length, ...entries), at(market.length, ...exits), { ...PLAIN, ...(protect === undefined ? {} : { protect }) }));

describe("signals as arrays", () => {
  it("act on the next bar's open, once", () => expect(played(hours(flat, flat, [1_010, 1_020, 1_000, 1_015], flat, [990, 1_000, 980, 985], flat), [1, 2], [3])).toEqual([[2, 1, 1_010, "market"], [4, -1, 990, "market"]]));
  it("turn around where an exit and a short entry stand together", () => {
    const market = hours(flat, flat, flat, flat, flat), run = fromSignals(market, at(5, 0), at(5, 2), { ...PLAIN, shortEntries: at(5, 2) });
    expect(fillsOf(run)).toEqual([[1, 1, 1_000, "market"], [3, -2, 1_000, "market"]]);
  });
  it("give the run of the strategy they were computed from, fill for fill", () => {
    for (let seed = 1; seed <= 4; seed++) {
      const market = randomWalk({ seed, bars: 1_200 }), fast = sma(10).column(market), slow = sma(30).column(market);
      const arrays = fromSignals(market, Array.from(fast, (f, i) => f > slow[i]!), Array.from(fast, (f, i) => f < slow[i]!)), { run } = backtest(smaCrossover, { candles: market });
      expect(arrays.fills.length).toBeGreaterThan(20);
      expect(arrays.fills).toEqual(run.fills);
      expect(arrays.equity.equity).toEqual(run.equity.equity);
    }
  });
  it("are part of what names the run: other arrays are another trial of the same family", () => {
    const market = hours(flat, flat, flat), [a, b] = [at(3, 0), at(3, 1)].map((entries) => signalStrategy(market, { entries, exits: at(3) })) as [ReturnType<typeof signalStrategy>, ReturnType<typeof signalStrategy>];
    expect(a.name).toBe(b.name);
    expect(sourceHash(a)).not.toBe(sourceHash(b));
    expect(sourceHash(a)).toBe(sourceHash(signalStrategy(market, { entries: Uint8Array.of(7, 0, 0), exits: [false, false, false] })));
  });
  it("are found by their times when only a part of the candles is run, pushed or ahead", () => {
    const market = randomWalk({ seed: 1, bars: 50 }), { enterLong } = signalStrategy(market, { entries: at(50, 20, 33), exits: at(50) }).indicators({}), part = sliceCandles(market, 20, 40);
    const ahead = enterLong!.column(part), { enterLong: fresh } = signalStrategy(market, { entries: at(50, 20, 33), exits: at(50) }).indicators({});
    expect([...ahead.keys()].filter((i) => ahead[i] === 1)).toEqual([0, 13]);
    expect(Array.from(part.openTime, (time, i) => fresh!.push({ time, open: part.open[i]!, high: part.high[i]!, low: part.low[i]!, close: part.close[i]!, volume: 1 }))).toEqual([...ahead]);
  });
  it("are refused when they do not fit", () => {
    const market = hours(flat, flat);
    expect(() => fromSignals(market, [true], [false, false])).toThrow("entries has 1 values for 2 candles: one a candle was expected");
    expect(() => fromSignals(market, [1, 0], [0, NaN])).toThrow("exits of candle 1 is NaN");
  });
});

describe("exits around a strategy", () => {
  it("stop: closes at the level, fraction of the entry price", () => expect(played(hours(flat, flat, flat, [1_000, 1_002, 970, 975], flat), [0], [], { stop: 0.02 })).toEqual([[1, 1, 1_000, "market"], [3, -1, 980, "stop"]]));
  it("stop: a gap beyond it pays the open", () => expect(played(hours(flat, flat, flat, [950, 960, 940, 955], flat), [0], [], { stop: 0.02 })).toEqual([[1, 1, 1_000, "market"], [3, -1, 950, "stop"]]));
  it("stop: in the bar of the entry itself it does not stand yet in pessimistic mode, and a close beyond it leaves at the next open; in neutral mode it stands at once", () => {
    const market = hours(flat, [1_000, 1_001, 960, 970], [968, 969, 960, 965], flat), neutral = { ...PLAIN, rules: { mode: "neutral", slippageTicks: 0 }, protect: { stop: 0.02 } } as const;
    expect(played(market, [0], [], { stop: 0.02 })).toEqual([[1, 1, 1_000, "market"], [2, -1, 968, "market"]]);
    expect(fillsOf(fromSignals(market, at(4, 0), at(4), neutral))).toEqual([[1, 1, 1_000, "market"], [1, -1, 980, "stop"]]);
  });
  it("take-profit: a resting order at its own price, when it is passed and not when it is touched", () => {
    expect(played(hours(flat, flat, flat, [1_000, 1_030, 999, 1_005], flat), [0], [], { takeProfit: 0.03 })).toEqual([[1, 1, 1_000, "market"]]);
    expect(played(hours(flat, flat, flat, [1_000, 1_031, 999, 1_005], flat), [0], [], { takeProfit: 0.03 })).toEqual([[1, 1, 1_000, "market"], [3, -1, 1_030, "cross"]]);
  });
  it("trailing: follows the best price seen at a close, never back", () => {
    const market = hours(flat, flat, [1_000, 1_100, 1_000, 1_090], [1_090, 1_095, 1_050, 1_060], [1_060, 1_070, 1_040, 1_042], flat);
    expect(played(market, [0], [], { trailing: 0.05 })).toEqual([[1, 1, 1_000, "market"], [4, -1, 1_045, "stop"]]);
  });
  it("short positions are the mirror image", () => {
    const market = hours(flat, flat, flat, [1_000, 1_030, 995, 1_005], flat), run = fromSignals(market, at(5), at(5), { ...PLAIN, shortEntries: at(5, 0), protect: { stop: 0.02, takeProfit: 0.1 } });
    expect(fillsOf(run)).toEqual([[1, -1, 1_000, "market"], [3, 1, 1_020, "stop"]]);
  });
  it.each([[0, 4], [1, 5], [3, 7]])("cool-down of %i bars: a stop in bar 3 and an entry wished for at every close lead back in at bar %i", (coolDown, back) => {
    const market = hours(flat, flat, flat, [1_000, 1_002, 970, 1_000], flat, flat, flat, flat, flat, flat), entries = Array.from({ length: 10 }, (_, i) => i);
    expect(played(market, entries, [], { stop: 0.02, coolDown }).slice(0, 3)).toEqual([[1, 1, 1_000, "market"], [3, -1, 980, "stop"], [back, 1, 1_000, "market"]]);
  });
  it("the strategy's own exit begins no cool-down, and takes the stop away with it", () => {
    const market = hours(flat, flat, flat, flat, flat, [1_000, 1_002, 900, 950], flat);
    expect(played(market, [0, 3], [2, 4], { stop: 0.02, coolDown: 5 })).toEqual([[1, 1, 1_000, "market"], [3, -1, 1_000, "market"], [4, 1, 1_000, "market"], [5, -1, 1_000, "market"]]);
  });
  it("far away change nothing: the run is the strategy's own", () => {
    const market = randomWalk({ seed: 2, bars: 1_000, symbol: "BTC/USDT:USDT" }), options = { allowMissingFunding: true };
    const plain = backtest(smaCrossover, { candles: market }, options).run, wrapped = backtest(withExits(smaCrossover, { stop: 0.9, takeProfit: 0.9 }), { candles: market }, options).run;
    expect(plain.fills.length).toBeGreaterThan(20);
    expect(wrapped.equity.equity).toEqual(plain.equity.equity);
  });
  it("are parameters beside the strategy's own, and part of its name and text", () => {
    const wrapped = withExits(smaCrossover, { stop: real(0.02, { min: 0.01, max: 0.1 }), coolDown: 5 });
    expect(wrapped.params).toMatchObject({ fast: { value: 10 }, stopLoss: { min: 0.01, max: 0.1 }, coolDown: { value: 5, min: 5, max: 5 } });
    expect(wrapped.name).toBe("sma-crossover-with-exits");
    const other = withExits({ ...smaCrossover, decide: (_now, _account, want) => want.keep() }, { stop: real(0.02, { min: 0.01, max: 0.1 }), coolDown: 5 });
    expect(sourceHash(other)).not.toBe(sourceHash(wrapped));
  });
  it("are refused by name where they make no sense", () => {
    expect(() => withExits(smaCrossover, {})).toThrow("none is named");
    expect(() => withExits(smaCrossover, { stop: 2 })).toThrow("stopLoss: it is 2: a fraction above 0 and below 1");
    expect(() => withExits(smaCrossover, { coolDown: 1.5 })).toThrow("coolDown: it is 1.5: a whole number");
    expect(() => withExits(withExits(smaCrossover, { coolDown: 1 }), { stop: 0.1 })).toThrow("does not decide at bars alone");
    const maker = defineStrategy({ name: "maker", params: { n: int(1, { min: 1, max: 2 }) }, indicators: () => ({}), decide: ({ close }, _account, want) => want.bid(0, close - 1, 1) });
    expect(() => backtest(withExits(maker, { stop: 0.1 }), { candles: hours(flat, flat) }, PLAIN)).toThrow("maker wants resting orders of its own");
  });
});
