/** The rows at which filters, fees or leverage brackets change inside a window, so that the loop between two changes asks no date. Knows no order. */
import { rowAt, type Candles } from "../market/candles.js";
import type { BracketTable } from "../market/facts/brackets.js";
import { inForce } from "../market/instrument.js";
import type { TradingRules } from "../market/tradingRules.js";
import type { Settings } from "./options.js";

/** Rows [from, to) under the same facts. */
export interface Epoch {
  readonly from: number;
  readonly to: number;
  readonly rules: TradingRules;
  /** Fractions of notional. */
  readonly maker: number;
  readonly taker: number;
  /** Empty where nothing is borrowed. */
  readonly brackets: BracketTable;
}

/** Ascending and without a hole; a change takes effect with the first bar that opens at or after it. */
export function epochsOf(candles: Candles, first: number, { instrument, margin, maker, taker }: Settings): readonly Epoch[] {
  const tables = margin === undefined ? [] : instrument.brackets;
  const changes = [...instrument.rules, ...instrument.fees, ...tables].map(({ from }) => rowAt(candles, from)).filter((row) => row > first && row < candles.length);
  const starts = [...new Set([first, ...changes])].sort((a, b) => a - b);
  return starts.map((from, i) => {
    const time = candles.openTime[from]!, fees = inForce(instrument.fees, time).value;
    return {
      from, to: starts[i + 1] ?? candles.length, rules: inForce(instrument.rules, time).value, maker: maker ?? fees.maker, taker: taker ?? fees.taker,
      brackets: tables.length === 0 ? [] : inForce(tables, time).value.brackets,
    };
  });
}
