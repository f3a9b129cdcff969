/** What a strategy decided, bar by bar, as text that two runs can be compared by. Runs the real engine; judges nothing. */
import { backtest } from "../../backtest/backtest.js";
import type { Millis } from "../../market/units.js";
import type { Strategy, Want } from "../../strategy/strategy.js";
import type { TestMarket } from "./testMarket.js";

/** By the open time of the bar decided at; decisions after fills are joined to their bar's. */
export interface DecisionLog {
  readonly decisions: ReadonlyMap<Millis, string>;
  /** What the strategy threw, and after which bar; the log ends there. */
  readonly threw: string | undefined;
}

type Parameters = Readonly<Record<string, number>>;
/** Two words for one wish: with prices and quantities, or its direction alone. */
export type Detail = "exact" | "direction";

/** Fees of its own, so that a shift in time changes no account by another table of fees. */
export function decisionsOf(strategy: Strategy, params: Parameters, { candles, funding }: TestMarket, detail: Detail = "exact"): DecisionLog {
  const decisions = new Map<Millis, string>();
  const listened: Strategy = {
    ...strategy,
    decide(now, account, want, p, state) {
      const words: string[] = [];
      strategy.decide(now, account, heard(want, words, detail), p, state);
      decisions.set(now.time, [...(decisions.has(now.time) ? [decisions.get(now.time)!] : []), words.join(" ") || "nothing"].join("; "));
    },
  };
  try {
    backtest(listened, { candles, funding }, { params, makerBp: 2, takerBp: 5, allowMissingFunding: true });
    return { decisions, threw: undefined };
  } catch (error) {
    return { decisions, threw: error instanceof Error ? error.message : String(error) };
  }
}

/** Writes each wish down and passes it on. */
function heard(want: Want, words: string[], detail: Detail): Want {
  const say = (exact: string, direction: string): void => { words.push(detail === "exact" ? exact : direction); };
  return {
    bid(slot, price, quantity, options) {
      say(`bid ${slot} ${quantity} at ${price}`, `bid ${slot}`);
      want.bid(slot, price, quantity, options);
    },
    ask(slot, price, quantity, options) {
      say(`ask ${slot} ${quantity} at ${price}`, `ask ${slot}`);
      want.ask(slot, price, quantity, options);
    },
    stop(slot, price, quantity) {
      say(`stop ${slot} at ${price}`, `stop ${slot}`);
      want.stop(slot, price, quantity);
    },
    position(units) {
      say(`position ${units}`, `position ${Math.sign(units)}`);
      want.position(units);
    },
    order(slot, instruction) {
      say(`order ${slot} ${JSON.stringify(instruction)}`, `order ${slot} ${instruction.type}`);
      want.order(slot, instruction);
    },
    keep() {
      say("keep", "keep");
      want.keep();
    },
  };
}

/** The first bar before `before` at which two logs differ; undefined when none does. */
export function firstDifference(a: DecisionLog, b: DecisionLog, before: Millis = Infinity): { readonly time: Millis; readonly a: string; readonly b: string } | undefined {
  const times = [...new Set([...a.decisions.keys(), ...b.decisions.keys()])].filter((time) => time < before).sort((x, y) => x - y);
  const word = ({ decisions, threw }: DecisionLog, time: Millis): string => decisions.get(time) ?? (threw === undefined ? "no decision" : `it threw: ${threw}`);
  for (const time of times) if (word(a, time) !== word(b, time)) return { time, a: word(a, time), b: word(b, time) };
  return undefined;
}
