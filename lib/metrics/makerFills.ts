/** Fills with what a maker is judged by beside them: the mid before, the side of the fee, the reason (F24). Computes nothing. */
import type { Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { checkFills, type FillColumns } from "./fills.js";

/** A run's fills have this form. */
export interface MakerFills extends FillColumns {
  /** Last price that the strategy could have seen before the fill, quote currency; NaN where there was none. [decisions 18] */
  readonly mid: Column;
  /** 1 maker, 0 taker. */
  readonly maker: Uint8Array;
  /** Index into `FILL_REASONS`. */
  readonly reason: Uint8Array;
}

/** @throws QuantError BAD_FILLS naming the first row that breaks a promise of `MakerFills` */
export function checkMakerFills(fills: MakerFills): void {
  checkFills(fills);
  const { time, mid, maker, reason } = fills, rows = time.length;
  if (mid.length !== rows || maker.length !== rows || reason.length !== rows) {
    throw new QuantError("data", "BAD_FILLS", `fills: columns have ${rows} times, ${mid.length} mids, ${maker.length} maker flags and ${reason.length} reasons, as many of each were expected`, { row: -1 });
  }
  for (let i = 0; i < rows; i++) {
    if (mid[i]! <= 0 || mid[i] === Infinity) throw new QuantError("data", "BAD_FILLS", `fill ${i}: its mid is ${mid[i]}, a price above 0 was expected, or NaN where none was seen`, { row: i });
  }
}

/** The fills that made liquidity. The same columns where all did, else copies. */
export function onlyMakers(fills: MakerFills): MakerFills {
  const { maker } = fills, all = new Uint32Array(maker.length);
  let count = 0;
  for (let i = 0; i < maker.length; i++) if (maker[i] === 1) all[count++] = i;
  if (count === maker.length) return fills;
  const rows = all.subarray(0, count);
  const pick = (column: Column): Column => Float64Array.from(rows, (row) => column[row]!), bytes = (column: Uint8Array): Uint8Array => Uint8Array.from(rows, (row) => column[row]!);
  return { time: pick(fills.time), quantity: pick(fills.quantity), price: pick(fills.price), fee: pick(fills.fee), mid: pick(fills.mid), maker: bytes(maker), reason: bytes(fills.reason) };
}
