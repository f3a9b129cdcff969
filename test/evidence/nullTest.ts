/**
 * The null test of the simulator (1.4): a ladder on markets that go nowhere on average must earn nothing on average. `npm run soak -- null` runs it at length,
 * a test as far as the specification asks.
 */
import { backtest } from "../../lib/backtest/index.js";
import { candles, type Candles } from "../../lib/market/candles.js";
import type { FillRules } from "../../lib/market/run.js";
import { defineStrategy, type Strategy } from "../../lib/strategy/strategy.js";
import { DATED, MINUTE } from "../backtest/scripted.js";

const TICK = 0.1, START = 600_000, STEPS = 400, QUANTITY = 0.01;
/** Bars between two times the ladder is centred anew. */
const WINDOW = 60;

/** Bars of a walk that goes up or down a tick at each of 400 steps. Bits of xorshift32 (Marsaglia 2003); a bar opens where the one before closed. */
export function martingale(seed: number, bars: number): Candles {
  const column = (): Float64Array => new Float64Array(bars), openTime = column(), open = column(), high = column(), low = column(), close = column();
  let state = (Math.imul(seed, 0x9e3779b9) ^ 0x5bd1e995) | 1, price = START;
  for (let bar = 0; bar < bars; bar++) {
    let top = price, bottom = price;
    const from = price;
    for (let step = 0, bits = 0; step < STEPS; step++, bits >>>= 1) {
      if ((step & 15) === 0) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        bits = state >>> 8;
      }
      price += (bits & 1) * 2 - 1;
      if (price > top) top = price;
      else if (price < bottom) bottom = price;
    }
    openTime[bar] = DATED + bar * MINUTE;
    open[bar] = from / 10;
    high[bar] = top / 10;
    low[bar] = bottom / 10;
    close[bar] = price / 10;
  }
  return candles({ exchange: "binance", symbol: "BTC/USDT:USDT", synthetic: true, builtFrom: "1m" }, "1m", { openTime, open, high, low, close, volume: new Float64Array(bars).fill(1e9) });
}

/**
 * One bid and one ask a spacing from the last fill, moved at each fill; flat and centred anew every 60 bars.
 * @param spacing quote currency, fixed; below 1 a fraction of the price it is centred at
 */
export const ladder = (spacing: number, children: boolean): Strategy => defineStrategy({
  name: "ladder", params: {}, indicators: () => ({}), decideOn: children ? ["bar", "fill"] : ["bar"],
  state: () => ({ time: NaN, bars: 0, anchor: NaN, step: NaN }),
  decide({ time, close }, { position }, want, _params, state) {
    if (time !== state.time) {
      state.time = time;
      const turn = state.bars++ % WINDOW;
      if (turn === 0) return want.position(0);
      if (turn === 1) Object.assign(state, { anchor: close, step: spacing < 1 ? spacing * close : spacing });
    }
    const { anchor, step } = state, level = -Math.round(position / QUANTITY);
    want.bid(0, anchor + (level - 1) * step, QUANTITY);
    want.ask(0, anchor + (level + 1) * step, QUANTITY);
  },
});

export interface Gross { readonly gross: number; readonly fills: number }

/** Profit before fees of a ladder on a market, in spacings, and its maker fills. */
export function grossOf(market: Candles, spacing: number, rules: Partial<FillRules>): Gross {
  const { run } = backtest(ladder(spacing, rules.mode !== "pessimistic"), { candles: market }, {
    symbol: "BTC/USDT:USDT", cash: 1e7, size: "1BTC", makerBp: 0, takerBp: 0, allowMissingFunding: true, compat: true, rules: { participation: Infinity, slippageTicks: 0, ...rules },
  });
  const { equity, fills } = run, money = spacing < 1 ? spacing * market.open[0]! : spacing;
  return { gross: (equity.equity[equity.length - 1]! - 1e7) / (money * QUANTITY), fills: fills.maker.reduce((sum, maker) => sum + maker, 0) };
}

/** Touch fills and immediate children, as the null test is stated. */
export const TOUCH: Partial<FillRules> = { mode: "neutral", touchProbability: 1 };
export const PESSIMISTIC: Partial<FillRules> = { mode: "pessimistic" };

export interface NullFigure { readonly mean: number; readonly t: number; readonly perFill: number }

export function figureOf(all: readonly Gross[]): NullFigure {
  const n = all.length, mean = all.reduce((sum, { gross }) => sum + gross, 0) / n, variance = all.reduce((sum, { gross }) => sum + (gross - mean) ** 2, 0) / (n - 1);
  return { mean, t: mean / Math.sqrt(variance / n), perFill: (mean * n) / all.reduce((sum, { fills }) => sum + fills, 0) };
}

/** Mean of high - low, quote currency. */
export function meanRange(market: Candles): number {
  const sum = market.high.reduce((total, high, row) => total + high - market.low[row]!, 0);
  return sum / market.length;
}

export const onTick = (price: number): number => Math.round(price / TICK) * TICK;
