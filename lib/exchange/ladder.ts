/**
 * A made-up book: twenty levels a side around the touch, whose sizes follow from the number of the last print. It exists so that depth streams and
 * snapshots can be followed and checked; it says nothing of real liquidity. The book after print n has the update number n + 1.
 */
import type { Millis } from "../market/units.js";
import type { SimulatedMarket } from "./simulatedMarket.js";

const LEVELS = 20;

/** Price and size now at it, 0 for none left. */
export type Level = readonly [price: number, size: number];
export interface Ladder { readonly updateId: number; readonly bids: readonly Level[]; readonly asks: readonly Level[] }

export function ladderAt(market: SimulatedMarket, now: Millis): Ladder {
  return ladderAfter(market, market.printCount(now));
}

/** Changes from the book at `from` to that at `to`, both after that many prints. */
export function ladderChanges(market: SimulatedMarket, from: number, to: number): Ladder {
  const before = ladderAfter(market, from), after = ladderAfter(market, to);
  return { updateId: after.updateId, bids: changed(before.bids, after.bids), asks: changed(before.asks, after.asks) };
}

function ladderAfter(market: SimulatedMarket, count: number): Ladder {
  const { ticksPerUnit, stepsPerUnit } = market.grid, print = count > 0 ? market.prints.at(count - 1) : undefined;
  const tick = Math.round((print?.price ?? market.feed.bars.open[0]!) * ticksPerUnit), bid = print?.side === 1 ? tick - 1 : tick;
  const level = (away: number, side: 1 | -1): Level => [(side === 1 ? bid + 1 + away : bid - away) / ticksPerUnit, (100 + ((count * 7 + away * 13) % 50)) / stepsPerUnit];
  const levels = (side: 1 | -1): readonly Level[] => Array.from({ length: LEVELS }, (_, away) => level(away, side)).filter(([price]) => price > 0);
  return { updateId: count + 1, bids: levels(-1), asks: levels(1) };
}

function changed(before: readonly Level[], after: readonly Level[]): readonly Level[] {
  const old = new Map(before), now = new Map(after);
  return [...[...now].filter(([price, size]) => old.get(price) !== size), ...[...old.keys()].filter((price) => !now.has(price)).map((price): Level => [price, 0])];
}
