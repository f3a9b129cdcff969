/**
 * The ledger of gaps: every run of missing bars between the first and the last stored one, computed from what is stored, so that the order
 * in which files came does not matter (decisions 13). A gap that has been filled stays in the ledger, marked. Fills nothing in itself.
 */
import { findGaps, type Gap } from "../../market/candles.js";
import { timeframeMs, type Timeframe } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import { readTimes, seriesFilter, type Series } from "../seriesTable.js";
import type { Store } from "../store/store.js";

/** Gaps and the bars missing in them. */
export interface LedgerTotals { readonly gaps: number; readonly bars: number }

export interface LedgerEntry extends Gap {
  readonly kind: "candles" | "mark";
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** Brings the ledger of one series up to what is stored now. Kinds without bars have no gaps. */
export async function recordGaps(store: Store, series: Series): Promise<LedgerTotals> {
  const { timeframe } = series;
  if (timeframe === undefined) return { gaps: 0, bars: 0 };
  const gaps = findGaps(await readTimes(store, series), timeframeMs(timeframe));
  await amend(store, series, gaps);
  return { gaps: gaps.length, bars: gaps.reduce((sum, gap) => sum + gap.bars, 0) };
}

/** Writes only what changed: new gaps, gaps of another length, gaps that are gone. */
async function amend(store: Store, series: Series, gaps: readonly Gap[]): Promise<void> {
  const { where, params } = seriesFilter(series);
  const ledger = await store.columns(`SELECT from_ts, to_ts, bars, filled, ver FROM gaps FINAL WHERE kind = {kind: String} AND ${where} ORDER BY from_ts`, { ...params, kind: series.kind });
  const [from, to, bars, filled, versions] = [ledger.column("from_ts"), ledger.column("to_ts"), ledger.column("bars"), ledger.column("filled"), ledger.column("ver")];
  const now = new Map(gaps.map((gap) => [gap.from, gap])), known = new Map(Array.from(from, (start, i) => [start, { to: to[i], open: filled[i] === 0 }]));
  const opened = gaps.filter((gap) => known.get(gap.from)?.to !== gap.to || known.get(gap.from)?.open !== true).map((gap) => ({ ...gap, filled: 0 }));
  const gone = Array.from(from, (start, i) => ({ from: start, to: to[i]!, bars: bars[i]!, filled: 1 })).filter((gap) => known.get(gap.from)?.open === true && !now.has(gap.from));
  const rows = [...opened, ...gone];
  if (rows.length === 0) return;
  await store.insertColumns("gaps", {
    kind: series.kind, exchange: series.exchange, symbol: series.symbol, tf: series.timeframe ?? "",
    from_ts: rows.map((gap) => gap.from), to_ts: rows.map((gap) => gap.to), bars: rows.map((gap) => gap.bars), filled: rows.map((gap) => gap.filled),
    ...(versions.length === 0 ? {} : { ver: versions.reduce((highest, version) => Math.max(highest, version)) + 1 }),
  });
}

/** Gaps that are open now, by series and time. */
export async function openGaps(store: Store): Promise<readonly LedgerEntry[]> {
  type Row = { kind: LedgerEntry["kind"]; exchange: string; symbol: string; tf: string; from: string; to: string; bars: number };
  const rows = await store.rows<Row>(`SELECT kind, exchange, symbol, tf, toUnixTimestamp64Milli(from_ts) AS from, toUnixTimestamp64Milli(to_ts) AS to, bars
    FROM gaps FINAL WHERE filled = 0 ORDER BY exchange, symbol, kind, tf, from_ts`);
  return rows.map(({ tf, from, to, ...row }) => ({ ...row, timeframe: tf, from: Number(from) as Millis, to: Number(to) as Millis }));
}
