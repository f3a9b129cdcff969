/**
 * F19: how much rests ahead of an order at its price, and what prints and changes of the level do to that. Pure functions of numbers, in
 * base currency. Infinity stands for a queue nobody has shown: it blocks. Knows no order and no price.
 *
 * The probability models are those of Rigtorp (2013, "Estimating order queue position") as hftbacktest names and extends them
 * (backtest/models/queue.rs).
 */
import type { QueueModel } from "../../market/run.js";
import { QuantError } from "../../market/errors.js";

/** What a level's cancellations do to a place in its queue: the chance that what was cancelled stood behind us. */
type ChanceBehind = (front: number, back: number) => number;

export interface Queue {
  /** Advances with prints alone. */
  readonly riskAverse: boolean;
  readonly behind: ChanceBehind;
}

/** @throws QuantError BAD_OPTION for a power that is not above 0 */
export function queueOf(model: QueueModel): Queue {
  if (model.kind === "risk-averse") return { riskAverse: true, behind: () => 1 };
  return { riskAverse: false, behind: model.kind === "log" ? logarithmic : powerOf(model.kind, model.n) };
}

function powerOf(kind: "power" | "power-2" | "power-3", n: number): ChanceBehind {
  if (!(n > 0 && n < Infinity)) throw new QuantError("input", "BAD_OPTION", `queue model ${kind} has power ${n}: a finite number above 0 was expected, 2 or 3 are usual`, { n });
  if (kind === "power") return (front, back) => back ** n / (back ** n + front ** n);
  if (kind === "power-2") return (front, back) => back ** n / (back + front) ** n;
  return (front, back) => 1 - (front / (front + back)) ** n;
}

const logarithmic: ChanceBehind = (front, back) => Math.log1p(back) / (Math.log1p(back) + Math.log1p(front));

/**
 * What a print at the order's price leaves for it: 0 while others are ahead, else what went beyond them, in whole lots.
 * @param front ahead of the order before the print
 * @param spoken of the print's quantity, already given to orders of ours
 */
export function reachedBy(front: number, quantity: number, spoken: number, stepsPerUnit: number): number {
  const beyond = quantity - front - spoken;
  return beyond > 0 ? Math.round(beyond * stepsPerUnit) / stepsPerUnit : 0;
}

/**
 * The front after the level's shown size went from `previous` to `next`. A print's own part of that change was taken off already.
 * The result is never above `next` and never below 0; a level that is gone has nobody ahead.
 * @param traded printed at the price since the level's last change
 */
export function frontAfter(queue: Queue, front: number, previous: number, next: number, traded: number): number {
  const ahead = Math.min(front, next), cancelled = previous - next - traded;
  if (queue.riskAverse || cancelled <= 0 || front === Infinity) return ahead;
  const back = Math.max(previous - front, 0), chance = queue.behind(front, back), behind = chance === chance ? chance : 1;
  const estimate = front - (1 - behind) * cancelled + Math.min(back - behind * cancelled, 0);
  return Math.max(Math.min(estimate, next), 0);
}
