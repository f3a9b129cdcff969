/** What a search amounts to, all guards beside each other: data for a report, and its verdict by O5. Runs and prints nothing. */
import type { Millis } from "../market/units.js";
import type { OverfittingProbability } from "./pbo.js";
import type { SearchResult } from "./search/optimise.js";
import type { ParamValues } from "./search/space.js";
import type { TrialRecord } from "./search/trialRecord.js";
import type { TrialStanding } from "./trialStanding.js";
import type { CombinatorialResult, WalkForwardResult } from "./validation/crossValidation.js";
import type { Plateau } from "./validation/plateau.js";

export interface SearchSubject {
  readonly strategy: string; readonly symbol: string; readonly prices: string; readonly exchange: string; readonly timeframe: string; readonly synthetic: boolean;
  /** Whole UTC days judged on, ms. */
  readonly from: Millis; readonly to: Millis; readonly days: number; readonly bars: number;
  readonly fills: string;
}

export interface RankedTrial {
  readonly trial: TrialRecord;
  /** Annual, over all days, net; NaN where nothing varies. */
  readonly sharpe: number;
}

export interface SearchFinding {
  /** Names the search for `--resume`. */
  readonly id: string;
  readonly subject: SearchSubject;
  readonly record: SearchResult;
  /** Distinct trials with a score, best first. */
  readonly ranked: readonly RankedTrial[];
  /** Undefined when no trial has a score; so is all that follows from it. */
  readonly best: (RankedTrial & { readonly params: ParamValues }) | undefined;
  readonly standing: TrialStanding | undefined;
  readonly overfitting: OverfittingProbability | undefined;
  readonly plateau: Plateau | undefined;
  readonly walkForward: WalkForwardResult | undefined;
  readonly combinatorial: CombinatorialResult | undefined;
  /** What was chosen or left out, a sentence each. */
  readonly notes: readonly string[];
}

/** Limits of O5. */
const LEAST_DSR = 0.95, MOST_PBO = 0.2;

/** Why the best trial is not accepted, a clause each; none where every guard was asked and holds. A guard that was not asked is an objection too. */
export function objections({ best, standing, overfitting, plateau, walkForward, combinatorial }: SearchFinding): readonly string[] {
  if (best === undefined) return ["no trial has a score"];
  const outOfSample = walkForward?.outOfSample ?? (combinatorial === undefined ? undefined : median(combinatorial.sharpes));
  return [
    guard(standing?.dsr, "the deflated Sharpe ratio", (value) => value > LEAST_DSR, `not above ${LEAST_DSR}`),
    guard(overfitting?.pbo, "the probability of overfitting", (value) => value < MOST_PBO, `not below ${MOST_PBO}`),
    guard(outOfSample, "the Sharpe ratio out of sample", (value) => value > 0, "not above 0"),
    guard(plateau?.worstShare, "the worst neighbour's share of the best score", () => plateau?.holds === true, "no plateau"),
  ].filter((objection) => objection !== undefined);
}

function guard(value: number | undefined, name: string, holds: (value: number) => boolean, why: string): string | undefined {
  if (value === undefined) return `${name} was not computed`;
  if (Number.isNaN(value)) return `${name} is not defined`;
  return holds(value) ? undefined : `${name} is ${value.toFixed(2)}, ${why}`;
}

/** NaN for none, or where one is. */
export function median(values: Float64Array): number {
  const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1;
  if (sorted.length === 0 || sorted.some(Number.isNaN)) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
