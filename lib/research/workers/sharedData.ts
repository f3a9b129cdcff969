/** A market's columns copied once into memory that every thread of this process reads. Changes no number. */
import type { BacktestData } from "../../backtest/options.js";

/** The same data; each column in a SharedArrayBuffer, so that starting a worker copies none. */
export function sharedData({ candles, funding, mark }: BacktestData): BacktestData {
  return { candles: shared(candles), ...(funding === undefined ? {} : { funding: shared(funding) }), ...(mark === undefined ? {} : { mark: shared(mark) }) };
}

function shared<T extends object>(columns: T): T {
  return Object.freeze(Object.fromEntries(Object.entries(columns).map(([name, value]: [string, unknown]) => [name, value instanceof Float64Array ? sharedColumn(value) : value]))) as T;
}

function sharedColumn(column: Float64Array): Float64Array {
  if (column.buffer instanceof SharedArrayBuffer) return column;
  const copy = new Float64Array(new SharedArrayBuffer(column.byteLength));
  copy.set(column);
  return copy;
}
