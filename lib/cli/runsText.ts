/** Runs in words: the list, what differs between some, JSON. Asks no store. */
import { canonicalJson, type Run, type RunSummary } from "../market/run.js";
import { utc } from "../market/units.js";
import { day, number, signedPercent } from "../report/format.js";
import { parameterText } from "../report/labels.js";
import { parametersTable } from "../report/metricsTable.js";
import { table, type Table } from "../report/table.js";

/** Of an id's sixteen characters: enough to tell runs apart, and every command takes a shortened id. */
const SHORT_ID = 8;

/** Narrow enough for a terminal of 120 columns: what is the same for nearly every run (the exchange, the hour) is left to `show`. */
export function listTable(runs: readonly RunSummary[]): Table {
  const right = "right" as const;
  return table("", [
    { name: "id" }, { name: "kept, UTC" }, { name: "strategy" }, { name: "traded (prices)" }, { name: "bars" }, { name: "from", align: right }, { name: "to", align: right },
    { name: "return", align: right }, { name: "Sharpe", align: right }, { name: "drawdown", align: right }, { name: "" },
  ], runs.map(({ id, created, status, manifest: { strategy, market }, metrics }) => [
    id.slice(0, SHORT_ID), utc(created).slice(5, 16), `${strategy.name} ${parameterText(strategy.params)}`.trim(),
    market.prices === market.symbol ? market.symbol : `${market.symbol} (${market.prices})`, market.timeframe, day(market.from), day(market.to),
    signedPercent(metrics["totalReturn"] ?? NaN), number(metrics["sharpe"] ?? NaN), signedPercent(metrics["maxDrawdown"] ?? NaN),
    [status === "completed" ? "" : status, market.synthetic ? "SYNTHETIC" : ""].join(" ").trim(),
  ]));
}

/** The rows of the manifests that are not the same in all runs. */
export function differences(runs: readonly Run[]): Table {
  const columns = runs.map((run) => new Map(parametersTable(run).rows.map(([name = "", value = ""]) => [name, value] as const)));
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))].filter((name) => name !== "Run");
  const differing = names.filter((name) => new Set(columns.map((column) => column.get(name))).size > 1);
  const rows = differing.map((name) => [name, ...columns.map((column) => column.get(name) ?? "–")]);
  return table(rows.length === 0 ? "They were asked the same." : "", [{ name: "" }, ...runs.map(({ id }) => ({ name: id.slice(0, SHORT_ID) }))], rows);
}

export const doubtsText = (doubts: readonly string[]): string => (doubts.length === 0 ? "" : ["What this run can not know:", ...doubts.map((doubt) => `- ${doubt}`)].join("\n"));

/** What is not defined (NaN) is null; an infinity, which JSON lacks as well, is its name as text, as in the canonical manifest. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "number" && !Number.isFinite(part) ? (Number.isNaN(part) ? null : String(part)) : part));
}

/** The canonical form of a manifest hashes to its run's id; printing it this way keeps that checkable. */
export const manifestJson = (run: Run): unknown => JSON.parse(canonicalJson(run.manifest)) as unknown;
