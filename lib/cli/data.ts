/** `npm run data -- import|status|synthetic` and, out of dataHistory.ts, `backfill|gaps|repair|verify|delete`, out of collect.ts `collect`, out of schedule.ts `schedule`. Arguments and words only; the work is in data/. */
import { basename } from "node:path";
import { Command, Option } from "commander";
import { lastCollection } from "../data/collect/collectionState.js";
import { importFile, type ImportResult } from "../data/import/importFile.js";
import type { ImportProgress } from "../data/import/storeFile.js";
import { coverage } from "../data/coverage.js";
import { checkExchange } from "../data/exchanges.js";
import { unfinishedFiles } from "../data/fileLedger.js";
import { mergeParts } from "../data/mergedParts.js";
import { SERIES_TABLES } from "../data/seriesTable.js";
import { FILE_KINDS, type FileKind } from "../data/sources/columnNames.js";
import type { Store } from "../data/store/store.js";
import { storeSynthetic } from "../data/storeSynthetic.js";
import { instant } from "../data/window.js";
import { QuantError } from "../market/errors.js";
import { parseSymbol } from "../market/symbol.js";
import { addCollectCommand } from "./collect.js";
import { collectionJson, collectionText } from "./collectText.js";
import { coverageJson, coverageText, importText, syntheticText, unfinishedText } from "./dataText.js";
import { addHistoryCommands } from "./dataHistory.js";
import { guard } from "./exit.js";
import { openWatcher } from "./progress.js";
import { runScheduleCommand, type ScheduleArguments } from "./schedule.js";
import { withStore } from "./withStore.js";

export const run = (argv: readonly string[]): Promise<number> => guard(argv, async () => {
  let code = 0;
  await dataCommand((ended) => { code = ended; }).parseAsync([...argv], { from: "user" });
  return code;
});

interface ImportArguments { readonly kind?: FileKind; readonly exchange: string; readonly symbol: string; readonly timeframe?: string; readonly replace?: boolean; readonly json?: boolean }
interface SyntheticArguments { readonly seed: string; readonly from: string; readonly to: string; readonly timeframe: string }

function dataCommand(exit: (code: number) => void): Command {
  const program = new Command("npm run data --").description("market data: fetch history, bring files in, see what is stored and what is missing, make a market up").exitOverride();
  const command = (name: string, description: string): Command => program.command(name).description(description).option("--verbose", "show the stack of a failure");
  command("import <files...>", "csv, csv.gz or Binance Vision zip files into the store; the same file again changes nothing")
    .addOption(new Option("--kind <kind>", "what the file holds (default: told from its columns)").choices(FILE_KINDS))
    .requiredOption("--exchange <id>", "where it was traded: ccxt's id, such as binance")
    .requiredOption("--symbol <symbol>", "BTC/USDT for spot, BTC/USDT:USDT for a linear perpetual")
    .option("--timeframe <tf>", "length of the bars, such as 1m (candles, mark, taker)")
    .option("--replace", "overwrite stored rows that differ")
    .option("--json", "one array, an object a file")
    .action(runImport);
  command("status", "rows, first and last time and gaps of everything stored; how the live collection goes").option("--json", "one object").action(runStatus);
  addHistoryCommands(command, exit);
  addCollectCommand(command);
  command("schedule [file]", "run jobs when their time comes, until Ctrl-C: those of FILE, of schedule.json, or the built-in ones")
    .option("--list", "the jobs and when each comes next").option("--once <job>", "run one job now and end with its exit code").option("--example", "print a schedule to begin with")
    .action(async (file: string | undefined, options: ScheduleArguments) => exit(await runScheduleCommand(file, options)));
  command("synthetic", "a made-up market from a seed, labelled SYNTHETIC wherever it shows; replaces the one before")
    .option("--seed <n>", "a whole number", "7").option("--from <date>", "first day, UTC", "2023-01-01").option("--to <date>", "end, UTC, exclusive", "2024-01-01")
    .option("--timeframe <tf>", "length of the bars", "1m").action(runSynthetic);
  return program;
}

const say = (text: string): void => { process.stdout.write(`${text}\n`); };
const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

async function runImport(files: readonly string[], { json, ...options }: ImportArguments): Promise<void> {
  checkExchange(options.exchange); // before the store is started for nothing
  parseSymbol(options.symbol);
  const results = await withStore(async (store) => {
    const done: ImportResult[] = [];
    try {
      for (const file of files) {
        done.push(await importWithBar(store, file, options));
        if (json !== true) say(importText(done.at(-1)!));
      }
    } finally {
      for (const kind of new Set(done.filter((result) => result.rows > result.unchanged).map((result) => result.series.kind))) await mergeParts(store, SERIES_TABLES[kind].name);
    }
    return done;
  });
  if (json === true) sayJson(results);
}

async function importWithBar(store: Store, path: string, options: Omit<ImportArguments, "json">): Promise<ImportResult> {
  const watcher = openWatcher(), file = basename(path);
  let shown: ImportProgress["stage"] | undefined;
  try {
    return await importFile(store, path, {
      ...options, onDiffering: options.replace === true ? "replace" : "refuse",
      onProgress({ stage, done, total }) {
        if (stage !== shown) watcher.stage(`${stage} ${file}`);
        shown = stage;
        watcher.progress(done, total);
      },
    });
  } finally {
    watcher.close();
  }
}

async function runStatus({ json }: { readonly json?: boolean }): Promise<void> {
  await withStore(async (store) => {
    const series = await coverage(store), unfinished = await unfinishedFiles(store), collection = await lastCollection(store);
    if (json === true) sayJson({ store: store.description, series: coverageJson(series), unfinished, collection: collectionJson(collection) });
    else say([store.description, coverageText(series), ...unfinished.map(unfinishedText), ...collectionText(collection)].join("\n"));
  });
}

function wholeSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new QuantError("input", "BAD_OPTION", `--seed is '${text}': a whole number from 0 to 999999999 was expected, such as 7`, { seed: text });
}

async function runSynthetic({ seed, from, to, timeframe }: SyntheticArguments): Promise<void> {
  const options = { seed: wholeSeed(seed), from: instant(from), to: instant(to), timeframe };
  const made = await withStore((store) => storeSynthetic(store, options));
  say(syntheticText(made, options));
}
