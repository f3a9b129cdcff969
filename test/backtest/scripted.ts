/** Small markets written by hand and strategies that follow a script: what the tests of this room are made of. */
import { backtest, type BacktestOptions, type BacktestResult, type BacktestData } from "../../lib/backtest/index.js";
import { candles, type Candles } from "../../lib/market/candles.js";
import { FILL_REASONS, type FillRules, type Run } from "../../lib/market/run.js";
import { defineStrategy, type AccountView, type DecideOn, type Strategy, type Want } from "../../lib/strategy/strategy.js";

/** open, high, low, close, volume (default 1,000,000), bought by takers (default: not known) */
export type BarRow = readonly [open: number, high: number, low: number, close: number, volume?: number, bought?: number];

/** From this date on the perpetual's tick is 0.10, its lot 0.001 and its smallest order 100 USDT. */
export const DATED = Date.parse("2025-12-01T00:00:00Z");
export const MINUTE = 60_000;

export interface MarketShape { readonly symbol?: string; readonly start?: number; readonly timeframe?: string; readonly interval?: number; readonly skip?: readonly number[] }

/** Minutes in a row; those whose place is in `skip` are left out and are a gap. */
export function market(rows: readonly BarRow[], { symbol = "BTC/USDT:USDT", start = DATED, timeframe = "1m", interval = MINUTE, skip = [] }: MarketShape = {}): Candles {
  const places: number[] = [];
  for (let place = 0; places.length < rows.length; place++) if (!skip.includes(place)) places.push(place);
  const column = (of: (row: BarRow, i: number) => number): Float64Array => Float64Array.from(rows, (row, i) => of(row, i));
  return candles({ exchange: "binance", symbol, synthetic: false, builtFrom: timeframe }, timeframe, {
    openTime: Float64Array.from(places, (place) => start + place * interval), open: column((r) => r[0]), high: column((r) => r[1]), low: column((r) => r[2]), close: column((r) => r[3]),
    volume: column((r) => r[4] ?? 1_000_000), ...(rows.some((r) => r[5] !== undefined) ? { takerBuyVolume: column((r) => r[5] ?? (r[4] ?? 1_000_000) / 2) } : {}),
  });
}

/** What is said at the close of bar 0, 1, 2 …; where nothing is written, `keep`. `fill` is said after each fill. */
export type Script = Readonly<Record<number, (want: Want, account: AccountView) => void>> & { readonly fill?: (want: Want, account: AccountView) => void };

export function scripted(script: Script): Strategy {
  const decideOn: readonly DecideOn[] = script.fill === undefined ? ["bar"] : ["bar", "fill"];
  return defineStrategy({
    name: "scripted", params: {}, indicators: () => ({}), state: () => ({ time: NaN, bar: -1 }), decideOn,
    decide({ time }, account, want, _params, state) {
      const closed = time !== state.time;
      if (closed) state.bar++;
      state.time = time;
      const say = closed ? script[state.bar] : script.fill;
      if (say === undefined) return want.keep();
      say(want, account);
    },
  });
}

/** No slippage, no cap, cash enough. */
export const PLAIN: Partial<FillRules> = { slippageTicks: 0, participation: Infinity };

export function play(rows: readonly BarRow[], script: Script, options: BacktestOptions = {}, data: Partial<BacktestData> = {}, shape: MarketShape = {}): BacktestResult {
  return backtest(scripted(script), { candles: market(rows, shape), ...data }, { cash: 1_000_000, size: "1BTC", allowMissingFunding: true, ...options, rules: { ...PLAIN, ...options.rules } });
}

export interface PlainFill { readonly bar: number; readonly quantity: number; readonly price: number; readonly liquidity: "maker" | "taker"; readonly reason: string; readonly point: number }

export function fillsOf({ fills, manifest }: Run): PlainFill[] {
  return Array.from({ length: fills.length }, (_, i) => ({
    bar: Math.round((fills.time[i]! - manifest.market.from) / MINUTE), quantity: fills.quantity[i]!, price: fills.price[i]!,
    liquidity: fills.maker[i] === 1 ? "maker" as const : "taker" as const, reason: FILL_REASONS[fills.reason[i]!]!, point: fills.point[i]!,
  }));
}
