/** Arithmetic of stretches of time, half-open: what covers what, what is left. Pure; knows no bars and no store. */
import type { Window } from "./window.js";

/** Ascending, apart from each other, none empty. */
export type Spans = readonly Window[];

/** Any windows in any order as spans: what touches or overlaps becomes one. */
export function union(windows: Iterable<Window>): Spans {
  const spans: { from: number; to: number }[] = [];
  for (const { from, to } of [...windows].filter((window) => window.to > window.from).sort((a, b) => a.from - b.from)) {
    const last = spans.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

export function intersect(a: Spans, b: Spans): Spans {
  const common: Window[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const from = Math.max(a[i]!.from, b[j]!.from), to = Math.min(a[i]!.to, b[j]!.to);
    if (to > from) common.push({ from, to });
    if (a[i]!.to < b[j]!.to) i++;
    else j++;
  }
  return common;
}

/** What of `a` is not in `b`. */
export function subtract(a: Spans, b: Spans): Spans {
  const left: Window[] = [];
  let j = 0;
  for (const { from, to } of a) {
    let start = from;
    while (j < b.length && b[j]!.to <= from) j++;
    for (let k = j; k < b.length && b[k]!.from < to; k++) {
      if (b[k]!.from > start) left.push({ from: start, to: b[k]!.from });
      start = Math.max(start, b[k]!.to);
    }
    if (start < to) left.push({ from: start, to });
  }
  return left;
}

/** ms in all. */
export const lengthOf = (spans: Spans): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);
