/** The strategies that ship, by name. One more line here is all a new one needs. */
import { QuantError } from "../market/errors.js";
import { nearest } from "../market/nearest.js";
import { buyAndHold } from "./buyAndHold.js";
import { rsiReversion } from "./rsiReversion.js";
import { smaCrossover } from "./smaCrossover.js";
import type { Strategy } from "./strategy.js";

const CATALOGUE: readonly Strategy[] = [smaCrossover, rsiReversion, buyAndHold];

export const strategyNames = (): readonly string[] => CATALOGUE.map(({ name }) => name);

/** @throws QuantError UNKNOWN_STRATEGY with the nearest names */
export function strategyNamed(name: string): Strategy {
  const found = CATALOGUE.find((strategy) => strategy.name === name);
  if (found === undefined) {
    const names = nearest(name, strategyNames());
    throw new QuantError("input", "UNKNOWN_STRATEGY", `'${name}' is not a strategy: did you mean '${names[0]}'? There are ${names.join(", ")}, or give a path to a .ts or .js file`, { name, names });
  }
  return found;
}
