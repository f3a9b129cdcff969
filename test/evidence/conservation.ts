/**
 * Random orders on seeded markets with leverage, isolated and cross, under both liquidation rules: whether cash, position value, fees, funding and liquidation fees
 * add up. `npx tsx test/evidence/conservation.ts 1000000` tries a million orders; a test tries a few thousand.
 */
import { backtest, type BacktestOptions } from "../../lib/backtest/index.js";
import { FILL_REASONS, type FillMode, type LiquidationRule, type MarginMode, type Run } from "../../lib/market/run.js";
import { funding, noise, restless, walk } from "../backtest/randomMarket.js";
import { market, type BarRow } from "../backtest/scripted.js";

export interface Conservation {
  readonly runs: number;
  readonly orders: number;
  readonly fills: number;
  readonly liquidations: number;
  readonly partial: number;
  readonly ruined: number;
  /** Quote currency of 1,000: the largest difference between what a run says it ends with and what its log adds up to. */
  readonly worst: number;
  /** Of that run, to run it again. */
  readonly worstSeed: number;
}

const pick = <T>(items: readonly T[], seed: number, n: number): T => items[Math.floor(noise(seed, n) * items.length)]!;

/** Prices at a thousand times, where a lot is of some worth to a bracket. */
const scaled = (rows: readonly BarRow[], by: number): BarRow[] => rows.map(([open, high, low, close, volume, bought]) => [open * by, high * by, low * by, close * by, volume ?? 0, bought ?? 0]);

const CASH = 1_000;
const BARS = 160;

/**
 * One run, all of it drawn from the seed: leverage 2 to 120, cross or isolated, simple or binance, all modes, latency, funding. Two of five are of the size
 * (tens of millions) at which the maintenance rate is above the clearance fee, so that a part of a position can be sold off.
 */
export function marginRun(seed: number): { readonly run: Run; readonly cash: number; readonly close: number } {
  const dear = noise(seed, 1) < 0.4, cash = dear ? 10_000_000 : 200, rows = scaled(walk(seed, BARS), dear ? 1_000 : 1), candles = market(rows), mode = pick<FillMode>(["pessimistic", "pessimistic", "neutral", "optimistic"], seed, 2);
  const options: BacktestOptions = {
    cash, leverage: pick(dear ? [20, 25] : [2, 5, 20, 50, 120], seed, 3), margin: pick<MarginMode>(dear ? ["isolated", "isolated", "cross"] : ["isolated", "cross"], seed, 14), liquidation: pick<LiquidationRule>(dear ? ["binance", "binance", "simple"] : ["simple", "binance"], seed, 15), size: pick(["40BTC", "0.3x"], seed, 6),
    allowMissingFunding: true, seed: 7, rules: { mode, latencyBars: pick([0, 0, 1], seed, 7), participation: pick([0.05, Infinity, Infinity], seed, 8) },
  };
  const { run } = backtest(restless(seed, noise(seed, 9) < 0.5, dear ? { size: 100, away: 1_000 } : { size: 40, away: 1 }), { candles, funding: funding(seed, BARS) }, options);
  return { run, cash, close: candles.close[run.equity.length - 1]! };
}

/** What the log says is left, less what the run says; quote currency. */
export function imbalance({ run, cash, close }: ReturnType<typeof marginRun>): number {
  const { fills, equity } = run, end = equity.length - 1;
  let money = cash, position = 0;
  for (let i = 0; i < fills.length; i++) {
    money -= fills.quantity[i]! * fills.price[i]! + fills.fee[i]!;
    position += fills.quantity[i]!;
  }
  for (const amount of run.funding.amount) money += amount;
  return Math.abs(money + Math.round(position * 1e9) / 1e9 * close - equity.equity[end]!);
}

/** Runs with seeds from `first` on until so many orders were sent. */
export function conservation(orders: number, first: number): Conservation {
  const sum = { runs: 0, orders: 0, fills: 0, liquidations: 0, partial: 0, ruined: 0, worst: 0, worstSeed: NaN };
  for (let seed = first; sum.orders < orders; seed++) {
    const made = marginRun(seed), { fills, counts, status } = made.run, off = (imbalance(made) / made.cash) * CASH;
    sum.runs++;
    sum.orders += counts.placed + counts.amended;
    sum.fills += fills.length;
    for (let i = 0; i < fills.length; i++) {
      if (FILL_REASONS[fills.reason[i]!] !== "liquidation") continue;
      sum.liquidations++;
      if (fills.fee[i]! > 0) sum.partial++;
    }
    if (status === "liquidated") sum.ruined++;
    if (off <= sum.worst) continue;
    sum.worst = off;
    sum.worstSeed = seed;
  }
  return sum;
}

if (process.argv[1]?.endsWith("conservation.ts") === true) console.log(conservation(Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 1)));
