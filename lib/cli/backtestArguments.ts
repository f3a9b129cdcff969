/** The command line of `npm run backtest`: names, help, and the run file beside it. Checks shapes only; `backtestRequest` checks values. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { QuantError } from "../market/errors.js";
import { strategyNames } from "../strategy/catalogue.js";
import { backtestRequest, type BacktestRequest } from "./backtestRequest.js";

/** Numbers become numbers; anything else stays text for the check that names it. */
const numeric = (text: string): number | string => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);

function parameter(text: string, before: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const match = /^([A-Za-z_]\w*)=(.+)$/.exec(text);
  if (match === null) throw new QuantError("input", "BAD_OPTION", `--param is '${text}': a name and a number were expected, such as --param fast=10`, { text });
  return { ...before, [match[1] as string]: numeric(match[2] as string) };
}

export function backtestCommand(): Command {
  return new Command("npm run backtest --")
    .description("Run a strategy over stored prices and say what it would have earned, net of costs.")
    .option("--strategy <name|file>", `one of ${strategyNames().join(", ")}, or a .ts or .js file`)
    .option("--exchange <id>", "whose data and rules (default: binance where stored)")
    .option("--symbol <symbol>", "what is traded: its fees, margin, shorting (default: BTC/USDT:USDT where stored, else BTC/USDT)")
    .option("--prices <symbol>", "whose bars are used for the whole window, where not the symbol's own")
    .option("--timeframe <tf>", "bars: 1m, 5m, 1h, 1d … (default: 1h)")
    .option("--from <date>", "first day, UTC (default: all that is stored)")
    .option("--to <date>", "end, UTC, exclusive")
    .option("--param <name=value>", "a parameter of the strategy; repeat for more", parameter)
    .option("--maker-bp <bp>", "maker fee in basis points (default: the exchange's at the time)", numeric)
    .option("--taker-bp <bp>", "taker fee in basis points", numeric)
    .option("--cash <amount>", "quote currency at the start (default: 10000); of an inverse perpetual coin (default: 1, which is 1 BTC)", numeric)
    .option("--leverage <x>", "position over margin, of a perpetual (default: 1)", numeric)
    .option("--margin <mode>", "isolated: a position can lose its own margin; cross: the whole account (default: isolated)")
    .option("--liquidation <rule>", "simple: all at the bankruptcy price; binance: as little as restores the margin, with its fee (default: simple)")
    .option("--size <size>", "1x of the account, or a quantity such as 0.5BTC, of inverse contracts 50contracts or 5000USD (default: 1x)")
    .option("--fill-rules <mode>", "pessimistic, neutral, optimistic, or all of them side by side (default: pessimistic)")
    .option("--path <rule>", "the price's way within a bar: adaptive, direction or worst (default: adaptive)")
    .option("--slippage-ticks <n>", "ticks by which a taker's price is worse than the path (default: 1)", numeric)
    .option("--seed <n>", "of everything random in the fill rules", numeric)
    .option("--allow-missing-funding", "run a perpetual without its funding history")
    .option("--config <file>", "a JSON file with any of these (camelCase; params as an object); the command line wins")
    .option("--json", "print one JSON object and nothing else")
    .option("--html <file>", "write a report with figures that opens in any browser")
    .option("--no-save", "do not keep the run")
    .option("--verbose", "show the stack of an error")
    .allowExcessArguments()
    .exitOverride();
}

/** @throws QuantError for what can not be asked; CommanderError for what is no option (its sentence is printed already) */
export function parseBacktestArguments(argv: readonly string[]): BacktestRequest {
  const command = backtestCommand();
  command.parse([...argv], { from: "user" });
  if (command.args.length > 0) throw new QuantError("input", "BAD_OPTION", `'${command.args[0]}' belongs to no option: the strategy is named by --strategy, everything else by an option too (--help lists them)`);
  const { config, param, save, ...typed } = command.opts<{ readonly config?: string; readonly param?: Readonly<Record<string, unknown>>; readonly save: boolean }>();
  // commander says save: true where nobody said anything; a run file may still say no
  return backtestRequest({ ...typed, ...(param === undefined ? {} : { params: param }), ...(save ? {} : { save }) }, config === undefined ? {} : runFile(config), strategyNames());
}

function runFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new QuantError("input", "NO_SUCH_FILE", `--config: ${path} can not be read`, { path }, { cause });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new QuantError("input", "BAD_OPTION", `--config: ${path} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { path }, { cause });
  }
}
