/**
 * Monthly archives compared with daily ones: each on a day of its own choosing and on days known to be damaged, the whole month where they differ.
 * Rows that differ are asked of REST: what two sources of three say is stored. A day known to be damaged is taken from the daily archive.
 * A comparison, not a proof: of most months one day is looked at.
 */
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Column } from "../../market/candles.js";
import { timeframeMs, type Timeframe } from "../../market/timeframe.js";
import { archiveAt, DAY, type Archive } from "../dumps/archive.js";
import { download, type DownloadedArchive } from "../dumps/download.js";
import { fetchAhead } from "../dumps/fetchAhead.js";
import { knownDamage } from "../dumps/knownDamage.js";
import { changeOf, type Change } from "../import/change.js";
import { storeFile } from "../import/storeFile.js";
import type { SeriesColumns } from "../seriesTable.js";
import { csvBlocks } from "../sources/csvBlocks.js";
import { sniffLayout } from "../sources/layout.js";
import type { FillJob } from "./job.js";

/** Who is right about rows that differ. */
type Verdict = "daily" | "stored" | "undecided";

/** @param months monthly archives of bars that this run has stored @throws QuantError of the store, DISK_FULL, CANCELED */
export async function crossCheck(job: FillJob, months: readonly Archive[]): Promise<void> {
  if (job.series.timeframe === undefined || months.length === 0) return;
  job.stage(`comparing ${months.length} monthly ${months.length === 1 ? "archive" : "archives"} of ${job.series.symbol} with days of theirs`);
  const sampled = months.flatMap((month) => [...new Set([...knownDamage(month).keys(), sampleDay(month)])].map((day) => ({ month, day })));
  const differing = await compareDays(job, sampled), seen = new Set(sampled.map(({ day }) => day));
  const whole = [...differing].flatMap((month) => daysOf(month).filter((day) => !seen.has(day)).map((day) => ({ month, day })));
  await compareDays(job, whole);
}

interface MonthDay { readonly month: Archive; readonly day: number }

/** Always the same day of the same archive, and no day more often than another. */
function sampleDay(month: Archive): number {
  const days = daysOf(month);
  return days[createHash("sha256").update(month.path).digest().readUInt32LE() % days.length]!;
}

const daysOf = ({ span }: Archive): readonly number[] => Array.from({ length: (span.to - span.from) / DAY }, (_, i) => span.from + i * DAY);

/** Compares and corrects; answers the months that differ somewhere. */
async function compareDays(job: FillJob, days: readonly MonthDay[]): Promise<ReadonlySet<Archive>> {
  const options = job.means.archives!, differing = new Set<Archive>();
  for await (const fetched of fetchAhead(days, options.parallel, ({ day }) => download(archiveAt(job.series, "daily", day)!, options))) {
    try {
      if ("error" in fetched) throw fetched.error;
      if (fetched.value !== undefined && await correct(job, fetched.item, fetched.value)) differing.add(fetched.item.month);
    } catch (error) {
      job.problem(error);
    }
  }
  return differing;
}

/** True where the day differs from what is stored. */
async function correct(job: FillJob, { month, day }: MonthDay, { archive, path, sha256, bytes }: DownloadedArchive): Promise<boolean> {
  const { store, series: { kind, exchange, symbol, timeframe }, tally } = job;
  tally.bytes += bytes;
  try {
    const changes = await differingIn(job, path), rows = changes.reduce((sum, { difference }) => sum + difference.contradicting, 0);
    if (rows === 0) return false;
    const damage = knownDamage(month).get(day), verdict = damage === undefined ? await askRest(job, changes) : "daily", found = `${rows} ${rows === 1 ? "row" : "rows"} of ${archive.name} and ${month.name} differ`;
    if (verdict === "daily") {
      tally.corrected += (await storeFile(store, path, { kind, exchange, symbol, timeframe, span: archive.span, sha256, now: job.means.now, onDiffering: "replace" })).replaced;
      tally.notes.add(`${found}: the daily archive's were stored (${damage ?? "REST agrees with it"})`);
    } else if (verdict === "stored") tally.notes.add(`${found}: REST agrees with the monthly archive's, which were kept`);
    else tally.problems.push(`${found} and no third source decides: the monthly archive's were kept; run the command again when the exchange answers`);
    return true;
  } finally {
    await rm(path, { force: true });
  }
}

async function differingIn({ store, series }: FillJob, path: string): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for await (const block of csvBlocks(path, await sniffLayout(path, series.kind))) {
    const change = await changeOf(store, series, series.kind, block, "replace");
    if (change.difference.contradicting > 0) changes.push(change);
  }
  return changes;
}

/** Asks REST for the rows that differ: it has to agree with one side in all of them. */
async function askRest({ series: { kind, symbol, timeframe }, means: { source } }: FillJob, changes: readonly Change[]): Promise<Verdict> {
  if (source === undefined) return "undecided";
  let daily = true, stored = true, rows = 0;
  for (const { block, stored: before, difference } of changes) {
    const times = Array.from(difference.rows, (row) => block.columns.time![row]!), from = times[0]!, to = times.at(-1)! + timeframeMs(timeframe as Timeframe);
    for await (const page of source.pages({ kind, symbol, timeframe, from, to })) {
      for (const time of times.filter((at) => at >= page.from && at < page.to)) {
        rows++;
        daily &&= sameBar(time, page.columns, block.columns);
        stored &&= sameBar(time, page.columns, before.columns);
      }
    }
  }
  return rows === 0 || daily === stored ? "undecided" : daily ? "daily" : "stored";
}

const COMPARED = ["open", "high", "low", "close", "volume"] as const;

function sameBar(time: number, a: SeriesColumns, b: SeriesColumns): boolean {
  const [i, j] = [rowOf(a.time, time), rowOf(b.time, time)];
  return i >= 0 && j >= 0 && COMPARED.every((name) => a[name] === undefined || b[name] === undefined || a[name]![i] === b[name]![j]);
}

const rowOf = (times: Column | undefined, time: number): number => times?.indexOf(time) ?? -1;
