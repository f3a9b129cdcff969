/** What of a window a series still lacks: bars that are not stored, or stretches of funding and trades that were never fetched whole. Says nothing of why. */
import type { Column } from "../../market/candles.js";
import { timeframeMs } from "../../market/timeframe.js";
import type { Millis } from "../../market/units.js";
import { readTimes, type Series } from "../seriesTable.js";
import { subtract, type Spans } from "../spans.js";
import type { Store } from "../store/store.js";
import type { Window } from "../window.js";
import { spansOf, type Evidence } from "./evidence.js";

/** @param window finite; of bars it begins and ends at open times */
export async function missingSpans(store: Store, series: Series, window: Window, evidence: readonly Evidence[]): Promise<Spans> {
  if (!(window.to > window.from)) return [];
  if (series.timeframe === undefined) return subtract([window], spansOf(evidence, "whole"));
  return absentBars(await readTimes(store, series, window), timeframeMs(series.timeframe), window);
}

/** Runs of open times of the window that are not among `times` (ascending, each once). */
export function absentBars(times: Column, interval: Millis, { from, to }: Window): Spans {
  const absent: Window[] = [];
  let next = from;
  for (let i = 0; i < times.length; i++) {
    if (times[i]! > next) absent.push({ from: next, to: times[i]! });
    next = times[i]! + interval;
  }
  return next < to ? [...absent, { from: next, to }] : absent;
}
