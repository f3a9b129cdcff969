/** A tiny run written out by hand: 60 daily bars, two round trips, known to the cent. */
import { candles, type Candles } from "../../lib/market/candles.js";
import { runId, type FillColumns, type Manifest, type Run, type RunStatus } from "../../lib/market/run.js";
import { summarise } from "../../lib/metrics/summary.js";

export const DAY = 86_400_000;
export const START: number = Date.UTC(2024, 0, 1);
const column = (...values: number[]): Float64Array => Float64Array.from(values);

/** 100, 101, … 159 at the close, a dip of 20 at bar 30. */
export function sampleCandles(synthetic = false): Candles {
  const n = 60, openTime = Float64Array.from({ length: n }, (_, i) => START + i * DAY), close = Float64Array.from({ length: n }, (_, i) => 100 + i - (i === 30 ? 20 : 0));
  const open = Float64Array.from(close, (value, i) => (i === 0 ? value : close[i - 1]!));
  return candles({ exchange: synthetic ? "synthetic" : "binance", symbol: "BTC/USDT", synthetic, builtFrom: "1d" }, "1d", {
    openTime, open, close, high: open.map((value, i) => Math.max(value, close[i]!) + 1), low: open.map((value, i) => Math.min(value, close[i]!) - 1), volume: new Float64Array(n).fill(5),
  });
}

/** Buys 10 at 101, sells 10 at 110, buys 10 at 120, sells 10 at 130; 1 USDT fee each; funding of -3. */
export function sampleFills(): FillColumns {
  const bars = [1, 10, 20, 30];
  return {
    length: 4, time: Float64Array.from(bars, (bar) => START + bar * DAY), quantity: column(10, -10, 10, -10), price: column(101, 110, 120, 130), fee: column(1, 1, 1, 1),
    maker: new Uint8Array(4), reason: new Uint8Array(4).fill(5), point: new Uint8Array(4), order: column(0, 1, 2, 3), mid: column(100.5, 110.5, 119.5, 130.5),
  };
}

export interface SampleOptions { readonly synthetic?: boolean; readonly prices?: string; readonly status?: RunStatus; readonly name?: string; readonly cash?: number; readonly doubts?: readonly string[]; readonly fills?: FillColumns }

export function sampleManifest({ synthetic = false, prices = "BTC/USDT", name = "sma-crossover", cash = 10_000, doubts = ["fills are computed from 1d bars: the queue is unknown"] }: SampleOptions = {}): Manifest {
  return {
    version: 1, kind: "backtest", strategy: { name, sourceHash: "ab".repeat(32), params: name === "sma-crossover" ? { fast: 10, slow: 30 } : {} },
    market: {
      exchange: synthetic ? "synthetic" : "binance", symbol: prices === "BTC/USDT" ? "BTC/USDT" : "BTC/USDT:USDT", prices, timeframe: "1d", builtFrom: "1d", synthetic,
      from: START, to: START + 60 * DAY, bars: 60, gapBars: 0, dataHash: "cd".repeat(32), mark: "proxy", funding: "history",
    },
    account: { cash, leverage: 1, margin: "isolated", size: "1x" }, fees: { maker: 0.0002, taker: 0.0005, source: "by hand" },
    rules: { mode: "pessimistic", path: "adaptive", throughTicks: 1, touchProbability: 0, participation: Infinity, slippageTicks: 1, latencyBars: 0, latencyMs: 0 },
    facts: "dated", seed: 7, node: "v20", doubts,
  };
}

/** Equity is cash plus what the fills had made by each close; the ruined one ends at 0 after 40 bars. */
export function sampleRun(options: SampleOptions = {}): Run {
  const manifest = sampleManifest(options), fills = options.fills ?? sampleFills(), status = options.status ?? "completed", bars = status === "liquidated" ? 40 : 60;
  const bar = sampleCandles(), time = bar.openTime.subarray(0, bars).map((open) => open + DAY), equity = new Float64Array(bars), position = new Float64Array(bars);
  for (let i = 0; i < bars; i++) {
    let wallet = manifest.account.cash, held = 0;
    for (let f = 0; f < fills.length && fills.time[f]! <= bar.openTime[i]!; f++) {
      wallet -= fills.quantity[f]! * fills.price[f]! + fills.fee[f]!;
      held += fills.quantity[f]!;
    }
    equity[i] = wallet + held * bar.close[i]! - (i >= 10 ? 3 : 0);
    position[i] = held;
  }
  if (status === "liquidated") equity[bars - 1] = 0;
  const funding = { length: 1, time: column(START + 5 * DAY), amount: column(-3) };
  const metrics = summarise({ curve: { startTime: START, startEquity: manifest.account.cash, time, equity }, fills, funding }) as unknown as Record<string, number>;
  return { id: runId(manifest), manifest, status, metrics, counts: { placed: 4, amended: 0, canceled: 0, rejected: 0, filled: 4 }, equity: { length: bars, time, equity, position }, fills, funding };
}
