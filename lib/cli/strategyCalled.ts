/** A strategy by what is typed after `--strategy`: a catalogue name, or the path of a file. Worker threads find theirs here too. */
import { dirname, join, sep } from "node:path";
import type { StrategySource } from "../research/workers/trialWorker.js";
import { strategyNamed } from "../strategy/catalogue.js";
import type { Strategy } from "../strategy/strategy.js";
import { isStrategyPath, strategyFromFile } from "./strategyFile.js";

/** @throws QuantError UNKNOWN_STRATEGY, NO_SUCH_FILE, BAD_STRATEGY_FILE */
export async function strategyCalled(name: string): Promise<Strategy> {
  return isStrategyPath(name) ? strategyFromFile(name, await import("../index.js")) : strategyNamed(name);
}

/** How another thread finds it: by this file as it was compiled, also where this runs from source. */
export const sourceOf = (name: string): StrategySource => ({ module: join(compiledFolder(), "strategyCalled.js"), factory: "strategyCalled", argument: name });

function compiledFolder(): string {
  const own = dirname(__filename);
  return own.includes(`${sep}dist${sep}`) ? own : join(own, "..", "dist", "cli");
}
