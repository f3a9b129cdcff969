/** How many orders of ours stand at a venue, for its limits on them (F12). Knows the books, no limit and no reason. */
import type { Working, WorkingBook } from "../engine/workingBook.js";

/** More slots are in use than `most`, so that counting can matter. */
export const mayExceed = ({ bids, asks, sellStops, buyStops }: Working, most: number): boolean => bids.used + asks.used + sellStops.used + buyStops.used > most;

export const restingIn = ({ books }: Working): number => books.reduce((sum, book) => sum + count(book), 0);

/** Conditional orders: what waits for a trigger. */
export const armedIn = ({ sellStops, buyStops, sellTargets, buyTargets }: Working): number => count(sellStops) + count(buyStops) + count(sellTargets) + count(buyTargets);

function count(book: WorkingBook): number {
  let resting = 0;
  for (let slot = 0; slot < book.used; slot++) if (book.rests(slot)) resting++;
  return resting;
}
