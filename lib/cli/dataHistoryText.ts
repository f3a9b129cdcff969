/** What the history commands print: sentences and tables for people, plain objects for programs (times as ISO 8601, UTC). */
import Table from "cli-table3";
import type { FillOutcome } from "../data/backfill/job.js";
import type { Verified } from "../data/backfill/verifyArchives.js";
import type { Deletion } from "../data/deleteSeries.js";
import type { GapLabel, LabelledGap } from "../data/gaps/labels.js";
import type { Series } from "../data/seriesTable.js";
import { timeframeMs } from "../market/timeframe.js";
import { utc, type Millis } from "../market/units.js";

const number = (n: number): string => Math.round(n).toLocaleString("en-US");
const counted = (n: number, what: string): string => `${number(n)} ${what}${n === 1 ? "" : "s"}`;
const iso = (time: Millis): string => new Date(time).toISOString();
/** No colours, no lines between rows. */
const PLAIN = { style: { head: [], border: [] }, chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" } };

const nameOf = ({ kind, exchange, symbol, timeframe }: Series): string => [kind, "of", symbol, timeframe, "on", exchange].filter((word) => word !== undefined).join(" ");

/** `312,000 rows/s, 2 min left`. `share` from 0 to 1 of the time asked for. */
export function paceText(share: number, rows: number, elapsedMs: Millis): string {
  const left = (elapsedMs * (1 - share)) / share;
  return `${number((rows * 1_000) / Math.max(1, elapsedMs))} rows/s, ${share > 0 ? `${durationText(left)} left` : "time left unknown"}`;
}

function durationText(ms: Millis): string {
  if (ms < 90_000) return `${Math.ceil(ms / 1_000)} s`;
  return ms < 5_400_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

export function outcomeText(outcome: FillOutcome): string {
  const { series, window, added, completed, kept, corrected, archives, bytes, requests, problems, notes } = outcome;
  const from = [...(archives > 0 ? [`${counted(archives, "archive")} (${(bytes / 1e6).toFixed(1)} MB)`] : []), ...(requests > 0 ? [counted(requests, "request")] : [])].join(" and ");
  const changes = [[completed, "completed"], [corrected, "corrected"]].flatMap(([n, what]) => (Number(n) > 0 ? [`, ${number(Number(n))} ${what}`] : [])).join("");
  const sentences = [
    `${nameOf(series)}, ${utc(window.from)} to ${utc(window.to)}: ${added === 0 && changes === "" ? "nothing new" : `${counted(added, "row")} added${changes}`}${from === "" ? "" : ` from ${from}`}`,
    ...(kept > 0 ? [`${counted(kept, "stored row")} differ from what was fetched and stayed as they were`] : []), ...leftText(outcome), ...notes, ...problems.map((problem) => `! ${problem}`),
  ];
  return sentences.map((sentence, i) => (i === 0 ? sentence : `  ${sentence}`)).join("\n");
}

function leftText({ series: { timeframe }, outage, left }: FillOutcome): readonly string[] {
  const amount = (ms: Millis): string => (timeframe === undefined ? durationText(ms) : counted(ms / timeframeMs(timeframe), "bar"));
  return [
    ...(outage > 0 ? [`${amount(outage)} never existed: no source has them`] : []),
    ...(left > 0 ? [`${amount(left)} are missing still: run the command again, npm run data -- gaps says what is known of them`] : []),
  ];
}

export const outcomeJson = ({ series, window, ...rest }: FillOutcome): unknown => ({ ...series, from: iso(window.from), to: iso(window.to), ...rest });

export function gapsText(gaps: readonly LabelledGap[]): string {
  if (gaps.length === 0) return "no gap is known: between the first and the last stored bar of every series none is missing";
  const table = new Table({ head: ["exchange", "symbol", "kind", "timeframe", "first missing", "last missing", "bars", "why"], colAligns: ["left", "left", "left", "left", "left", "left", "right", "left"], ...PLAIN });
  for (const gap of gaps) table.push([gap.exchange, gap.symbol, gap.kind, gap.timeframe, utc(gap.from), utc(gap.to), number(gap.bars), reasonText(gap)]);
  const open = gaps.filter(({ label }) => label !== "repaired"), sum = (label?: GapLabel): number => gaps.filter((gap) => (label === undefined ? gap.label !== "repaired" : gap.label === label)).reduce((bars, gap) => bars + gap.bars, 0);
  const parts = (["outage", "not fetched", "unknown", "repaired"] as const).filter((label) => sum(label) > 0).map((label) => `${number(sum(label))} ${label}`).join(", ");
  const advice = sum("not fetched") + sum("unknown") > 0 ? "\nnpm run data -- repair asks for what is not fetched or unknown" : "";
  return `${table.toString()}\n${counted(open.length, "gap")}, ${number(sum())} bars missing (${parts})${advice}`;
}

function reasonText(gap: LabelledGap): string {
  if (gap.label === "repaired") return `repaired ${utc(gap.at).slice(0, 16)} from ${short(gap.reference)}`;
  if (gap.label === "outage") return `outage: not in ${gap.evidence.map(short).join(", ")}`;
  return gap.label === "unknown" ? `unknown: not in ${gap.asked.map(short).join(", ")}, others not asked` : gap.label;
}

/** A request without what only a program needs. */
const short = (reference: string): string => (reference.startsWith("GET ") ? "REST" : reference);

export const gapsJson = (gaps: readonly LabelledGap[]): readonly unknown[] => gaps.map((gap) => ({ ...gap, from: iso(gap.from), to: iso(gap.to), ...(gap.label === "repaired" ? { at: iso(gap.at) } : {}) }));

export function verifiedText({ same, reissued, gone, problems }: Verified): string {
  const again = reissued.map(({ name, rows, replaced, added }) => `${name} was issued again: ${counted(replaced, "row")} of ${number(rows)} replaced, ${number(added)} added`);
  return [`${counted(same, "stored archive")} ${same === 1 ? "is" : "are"} as published`, ...again, ...gone.map((name) => `${name} is no longer published`), ...problems.map((problem) => `! ${problem}`)].join("\n");
}

export const deletionText = ({ series, rows, first, last }: Deletion): string => `${counted(rows, "row")} of ${nameOf(series)}, ${utc(first)} to ${utc(last)}`;
