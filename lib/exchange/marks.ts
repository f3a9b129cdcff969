/** The mark price of a feed at a moment, and its bars with the unfinished one as far as its path has gone. Pure; knows no market. */
import type { Millis } from "../market/units.js";
import type { FeedMark } from "./feed.js";
import { pathOf, timeInBar } from "./prints.js";
import { lowerBound, rowsWithin, type RowRange } from "./search.js";

export interface MarkBar { readonly openTime: Millis; readonly open: number; readonly high: number; readonly low: number; readonly close: number }

export const markBars = (mark: FeedMark, range: RowRange, now: Millis): readonly MarkBar[] => rowsWithin(mark.time, range, now).map((row) => barUntil(mark, row, now));

/** The point of its path that the mark reached last; its first price before the feed begins. */
export const markAt = (mark: FeedMark, now: Millis): number => barUntil(mark, Math.max(0, lowerBound(mark.time, now + 1) - 1), now).close;

function barUntil({ interval, time, open, high, low, close }: FeedMark, row: number, now: Millis): MarkBar {
  const openTime = time[row]!, path = pathOf(open[row]!, high[row]!, low[row]!, close[row]!);
  const reached = path.filter((_, point) => point === 0 || openTime + timeInBar(interval, point) <= now);
  return { openTime, open: path[0], high: Math.max(...reached), low: Math.min(...reached), close: reached.at(-1)! };
}
