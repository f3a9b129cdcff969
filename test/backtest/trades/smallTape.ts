/** Tapes written by hand and strategies that follow a script: what the tests of fills from prints are made of. */
import { backtestTrades } from "../../../lib/backtest/trades/backtestTrades.js";
import type { TapeOptions } from "../../../lib/backtest/trades/tapeOptions.js";
import type { BacktestResult } from "../../../lib/backtest/backtest.js";
import { FILL_REASONS, type Run } from "../../../lib/market/run.js";
import type { DepthColumns, QuoteColumns, TradeColumns } from "../../../lib/market/tape.js";
import { defineStrategy, type AccountView, type DecideOn, type Strategy, type Want } from "../../../lib/strategy/strategy.js";

/** From this date on the perpetual's tick is 0.10, its lot 0.001 and its smallest order 100 USDT. */
export const START = Date.parse("2025-12-01T00:00:00Z");

/** ms after START, price, quantity, who took. */
export type Print = readonly [ms: number, price: number, quantity: number, taker: "buy" | "sell"];
/** ms after START, bid, its size, ask, its size. */
export type Quote = readonly [ms: number, bid: number, bidSize: number, ask: number, askSize: number];
/** ms after START, and the levels that change: side, price, size. A snapshot replaces the book. */
export interface Change { readonly ms: number; readonly snapshot?: boolean; readonly levels: readonly (readonly [side: "bid" | "ask", price: number, size: number])[]; readonly skips?: boolean }

const column = <T>(rows: readonly T[], of: (row: T, i: number) => number): Float64Array => Float64Array.from(rows, of);

export const tradesOf = (rows: readonly Print[]): TradeColumns => ({
  length: rows.length, time: column(rows, (r) => START + r[0]), price: column(rows, (r) => r[1]), quantity: column(rows, (r) => r[2]), buyerIsMaker: Uint8Array.from(rows, (r) => Number(r[3] === "sell")),
});

export const quotesOf = (rows: readonly Quote[]): QuoteColumns => ({
  length: rows.length, time: column(rows, (r) => START + r[0]), bid: column(rows, (r) => r[1]), bidSize: column(rows, (r) => r[2]), ask: column(rows, (r) => r[3]), askSize: column(rows, (r) => r[4]),
});

/** Each message continues the one before, unless it skips. */
export function depthOf(rows: readonly Change[]): DepthColumns {
  const levels = rows.flatMap((row) => row.levels), start = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (start[i + 1] = start[i]! + row.levels.length));
  return {
    length: rows.length, time: column(rows, (r) => START + r.ms), firstId: column(rows, (_, i) => 10 * i + 1), lastId: column(rows, (_, i) => 10 * i + 10), start,
    previousId: column(rows, (r, i) => (r.snapshot === true ? NaN : r.skips === true ? 10 * i - 1 : 10 * i)), snapshot: Uint8Array.from(rows, (r) => Number(r.snapshot === true)),
    isBid: Uint8Array.from(levels, ([side]) => Number(side === "bid")), price: column(levels, ([, price]) => price), size: column(levels, ([, , size]) => size),
  };
}

type Decide = (want: Want, account: AccountView, now: { readonly time: number; readonly bid: number; readonly ask: number; readonly close: number }) => void;

/** `at`: what is wanted at that ms after START (whole multiples of `every`); elsewhere all is kept. `fill`: said after each fill heard of. `each`: said at every event of `on`. */
export interface Script { readonly every?: number; readonly at?: Readonly<Record<number, Decide>>; readonly fill?: Decide; readonly on?: "trade" | "quote"; readonly each?: Decide }

export function scripted({ every = 1, at = {}, fill, on, each }: Script): Strategy {
  const decideOn: readonly DecideOn[] = [...(on === undefined ? [{ every }] : [on]), ...(fill === undefined ? [] : ["fill" as const])];
  return defineStrategy({
    name: "scripted", params: {}, indicators: () => ({}), state: () => ({ time: NaN }), decideOn,
    decide(now, account, want, _params, state) {
      const again = now.time === state.time;
      state.time = now.time;
      const say = again && on === undefined ? fill : on === undefined ? at[now.time - START] : each;
      if (say === undefined) return want.keep();
      say(want, account, now);
    },
  });
}

export interface Tape { readonly trades?: readonly Print[]; readonly quotes?: readonly Quote[]; readonly depth?: readonly Change[]; readonly symbol?: string }

export function play(tape: Tape, script: Script, options: TapeOptions = {}, chunk: number = Infinity): BacktestResult {
  const cut = <T>(rows: readonly T[]): (readonly T[])[] => (chunk === Infinity ? [rows] : Array.from({ length: Math.ceil(rows.length / chunk) }, (_, i) => rows.slice(i * chunk, (i + 1) * chunk)));
  return backtestTrades(scripted(script), {
    origin: { exchange: "binance", symbol: tape.symbol ?? "BTC/USDT:USDT", synthetic: false }, trades: cut(tape.trades ?? []).map(tradesOf),
    ...(tape.quotes === undefined ? {} : { quotes: cut(tape.quotes).map(quotesOf) }), ...(tape.depth === undefined ? {} : { depth: [depthOf(tape.depth)] }),
  }, { cash: 1_000_000, size: "1BTC", allowMissingFunding: true, ...options, rules: { slippageTicks: 0, ...options.rules } });
}

export const fillsOf = ({ fills }: Run): { ms: number; quantity: number; price: number; maker: boolean; reason: string }[] =>
  Array.from({ length: fills.length }, (_, i) => ({ ms: fills.time[i]! - START, quantity: fills.quantity[i]!, price: fills.price[i]!, maker: fills.maker[i] === 1, reason: FILL_REASONS[fills.reason[i]!]! }));
