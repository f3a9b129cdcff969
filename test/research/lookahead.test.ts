/** Ten strategies that know what they can not know, given as files, each found by name; and none of those that ship is suspected. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { strategyLoader } from "../../lib/cli/strategyFile.js";
import { lookahead } from "../../lib/research/lookahead/lookahead.js";
import type { LookaheadReport } from "../../lib/research/lookahead/report.js";
import * as library from "../../lib/index.js";
import type { Indicator } from "../../lib/indicators/index.js";
import { listen } from "../../lib/research/lookahead/impurity.js";
import { defineStrategy, type Strategy } from "../../lib/strategy/strategy.js";
import { strategyNamed, strategyNames } from "../../lib/strategy/catalogue.js";

const leaky = (file: string): LookaheadReport => lookahead(strategyLoader(join(__dirname, "leaks", `${file}.ts`), library));

describe("the lookahead test", () => {
  it.each([
    ["nextBarClose", "next-bar", "indicator 'tomorrow'", "the close of the next bar"],
    ["centredWindow", "bars-ahead", "indicator 'smooth'", "the close of bars up to 5 ahead"],
    ["wholeSampleScaling", "whole-sample", "indicator 'score'", "all bars up to the end of the data"],
    ["unfinishedHigherBar", "unfinished-bar", "indicator 'dayClose'", "the close of the rest of a 1d bar"],
    ["moduleState", "module-state", "the file", "a variable outside of state outlives the run"],
    ["futureFunding", "future-funding", "decide", "the funding that an earlier run was paid"],
    ["futureTakerVolume", "future-taker-volume", "indicator 'buying'", "the takerBuyVolume of the next bar"],
    ["chosenByOutcome", "chosen-by-outcome", "indicator 'trend'", "chosen by its outcome"],
    ["carriedState", "carried-state", "state", "hands on what an earlier run left"],
    ["wallClock", "clock", "decide", "the wall clock (new Date)"],
  ])("finds %s", (file, kind, culprit, words) => {
    const { leaks } = leaky(file);
    expect(leaks.map((leak) => [leak.kind, leak.culprit])).toEqual([[kind, culprit]]);
    expect(leaks[0]!.sentence).toContain(words);
  });
  it.each(strategyNames())("does not suspect %s", (name) => {
    const { leaks, decisions } = lookahead(() => strategyNamed(name));
    expect(leaks).toEqual([]);
    expect(decisions).toBeGreaterThan(1_000);
  });
  it("says that a recursive indicator has not settled when it is warm, and not so of a window", () => {
    const { startUp } = lookahead(() => strategyNamed("rsi-reversion"));
    expect(startUp).toEqual([{ indicator: "strength", difference: expect.closeTo(1.2, 0) as number, settlesAfter: expect.any(Number) as number }]);
    // Wilder's average forgets by (1 - 1/14) a bar: three decimals take log(1000) / -log(13/14) = 93 bars from a difference of one deviation
    expect(startUp[0]!.settlesAfter).toBeGreaterThan(60);
    expect(startUp[0]!.settlesAfter).toBeLessThan(140);
    expect(lookahead(() => strategyNamed("sma-crossover")).startUp).toEqual([]);
  });
  it("hears chance, and a rule that knows the year", () => {
    const base = { params: {}, indicators: () => ({}) };
    const dice = defineStrategy({ ...base, name: "dice", decide: (_now, _account, want) => want.position(Math.random() > 2 ? 1 : 0) });
    expect(lookahead(() => dice).leaks).toMatchObject([{ kind: "chance", culprit: "decide" }]);
    const year = defineStrategy({ ...base, name: "year", decide: ({ time }, _account, want) => want.position(time < Date.UTC(2021, 10, 10) ? 1 : 0) });
    expect(lookahead(() => year).leaks).toMatchObject([{ kind: "dates", culprit: "decide" }]);
  });
  it("lets a bar's own time be read as a date, and gives a memory of prices and funding the wider name", () => {
    const hour = defineStrategy({ name: "hour", params: {}, indicators: () => ({}), decide: ({ time }, _account, want) => want.position(new Date(time).getUTCHours() < 12 ? 1 : 0) });
    expect(lookahead(() => hour).leaks).toEqual([]);
    const load = (): Strategy => {
      const seen = new Map<number, number>();
      return defineStrategy({ name: "both", params: {}, indicators: () => ({}), decide({ time, close, funding }, _account, want) {
        seen.set(time, close * (1 + (funding || 0)));
        want.position((seen.get(time + 3_600_000) ?? 0) > close ? 1 : 0);
      } });
    };
    expect(lookahead(load).leaks).toMatchObject([{ kind: "module-state", culprit: "the file" }]);
  });
  it("leaves clock and chance as they were, also after a strategy that threw", () => {
    const before = [Date, Math.random, Object.getOwnPropertyDescriptor(performance, "now")];
    expect(() => listen(() => { throw new Error("thrown"); })).toThrow("thrown");
    expect([Date, Math.random, Object.getOwnPropertyDescriptor(performance, "now")]).toEqual(before);
  });
  it("finds a future that reaches decide without an indicator", () => {
    const load = (): Strategy => {
      let close: Float64Array = new Float64Array(0), row = -1;
      const spy: Indicator = { warmup: 1, push: ({ close: c }) => c, column: (candles) => (close = candles.close, row = -1, candles.close) };
      return defineStrategy({ name: "spy", params: {}, indicators: () => ({ spy }), decide: (_now, _account, want) => want.position((close[++row + 1] ?? 0) > close[row]! ? 1 : 0) });
    };
    expect(lookahead(load).leaks).toMatchObject([{ kind: "future", culprit: "decide" }]);
  });
  it("refuses what it can not judge, and a strategy that fails by itself", () => {
    const thrower = defineStrategy({ name: "thrower", params: {}, indicators: () => ({}), decide: () => { throw new Error("no idea"); } });
    expect(() => lookahead(() => thrower)).toThrow("thrower failed on the untouched market, after 0 decisions: no idea");
    expect(() => lookahead(() => strategyNamed("sma-crossover"), { bars: 50 })).toThrow("bars is 50: a whole number from 200");
    expect(() => lookahead(() => strategyNamed("sma-crossover"), { params: { slow: 400 }, bars: 500 })).toThrow("warms up for 400 1h bars, and 500 bars are too few");
    expect(() => lookahead(() => strategyNamed("sma-crossover"), { params: { slwo: 4 } })).toThrow("did you mean 'slow'?");
  });
});
