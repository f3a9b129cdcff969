/** What a live collection says of itself: a line while it runs, a table in `npm run data -- status`. */
import Table from "cli-table3";
import { lagOf, type CollectionState, type SeriesState } from "../data/collect/collectionState.js";
import { utc, type Millis } from "../market/units.js";

const number = (n: number): string => n.toLocaleString("en-US");
const iso = (time: Millis | undefined): string | null => (time === undefined ? null : new Date(time).toISOString());
const seconds = (ms: Millis | undefined): string => (ms === undefined ? "–" : `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`);
const word = ({ kind, symbol }: SeriesState): string => `${kind} of ${symbol}`;
/** No colours, no lines between rows. */
const PLAIN = { style: { head: [], border: [] }, chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" } };

export const paceLine = (series: readonly SeriesState[]): string =>
  series.map((one) => `${word(one)}: ${number(one.rows)} rows, ${one.storedTo === undefined ? "none yet" : `stored to ${utc(one.storedTo)}`}${one.breaks === 0 ? "" : `, ${number(one.breaks)} breaks mended`}`).join("; ");

export const totalsText = (series: readonly SeriesState[]): string =>
  `ended: ${series.map((one) => `${number(one.rows)} rows of ${word(one)}${one.dropped === 0 ? "" : ` (${number(one.dropped)} given up)`}`).join(", ")}`;

/** Nothing where nobody ever collected. Lag: behind the newest event that was heard; for bars their own length is part of it. */
export function collectionText(collection: CollectionState | undefined): readonly string[] {
  if (collection === undefined) return [];
  const { running, host, pid, since, beat, series } = collection;
  const table = new Table({ head: ["collected", "symbol", "rows", "stored to", "lag", "last heard", "breaks", "given up", "last problem"], colAligns: ["left", "left", "right", "left", "right", "left", "right", "right", "left"], ...PLAIN });
  for (const one of series) table.push([one.kind, one.symbol, number(one.rows), one.storedTo === undefined ? "" : utc(one.storedTo), seconds(lagOf(one)), one.heardAt === undefined ? "" : utc(one.heardAt), number(one.breaks), number(one.dropped), (one.problem ?? "").slice(0, 60)]);
  return [running ? `a collector runs: process ${pid} on ${host}, since ${utc(since)}` : `no collector runs: the last one (process ${pid} on ${host}) was heard of at ${utc(beat)}`, table.toString()];
}

export function collectionJson(collection: CollectionState | undefined): unknown {
  if (collection === undefined) return null;
  const { since, beat, series, ...rest } = collection;
  return { ...rest, since: iso(since), beat: iso(beat), series: series.map((one) => ({ ...one, storedTo: iso(one.storedTo), heardTo: iso(one.heardTo), heardAt: iso(one.heardAt), lagMs: lagOf(one) ?? null })) };
}
