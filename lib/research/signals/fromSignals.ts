/**
 * The vector door: arrays of entries and exits in, a run out, through the one engine. A signal of a bar is known at its close and acts on the next.
 * Computes no fill of its own.
 */
import { createHash } from "node:crypto";
import { backtest } from "../../backtest/backtest.js";
import type { BacktestData, BacktestOptions } from "../../backtest/options.js";
import type { Indicator } from "../../indicators/indicator.js";
import { rowAt, type Candles, type Column } from "../../market/candles.js";
import { QuantError } from "../../market/errors.js";
import type { Run } from "../../market/run.js";
import type { Strategy } from "../../strategy/strategy.js";
import { withExits, type ProtectiveExits } from "./protectiveExits.js";

/** One a candle: true or not 0 is a signal. */
export type Signals = ArrayLike<boolean | number>;

export interface SignalSet {
  readonly entries: Signals;
  readonly exits: Signals;
  readonly shortEntries?: Signals | undefined;
  readonly shortExits?: Signals | undefined;
}

export interface SignalOptions extends Omit<BacktestOptions, "params">, Omit<BacktestData, "candles">, Pick<SignalSet, "shortEntries" | "shortExits"> {
  /** What the trials of it are counted under. Default `from-signals`. */
  readonly name?: string;
  /** Stop, take-profit, trailing stop and cool-down. */
  readonly protect?: ProtectiveExits;
}

/**
 * Runs arrays of signals.
 *     fromSignals(candles, entries, exits, { protect: { stop: 0.02 } })
 * @param entries one a candle: go long one unit at the next bar; while short, turn around
 * @param exits one a candle: close the long position; where both stand, an exit wins while long
 * @throws QuantError BAD_SIGNALS naming the array and row, and everything `backtest` throws
 */
export function fromSignals(candles: Candles, entries: Signals, exits: Signals, options: SignalOptions = {}): Run {
  const { name, protect, shortEntries, shortExits, funding, mark, ...rest } = options;
  const plain = signalStrategy(candles, { entries, exits, shortEntries, shortExits }, name), strategy = protect === undefined ? plain : withExits(plain, protect);
  return backtest(strategy, { candles, funding, mark }, rest).run;
}

/** The same as a strategy, to be searched or put exits around; it plays these candles only, found by their times. @throws QuantError BAD_SIGNALS */
export function signalStrategy(candles: Candles, signals: SignalSet, name: string = "from-signals"): Strategy {
  const none = new Uint8Array(candles.length);
  const columns = {
    enterLong: flags(candles, "entries", signals.entries), exitLong: flags(candles, "exits", signals.exits),
    enterShort: flags(candles, "shortEntries", signals.shortEntries ?? none), exitShort: flags(candles, "shortExits", signals.shortExits ?? none),
  };
  const hash = createHash("sha256");
  for (const column of [candles.openTime, ...Object.values(columns)]) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return {
    name, params: {}, basis: `signals ${hash.digest("hex")}`,
    indicators: () => Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, playing(candles, column)])),
    decide(now, { position }, want) {
      const { enterLong, exitLong, enterShort, exitShort } = now as unknown as Readonly<Record<keyof typeof columns, number>>;
      if (position > 0 && exitLong > 0) want.position(enterShort > 0 ? -1 : 0);
      else if (position < 0 && exitShort > 0) want.position(enterLong > 0 ? +1 : 0);
      else if (position <= 0 && enterLong > 0) want.position(+1);
      else if (position >= 0 && enterShort > 0) want.position(-1);
      else want.keep();
    },
  };
}

function flags({ length }: Candles, name: string, signals: Signals): Column {
  if (signals.length !== length) throw new QuantError("input", "BAD_SIGNALS", `${name} has ${signals.length} values for ${length} candles: one a candle was expected`, { name });
  return Float64Array.from({ length }, (_, row) => {
    const value = signals[row]!;
    if (typeof value !== "boolean" && !Number.isFinite(value)) throw new QuantError("input", "BAD_SIGNALS", `${name} of candle ${row} is ${String(value)}: true, false or a number was expected`, { name, row });
    return Number(value) === 0 ? 0 : 1;
  });
}

/** A column as an indicator, warm at once; 0 at times it does not know. */
function playing(candles: Candles, column: Column): Indicator {
  const at = (time: number, row: number): number => (candles.openTime[row] === time ? column[row]! : 0);
  return {
    warmup: 1,
    push: ({ time }) => at(time, rowAt(candles, time)),
    column(run) {
      const first = rowAt(candles, run.openTime[0] ?? Infinity);
      return Float64Array.from({ length: run.length }, (_, i) => at(run.openTime[i]!, first + i));
    },
  };
}
