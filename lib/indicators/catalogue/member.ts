/** What a member of the catalogue is: its parameters, its outputs, its traps. Knows no formula and not the library. */
import type { Source } from "../feed.js";
import type { Bar, Indicator } from "../indicator.js";
import { bars, number, shown } from "../options.js";
import { QuantError } from "../../market/errors.js";

/** `bars`: a whole number of bars. `number`: finite and above `min`. `flag`: true or false. `line`: another indicator, which must be given. */
export type Parameter =
  | { readonly kind: "bars"; readonly default: number; readonly min: number }
  | { readonly kind: "number"; readonly default: number; readonly min: number }
  | { readonly kind: "flag"; readonly default: boolean }
  | { readonly kind: "line" };

/** What a catalogue entry says of itself. */
export interface CatalogueEntry {
  /** As technicalindicators spells it; any case is understood. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The first is given unless `output` names another. */
  readonly outputs: readonly string[];
  /** Whether `of` chooses what of the bar it looks at. */
  readonly takesSource: boolean;
  /** Whose arithmetic: ours where the library's has a trap that matters to a trader, equal to it elsewhere. */
  readonly servedBy: "btc-quant" | "technicalindicators";
  /** True, or why `push` refuses and only `column` answers. */
  readonly streams: true | string;
  /** What to know before trusting it; empty where there is nothing. */
  readonly note: string;
}

export type Value = number | boolean | Indicator;
export type Values = Readonly<Record<string, Value>>;

export interface Member extends CatalogueEntry {
  make(values: Values, output: string, source: Source): Indicator;
}

/** A bar in, a number out: NaN until warm. */
export type Step = (bar: Readonly<Bar>) => number;

export const period = (value: number, min = 1): Parameter => ({ kind: "bars", default: value, min });
export const positive = (value: number): Parameter => ({ kind: "number", default: value, min: 0 });
export const flag = (value: boolean): Parameter => ({ kind: "flag", default: value });

/** The number a resolved parameter holds. */
export const num = (values: Values, name: string): number => values[name] as number;

/** The given value or the default, checked. @throws QuantError BAD_PERIOD, BAD_OPTION */
export function resolved(indicator: string, name: string, parameter: Parameter, given: unknown): Value {
  switch (parameter.kind) {
    case "bars": return bars(indicator, name, (given ?? parameter.default) as number, parameter.min);
    case "number": return number(indicator, name, (given ?? parameter.default) as number, parameter.min);
    case "flag": return isFlag(given ?? parameter.default) ?? wrong(indicator, name, given, "true or false");
    case "line": return isIndicator(given) ? given : wrong(indicator, name, given, "an indicator, such as sma(10),");
  }
}

const isFlag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);
const isIndicator = (value: unknown): value is Indicator => typeof value === "object" && value !== null && "push" in value && "column" in value;

function wrong(indicator: string, name: string, given: unknown, right: string): never {
  throw new QuantError("input", "BAD_OPTION", `${indicator}: ${name} is ${shown(given)}, ${right} was expected`, { indicator, name });
}
