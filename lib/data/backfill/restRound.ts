/** What is missing by asking the exchange itself, page by page; what a page lacks, the exchange has not. Knows no archive and no protocol. */
import { timeframeMs } from "../../market/timeframe.js";
import { recordEvidence } from "../gaps/evidence.js";
import { storeRows } from "../import/storeRows.js";
import type { Series } from "../seriesTable.js";
import type { SourcePage } from "../sources/source.js";
import type { Spans } from "../spans.js";
import type { Window } from "../window.js";
import type { FillJob } from "./job.js";

/** Bars between two missing stretches that are asked for with them: one request costs more than a few hundred rows. */
const ALONG = 400;

/** @throws QuantError of the store, UNKNOWN_SYMBOL */
export async function restRound(job: FillJob): Promise<void> {
  const { series, means: { source } } = job, { kind, symbol, timeframe } = series;
  if (source === undefined) return;
  const spans = joined(await job.todo("rest"), series);
  if (spans.length > 0) job.stage(`${kind} of ${symbol}: ${spans.length} ${spans.length === 1 ? "stretch" : "stretches"} by REST from ${source.exchange}`);
  for (const { from, to } of spans) {
    try {
      for await (const page of source.pages({ kind, symbol, timeframe, from, to })) await storePage(job, page);
    } catch (error) {
      if (job.problem(error).code.startsWith("EXCHANGE_")) return; // it will not answer the next question either
    }
  }
}

async function storePage(job: FillJob, { rows, columns, asked, from, to, answeredAt }: SourcePage): Promise<void> {
  const { store, series, tally } = job, span: Window = { from, to };
  tally.requests++;
  tally.count(await storeRows(store, series, { rows, columns, asked, span, now: answeredAt }));
  if (series.timeframe === undefined) await recordEvidence(store, series, "whole", "rest", [span], asked);
  await job.answered(span, "rest", asked, series.timeframe !== undefined && rows === (to - from) / timeframeMs(series.timeframe));
}

/** Stretches that lie close together as one. */
function joined(spans: Spans, { timeframe }: Series): Spans {
  const close = timeframe === undefined ? 0 : ALONG * timeframeMs(timeframe), wide: { from: number; to: number }[] = [];
  for (const { from, to } of spans) {
    const last = wide.at(-1);
    if (last !== undefined && from - last.to <= close) last.to = to;
    else wide.push({ from, to });
  }
  return wide;
}
