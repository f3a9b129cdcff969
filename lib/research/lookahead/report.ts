/** What the lookahead test found, in words a researcher can act on. Tests nothing. */
import { utc, type Millis } from "../../market/units.js";

/**
 * `next-bar`, `bars-ahead`: a fixed number of rows to come. `unfinished-bar`: the rest of a longer bar. `whole-sample`: everything to the end.
 * `chosen-by-outcome`: something was picked by how it turns out. `future-taker-volume`, `future-funding`: of those alone. `module-state`: a variable outside of `state`
 * outlives the run. `carried-state`: `state` hands on what an earlier run left. `clock`, `chance`: asked for what a strategy does not get.
 * `dates`: decides by the calendar year, which hindsight may have written. `own-data`: loads what the test can not cut. `future`: a decision changes and none of these explains it.
 * `stream`: live it would see other values than in a backtest.
 */
export type LeakKind =
  | "next-bar" | "bars-ahead" | "unfinished-bar" | "whole-sample" | "chosen-by-outcome" | "future-taker-volume" | "future-funding" | "module-state" | "carried-state"
  | "clock" | "chance" | "dates" | "own-data" | "future" | "stream";

export interface Leak {
  readonly kind: LeakKind;
  /** `indicator 'trend'`, `decide`, `state`, `the file`. */
  readonly culprit: string;
  /** One sentence, with where it shows. */
  readonly sentence: string;
}

/** How long an indicator's value still depends on where its history began. No leak: it says how much more history a live start needs. */
export interface StartUp {
  readonly indicator: string;
  /** Difference of the first warm value from that of a longer history, as a share of the values' standard deviation. */
  readonly difference: number;
  /** Bars after warm-up until it stays below a thousandth of that; undefined when it did not within the data. */
  readonly settlesAfter: number | undefined;
}

export interface LookaheadReport {
  readonly strategy: string;
  readonly params: Readonly<Record<string, number>>;
  readonly bars: number;
  readonly timeframe: string;
  /** Points at which the future was cut off and changed. */
  readonly cuts: number;
  /** Bars at which it was asked; 0 says that this test could judge no decision. */
  readonly decisions: number;
  /** Empty for a clean strategy. */
  readonly leaks: readonly Leak[];
  readonly startUp: readonly StartUp[];
}

export const at = (time: Millis): string => `the bar of ${utc(time)}`;
