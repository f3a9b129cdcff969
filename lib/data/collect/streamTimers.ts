/** The waits of a collection, all in one place, so that a test can shorten them alike. Numbers only. */
import type { Millis } from "../../market/units.js";

export interface StreamTimers {
  /** Between two pings; a connection that leaves two unanswered is given up. Default 10,000 ms. */
  readonly pingMs: Millis;
  /** Before a stream is dialled again, doubled for each further time without an event between. Default 500 ms. */
  readonly backoffMs: Millis;
  /** The longest of those waits. Default 30,000 ms. */
  readonly longestBackoffMs: Millis;
  /** A call may take so long, its body included. Default 20,000 ms. */
  readonly deadlineMs: Millis;
  /** Before the exchange is asked again for what it does not know yet. Default 1,000 ms. */
  readonly askAgainMs: Millis;
  /** Rows heard meanwhile are stored together. Default 1,000 ms. */
  readonly batchMs: Millis;
}

export const STREAM_TIMERS: StreamTimers = { pingMs: 10_000, backoffMs: 500, longestBackoffMs: 30_000, deadlineMs: 20_000, askAgainMs: 1_000, batchMs: 1_000 };

/** All of them `factor` times as short, none below `least` ms: a pong needs its time on a busy machine. */
export function scaledTimers(factor: number, least: Millis = 1, timers: StreamTimers = STREAM_TIMERS): StreamTimers {
  return Object.fromEntries(Object.entries(timers).map(([name, ms]) => [name, Math.max(least, ms / factor)])) as unknown as StreamTimers;
}
