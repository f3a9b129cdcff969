/** `npm run lookahead`: does a strategy know what it could not have known? Needs no store and no data. Judges nothing itself. */
import { Command } from "commander";
import { QuantError } from "../market/errors.js";
import { lookahead } from "../research/lookahead/lookahead.js";
import type { Leak, LookaheadReport } from "../research/lookahead/report.js";
import { strategyNamed, strategyNames } from "../strategy/catalogue.js";
import type { Strategy } from "../strategy/strategy.js";
import { guard } from "./exit.js";
import { lookaheadText } from "./lookaheadText.js";
import { jsonOf } from "./runsText.js";
import { isStrategyPath, strategyLoader } from "./strategyFile.js";

/** What of the library loads or runs by itself, so that a strategy which uses it sees what no test can cut off. */
const OWN_DATA = new Set<PropertyKey>(["data", "runs", "backtest", "simulate", "backtestTrades", "readL2Captures"]);

interface Typed { readonly strategy?: string; readonly param: Readonly<Record<string, number>>; readonly timeframe: string; readonly bars?: number; readonly cuts: number; readonly seed: number; readonly json?: boolean }

/** Ends with 0 for a clean strategy, 1 for a leak, 2 for what can not be tested. */
export const run = (argv: readonly string[]): Promise<number> => guard(argv, async () => {
  const command = lookaheadCommand();
  command.parse([...argv], { from: "user" });
  const { strategy: name, param, timeframe, bars, cuts, seed, json } = command.opts<Typed>();
  if (command.args.length > 0) throw new QuantError("input", "BAD_OPTION", `'${command.args[0]}' belongs to no option: the strategy is named by --strategy (--help lists the rest)`);
  if (name === undefined) throw new QuantError("input", "NO_STRATEGY", `which strategy? Write --strategy NAME, one of ${strategyNames().join(", ")}, or the path of a .ts or .js file`);
  const used = new Set<string>(), load = isStrategyPath(name) ? strategyLoader(name, heardLibrary(await import("../index.js"), used)) : (): Strategy => strategyNamed(name);
  const tested = lookahead(load, { params: param, timeframe, cuts, seed, ...(bars === undefined ? {} : { bars }) }), report: LookaheadReport = { ...tested, leaks: [...tested.leaks, ...ownDataLeaks(used)] };
  process.stdout.write(`${json === true ? jsonOf(report) : lookaheadText(report)}\n`);
  return report.leaks.length === 0 ? 0 : 1;
});

function lookaheadCommand(): Command {
  return new Command("npm run lookahead --").description("cuts off and changes the future of a made-up market, runs the strategy twice, at other dates and with an ear to the clock, and names what changed")
    .option("--strategy <name>", "a strategy that ships, or the path of a .ts or .js file")
    .option("--param <name=number>", "over its defaults; may be repeated", parameter, {})
    .option("--timeframe <timeframe>", "of the bars", "1h")
    .option("--bars <n>", "of the made-up market (default: 1500, or four times the warm-up)", numeric)
    .option("--cuts <n>", "points at which the future is cut off", numeric, 12)
    .option("--seed <n>", "of the made-up market", numeric, 1)
    .option("--json", "print one JSON object and nothing else")
    .option("--verbose", "show the stack of an error")
    .allowExcessArguments()
    .exitOverride();
}

function numeric(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new QuantError("input", "BAD_OPTION", `'${text}' is not a number`);
  return value;
}

function parameter(text: string, before: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new QuantError("input", "BAD_OPTION", `--param is '${text}': name=number was expected, such as --param fast=10`);
  return { ...before, [name]: numeric(value) };
}

/** The library as a file sees it; what it takes of the store is written down. */
const heardLibrary = (library: object, used: Set<string>): object => new Proxy(library, {
  get(target, key): unknown {
    if (OWN_DATA.has(key)) used.add(String(key));
    return Reflect.get(target, key);
  },
});

const ownDataLeaks = (used: ReadonlySet<string>): readonly Leak[] => [...used].map((name) => ({
  kind: "own-data", culprit: "the file", sentence: `it uses '${name}' of btc-quant: what that brings was not cut off with the bars, and may be of the future`,
}));
