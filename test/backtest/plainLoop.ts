/**
 * The SMA crossover as one plain loop that shares no line with the engine: fixed size, market orders at the next open, one tick of slippage,
 * taker fee, no cap. The averages are given: where they tie is the indicators' business, and tested there.
 */
import type { Candles } from "../../lib/market/candles.js";

export interface LoopRun { readonly time: readonly number[]; readonly quantity: readonly number[]; readonly price: readonly number[]; readonly equity: Float64Array }

export function smaLoop(c: Candles, fast: Float64Array, slow: Float64Array, quantity: number, cash: number, fee: number, tick: (time: number) => number): LoopRun {
  const time: number[] = [], traded: number[] = [], price: number[] = [], equity = new Float64Array(c.length);
  let money = cash, held = 0, goal = 0;
  for (let row = 0; row < c.length; row++) {
    if (goal !== held) {
      const delta = goal - held, at = c.open[row]! + Math.sign(delta) * tick(c.openTime[row]!);
      money -= delta * at + Math.abs(delta) * at * fee;
      held = goal;
      time.push(c.openTime[row]!);
      traded.push(delta);
      price.push(at);
    }
    equity[row] = money + held * c.close[row]!;
    const a = fast[row]!, b = slow[row]!; // not numbers before they are warm, and then neither above nor below
    if (a > b && held <= 0) goal = quantity;
    else if (a < b && held >= 0) goal = -quantity;
  }
  return { time, quantity: traded, price, equity };
}
