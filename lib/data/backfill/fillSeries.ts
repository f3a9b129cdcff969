/**
 * One series made whole over one window: archives of months, archives of days for what they lack, REST for the rest. What is stored stays.
 * Every round asks the store anew what is missing, so that it can be killed at any moment and run again.
 */
import { timeframeMs } from "../../market/timeframe.js";
import { evidenceOf, outages } from "../gaps/evidence.js";
import { openGaps, recordGaps } from "../gaps/gapLedger.js";
import { missingSpans } from "../gaps/missing.js";
import { mergeParts } from "../mergedParts.js";
import { SERIES_TABLES, type Series } from "../seriesTable.js";
import { intersect, lengthOf, type Spans } from "../spans.js";
import type { Store } from "../store/store.js";
import type { Window } from "../window.js";
import { archiveRound } from "./archiveRound.js";
import { crossCheck } from "./crossCheck.js";
import { FillJob, type FillMeans, type FillOutcome } from "./job.js";
import { restRound } from "./restRound.js";

/** Rows worth putting the table in order for. */
const MANY_ROWS = 10_000;

/** @param window finite; of bars it begins and ends at open times, the last bar finished by `means.now` */
export async function fillSeries(means: FillMeans, series: Series, window: Window): Promise<FillOutcome> {
  const { store } = means;
  await recordGaps(store, series);
  const job = new FillJob(means, series, window, await gapSpans(store, series));
  await job.begin();
  try {
    const months = await archiveRound(job, "monthly");
    await archiveRound(job, "daily");
    await crossCheck(job, months);
    await restRound(job);
  } catch (error) {
    await recordGaps(store, series).catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
  if (job.tally.added > MANY_ROWS) {
    job.stage(`putting ${SERIES_TABLES[series.kind].name} in order`);
    await mergeParts(store, SERIES_TABLES[series.kind].name);
  }
  await recordGaps(store, series);
  return outcomeOf(job);
}

async function gapSpans(store: Store, { kind, exchange, symbol, timeframe }: Series): Promise<Spans> {
  if (timeframe === undefined) return [];
  const own = (await openGaps(store)).filter((gap) => gap.kind === kind && gap.exchange === exchange && gap.symbol === symbol && gap.timeframe === timeframe);
  return own.map(({ from, to }) => ({ from, to: to + timeframeMs(timeframe) }));
}

async function outcomeOf({ store, series, window, tally }: FillJob): Promise<FillOutcome> {
  const evidence = await evidenceOf(store, series), missing = await missingSpans(store, series, window, evidence), outage = lengthOf(intersect(missing, outages(evidence, series.exchange)));
  const { added, completed, kept, corrected, archives, bytes, requests, problems, notes } = tally;
  return { series, window, added, completed, kept, corrected, archives, bytes, requests, problems, notes: [...notes], outage, left: lengthOf(missing) - outage };
}
