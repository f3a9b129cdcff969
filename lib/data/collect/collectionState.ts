/** How a collection goes, series by series: what is counted, and how it is read back from the store. Types and two small functions; collects nothing. */
import type { Timeframe } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import type { StoredKind, StoredSeries } from "../seriesTable.js";
import type { Store } from "../store/store.js";

export interface SeriesState {
  readonly kind: StoredKind;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe | undefined;
  /** Rows taken into the store since the collector began; those of its catching up included. */
  rows: number;
  /** Every row before it is stored, exchange's clock; undefined before the first. */
  storedTo: Millis | undefined;
  /** The newest event, exchange's clock. */
  heardTo: Millis | undefined;
  /** When it came, this computer's clock. */
  heardAt: Millis | undefined;
  /** Times that the stream broke and was dialled again. */
  breaks: number;
  /** Rows given up because the store was away for longer than memory holds; what has a history is asked for again. */
  dropped: number;
  /** The last thing that went wrong, in a sentence. */
  problem: string | undefined;
}

/** A collector as the store knows it. */
export interface CollectionState {
  readonly host: string;
  readonly pid: number;
  /** Since when, and when it last said so: the store's clock. */
  readonly since: Millis;
  readonly beat: Millis;
  /** It has stopped in order, or has said nothing for 20 seconds. */
  readonly running: boolean;
  readonly series: readonly SeriesState[];
}

/** A collector that says nothing for so long is gone. */
export const SILENT_AFTER: Millis = 20_000;

export const newState = ({ kind, exchange, symbol, timeframe }: StoredSeries): SeriesState =>
  ({ kind, exchange, symbol, timeframe, rows: 0, storedTo: undefined, heardTo: undefined, heardAt: undefined, breaks: 0, dropped: 0, problem: undefined });

/** ms that the store is behind what the exchange has told; a bar is stored when it is finished, so that its own length is part of it. Undefined before both are known. */
export const lagOf = ({ storedTo, heardTo }: SeriesState): Millis | undefined => (storedTo === undefined || heardTo === undefined ? undefined : Math.max(0, heardTo - storedTo));

/** The collector that runs, or else the last one that ran; undefined where none ever did. */
export async function lastCollection(store: Store): Promise<CollectionState | undefined> {
  const [row] = await store.rows<{ host: string; pid: number; since: string; last: string; silent: string; ended: number; state: string }>(
    `SELECT host, pid, toUnixTimestamp64Milli(claimed) AS since, toUnixTimestamp64Milli(beat) AS last, dateDiff('millisecond', beat, now64(3)) AS silent, ended, state
      FROM collectors FINAL WHERE state != '' ORDER BY ended, beat DESC LIMIT 1`);
  if (row === undefined) return undefined;
  const { host, pid, since, last, silent, ended, state } = row;
  return { host, pid, since: Number(since), beat: Number(last), running: ended === 0 && Number(silent) < SILENT_AFTER, series: JSON.parse(state) as readonly SeriesState[] };
}
