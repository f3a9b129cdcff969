/**
 * What price meets first when it moves one way: the nearest resting limit (F3, F4, F15), stop (F7), take-profit and ruin (L5). Levels are kept as
 * `move * price`, so that smaller is nearer both up and down. Fills nothing.
 */
import type { WorkingBook } from "../engine/workingBook.js";
import type { FillMode } from "../market/run.js";
import { touchDraw } from "./touchChance.js";

export class Ahead {
  /** Level at which the nearest limit fills; its slot. */
  limit: number = Infinity;
  slot = 0;
  stop: number = Infinity;
  stopSlot = 0;
  /** Level of the nearest armed take-profit; its slot. */
  target: number = Infinity;
  targetSlot = 0;
  ruin: number = Infinity;
  /** The least of the four: a bar that does not get here is quiet. */
  nearest: number = Infinity;
  /** Base volume of the bar that resting orders on this side can have, and what they had of it (F13). */
  cap: number = Infinity;
  taken: number = NaN;
  /** No volume was left on this leg. */
  exhausted = false;

  constructor(readonly move: 1 | -1, readonly limits: WorkingBook, readonly stops: WorkingBook, readonly targets: WorkingBook) {
    this.taken = 0;
  }
}

/** How far price must go to fill: depths below a limit that falling price must reach, above for rising. */
export class Reach {
  /** Through the limit by this much fills for certain: throughTicks, less the rounding. */
  through: number = NaN;
  /** At the limit: 0, less the rounding. */
  touch: number = NaN;

  readonly draws: boolean;
  private readonly goesThrough: boolean;

  constructor(mode: FillMode, private readonly touchProbability: number, private readonly seed: number) {
    this.draws = mode === "neutral";
    this.goesThrough = mode === "pessimistic";
  }

  /** How near price may come to any order before it has to be looked at. */
  get gate(): number {
    return this.goesThrough ? this.through : this.touch;
  }

  /** F4: in neutral mode a touch fills with the order's own chance in this bar. */
  depth(order: number, openTime: number): number {
    if (!this.draws) return this.gate;
    return touchDraw(this.seed, order, openTime) < this.touchProbability ? this.touch : this.through;
  }
}

/** The nearest limit, each at the gate beyond its price, or at its own drawn depth where `openTime` is given. Equal levels: the earlier accepted (F15). */
function nearestLimit(ahead: Ahead, reach: Reach, openTime: number): void {
  const { limits, move } = ahead, { gate } = reach, drawn = reach.draws && openTime === openTime;
  let nearest = Infinity;
  for (let slot = 0; slot < limits.used; slot++) {
    if (!(limits.quantity[slot]! > 0)) continue;
    const level = move * limits.price[slot]! + (drawn ? reach.depth(limits.order[slot]!, openTime) : gate);
    if (level > nearest || (level === nearest && limits.queue[slot]! > limits.queue[ahead.slot]!)) continue;
    nearest = level;
    ahead.slot = slot;
  }
  ahead.limit = ahead.exhausted ? Infinity : nearest;
}

/** Slot of the trigger that price meets first; -1 for none. */
function nearestTrigger({ used, price, quantity, queue }: WorkingBook, move: 1 | -1): number {
  let nearest = -1, least = Infinity;
  for (let slot = 0; slot < used; slot++) {
    if (!(quantity[slot]! > 0)) continue;
    const level = move * price[slot]!;
    if (level > least || (level === least && queue[slot]! > queue[nearest]!)) continue;
    least = level;
    nearest = slot;
  }
  return nearest;
}

/** Triggers go off when touched, in every mode. A book without a slot in use is asked nothing: most strategies have no target and many no stop. */
function nearestTriggers(ahead: Ahead, { touch }: Reach): void {
  const { stops, targets, move } = ahead, stop = stops.used === 0 ? -1 : nearestTrigger(stops, move), target = targets.used === 0 ? -1 : nearestTrigger(targets, move);
  ahead.stop = stop < 0 ? Infinity : move * stops.price[stop]! + touch;
  ahead.stopSlot = stop;
  ahead.target = target < 0 ? Infinity : move * targets.price[target]! + touch;
  ahead.targetSlot = target;
}

/** @param openTime of the bar being walked, for the draws of neutral mode; NaN between bars */
export function look(ahead: Ahead, reach: Reach, openTime: number): void {
  nearestLimit(ahead, reach, openTime);
  nearestTriggers(ahead, reach);
  ahead.nearest = Math.min(ahead.limit, ahead.stop, ahead.target, ahead.ruin);
}
