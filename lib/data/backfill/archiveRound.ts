/** What is missing out of archives of one period, oldest first: a few are fetched at once, proved and stored. Knows no REST. */
import { rm } from "node:fs/promises";
import { timeframeMs } from "../../market/timeframe.js";
import { archivesOver, DAY, periodOf, type Archive, type Period } from "../dumps/archive.js";
import { download, type DownloadedArchive } from "../dumps/download.js";
import { fetchAhead } from "../dumps/fetchAhead.js";
import { unfinishedFiles } from "../fileLedger.js";
import { recordEvidence } from "../gaps/evidence.js";
import { storeFile } from "../import/storeFile.js";
import { intersect, lengthOf, subtract, type Spans } from "../spans.js";
import type { Series } from "../seriesTable.js";
import type { Store } from "../store/store.js";
import type { FillJob } from "./job.js";
import { tradeHoles } from "./tradeHoles.js";
import { turns } from "./turns.js";

/** A month that lacks no more than this is filled from the archives of its days. */
const FEW_DAYS = 3 * DAY;

/** Archives in a row that could not be fetched, after which the server counts as away. */
const GIVE_UP_AFTER = 4;

/** While one archive waits for the store the next is unpacked. Trades come a million rows at a time, and memory holds one archive of them. */
const STORED_AT_ONCE = 3;

/** Answers the archives that were stored. @throws QuantError of the store, DISK_FULL, CANCELED */
export async function archiveRound(job: FillJob, period: Period): Promise<readonly Archive[]> {
  const { archives: options, now } = job.means;
  if (options === undefined) return [];
  const planned = await plan(job, period, now), stored: Archive[] = [], inTurn = turns(job.series.kind === "trades" ? 1 : STORED_AT_ONCE);
  let failures = 0;
  if (planned.length > 0) job.stage(`${job.series.kind} of ${job.series.symbol}: ${planned.length} ${period} ${planned.length === 1 ? "archive" : "archives"}`);
  const fetchAndStore = async (archive: Archive): Promise<boolean> => {
    const file = await download(archive, options);
    if (file !== undefined) await inTurn(() => storeArchive(job, file));
    return file !== undefined;
  };
  for await (const done of fetchAhead(planned, options.parallel, fetchAndStore)) {
    if ("value" in done) {
      failures = 0;
      if (done.value) stored.push(done.item);
      continue;
    }
    if (job.problem(done.error).code !== "ARCHIVE_UNREACHABLE" || ++failures < GIVE_UP_AFTER) continue;
    job.tally.problems.push(`${options.base} did not give ${GIVE_UP_AFTER} archives in a row: the others were not asked for`);
    break;
  }
  return stored;
}

/** Archives over what is missing, and those that an interrupted run left half stored. */
async function plan(job: FillJob, period: Period, now: number): Promise<readonly Archive[]> {
  const { store, series, window } = job, missing = await job.todo(period), half = await halfStored(store, series);
  const wanted = archivesOver(series, period, missing, now).filter((archive) => period === "daily" || series.kind === "funding" || lengthOf(intersect(missing, [archive.span])) > FEW_DAYS);
  const again = half.size === 0 ? [] : archivesOver(series, period, [window], now).filter(({ name }) => half.has(name));
  return [...new Map([...wanted, ...again].map((archive) => [archive.path, archive])).values()].sort((a, b) => a.span.from - b.span.from);
}

/** Names of files whose storing was interrupted. */
async function halfStored(store: Store, { kind, exchange, symbol, timeframe }: Series): Promise<ReadonlySet<string>> {
  const own = (await unfinishedFiles(store)).filter((file) => file.kind === kind && file.exchange === exchange && file.symbol === symbol && file.timeframe === timeframe);
  return new Set(own.map(({ name }) => name));
}

async function storeArchive(job: FillJob, { archive, path, sha256, bytes }: DownloadedArchive): Promise<void> {
  const { store, series, tally } = job, { kind, exchange, symbol, timeframe } = series;
  try {
    const stored = await storeFile(store, path, { kind, exchange, symbol, timeframe, span: archive.span, sha256, now: job.means.now, onDiffering: "keep" }, async ({ rows }) => {
      if (timeframe === undefined) await recordEvidence(store, series, "whole", archive.period, await wholeSpans(job, archive), archive.name);
      await job.answered(archive.span, archive.period, archive.name, timeframe !== undefined && rows === (archive.span.to - archive.span.from) / timeframeMs(timeframe));
    });
    tally.count(stored);
    tally.archives++;
    tally.bytes += bytes;
    for (const note of stored.notes) tally.notes.add(note);
  } finally {
    await rm(path, { force: true });
  }
}

/** Trades are numbered: days where numbers are left out were not whole in the archive. */
async function wholeSpans({ store, series }: FillJob, { span }: Archive): Promise<Spans> {
  if (series.kind !== "trades") return [span];
  const holes = await tradeHoles(store, series, span);
  return subtract([span], holes.map(({ from, to }) => ({ from: periodOf("daily", from).from, to: periodOf("daily", to).to })));
}
