/**
 * The same strategy over the same data under every fill rule side by side, and what may be concluded from their agreement (R3).
 * Knows no store: each member is an ordinary run.
 */
import type { FillRules, Run } from "../market/run.js";
import { orderStatistics } from "../metrics/orderStatistics.js";
import type { Strategy } from "../strategy/strategy.js";
import { backtest } from "./backtest.js";
import type { BacktestData, BacktestOptions } from "./options.js";

export interface BandMember {
  /** What is asked of a resting order before it counts as filled. */
  readonly name: string;
  readonly run: Run;
  /** Quote currency, after fees and funding: equity at the end - cash. */
  readonly netProfit: number;
  /** Annual, of daily returns; NaN where they do not vary. */
  readonly sharpe: number;
  /** Filled / accepted quantity of its limit orders, 0 to 1; NaN without such orders. */
  readonly fillRatio: number;
}

/**
 * R3. `not-evidence`: pessimistic and neutral fills differ in the sign of the net profit, so that the result is a guess about fills and not a finding
 * about the market. `agrees`: they do not; that alone proves nothing. `no-fills`: nothing was traded under either.
 */
export type BandVerdict = "agrees" | "not-evidence" | "no-fills";

export interface Band {
  /** Pessimistic, neutral, optimistic, then pessimistic with 2 and 3 ticks asked for. */
  readonly members: readonly BandMember[];
  readonly verdict: BandVerdict;
}

/** Ticks by which price must pass an order are one, but for the last two. */
export const BAND_RULES: readonly { readonly name: string; readonly rules: Pick<FillRules, "mode"> & Partial<FillRules> }[] = [
  { name: "pessimistic", rules: { mode: "pessimistic" } },
  { name: "neutral", rules: { mode: "neutral" } },
  { name: "optimistic", rules: { mode: "optimistic" } },
  { name: "2 ticks through", rules: { mode: "pessimistic", throughTicks: 2 } },
  { name: "3 ticks through", rules: { mode: "pessimistic", throughTicks: 3 } },
];

/**
 * Runs every member. Other rules than the band's own are those of the options; where their path is `worst`, optimistic fills keep the better order of events all the same.
 * @throws QuantError as `backtest` does
 */
export function band(strategy: Strategy, data: BacktestData, options: BacktestOptions = {}): Band {
  const { path = "adaptive" } = options.rules ?? {};
  return bandOf(BAND_RULES.map(({ name, rules }) => {
    const own = { ...options.rules, ...rules, path: rules.mode === "optimistic" && path === "worst" ? "adaptive" as const : path };
    return { name, run: backtest(strategy, data, { ...options, rules: own }).run };
  }));
}

/** @param members pessimistic first, then neutral, then any others */
export function bandOf(members: readonly Pick<BandMember, "name" | "run">[]): Band {
  const judged = members.map(({ name, run }) => ({
    name, run, netProfit: run.equity.equity[run.equity.length - 1]! - run.manifest.account.cash, sharpe: run.metrics["sharpe"] ?? NaN,
    fillRatio: run.orders === undefined ? NaN : orderStatistics(run.orders).fillRatio,
  }));
  return { members: judged, verdict: verdictOf(judged) };
}

function verdictOf([pessimistic, neutral]: readonly BandMember[]): BandVerdict {
  if (pessimistic!.run.fills.length === 0 && neutral!.run.fills.length === 0) return "no-fills";
  return Math.sign(pessimistic!.netProfit) === Math.sign(neutral!.netProfit) ? "agrees" : "not-evidence";
}
