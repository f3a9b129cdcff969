/** `npm run backtest`: a strategy over stored prices, net of costs, beside buy-and-hold. Tells and keeps what the workbench finds out. */
import { writeFileSync } from "node:fs";
import { openStore } from "../data/store/open.js";
import { isQuantError, QuantError } from "../market/errors.js";
import { report } from "../report/runReport.js";
import { strategyNamed } from "../strategy/catalogue.js";
import { resolveParams } from "../strategy/param.js";
import type { Strategy } from "../strategy/strategy.js";
import { finishBacktest, keep, type FinishedBacktest } from "../workbench/session.js";
import { parseBacktestArguments } from "./backtestArguments.js";
import { backtestJson, backtestText } from "./backtestText.js";
import { guard } from "./exit.js";
import { openWatcher } from "./progress.js";
import { failure, isStrategyPath, strategyFromFile } from "./strategyFile.js";

export const run = (argv: readonly string[]): Promise<number> => guard(argv, async () => {
  const request = parseBacktestArguments(argv), strategy = await strategyOf(request.strategy);
  resolveParams(strategy.name, strategy.params, request.params); // a misspelt parameter needs no store to be refused
  const store = await openStore(), watcher = openWatcher();
  try {
    const finished = await finishBacktest(store, strategy, request, { ...watcher, remedy: (prices) => commandLine([...argv, "--prices", prices]) }).catch((error: unknown) => { throw ofTheFile(request.strategy, error); });
    if (request.save) {
      watcher.stage("keeping the run");
      await keep(store, finished.run, Date.now(), "npm run backtest");
    }
    watcher.close();
    const unwritten = request.html === undefined ? undefined : writeReport(request.html, finished); // told last: the run is not lost for a mistyped path
    process.stdout.write(`${request.json ? backtestJson(finished) : backtestText(finished, unwritten === undefined ? request : { ...request, html: undefined })}\n`);
    if (unwritten !== undefined) throw unwritten;
  } finally {
    watcher.close();
    await store.close();
  }
  return 0;
});

/** What a strategy of the user's own throws is about that file, not about us. */
function ofTheFile(name: string, error: unknown): unknown {
  if (!isStrategyPath(name) || isQuantError(error)) return error;
  return new QuantError("input", "STRATEGY_FAILED", `${name}: the strategy failed while it ran: ${failure(name, error)} (--verbose shows where)`, { name }, { cause: error });
}

async function strategyOf(name: string): Promise<Strategy> {
  return isStrategyPath(name) ? strategyFromFile(name, await import("../index.js")) : strategyNamed(name);
}

/** @returns why it could not be written */
function writeReport(path: string, { run: finished, candles, benchmark }: FinishedBacktest): QuantError | undefined {
  const html = report(finished, { candles, benchmark }).html();
  try {
    writeFileSync(path, html);
    return undefined;
  } catch (cause) {
    return new QuantError("environment", "NOT_WRITTEN", `--html: ${path} can not be written: ${cause instanceof Error ? cause.message : String(cause)}`, { path }, { cause });
  }
}

/** As it has to be typed in a shell. */
function commandLine(argv: readonly string[]): string {
  const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
  return `npm run backtest -- ${argv.map(quoted).join(" ")}`;
}
