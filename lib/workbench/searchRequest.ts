/** What a search can be asked, plain data that survives JSON; the space and the constraint made of it. Runs nothing. */
import { QuantError } from "../market/errors.js";
import { nearest } from "../market/nearest.js";
import { searchSpace, type Narrowing, type ParamValues, type Space } from "../research/search/space.js";
import type { SearchName } from "../research/search/search.js";
import type { Strategy } from "../strategy/strategy.js";
import type { SessionRequest } from "./session.js";

export type Validation = "walk-forward" | "cpcv";

export interface SearchRequest {
  /** Market, window, account and fill rules, as of a backtest. */
  readonly session: Omit<SessionRequest, "candles" | "params">;
  /** Narrows the strategy's own ranges. */
  readonly space: Readonly<Record<string, Narrowing>>;
  /** Constraints: two parameters, or a parameter and a number, with <, <=, > or >= between, such as `fast<slow`. */
  readonly where: readonly string[];
  readonly search: SearchName;
  readonly trials: number;
  readonly seed: number;
  /** Folds of the objective. */
  readonly folds: number;
  readonly validate: readonly Validation[];
  /** Trials of the search that each split of a validation runs anew. */
  readonly splitTrials: number;
}

/** What is left out of a search. */
export const SEARCH_DEFAULTS: Omit<SearchRequest, "session"> = { space: {}, where: [], search: "tpe", trials: 200, seed: 1, folds: 4, validate: ["walk-forward"], splitTrials: 50 };

/** @throws QuantError EMPTY_SPACE, UNKNOWN_PARAMETER, BAD_CONSTRAINT */
export function spaceOf({ params }: Strategy, { space, where }: Pick<SearchRequest, "space" | "where">): Space {
  const rules = where.map((text) => constraint(text, Object.keys(params)));
  return searchSpace(params, space, (values) => rules.every((holds) => holds(values)));
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };

function constraint(text: string, known: readonly string[]): (params: ParamValues) => boolean {
  const [, left, sign, right] = /^\s*([\w.-]+)\s*(<=|>=|<|>)\s*([\w.-]+)\s*$/.exec(text) ?? [];
  if (left === undefined || sign === undefined || right === undefined) throw badConstraint(text, "a comparison such as fast<slow was expected");
  const [a, b] = [left, right].map((side) => sideOf(text, side, known)), compare = COMPARISONS[sign]!;
  return (params) => compare(a!(params), b!(params));
}

function sideOf(text: string, side: string, known: readonly string[]): (params: ParamValues) => number {
  if (known.includes(side)) return (params) => params[side]!;
  if (Number.isFinite(Number(side))) return () => Number(side);
  throw badConstraint(text, `'${side}' is not a parameter: did you mean '${nearest(side, known)[0]}'?`);
}

const badConstraint = (text: string, why: string): QuantError => new QuantError("input", "BAD_CONSTRAINT", `constraint '${text}': ${why}`, { text });
