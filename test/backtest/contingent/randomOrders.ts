/** Strategies that ask for orders of every type, anywhere near the market: what laws about them are tried on. */
import { backtest, type BacktestOptions } from "../../../lib/backtest/index.js";
import { sliceCandles } from "../../../lib/market/candles.js";
import type { Instruction, Side } from "../../../lib/market/order.js";
import type { FillMode, PathRule, Run } from "../../../lib/market/run.js";
import { defineStrategy, type Strategy, type Want } from "../../../lib/strategy/strategy.js";
import { funding, noise, walk } from "../randomMarket.js";
import { market, MINUTE } from "../scripted.js";

type Draw = (k: number) => number;

const TYPES = ["market", "IOC", "FOK", "GTD", "stop-limit", "take-profit", "take-profit limit", "trailing-stop", "oco", "bracket", "bracket at market", "stop-market", "close"] as const;

/** An order of any type; its prices are mostly where an exchange would take them. @param time ms UTC */
export function anyOrder(draw: Draw, close: number, time: number): Instruction {
  const type = TYPES[Math.floor(draw(0) * TYPES.length)]!, side: Side = draw(1) < 0.5 ? "buy" : "sell", s = side === "buy" ? 1 : -1, away = 0.2 + 2 * draw(2), more = 0.2 + 2 * draw(3);
  const quantity = 1 + 4 * draw(4), reduceOnly = draw(5) < 0.3, sized = { side, quantity, reduceOnly };
  switch (type) {
    case "market": return { ...sized, type };
    case "IOC": case "FOK": return { ...sized, type: "limit", price: close + s * (away - 0.5), timeInForce: type };
    case "GTD": return { ...sized, type: "limit", price: close - s * (away - 0.3), timeInForce: type, expiresAt: time + (10 + 20 * draw(6)) * MINUTE };
    case "stop-limit": return { ...sized, type, trigger: close + s * away, price: close + s * (away + more - 1) };
    case "take-profit": return { ...sized, type, trigger: close - s * away };
    case "take-profit limit": return { ...sized, type: "take-profit", trigger: close - s * away, price: close - s * (away + more - 1) };
    case "trailing-stop": return { ...sized, type, callback: 0.001 + 0.03 * draw(6), ...(draw(7) < 0.5 ? { activation: close - s * away } : {}) };
    case "oco": return { ...sized, type, stop: close + s * away, target: close - s * more };
    case "bracket": return { ...sized, reduceOnly: false, type, price: close - s * away, stop: close - s * (away + more), target: close + s * more };
    case "bracket at market": return { ...sized, reduceOnly: false, type: "bracket", stop: close - s * away, target: close + s * more };
    case "stop-market": return { ...sized, type, trigger: close + s * away };
    case "close": return { side, type: draw(6) < 0.5 ? "stop-market" : "take-profit", closePosition: true, trigger: close + s * (draw(6) < 0.5 ? away : -away) };
  }
}

export const ofAllTypes = (seed: number, onFills: boolean): Strategy => defineStrategy({
  name: "of-all-types", params: {}, indicators: () => ({}), state: () => ({ n: 0 }), decideOn: onFills ? ["bar", "fill"] : ["bar"],
  decide({ close, time }, { position }, want, _params, state) {
    const draw = (k: number): number => noise(seed, 1000 * state.n + k), pick = draw(900);
    state.n++;
    for (let slot = 0; slot < 4; slot++) if (draw(100 * slot + 50) < 0.3) want.order(slot, anyOrder((k) => draw(100 * slot + k), close, time));
    quoteToo(want, draw, close, position);
    if (pick < 0.75) want.keep();
  },
});

function quoteToo(want: Want, draw: Draw, close: number, position: number): void {
  if (draw(901) < 0.3) want.bid(0, close - 2 * draw(902), 2);
  if (draw(903) < 0.3) want.ask(0, close + 2 * draw(904), 2);
  if (draw(905) < 0.2) want.stop(0, close * (position > 0 ? 0.98 : 1.02));
  if (draw(906) < 0.05) want.position(Math.round(6 * draw(907)) - 3);
}

export interface Scenario {
  readonly seed: number; readonly mode: FillMode; readonly path: PathRule; readonly symbol: string; readonly onFills: boolean;
  readonly latencyBars: number; readonly latencyMs: number; readonly participation: number; readonly leverage: number;
}
export const BARS = 90;
export const CASH = 1_000;

export function playAll({ seed, symbol, onFills, mode, path, leverage, ...rules }: Scenario, { bars = BARS, strategy = ofAllTypes(seed, onFills) }: { readonly bars?: number; readonly strategy?: Strategy } = {}): Run {
  const spot = symbol === "BTC/USDT", candles = sliceCandles(market(walk(seed, BARS), { symbol }), 0, bars);
  const options: BacktestOptions = { cash: CASH, size: "1BTC", allowMissingFunding: true, seed: 7, ...(spot ? {} : { leverage }), rules: { ...rules, mode, path: mode === "optimistic" && path === "worst" ? "adaptive" : path } };
  return backtest(strategy, { candles, ...(spot ? {} : { funding: funding(seed, BARS) }) }, options).run;
}

/** A number drawn from a seed's own scenario, so that a run is told by its seed alone. */
export function scenarioOf(seed: number): Scenario {
  const pick = <T>(items: readonly T[], n: number): T => items[Math.floor(noise(seed, n) * items.length)]!;
  return {
    seed, mode: pick<FillMode>(["pessimistic", "neutral", "optimistic"], 1), path: pick<PathRule>(["adaptive", "direction", "worst"], 2), symbol: pick(["BTC/USDT", "BTC/USDT:USDT", "BTC/USDT:USDT"], 3),
    onFills: noise(seed, 4) < 0.5, latencyBars: pick([0, 0, 1], 5), latencyMs: pick([0, 0, MINUTE / 3], 6), participation: pick([0.05, 0.3, Infinity], 7), leverage: pick([1, 1, 5], 8),
  };
}

/** What the log says is left, less what the run says; quote currency. */
export function imbalance(run: Run, close: number): number {
  const { fills, equity } = run, end = equity.length - 1;
  let money = CASH, position = 0;
  for (let i = 0; i < fills.length; i++) {
    money -= fills.quantity[i]! * fills.price[i]! + fills.fee[i]!;
    position += fills.quantity[i]!;
  }
  for (const amount of run.funding.amount) money += amount;
  return Math.abs(money + (Math.round(position * 1e9) / 1e9) * close - equity.equity[end]!);
}

export const closeOf = ({ seed }: Scenario, run: Run): number => walk(seed, BARS)[run.equity.length - 1]![3];
