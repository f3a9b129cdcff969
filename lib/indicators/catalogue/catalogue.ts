/** The technicalindicators catalogue by name, behind the same contract as our own indicators. Knows which names it refuses and why. */
import { QuantError } from "../../market/errors.js";
import { nearest } from "../../market/nearest.js";
import { onTimeframe } from "../build.js";
import { SOURCES, type Source } from "../feed.js";
import type { Indicator } from "../indicator.js";
import { known, oneOf } from "../options.js";
import { bars } from "./bars.js";
import { candlesticks } from "./candlesticks.js";
import { resolved, type CatalogueEntry, type Member, type Values } from "./member.js";
import { renkoMember } from "./renko.js";
import { values } from "./values.js";

const MEMBERS: readonly Member[] = [...values, ...bars, renkoMember, ...candlesticks];

/** In the library, but no number a bar. */
const REFUSED: Readonly<Record<string, string>> = {
  volumeprofile: "VolumeProfile is a histogram of a whole history, not a number a bar, and would see the future",
  fibonacciretracement: "fibonacciretracement turns two prices into eleven levels and is no number a bar: call highest and lowest and take your shares of the distance",
};

/** Parameters by name as `catalogue.list()` gives them, and `output`, `of` (where the member takes a source), `timeframe`. */
export type CatalogueOptions = Readonly<Record<string, number | boolean | string | Indicator | undefined>>;

/** Every member with its parameters, outputs and traps: those of one number a bar, of whole bars, the candlestick patterns. */
export const catalogue: { list(): readonly CatalogueEntry[] } = {
  list: () => MEMBERS.map(({ name, parameters, outputs, takesSource, servedBy, streams, note }) => ({ name, parameters, outputs, takesSource, servedBy, streams, note })),
};

/**
 * An indicator of the technicalindicators 3.1.0 catalogue: `ta("CCI", { period: 20 })`, `ta("MACD", { output: "signal", timeframe: "1h" })`.
 * As long as its input, NaN until warm. What the library gets wrong and how it is served here: `note` of its entry in `catalogue.list()`.
 * @param name in any case
 * @throws QuantError UNKNOWN_INDICATOR, UNKNOWN_OPTION with the nearest names; BAD_PERIOD, BAD_OPTION, BAD_TIMEFRAME; NOT_AN_INDICATOR for what is no number a bar
 */
export function ta(name: string, options: CatalogueOptions = {}): Indicator {
  const member = memberOf(name), own = Object.keys(member.parameters);
  known(member.name, options, [...own, "output", "timeframe", ...(member.takesSource ? ["of"] : [])]);
  const chosen: Values = Object.fromEntries(own.map((key) => [key, resolved(member.name, key, member.parameters[key]!, options[key])]));
  const output = oneOf(member.name, "output", (options["output"] ?? member.outputs[0]) as string, member.outputs);
  const source = oneOf(member.name, "of", (options["of"] ?? "close") as Source, SOURCES);
  return onTimeframe(member.make(chosen, output, source), options["timeframe"] as string | undefined);
}

function memberOf(name: string): Member {
  const typed = String(name).toLowerCase(), member = MEMBERS.find((m) => m.name.toLowerCase() === typed), refusal = REFUSED[typed];
  if (member !== undefined) return member;
  if (refusal !== undefined) throw new QuantError("unsupported", "NOT_AN_INDICATOR", refusal, { name });
  const near = nearest(String(name), MEMBERS.map((m) => m.name)).slice(0, 3).join(", ");
  throw new QuantError("input", "UNKNOWN_INDICATOR", `there is no indicator '${name}' in the catalogue: did you mean ${near}? catalogue.list() names them all`, { name });
}
