/** `npm run runs -- list|show|compare|export|delete`: the runs that were kept. Computes nothing anew and runs nothing. */
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { openStore } from "../data/store/open.js";
import { runStore } from "../data/store/runStore.js";
import type { Store } from "../data/store/store.js";
import { QuantError } from "../market/errors.js";
import type { Run, RunStore } from "../market/run.js";
import { makerOf } from "../report/makerRun.js";
import { metricsTable, parametersTable } from "../report/metricsTable.js";
import { report } from "../report/runReport.js";
import { guard } from "./exit.js";
import { exportRun, type ExportFormat } from "./runExport.js";
import { differences, doubtsText, jsonOf, listTable } from "./runsText.js";

export const run = (argv: readonly string[]): Promise<number> => guard(argv, async () => {
  const program = new Command("npm run runs --").description("the runs that were kept: what was asked, what happened, what it amounts to; an ID may be shortened").exitOverride();
  program.command("list").description("newest first").option("--limit <n>", "at most so many", "50").option("--json", "an array").option("--verbose").action(withRuns(list, checkLimit));
  program.command("show <id>").description("one run").option("--html <file>", "write its report").option("--json", "one object").option("--verbose").action(withRuns(show));
  program.command("compare <ids...>").description("runs side by side, and how they differ").option("--json", "an array").option("--verbose").action(withRuns(compare, checkCount));
  program.command("export <id>").description("its columns as files").option("--csv <dir>", "as CSV").option("--parquet <dir>", "as Parquet").option("--verbose").action(withRuns(exportColumns, checkFormat));
  program.command("delete <id>").description("for good").option("--verbose").action(withRuns(remove));
  await program.parseAsync([...argv], { from: "user" });
  return 0;
});

interface Shelf { readonly runs: RunStore; readonly store: Store }
type Action<A extends readonly unknown[]> = (shelf: Shelf, ...given: A) => Promise<void>;

/** Opens the store for one action, once what was typed makes sense, and closes it whatever happens. */
function withRuns<A extends readonly unknown[]>(action: Action<A>, check?: (...given: A) => void): (...given: A) => Promise<void> {
  return async (...given) => {
    check?.(...given);
    const store = await openStore();
    try {
      await action({ runs: runStore(store), store }, ...given);
    } finally {
      await store.close();
    }
  };
}

const say = (text: string): void => { process.stdout.write(`${text}\n`); };

interface ListOptions { readonly limit: string; readonly json?: boolean }
interface ExportOptions { readonly csv?: string; readonly parquet?: string }

function checkLimit({ limit }: ListOptions): void {
  if (!/^[1-9]\d{0,8}$/.test(limit)) throw new QuantError("input", "BAD_OPTION", `--limit is '${limit}': a whole number above 0 was expected`, { limit });
}

function checkCount(ids: readonly string[]): void {
  if (ids.length < 2) throw new QuantError("input", "BAD_OPTION", "a comparison needs two or more runs: npm run runs -- compare ID ID");
}

function checkFormat(_id: string, { csv, parquet }: ExportOptions): void {
  if (csv === undefined && parquet === undefined) throw new QuantError("input", "BAD_OPTION", "export as what? Write --csv DIR or --parquet DIR");
}

async function list({ runs }: Shelf, { limit, json }: ListOptions): Promise<void> {
  const found = await runs.list(Number(limit));
  if (json === true) return say(jsonOf(found));
  say(found.length === 0 ? "no runs are kept yet: npm run backtest -- --strategy sma-crossover makes one" : listTable(found).text());
}

async function show({ runs }: Shelf, id: string, { html, json }: { readonly html?: string; readonly json?: boolean }): Promise<void> {
  const found = await load(runs, id), shown = report(found);
  if (html !== undefined) writeFileSync(html, shown.html());
  if (json === true) return say(jsonOf({ id: found.id, status: found.status, manifest: found.manifest, metrics: found.metrics, counts: found.counts }));
  say([parametersTable(found).text(), shown.table().text(), ...(makerOf(found) === undefined ? [] : [`As a maker\n${shown.makerTable().text()}`]), shown.verdict(), doubtsText(found.manifest.doubts), ...(html === undefined ? [] : [`Report: ${html}`])].join("\n\n"));
}

async function compare({ runs }: Shelf, ids: readonly string[], { json }: { readonly json?: boolean }): Promise<void> {
  const found: Run[] = [];
  for (const id of ids) found.push(await load(runs, id));
  if (json === true) return say(jsonOf(found.map(({ id, status, manifest, metrics, counts }) => ({ id, status, manifest, metrics, counts }))));
  say([differences(found).text(), metricsTable(found, found.map(({ id }) => id.slice(0, 8))).text()].join("\n\n"));
}

async function exportColumns({ runs, store }: Shelf, id: string, { csv, parquet }: ExportOptions): Promise<void> {
  const found = await load(runs, id);
  const wanted: readonly (readonly [ExportFormat, string | undefined])[] = [["csv", csv], ["parquet", parquet]];
  for (const [format, folder] of wanted) if (folder !== undefined) say(`${(await exportRun(store, found, format, folder)).join("\n")}`);
}

async function remove({ runs }: Shelf, id: string): Promise<void> {
  const found = await load(runs, id);
  await runs.remove(found.id);
  say(`deleted run ${found.id} (${found.manifest.strategy.name})`);
}

/** @throws QuantError NO_SUCH_RUN */
async function load(runs: RunStore, id: string): Promise<Run> {
  const found = await runs.load(id);
  if (found === undefined) throw new QuantError("input", "NO_SUCH_RUN", `no run's id starts with '${id}': npm run runs -- list shows those that are kept`, { id });
  return found;
}
