/** When things happen in a bar run, for the log of orders: what is asked at a close is sent then, what is asked on the way through a bar at its open, and what happens on the way is known at its close. */
import type { Candles } from "../market/candles.js";
import type { BarWalk } from "./barWalk.js";
import type { OrderClock } from "./orderLog.js";

export function barClock({ openTime, interval }: Candles, { executions, arrivals }: BarWalk): OrderClock {
  /** @param moment row, with the share of its way; a whole one is the close before it */
  const sent = (moment: number): number => (moment > 0 && Number.isInteger(moment) ? openTime[moment - 1]! + interval : openTime[Math.floor(moment)]!);
  return {
    sentAt: (book, slot) => sent(arrivals === undefined ? executions.row + (executions.point === 0 ? 0 : 0.5) : arrivals.sentAt(book, slot)),
    now: () => openTime[executions.row]! + (executions.point === 0 ? 0 : interval),
  };
}
