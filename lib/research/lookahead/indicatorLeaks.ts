/**
 * Finds indicators whose value at a bar changes with bars after it, and from how far ahead: the future is cut off and turned otherwise, and then moved row by row.
 * Each question is asked of a strategy loaded afresh, so that nothing is carried from one to the next.
 */
import { barStart, timeframeMs, type Timeframe } from "../../market/timeframe.js";
import type { Strategy } from "../../strategy/strategy.js";
import { columnsOf, differingRows, pushedColumns, type Columns } from "./indicatorColumns.js";
import { at, type Leak, type LeakKind } from "./report.js";
import { FIELDS, futures, withRow, type Field, type TestMarket } from "./testMarket.js";

export interface Questions {
  readonly load: () => Strategy;
  readonly params: Readonly<Record<string, number>>;
  readonly market: TestMarket;
  /** Rows at which the future is cut off. */
  readonly cuts: readonly number[];
}

/** How far into the future a value reaches. */
type Ahead = Extract<LeakKind, "next-bar" | "bars-ahead" | "unfinished-bar" | "whole-sample" | "chosen-by-outcome">;

/** Longer bars that an indicator may be on. */
const LONGER: readonly Timeframe[] = ["5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w"];
/** Rows moved one at a time to learn how far ahead an indicator looks. */
const MOVES = 36;

export function indicatorLeaks(questions: Questions): readonly Leak[] {
  const { load, params, market } = questions, ask = (candles: TestMarket["candles"]): Columns => columnsOf(load(), params, candles), whole = ask(market.candles);
  const seen = changedByFuture(questions, whole, ask), streamed = pushedColumns(load(), params, market.candles);
  const leaks = [...seen].map(([name, row]) => explained(questions, name, row, whole, ask));
  for (const name of Object.keys(whole)) {
    const rows = differingRows(whole[name], streamed[name], market.candles.length);
    if (rows === undefined || seen.has(name)) continue;
    leaks.push({ kind: "stream", culprit: `indicator '${name}'`, sentence: `its column differs from what it gives when bars are pushed one at a time, first at ${at(market.candles.openTime[rows.first]!)}: live it would see other values` });
  }
  return leaks;
}

/** Each indicator that changes, with the first row in which it was seen to. */
function changedByFuture({ market, cuts }: Questions, whole: Columns, ask: (candles: TestMarket["candles"]) => Columns): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  for (const row of cuts) {
    for (const { market: other } of futures(market, row)) {
      const columns = ask(other.candles);
      for (const name of Object.keys(whole)) {
        const rows = differingRows(whole[name], columns[name], row);
        if (rows !== undefined && !seen.has(name)) seen.set(name, rows.last);
      }
    }
  }
  return seen;
}

/** Rows ahead from which a change reached back, a row that was moved each; 0 where it did not reach back. */
interface Reaches { readonly moved: readonly number[]; readonly reach: readonly number[] }

function explained({ market, cuts }: Questions, name: string, row: number, whole: Columns, ask: (candles: TestMarket["candles"]) => Columns): Leak {
  const { candles } = market, from = cuts[0]!, step = Math.max(1, Math.floor((candles.length - 1 - from) / MOVES)) | 1;
  const moved = Array.from({ length: MOVES }, (_, i) => from + i * step).filter((r) => r < candles.length);
  const reachOf = (r: number, field?: Field): number => {
    const rows = differingRows(whole[name], ask(withRow(market, r, field).candles)[name], r);
    return rows === undefined ? 0 : r - rows.first;
  };
  const reaches: Reaches = { moved, reach: moved.map((r) => reachOf(r)) }, kind = kindOf(reaches, market), far = Math.max(...reaches.reach), witness = moved[reaches.reach.indexOf(far)]!;
  const fields = far === 0 ? [] : FIELDS.filter((field) => reachOf(witness, field) > 0), isTakers = fields.length === 1 && fields[0] === "takerBuyVolume";
  return { kind: isTakers ? "future-taker-volume" : kind, culprit: `indicator '${name}'`, sentence: sentenceOf(kind, fields, far, reaches, market, at(candles.openTime[row]!)) };
}

/** A row in every four that reaches back is no choice that flips now and then; the end of the sample lies farther off than a quarter of it. */
function kindOf(reaches: Reaches, market: TestMarket): Ahead {
  const { reach } = reaches, far = Math.max(...reach), isInside = longerBar(reaches, market) !== undefined;
  if (isInside && Math.min(...reach) < far) return "unfinished-bar";
  if (reach.filter((r) => r > 0).length < reach.length / 4) return "chosen-by-outcome";
  if (far === 1) return "next-bar";
  return far > market.candles.length / 4 ? "whole-sample" : "bars-ahead";
}

/** The shortest longer bar that every change stayed inside of; undefined when there is none. */
function longerBar({ moved, reach }: Reaches, { candles: { openTime, interval } }: TestMarket): Timeframe | undefined {
  if (Math.max(...reach) === 0) return undefined;
  return LONGER.filter((timeframe) => timeframeMs(timeframe) > interval && timeframeMs(timeframe) % interval === 0)
    .find((timeframe) => moved.every((row, i) => barStart(openTime[row - reach[i]!]!, timeframeMs(timeframe)) === barStart(openTime[row]!, timeframeMs(timeframe))));
}

function sentenceOf(kind: Ahead, fields: readonly Field[], far: number, reaches: Reaches, market: TestMarket, where: string): string {
  const what = fields.length === 0 || fields.length === FIELDS.length ? "" : `the ${fields.join(", ")} of `;
  switch (kind) {
    case "next-bar": return `its value at a bar depends on ${what}the next bar, for one at ${where}`;
    case "bars-ahead": return `its value at a bar depends on ${what}bars up to ${far} ahead (a centred window, or a shift?), for one at ${where}`;
    case "unfinished-bar": return `its value depends on ${what}the rest of a ${longerBar(reaches, market)} bar that has not closed yet, for one at ${where}`;
    case "whole-sample": return `its value at a bar depends on ${what}all bars up to the end of the data (scaled by the whole sample?), for one at ${where}`;
    case "chosen-by-outcome": return `its value at ${where} is another when the future turns out otherwise, although no single bar of it decides: something in it is chosen by its outcome`;
  }
}
