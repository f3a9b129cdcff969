/** The command line of `npm run optimize`: what is of the search is read here, market, window and account as for `npm run backtest`. Runs nothing. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { QuantError } from "../market/errors.js";
import type { Narrowing } from "../research/search/space.js";
import { searchNames, type SearchName } from "../research/search/search.js";
import { strategyNames } from "../strategy/catalogue.js";
import { SEARCH_DEFAULTS, type SearchRequest, type Validation } from "../workbench/searchRequest.js";
import { backtestRequest } from "./backtestRequest.js";

export interface OptimizeArguments {
  /** A catalogue name or a path; undefined where a search is taken up again, whose own it is. */
  readonly strategy: string | undefined;
  readonly request: SearchRequest;
  readonly workers: number;
  readonly resume: string | undefined;
  readonly json: boolean;
}

const VALIDATIONS = ["walk-forward", "cpcv", "none"] as const;

interface Typed {
  readonly space?: Readonly<Record<string, Narrowing>>; readonly where: readonly string[]; readonly trials: number; readonly search: SearchName; readonly validate: readonly Validation[];
  readonly splitTrials: number; readonly folds: number; readonly seed: number; readonly workers: number; readonly resume?: string; readonly queue?: string; readonly json?: boolean; readonly verbose?: boolean;
}

/** @throws QuantError for what can not be asked */
export function parseOptimizeArguments(argv: readonly string[]): OptimizeArguments {
  const command = optimizeCommand();
  command.parse([...argv], { from: "user" });
  if (command.args.length > 0) throw new QuantError("input", "BAD_OPTION", `'${command.args[0]}' belongs to no option: the strategy is named by --strategy (--help lists the rest)`);
  const { space = {}, where, trials, search, validate, splitTrials, folds, seed, workers, resume, queue, json, verbose: _verbose, ...market } = command.opts<Typed>();
  if (queue !== undefined) throw new QuantError("unsupported", "QUEUE", "--queue is not built: workers on other machines have to wait; leave it out, and --workers uses the cores of this one");
  if (resume !== undefined && Object.keys(market).length > 0) throw new QuantError("input", "BAD_OPTION", `--resume ${resume} takes everything from the search that was begun: leave out --${Object.keys(market).join(", --")}`);
  if (resume !== undefined) return { strategy: undefined, request: { ...SEARCH_DEFAULTS, session: {} }, workers, resume, json: json ?? false };
  const { strategy, params: _params, band, json: _json, html: _html, save: _save, seed: _seed, ...session } = backtestRequest(market, {}, strategyNames());
  if (band) throw new QuantError("input", "BAD_OPTION", "--fill-rules is 'all': a search judges by one of pessimistic, neutral, optimistic");
  return { strategy, request: { session, space, where, search, trials, seed, folds, validate, splitTrials }, workers, resume, json: json ?? false };
}

export function optimizeCommand(): Command {
  const { trials, seed, folds, splitTrials, search } = SEARCH_DEFAULTS;
  return new Command("npm run optimize --").description("Search a strategy's parameters, every trial counted, and say how much of the best is luck.")
    .option("--strategy <name|file>", `one of ${strategyNames().join(", ")}, or a .ts or .js file`)
    .option("--space <name=range>", "narrows a parameter: fast=5..50, fast=5..50:5 (steps), fast=5,10,20 (a choice), fast=10 (fixed); repeat for more", narrowing)
    .option("--where <a<b>", "only combinations for which this holds, such as fast<slow; repeat for more", (text: string, before: readonly string[]) => [...before, text], [])
    .option("--trials <n>", "trials in all", numeric, trials)
    .option("--search <method>", `one of ${searchNames.join(", ")}`, method, search)
    .option("--validate <names>", "walk-forward, cpcv, both with a comma between, or none", validations, SEARCH_DEFAULTS.validate)
    .option("--split-trials <n>", "trials of the search that each split of a validation runs anew", numeric, splitTrials)
    .option("--folds <n>", "pieces of the window; the score is their median", numeric, folds)
    .option("--seed <n>", "of everything random in the search", numeric, seed)
    .option("--workers <n>", "threads (default: the cores of this machine)", numeric, availableParallelism())
    .option("--resume <id>", "go on with a search that was interrupted")
    .option("--queue <url>", "workers on other machines: not built")
    .option("--exchange <id>", "whose data and rules").option("--symbol <symbol>", "what is traded").option("--prices <symbol>", "whose bars, where not the symbol's own")
    .option("--timeframe <tf>", "bars: 1m, 5m, 1h, 1d … (default: 1h)").option("--from <date>", "first day, UTC (default: all that is stored)").option("--to <date>", "end, UTC, exclusive")
    .option("--maker-bp <bp>", "maker fee in basis points", numeric).option("--taker-bp <bp>", "taker fee in basis points", numeric)
    .option("--cash <amount>", "quote currency at the start of each fold", numeric).option("--leverage <x>", "of a perpetual", numeric).option("--size <size>", "1x of the account, or a quantity such as 0.5BTC")
    .option("--fill-rules <mode>", "pessimistic (default), neutral or optimistic").option("--slippage-ticks <n>", "by which a taker's price is worse", numeric).option("--allow-missing-funding", "search a perpetual without its funding history")
    .option("--json", "print one JSON object and nothing else").option("--verbose", "show the stack of an error")
    .allowExcessArguments().exitOverride();
}

function numeric(text: string): number {
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  throw new QuantError("input", "BAD_OPTION", `'${text}' is not a number`);
}

function method(text: string): SearchName {
  const name = text === "cmaes" ? "cma-es" : text;
  if ((searchNames as readonly string[]).includes(name)) return name as SearchName;
  throw new QuantError("input", "BAD_OPTION", `--search is '${text}': one of ${searchNames.join(", ")} was expected`, { text });
}

function validations(text: string): readonly Validation[] {
  const names = text.split(",").map((name) => name.trim()), wrong = names.find((name) => !(VALIDATIONS as readonly string[]).includes(name));
  if (wrong !== undefined || (names.includes("none") && names.length > 1)) throw new QuantError("input", "BAD_OPTION", `--validate is '${text}': walk-forward, cpcv, both with a comma between, or none was expected`, { text });
  return names.filter((name): name is Validation => name !== "none");
}

function narrowing(text: string, before: Readonly<Record<string, Narrowing>> = {}): Readonly<Record<string, Narrowing>> {
  const [, name, range] = /^([A-Za-z_]\w*)=(.+)$/.exec(text) ?? [], [, min, max, step] = /^([^:]+?)\.\.([^:]+?)(?::(.+))?$/.exec(range ?? "") ?? [];
  if (name === undefined || range === undefined) throw new QuantError("input", "BAD_OPTION", `--space is '${text}': a parameter and its range were expected, such as --space fast=5..50`, { text });
  if (min !== undefined && max !== undefined) return { ...before, [name]: { min: numeric(min), max: numeric(max), ...(step === undefined ? {} : { step: numeric(step) }) } };
  const values = range.split(",").map(numeric);
  return { ...before, [name]: values.length === 1 ? values[0]! : values };
}
