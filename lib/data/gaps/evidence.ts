/**
 * Findings about stretches of time of a series: what a source did not have, what was repaired from where, what was fetched whole.
 * Only ever added to; what they amount to is worked out when it is asked (labels.ts). Asks no source itself.
 */
import type { Millis } from "../../market/units.js";
import { hasArchives } from "../dumps/archive.js";
import type { Series } from "../seriesTable.js";
import { intersect, union, type Spans } from "../spans.js";
import type { Store } from "../store/store.js";
import type { Window } from "../window.js";

/** `absent`: the source has no bars there. `repaired`: missing bars came from it. `whole`: all rows it has of that stretch are stored (funding, trades). */
export type Finding = "absent" | "repaired" | "whole";

/** Archives that an exchange publishes for months and for days, and its REST interface. */
export type EvidenceSource = "monthly" | "daily" | "rest";

export interface Evidence extends Window {
  readonly finding: Finding;
  readonly source: EvidenceSource;
  /** The archive's name, or the request. */
  readonly reference: string;
  /** When it was found. */
  readonly at: Millis;
}

export async function recordEvidence(store: Store, series: Series, finding: Finding, source: EvidenceSource, spans: Spans, reference: string): Promise<void> {
  if (spans.length === 0) return;
  await store.insertColumns("gap_evidence", {
    kind: series.kind, exchange: series.exchange, symbol: series.symbol, tf: series.timeframe ?? "", finding, source, reference,
    from_ts: spans.map(({ from }) => from), to_ts: spans.map(({ to }) => to),
  });
}

/** All findings of a series, by time. */
export async function evidenceOf(store: Store, { kind, exchange, symbol, timeframe: tf = "" }: Series): Promise<readonly Evidence[]> {
  type Row = { finding: Finding; source: EvidenceSource; reference: string; from: string; to: string; found: string };
  const rows = await store.rows<Row>(`SELECT finding, source, reference, toUnixTimestamp64Milli(from_ts) AS from, toUnixTimestamp64Milli(to_ts) AS to, toUnixTimestamp64Milli(at) AS found FROM gap_evidence FINAL
    WHERE kind = {kind: String} AND exchange = {exchange: String} AND symbol = {symbol: String} AND tf = {tf: String} ORDER BY from_ts, to_ts, source`, { kind, exchange, symbol, tf });
  return rows.map(({ from, to, found, ...row }) => ({ ...row, from: Number(from), to: Number(to), at: Number(found) }));
}

/** Where a finding was made, by the sources named or by any. */
export function spansOf(evidence: readonly Evidence[], finding: Finding, ...sources: readonly EvidenceSource[]): Spans {
  return union(evidence.filter((entry) => entry.finding === finding && (sources.length === 0 || sources.includes(entry.source))));
}

/** Where the exchange itself had nothing: no archive has the bars and REST has none; REST alone where there are no archives. */
export function outages(evidence: readonly Evidence[], exchange: string): Spans {
  const rest = spansOf(evidence, "absent", "rest");
  return hasArchives(exchange) ? intersect(rest, spansOf(evidence, "absent", "monthly", "daily")) : rest;
}
