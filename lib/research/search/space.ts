/**
 * What a search may choose from: the ranges of a strategy's parameters, narrowed by whoever asks, as the unit cube that the methods walk in.
 * Knows no method and no score.
 */
import { QuantError } from "../../market/errors.js";
import { nearest } from "../../market/nearest.js";
import type { Param, Params } from "../../strategy/param.js";

/** A number a parameter, by name. */
export type ParamValues = Readonly<Record<string, number>>;

/**
 * What is left of a parameter's range: one number fixes it, a list is a choice without an order, the rest narrows. `log` gives each factor of ten the same
 * chance; `step` counts from `min`.
 */
export type Narrowing = number | readonly number[] | { readonly min?: number; readonly max?: number; readonly step?: number; readonly scale?: "linear" | "log" };

interface Named { readonly name: string }
/** One searched parameter, plain data. `step` 0: a continuum. */
export type Axis =
  | Named & { readonly kind: "linear"; readonly min: number; readonly max: number; readonly step: number }
  | Named & { readonly kind: "log"; readonly min: number; readonly max: number; readonly whole: boolean }
  | Named & { readonly kind: "choice"; readonly values: readonly number[] };

export interface Space {
  /** At least one, in the order of the strategy's parameters. */
  readonly axes: readonly Axis[];
  readonly fixed: ParamValues;
  /** Constraints: false for combinations that make no sense, such as a fast average slower than the slow one. Never proposed. */
  readonly allows: (params: ParamValues) => boolean;
}

/** Coordinates from 0 to 1, one an axis. */
export type Point = readonly number[];

/**
 * The space of a strategy's parameters. Parameters that `narrowed` does not name keep their whole range.
 * @throws QuantError UNKNOWN_PARAMETER; EMPTY_SPACE for a range that holds nothing or reaches beyond the parameter's own, or where nothing is left to choose
 */
export function searchSpace(params: Params, narrowed: Readonly<Record<string, Narrowing>> = {}, allows: (params: ParamValues) => boolean = () => true): Space {
  for (const name of Object.keys(narrowed)) if (!Object.hasOwn(params, name)) throw unknown(name, Object.keys(params));
  const axes: Axis[] = [], fixed: Record<string, number> = {};
  for (const [name, param] of Object.entries(params)) {
    const left = narrowed[name] ?? {}, values = typeof left === "number" ? [left] : Array.isArray(left) ? left as readonly number[] : undefined;
    if (values !== undefined) for (const value of values) inside(name, param, value);
    if (values?.length === 0) throw empty(name, "the list of its values is empty: at least one was expected");
    const axis: Axis = values === undefined ? rangeAxis(name, param, left as Exclude<Narrowing, number | readonly number[]>) : { name, kind: "choice", values: [...new Set(values)] };
    if (levelsOf(axis) > 1) axes.push(axis);
    else fixed[name] = valueAt(axis, 0);
  }
  if (axes.length === 0) throw new QuantError("input", "EMPTY_SPACE", `there is nothing to search: ${Object.keys(params).length === 0 ? "the strategy has no parameters" : "every parameter is fixed"}`, { fixed });
  return { axes, fixed, allows };
}

function rangeAxis(name: string, param: Param, { min = param.min, max = param.max, step = param.whole ? 1 : 0, scale = "linear" }: Exclude<Narrowing, number | readonly number[]>): Axis {
  if (!(min <= max)) throw empty(name, `its range ${min}..${max} is inverted: min <= max was expected`);
  if (!(step >= 0 && step < Infinity) || (param.whole && !(Number.isInteger(step) && step > 0))) throw empty(name, `its step is ${step}: a ${param.whole ? "whole " : ""}number above 0 was expected`);
  inside(name, param, min);
  inside(name, param, max);
  if (scale === "linear") return { name, kind: "linear", min, max, step };
  if (!(min > 0)) throw empty(name, `its scale is log and its range begins at ${min}: a min above 0 was expected`);
  return { name, kind: "log", min, max, whole: param.whole };
}

function inside(name: string, { min, max, whole }: Param, value: number): void {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return;
  throw empty(name, `${value} is not in it: ${whole ? "whole numbers" : "numbers"} from ${min} to ${max} were expected`);
}

const empty = (name: string, why: string): QuantError => new QuantError("input", "EMPTY_SPACE", `search space of '${name}': ${why}`, { name });

function unknown(name: string, known: readonly string[]): QuantError {
  const right = known.length === 0 ? "the strategy has no parameters" : `did you mean '${nearest(name, known)[0]}'? There are ${known.join(", ")}`;
  return new QuantError("input", "UNKNOWN_PARAMETER", `search space: '${name}' is not a parameter: ${right}`, { name, known });
}

/** How many values an axis has; Infinity for a continuum. */
export function levelsOf(axis: Axis): number {
  switch (axis.kind) {
    case "choice": return axis.values.length;
    case "log": return axis.min === axis.max ? 1 : axis.whole ? axis.max - axis.min + 1 : Infinity;
    case "linear": return axis.min === axis.max ? 1 : axis.step === 0 ? Infinity : Math.floor((axis.max - axis.min) / axis.step * (1 + 1e-12)) + 1;
  }
}

/** The value at a coordinate; levels share the unit interval evenly. */
export function valueAt(axis: Axis, at: number): number {
  if (axis.kind === "log") return axis.whole ? wholeLog(axis.min, axis.max, at) : Math.min(axis.max, axis.min * (axis.max / axis.min) ** at);
  const levels = levelsOf(axis), level = levels === Infinity ? 0 : Math.min(levels - 1, Math.floor(at * levels));
  if (axis.kind === "choice") return axis.values[level]!;
  return axis.step === 0 ? axis.min + at * (axis.max - axis.min) : Number((axis.min + level * axis.step).toPrecision(15));
}

/** Half a level is added at both ends, so that the first and the last have their share. */
const wholeLog = (min: number, max: number, at: number): number => Math.min(max, Math.max(min, Math.round((min - 0.5) * ((max + 0.5) / (min - 0.5)) ** at)));

/** The middle of the coordinates that give level number `level`, which an axis without a continuum has. */
export const middleOf = (axis: Axis, level: number): number => {
  if (axis.kind !== "log") return (level + 0.5) / levelsOf(axis);
  return Math.log((axis.min + level) / (axis.min - 0.5)) / Math.log((axis.max + 0.5) / (axis.min - 0.5));
};

/** Parameters at a point, fixed ones among them. */
export function paramsAt({ axes, fixed }: Space, point: Point): ParamValues {
  return { ...fixed, ...Object.fromEntries(axes.map((axis, i) => [axis.name, valueAt(axis, point[i]!)])) };
}

export const allowsPoint = (space: Space, point: Point): boolean => space.allows(paramsAt(space, point));

const MOST_DRAWS = 10_000;

/**
 * The first point drawn that the constraint allows.
 * @throws QuantError EMPTY_SPACE when it refuses ten thousand
 */
export function firstAllowed(space: Space, draw: (attempt: number) => Point): Point {
  for (let attempt = 0; attempt < MOST_DRAWS; attempt++) {
    const point = draw(attempt);
    if (allowsPoint(space, point)) return point;
  }
  throw new QuantError("input", "EMPTY_SPACE", `the constraint refused ${MOST_DRAWS.toLocaleString("en")} combinations in a row and allowed none: a wider range or a weaker constraint was expected`);
}
