/**
 * The same strategy on the same minutes, filled from bars and from the prints the bars are made of: how far a fill model can be believed.
 * Runs backtests; judges nothing.
 */
import type { FillMode, QueueModel, Run } from "../../market/run.js";
import type { DepthColumns, QuoteColumns, TradeColumns } from "../../market/tape.js";
import type { Strategy } from "../../strategy/strategy.js";
import { backtest } from "../backtest.js";
import { backtestTrades } from "./backtestTrades.js";
import { barsOf } from "./barsOf.js";
import type { TapeData, TapeOptions } from "./tapeOptions.js";

export interface FillComparison {
  /** `1m bars` or `prints`, and the rule that filled. */
  readonly from: string;
  readonly rule: string;
  /** Orders that rested or took, amendments not counted. */
  readonly placed: number;
  /** Orders filled to the end. */
  readonly filled: number;
  /** Base currency bought and sold by resting orders. */
  readonly bought: number;
  readonly sold: number;
  /** Quote currency, at the end, above the cash. */
  readonly profit: number;
}

/** The chunks of one session; each stream as a whole, for it is played many times. */
export interface RecordedSession {
  readonly origin: TapeData["origin"];
  readonly trades: TradeColumns;
  readonly quotes: QuoteColumns;
  readonly depth: DepthColumns;
}

export const QUEUE_MODELS: readonly QueueModel[] = [{ kind: "risk-averse" }, { kind: "power", n: 3 }, { kind: "log" }, { kind: "power-2", n: 3 }, { kind: "power-3", n: 3 }];
const MODES: readonly FillMode[] = ["pessimistic", "neutral", "optimistic"];

/** From bars of one minute in each mode. The strategy decides on `bar`. */
export function fillsFromBars(strategy: Strategy, { origin, trades }: RecordedSession, options: TapeOptions): readonly FillComparison[] {
  const candles = barsOf(origin, trades, "1m"), slippage = options.rules?.slippageTicks;
  return MODES.map((mode) => rowOf("1m bars", mode, backtest(strategy, { candles }, { ...options, rules: { mode, ...(slippage === undefined ? {} : { slippageTicks: slippage }) } }).run));
}

/** From the prints with quotes and book under each queue model, and from the prints alone. Bars, for strategies that decide on them, are made of the prints. */
export function fillsFromPrints(strategy: Strategy, session: RecordedSession, options: TapeOptions): readonly FillComparison[] {
  const { origin, trades, quotes, depth } = session, candles = barsOf(origin, trades, "1m");
  const row = (rule: string, data: Partial<TapeData>, queue: QueueModel): FillComparison => rowOf("prints", rule, backtestTrades(strategy, { origin, trades: [trades], candles, ...data }, { ...options, queue }).run);
  return [
    row("alone, through the price only", {}, { kind: "risk-averse" }),
    ...QUEUE_MODELS.map((queue) => row("n" in queue ? `${queue.kind} ${queue.n}` : queue.kind, { quotes: [quotes], depth: [depth] }, queue)),
  ];
}

function rowOf(from: string, rule: string, { counts, fills, equity, manifest }: Run): FillComparison {
  let bought = 0, sold = 0;
  for (let i = 0; i < fills.length; i++) {
    if (fills.maker[i] !== 1) continue;
    if (fills.quantity[i]! > 0) bought += fills.quantity[i]!;
    else sold -= fills.quantity[i]!;
  }
  return { from, rule, placed: counts.placed, filled: counts.filled, bought, sold, profit: equity.equity[equity.length - 1]! - manifest.account.cash };
}
