/**
 * Finds decisions that change with what no strategy can know at their time: bars to come, what an earlier run saw or left, the clock, the calendar year.
 * Each question is asked of a strategy loaded afresh; what is carried over between two runs is asked of one instance.
 */
import { canonicalJson } from "../../market/run.js";
import type { Indicator } from "../../indicators/indicator.js";
import type { Strategy } from "../../strategy/strategy.js";
import { decisionsOf, firstDifference, type DecisionLog } from "./decisions.js";
import { listen, type Impurity } from "./impurity.js";
import type { Questions } from "./indicatorLeaks.js";
import { at, type Leak } from "./report.js";
import { futures, mirrored, shifted, withFunding, withTakers, type TestMarket } from "./testMarket.js";

/** Decisions of bars that were closed at a cut and are others without, or with another, future. */
export function futureLeaks({ load, params, market, cuts }: Questions): readonly Leak[] {
  const whole = decisionsOf(load(), params, market), { openTime } = market.candles;
  for (const row of cuts) {
    for (const { how, market: other } of futures(market, row)) {
      const found = firstDifference(whole, decisionsOf(load(), params, other), openTime[row]!);
      if (found === undefined) continue;
      return [{ kind: "future", culprit: "decide", sentence: `at ${at(found.time)} it decides '${found.a}', but '${found.b}' when what comes from ${at(openTime[row]!)} on is ${how}` }];
    }
  }
  return [];
}

/** What one instance does the second time, against the first. */
export function carriedLeaks({ load, params, market }: Questions): readonly Leak[] {
  const primed = (first: TestMarket): DecisionLog => {
    const strategy = load();
    decisionsOf(strategy, params, first);
    return decisionsOf(strategy, params, market);
  };
  const alone = decisionsOf(load(), params, market), again = primed(market), found = firstDifference(alone, again) ?? firstDifference(alone, primed(mirrored(market, 1)));
  if (found === undefined) return [];
  const where = `in a second run it decides '${found.b}' at ${at(found.time)}, where the first decided '${found.a}'`;
  if (sharesState(load(), params, market)) return [{ kind: "carried-state", culprit: "state", sentence: `it hands on what an earlier run left, where a fresh object is to be made: ${where}` }];
  const isOfFunding = firstDifference(again, primed({ ...market, funding: withFunding(market.funding, -Infinity) })) !== undefined;
  const isOfPrices = firstDifference(again, primed({ ...mirrored(market, 1), funding: market.funding })) !== undefined, isOfTakers = firstDifference(again, primed(withTakers(market, 0))) !== undefined;
  if (isOfFunding && !isOfPrices) return [{ kind: "future-funding", culprit: "decide", sentence: `it remembers, outside of state, the funding that an earlier run was paid, and so knows rates before they are settled: ${where}` }];
  if (isOfTakers && !isOfPrices) return [{ kind: "future-taker-volume", culprit: "decide", sentence: `it remembers, outside of state, the taker volume of an earlier run: ${where}` }];
  return [{ kind: "module-state", culprit: "the file", sentence: `a variable outside of state outlives the run: ${where}` }];
}

/** `state` gives out an object, or begins with values, that an earlier run has touched. */
function sharesState(strategy: Strategy, params: Questions["params"], market: TestMarket): boolean {
  if (strategy.state === undefined) return false;
  const first = strategy.state(params), begins = canonicalJson(first);
  decisionsOf(strategy, params, market);
  const second = strategy.state(params);
  return canonicalJson(second) !== begins || objectsIn(first).some((object) => objectsIn(second).includes(object));
}

const objectsIn = (value: unknown): readonly object[] => (typeof value === "object" && value !== null ? [value, ...Object.values(value).flatMap(objectsIn)] : []);

const WEEK = 7 * 86_400_000;
/** Into other years, before and after. */
const SHIFTS = [-208, -104, -52, 52, 104, 156].map((weeks) => weeks * WEEK);

/** Directions alone: prices may lie on other ticks in other years. */
export function dateLeaks({ load, params, market }: Questions): readonly Leak[] {
  const here = decisionsOf(load(), params, market, "direction");
  for (const by of SHIFTS) {
    const there = decisionsOf(load(), params, shifted(market, by), "direction"), back: DecisionLog = { ...there, decisions: new Map([...there.decisions].map(([time, word]) => [time - by, word])) };
    const found = firstDifference(here, back);
    if (found !== undefined) return [{ kind: "dates", culprit: "decide", sentence: `it decides '${found.a}' at ${at(found.time)} and '${found.b}' on the same prices ${Math.abs(by / WEEK)} weeks ${by > 0 ? "later" : "earlier"}: it knows the calendar year, and what is written into it by date may be hindsight` }];
  }
  return [];
}

/** Whatever of clock or chance is asked while the file loads, while indicators are built, pushed or run ahead, in `state` and in `decide`. */
export function impureLeaks({ load, params, market }: Questions): readonly Leak[] {
  const heard = listen((listening) => {
    const strategy = listening.within("the file", load), part = <T>(where: string, act: () => T): T => listening.within(where, act);
    const listened: Strategy = {
      name: strategy.name, params: strategy.params, ...(strategy.decideOn === undefined ? {} : { decideOn: strategy.decideOn }),
      indicators: (p) => Object.fromEntries(Object.entries(part("indicators", () => strategy.indicators(p)) as Readonly<Record<string, Indicator>>).map(([name, inner]) => [name, heardIndicator(inner, (act) => part(`indicator '${name}'`, act))])),
      ...(strategy.state === undefined ? {} : { state: (p) => part("state", () => strategy.state!(p)) }),
      decide: (now, account, want, p, state) => part("decide", () => strategy.decide(now, account, want, p, state)),
    };
    decisionsOf(listened, params, market);
    return listening.heard;
  });
  return heard.map(({ asked, where }: Impurity): Leak => ({
    kind: asked.startsWith("chance") ? "chance" : "clock", culprit: where,
    sentence: asked.startsWith("chance") ? `it asks ${asked}: no run could be repeated` : `it asks ${asked}: in a backtest that is the day of the backtest, not of the bar (now.time is)`,
  }));
}

const heardIndicator = (inner: Indicator, within: <T>(act: () => T) => T): Indicator => ({
  warmup: inner.warmup, timeframe: inner.timeframe, push: (bar) => within(() => inner.push(bar)), column: (candles) => within(() => inner.column(candles)),
});
