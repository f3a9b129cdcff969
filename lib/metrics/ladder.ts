/**
 * The identity that a pure ladder obeys on any path: the simulator's own check on itself.
 * Holds where each fill's counter-order stands at once, one spacing away; not in pessimistic bar mode, where one bar can take bid and ask.
 */
import { QuantError } from "../market/errors.js";
import { CompensatedSum } from "./compensatedSum.js";
import type { FillColumns } from "./fills.js";

export interface LadderCheck {
  /** M, fills. */
  readonly fills: number;
  /** n, levels the price has gone up on balance: the position is -n × quantity. */
  readonly netLevels: number;
  /** From the fills: cash + position × mark, quote currency, before fees. */
  readonly gross: number;
  /** q g (M - n^2) / 2 - n q (mark - last fill's price). */
  readonly expected: number;
}

/**
 * Gross profit of a ladder against what its counts alone say. Long realised variance at the scale of the spacing, short squared displacement.
 *     gross = q g (M - n^2) / 2 - n q (m - level_n)
 * @param quantity q of every order, base currency
 * @param spacing g, quote currency: the same between all levels
 * @param mark m, where the position is valued
 * @throws QuantError NOT_A_LADDER naming the first fill that is not one level from the fill before, against the move, of `quantity`
 * @see Chakraborty and Kearns (2011), "Market Making and Mean Reversion", for the trade-off
 */
export function ladderCheck({ quantity: traded, price }: Pick<FillColumns, "quantity" | "price">, quantity: number, spacing: number, mark: number): LadderCheck {
  const fills = traded.length, cash = new CompensatedSum();
  let netLevels = 0;
  for (let i = 0; i < fills; i++) {
    const level = -Math.sign(traded[i]!), step = i === 0 ? level * spacing : price[i]! - price[i - 1]!;
    if (!near(Math.abs(traded[i]!), quantity) || !near(step, level * spacing)) throw notALadder(i, traded[i]!, price[i]!, quantity, spacing);
    netLevels += level;
    cash.add(-traded[i]! * price[i]!);
  }
  const last = price[fills - 1] ?? mark;
  cash.add(-netLevels * quantity * mark);
  return { fills, netLevels, gross: cash.value, expected: (quantity * spacing * (fills - netLevels * netLevels)) / 2 - netLevels * quantity * (mark - last) };
}

/** Prices are rounded to doubles at their own scale, their differences at a larger one. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.abs(b);

function notALadder(row: number, traded: number, price: number, quantity: number, spacing: number): QuantError {
  return new QuantError("input", "NOT_A_LADDER", `fill ${row} trades ${traded} at ${price}: a ladder trades ${quantity}, ${spacing} from the fill before it, selling on the way up and buying on the way down`, { row });
}
