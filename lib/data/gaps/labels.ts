/**
 * Why bars are missing: the ledger's gaps beside what was found out about them. Pure but for the reading of both.
 * A gap is cut where the findings change, so that each piece has one reason.
 */
import { timeframeMs, type Timeframe } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import type { Series } from "../seriesTable.js";
import { intersect, subtract, type Spans } from "../spans.js";
import type { Store } from "../store/store.js";
import { evidenceOf, outages, spansOf, type Evidence, type EvidenceSource } from "./evidence.js";
import { openGaps, type LedgerEntry } from "./gapLedger.js";

/**
 * - `outage`: the exchange had no bars there; `evidence` names who said so.
 * - `not fetched`: nobody was asked.
 * - `unknown`: not every source could be asked; those that were had nothing. `asked` names them.
 * - `repaired`: the bars were missing and are stored now.
 */
export type GapReason =
  | { readonly label: "outage"; readonly evidence: readonly string[] }
  | { readonly label: "not fetched" }
  | { readonly label: "unknown"; readonly asked: readonly string[] }
  | { readonly label: "repaired"; readonly at: Millis; readonly source: EvidenceSource; readonly reference: string };

export type GapLabel = GapReason["label"];

/** Missing bars with one reason: open times of the first and of the last. */
export type LabelledGap = LedgerEntry & GapReason;

/** Every gap of the ledger, and every repair, by series and time. Reads the ledger as it stands; `refreshGaps` brings it up to date. */
export async function labelledGaps(store: Store): Promise<readonly LabelledGap[]> {
  const gaps = await openGaps(store), repaired = await repairedSeries(store), all = new Map([...gaps, ...repaired].map((entry) => [keyOf(entry), seriesOf(entry)]));
  const labelled: LabelledGap[] = [];
  for (const [key, series] of [...all].sort(([a], [b]) => (a < b ? -1 : 1))) {
    labelled.push(...labelGaps(series, gaps.filter((gap) => keyOf(gap) === key), await evidenceOf(store, series)));
  }
  return labelled;
}

/** The gaps of one series, each piece with its reason, then by time; repairs among them. */
export function labelGaps(series: BarSeries, gaps: readonly LedgerEntry[], evidence: readonly Evidence[]): readonly LabelledGap[] {
  const interval = timeframeMs(series.timeframe), missing = gaps.map(({ from, to }) => ({ from, to: to + interval }));
  const outage = outages(evidence, series.exchange), absent = spansOf(evidence, "absent");
  const piece = (from: Millis, to: Millis): LedgerEntry => ({ ...series, from, to: to - interval, bars: (to - from) / interval });
  const referencesIn = (from: Millis, to: Millis): readonly string[] => [...new Set(evidence.filter((entry) => entry.finding === "absent" && entry.from < to && entry.to > from).map(({ reference }) => reference))];
  const named = (spans: Spans, reason: (from: Millis, to: Millis) => GapReason): readonly LabelledGap[] => spans.map(({ from, to }) => ({ ...piece(from, to), ...reason(from, to) }));
  const repairs = evidence.filter(({ finding }) => finding === "repaired").flatMap(({ from, to, at, source, reference }) =>
    named(subtract([{ from, to }], missing), () => ({ label: "repaired", at, source, reference })));
  return [
    ...named(intersect(missing, outage), (from, to) => ({ label: "outage", evidence: referencesIn(from, to) })),
    ...named(subtract(missing, absent), () => ({ label: "not fetched" })),
    ...named(subtract(intersect(missing, absent), outage), (from, to) => ({ label: "unknown", asked: referencesIn(from, to) })),
    ...repairs,
  ].sort((a, b) => a.from - b.from || a.to - b.to);
}

/** What a gap belongs to. */
export type BarSeries = Pick<LedgerEntry, "kind" | "exchange" | "symbol"> & { readonly timeframe: Timeframe };

const keyOf = ({ exchange, symbol, kind, timeframe }: BarSeries): string => [exchange, symbol, kind, timeframe].join(" ");
const seriesOf = ({ kind, exchange, symbol, timeframe }: BarSeries): BarSeries & Series => ({ kind, exchange, symbol, timeframe });

async function repairedSeries(store: Store): Promise<readonly BarSeries[]> {
  const rows = await store.rows<{ kind: "candles" | "mark"; exchange: string; symbol: string; tf: string }>("SELECT DISTINCT kind, exchange, symbol, tf FROM gap_evidence WHERE finding = 'repaired'");
  return rows.map(({ tf, ...row }) => ({ ...row, timeframe: tf }));
}
