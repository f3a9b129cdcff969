/** `npm run backtest`: a strategy over stored prices, net of costs, beside buy-and-hold. Tells and keeps what the workbench finds out. */
import { writeFileSync } from "node:fs";
import { openStore } from "../data/store/open.js";
import type { Store } from "../data/store/store.js";
import { isQuantError, QuantError } from "../market/errors.js";
import { report } from "../report/runReport.js";
import { resolveParams } from "../strategy/param.js";
import type { Strategy } from "../strategy/strategy.js";
import { finishBand, keepBand } from "../workbench/bandSession.js";
import { countTrial, finishBacktest, keep, type Listener } from "../workbench/session.js";
import { parseBacktestArguments } from "./backtestArguments.js";
import type { BacktestRequest } from "./backtestRequest.js";
import { bandJson, bandText } from "./bandText.js";
import { backtestJson, backtestText, type CountedBacktest } from "./backtestText.js";
import { guard } from "./exit.js";
import { openWatcher } from "./progress.js";
import { strategyCalled } from "./strategyCalled.js";
import { failure, isStrategyPath } from "./strategyFile.js";

/** For the registry of trials. */
const STARTED_BY = "npm run backtest";

export const run = (argv: readonly string[]): Promise<number> => guard(argv, async () => {
  const request = parseBacktestArguments(argv), strategy = await strategyCalled(request.strategy);
  resolveParams(strategy.name, strategy.params, request.params); // a misspelt parameter needs no store to be refused
  const store = await openStore(), watcher = openWatcher();
  try {
    const listener = { ...watcher, remedy: (prices: string) => commandLine([...argv, "--prices", prices]) };
    const { text, unwritten } = await (request.band ? everyRule : oneRule)(store, strategy, request, listener);
    watcher.close();
    process.stdout.write(`${text}\n`);
    if (unwritten !== undefined) throw unwritten; // told last: the run is not lost for a mistyped path
  } finally {
    watcher.close();
    await store.close();
  }
  return 0;
});

interface Answer { readonly text: string; readonly unwritten: QuantError | undefined }

async function oneRule(store: Store, strategy: Strategy, request: BacktestRequest, listener: Listener): Promise<Answer> {
  const finished = await finishBacktest(store, strategy, request, listener).catch((error: unknown) => { throw ofTheFile(request.strategy, error); });
  listener.stage?.(request.save ? "keeping the run" : "counting the trial");
  const trials = await (request.save ? keep : countTrial)(store, finished.run, Date.now(), STARTED_BY), counted = { ...finished, trials };
  const unwritten = writeReport(request, counted);
  return { unwritten, text: request.json ? backtestJson(counted) : backtestText(counted, unwritten === undefined ? request : { ...request, html: undefined }) };
}

/** The report is that of the pessimistic run. */
async function everyRule(store: Store, strategy: Strategy, request: BacktestRequest, listener: Listener): Promise<Answer> {
  const finished = await finishBand(store, strategy, request, listener).catch((error: unknown) => { throw ofTheFile(request.strategy, error); });
  listener.stage?.(request.save ? "keeping the runs" : "counting the trials");
  await keepBand(store, finished.band, Date.now(), STARTED_BY, request.save);
  const unwritten = writeReport(request, { run: finished.band.members[0]!.run, candles: finished.candles, benchmark: undefined, trials: undefined });
  return { unwritten, text: request.json ? bandJson(finished) : bandText(finished, unwritten === undefined ? request : { ...request, html: undefined }) };
}

/** What a strategy of the user's own throws is about that file, not about us. */
function ofTheFile(name: string, error: unknown): unknown {
  if (!isStrategyPath(name) || isQuantError(error)) return error;
  return new QuantError("input", "STRATEGY_FAILED", `${name}: the strategy failed while it ran: ${failure(name, error)} (--verbose shows where)`, { name }, { cause: error });
}

/** @returns why it could not be written */
function writeReport({ html: path }: BacktestRequest, { run: finished, candles, benchmark, trials }: Pick<CountedBacktest, "run" | "candles" | "benchmark" | "trials">): QuantError | undefined {
  if (path === undefined) return undefined;
  const html = report(finished, { candles, benchmark, trials }).html();
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
