/** Parameters of a strategy: a default and a range each, which is the optimiser's search space too. Knows no strategy. */
import { QuantError } from "../market/errors.js";
import { nearest } from "../market/nearest.js";

export interface Param {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

export type Params = Readonly<Record<string, Param>>;
/** A number for each parameter. */
export type Values<P> = { readonly [name in keyof P]: number };

/** A whole number with its default and inclusive range. */
export const int = (value: number, range: { readonly min: number; readonly max: number }): Param => param(value, range, true);
/** A real number with its default and inclusive range. */
export const real = (value: number, range: { readonly min: number; readonly max: number }): Param => param(value, range, false);

function param(value: number, { min, max }: { readonly min: number; readonly max: number }, whole: boolean): Param {
  const fits = value >= min && value <= max && (!whole || Number.isInteger(value));
  if (!fits) throw new QuantError("input", "BAD_PARAMETER", `a parameter's default ${value} must be a ${whole ? "whole " : ""}number in ${min}..${max}`, { value, min, max });
  return Object.freeze({ value, min, max, whole });
}

/** The defaults with `given` laid over them. @throws QuantError UNKNOWN_PARAMETER, BAD_PARAMETER */
export function resolveParams<P extends Params>(strategy: string, params: P, given: Readonly<Record<string, number>> = {}): Values<P> {
  for (const name of Object.keys(given)) if (!Object.hasOwn(params, name)) throw unknownParameter(strategy, name, Object.keys(params));
  const values = Object.entries(params).map(([name, { value, min, max, whole }]) => {
    const chosen = given[name] ?? value;
    if (!(chosen >= min && chosen <= max) || (whole && !Number.isInteger(chosen))) {
      throw new QuantError("input", "BAD_PARAMETER", `parameter '${name}' of ${strategy} is ${chosen}: a ${whole ? "whole number" : "number"} from ${min} to ${max} was expected`, { name, chosen });
    }
    return [name, chosen] as const;
  });
  return Object.freeze(Object.fromEntries(values)) as Values<P>;
}

function unknownParameter(strategy: string, name: string, known: readonly string[]): QuantError {
  const hint = known.length === 0 ? `${strategy} has none` : `did you mean '${nearest(name, known)[0]}'? It has ${known.join(", ")}`;
  return new QuantError("input", "UNKNOWN_PARAMETER", `'${name}' is not a parameter of ${strategy}: ${hint}`, { name, known });
}
