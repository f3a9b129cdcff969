/** The one parameter cell of a notebook: defaults in the cell, laid over by the environment, so that a test runs the same cells on a smaller range. */
import { QuantError } from "../market/errors.js";

/**
 * @param defaults what the notebook's reader sees
 * @returns the defaults with the JSON object in `BTC_QUANT_PARAMETERS` laid over them; names the notebook does not have are ignored, for one override may serve several notebooks
 * @throws QuantError BAD_PARAMETERS when the variable is not a JSON object, or a value is of another type than its default
 */
export function parameters<P extends Readonly<Record<string, string | number | boolean>>>(defaults: P): P {
  const text = process.env["BTC_QUANT_PARAMETERS"];
  if (text === undefined || text === "") return defaults;
  const given = parse(text), values: Record<string, string | number | boolean> = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    const expected = defaults[name];
    if (expected === undefined) continue;
    if (typeof value !== typeof expected) throw bad(`'${name}' is ${JSON.stringify(value)}, a ${typeof expected} like ${JSON.stringify(expected)} was expected`);
    values[name] = value as string | number | boolean;
  }
  return values as P;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw bad("it is not JSON", cause);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw bad("it is not a JSON object");
  return value as Readonly<Record<string, unknown>>;
}

const bad = (why: string, cause?: unknown): QuantError => new QuantError("input", "BAD_PARAMETERS", `BTC_QUANT_PARAMETERS: ${why}`, {}, { cause });
