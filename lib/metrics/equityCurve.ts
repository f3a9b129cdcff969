/**
 * What an account was worth over time, as two columns, checked once and cut at ruin.
 * Knows no trades and no grid: rows may come at any times, as often as the run sampled them.
 */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { utc, type Millis } from "../market/units.js";

/**
 * Equity = wallet + unrealised profit at mark. Between two rows the earlier one holds: an idle stretch or a gap in the data is worth what was last seen.
 */
export interface EquityCurve {
  /** ms, UTC: when the run began. */
  readonly startTime: Millis;
  /** Quote currency, above 0: the cash before the first order; the first peak of the drawdown. */
  readonly startEquity: number;
  /** ms, UTC, not descending, none before the start. When each row was known: of a bar its close, not its open. */
  readonly time: Column;
  /** Quote currency, one value a time. */
  readonly equity: Column;
}

/** A curve all of whose rows but the last are above 0. */
export interface SolventCurve extends EquityCurve {
  /** True when the last row is at or below 0: the rest of the run is not counted. */
  readonly ruined: boolean;
}

/**
 * The curve up to ruin, which is the first row at or below 0, that row included; the whole curve where there is none. Views, no copy.
 * @throws QuantError BAD_EQUITY naming the first row that breaks a promise of `EquityCurve`
 */
export function solventCurve(curve: EquityCurve): SolventCurve {
  const { startTime, startEquity, time, equity } = curve;
  if (!Number.isFinite(startTime)) throw badEquity(-1, `the start time is ${startTime}, milliseconds since 1970 were expected`);
  if (!(startEquity > 0 && startEquity < Infinity)) throw badEquity(-1, `the starting equity is ${startEquity}, a finite amount above 0 was expected`);
  if (time.length !== equity.length) throw badEquity(-1, `there are ${time.length} times and ${equity.length} values, as many of each were expected`);
  const fault = firstFault(startTime, time, equity);
  if (fault >= 0) throw badEquity(fault, faultAt(startTime, time, equity, fault));
  const ruin = firstRuin(equity), rows = ruin < 0 ? time.length : ruin + 1;
  return { startTime, startEquity, time: time.subarray(0, rows), equity: equity.subarray(0, rows), ruined: ruin >= 0 };
}

function firstFault(startTime: Millis, time: Column, equity: Column): number {
  let previous = startTime;
  for (let i = 0; i < time.length; i++) {
    const t = time[i]!, e = equity[i]!;
    if (!(t >= previous && t < Infinity && e > -Infinity && e < Infinity)) return i;
    previous = t;
  }
  return -1;
}

function faultAt(startTime: Millis, time: Column, equity: Column, row: number): string {
  const t = time[row]!, previous = row > 0 ? time[row - 1]! : startTime;
  if (!Number.isFinite(t)) return `its time is ${t}, milliseconds since 1970 were expected`;
  if (t < previous) return `it comes at ${utc(t)}, before ${row > 0 ? "the row above it" : "the start"} at ${utc(previous)}: rows must ascend`;
  return `its value is ${equity[row]}, a finite amount was expected`;
}

function firstRuin(equity: Column): number {
  for (let i = 0; i < equity.length; i++) if (equity[i]! <= 0) return i;
  return -1;
}

function badEquity(row: number, why: string): QuantError {
  return new QuantError("data", "BAD_EQUITY", row < 0 ? `equity curve: ${why}` : `equity curve, row ${row}: ${why}`, { row });
}

/** When the curve ends: its last row's time, or the start when it has none. */
export const endTime = (curve: EquityCurve): Millis => curve.time[curve.time.length - 1] ?? curve.startTime;

/** What the curve ends with: its last row, or the starting equity when it has none. */
export const endEquity = (curve: EquityCurve): number => curve.equity[curve.equity.length - 1] ?? curve.startEquity;
