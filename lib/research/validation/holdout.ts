/**
 * The last stretch of the data, put away before any search and looked at once (O6). Who opened it is logged; a second look, or one at an overlapping stretch,
 * is refused. The log is a port: what is written to a notebook's memory guards nothing beyond it. Knows no strategy.
 */
import { rowAt, sliceCandles, type Candles } from "../../market/candles.js";
import { QuantError } from "../../market/errors.js";
import { utc, type Millis } from "../../market/units.js";
import { DAY_MS } from "../../metrics/daily.js";
import { dayGrid } from "../dailyResult.js";

export interface HoldoutOpening {
  /** Strategy name, symbol, timeframe: as a trial's family. */
  readonly family: string;
  /** ms UTC, `to` exclusive. */
  readonly from: Millis;
  readonly to: Millis;
  /** ms UTC. */
  readonly at: Millis;
  readonly openedBy: string;
}

/** Append-only. */
export interface HoldoutLog {
  /** Writes the opening down, or, where one of the family that overlaps it in time stands already, returns that one and writes nothing. In one step: of two at once one is refused. */
  claim(opening: HoldoutOpening): Promise<HoldoutOpening | undefined>;
}

/** Forgets when the process ends. */
export function memoryHoldoutLog(): HoldoutLog {
  const openings: HoldoutOpening[] = [];
  return {
    claim(opening) {
      const earlier = openings.find(({ family, from, to }) => family === opening.family && from < opening.to && opening.from < to);
      if (earlier === undefined) openings.push(opening);
      return Promise.resolve(earlier);
    },
  };
}

/** Candles nobody can read before `open`. */
export class Holdout {
  readonly from: Millis;
  readonly to: Millis;
  readonly #all: Candles;

  constructor(all: Candles, from: Millis) {
    this.from = from;
    this.#all = all;
    this.to = all.openTime[all.length - 1]! + all.interval;
  }

  /**
   * All candles, with where the holdout begins: what comes before only warms indicators up.
   * @throws QuantError HOLDOUT_OPENED saying when and by whom
   */
  async open(log: HoldoutLog, { family, at, openedBy }: Pick<HoldoutOpening, "family" | "at" | "openedBy">): Promise<{ readonly candles: Candles; readonly from: Millis }> {
    const earlier = await log.claim({ family, from: this.from, to: this.to, at, openedBy });
    if (earlier === undefined) return { candles: this.#all, from: this.from };
    throw new QuantError("input", "HOLDOUT_OPENED", `the holdout ${utc(this.from)} .. ${utc(this.to)} of ${family} is spent: ${utc(earlier.from)} .. ${utc(earlier.to)} was opened on ${utc(earlier.at)} by ${earlier.openedBy}, and only days that nobody has looked at can judge it now`, { ...earlier });
  }
}

/**
 * Puts the last share of the whole days away.
 * @param share above 0 and below 1; a fifth is usual
 * @throws QuantError BAD_SPLITS
 */
export function withHoldout(candles: Candles, share: number = 0.2): { readonly research: Candles; readonly holdout: Holdout } {
  const { start, days } = dayGrid(candles), kept = Math.floor(days * (1 - share));
  if (!(share > 0 && share < 1) || kept < 1 || kept >= days) throw new QuantError("input", "BAD_SPLITS", `a holdout of ${share} of ${days} days: a share between 0 and 1 that leaves at least a day on both sides was expected`, { share, days });
  const from = start + kept * DAY_MS;
  return { research: sliceCandles(candles, 0, rowAt(candles, from)), holdout: new Holdout(candles, from) };
}
