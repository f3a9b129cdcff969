/** `npm run data -- backfill|gaps|repair|verify|delete`: history fetched, its gaps explained and filled, and rows given up. Arguments only; the work is in data/. */
import { createInterface } from "node:readline/promises";
import { InvalidArgumentError, Option, type Command } from "commander";
import { backfill, type BackfillRequest } from "../data/backfill/backfill.js";
import type { FillOutcome } from "../data/backfill/job.js";
import { refreshGaps, repair } from "../data/backfill/repair.js";
import { verifyArchives } from "../data/backfill/verifyArchives.js";
import { deleteRows, planDeletion, type DeleteRequest } from "../data/deleteSeries.js";
import { checkExchange } from "../data/exchanges.js";
import { labelledGaps } from "../data/gaps/labels.js";
import { instant } from "../data/window.js";
import { QuantError } from "../market/errors.js";
import { nearest } from "../market/nearest.js";
import { parseSymbol } from "../market/symbol.js";
import { deletionText, gapsJson, gapsText, outcomeJson, outcomeText, verifiedText } from "./dataHistoryText.js";
import { dumpsOption, fetching } from "./fetching.js";
import { withStore } from "./withStore.js";

type Kind = BackfillRequest["kinds"][number];
const KINDS: readonly Kind[] = ["candles", "funding", "mark", "trades"];

interface FetchArguments { readonly dumps: string; readonly json?: boolean }
interface BackfillArguments extends FetchArguments { readonly exchange: string; readonly symbol: string; readonly kinds: readonly Kind[]; readonly timeframe: string; readonly from: string; readonly to?: string }
interface RepairArguments extends FetchArguments { readonly exchange?: string; readonly symbol?: string; readonly timeframe?: string }
interface DeleteArguments extends DeleteRequest { readonly yes?: boolean }

/** @param command adds one to the program. @param exit is told the code the program ends with, 0 unless said */
export function addHistoryCommands(command: (name: string, description: string) => Command, exit: (code: number) => void): void {
  command("backfill", "fetch history: archives first, the exchange itself for the rest; can be interrupted and run again")
    .requiredOption("--exchange <id>", "where it was traded: ccxt's id, such as binance")
    .requiredOption("--symbol <symbol>", "BTC/USDT for spot, BTC/USDT:USDT for a linear perpetual")
    .option("--kinds <list>", `any of ${KINDS.join(",")}`, kindList, ["candles"])
    .option("--timeframe <tf>", "length of the bars (candles, mark)", "1m")
    .requiredOption("--from <date>", "first day, UTC").option("--to <date>", "end, UTC, exclusive (default: now)")
    .addOption(dumpsOption()).option("--json", "one array, an object a kind")
    .action(async (options: BackfillArguments) => exit(await runBackfill(options)));
  command("gaps", "every run of missing bars and why: outage, not fetched, unknown, or repaired since").option("--json", "one array")
    .option("--repair", "fill them first, as the command repair does").addOption(dumpsOption())
    .action(async (options: FetchArguments & { readonly repair?: boolean }) => exit(await runGaps(options)));
  command("repair", "fill gaps from archives and the exchange; what the exchange never had is written down as an outage")
    .option("--exchange <id>", "only of this exchange").option("--symbol <symbol>", "only of this symbol").option("--timeframe <tf>", "only bars of this length")
    .addOption(dumpsOption()).option("--json", "one array, an object a series")
    .action(async (options: RepairArguments) => exit(await runRepair(options)));
  command("verify", "ask whether archives were issued again since they were stored, and store those anew").addOption(dumpsOption()).option("--json", "one object")
    .action(async (options: FetchArguments) => exit(await runVerify(options)));
  command("delete", "delete stored rows of one series for good")
    .requiredOption("--exchange <id>", "where it was traded").requiredOption("--symbol <symbol>", "such as BTC/USDT")
    .addOption(new Option("--kind <kind>", "what to delete").choices(KINDS).default("candles")).option("--timeframe <tf>", "length of the bars (candles, mark)")
    .option("--from <date>", "first time, UTC (default: from the first row)").option("--to <date>", "end, UTC, exclusive (default: to the last row)")
    .option("--yes", "do not ask").action(runDelete);
}

const say = (text: string): void => { process.stdout.write(`${text}\n`); };
const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

function kindList(text: string): readonly Kind[] {
  return text.split(",").map((word) => {
    const kind = KINDS.find((known) => known === word.trim());
    if (kind === undefined) throw new InvalidArgumentError(`'${word}' is no kind of data; did you mean ${nearest(word, KINDS)[0]}? There are ${KINDS.join(", ")}.`);
    return kind;
  });
}

async function runBackfill({ exchange, symbol, kinds, timeframe, from, to, dumps, json }: BackfillArguments): Promise<number> {
  checkExchange(exchange); // before the store is started for nothing
  parseSymbol(symbol);
  const request: BackfillRequest = { exchange, symbol, kinds, timeframe, from: instant(from), ...(to === undefined ? {} : { to: instant(to) }) };
  return fetching(dumps, async (means, open) => report(await backfill({ ...means, source: await open(exchange) }, request), json));
}

const runRepair = ({ dumps, json, ...request }: RepairArguments): Promise<number> => fetching(dumps, async (means, open) => report(await repair(means, request, open), json));

async function runGaps({ json, repair: first, dumps }: FetchArguments & { readonly repair?: boolean }): Promise<number> {
  if (first === true) await fetching(dumps, async (means, open) => { await repair(means, {}, open); });
  const gaps = await withStore(async (store) => { await refreshGaps(store); return labelledGaps(store); });
  if (json === true) sayJson(gapsJson(gaps));
  else say(gapsText(gaps));
  return 0;
}

const runVerify = ({ dumps, json }: FetchArguments): Promise<number> => fetching(dumps, async (means) => {
  const verified = await verifyArchives(means);
  if (json === true) sayJson(verified);
  else say(verifiedText(verified));
  return verified.problems.length > 0 ? 1 : 0;
});

/** 1 while something asked for is neither stored nor known to exist nowhere. */
function report(outcomes: readonly FillOutcome[], json: boolean | undefined): number {
  if (json === true) sayJson(outcomes.map(outcomeJson));
  else say(outcomes.length === 0 ? "there is nothing to repair: no series of a real exchange has a gap" : outcomes.map(outcomeText).join("\n"));
  return outcomes.some(({ left }) => left > 0) ? 1 : 0;
}

async function runDelete({ yes, ...request }: DeleteArguments): Promise<void> {
  await withStore(async (store) => {
    const deletion = await planDeletion(store, request), text = deletionText(deletion);
    if (yes !== true && !(await confirmed(`${text}. Delete them for good? [y/N] `))) return say("nothing was deleted");
    await deleteRows(store, deletion);
    say(`deleted ${text}`);
  });
}

/** @throws QuantError CONFIRMATION_NEEDED where nobody can answer */
async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new QuantError("input", "CONFIRMATION_NEEDED", `${question.replace(/ \[y\/N\] $/, "")} Nobody is there to answer: add --yes to delete them`, {});
  const asker = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asker.question(question)).trim());
  } finally {
    asker.close();
  }
}
