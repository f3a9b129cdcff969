/** How long indicators remember where their history began: recursive ones have a number long before it has settled. Calls nothing a leak. */
import { standardDeviation } from "../../metrics/moments.js";
import { columnsOf } from "./indicatorColumns.js";
import type { Questions } from "./indicatorLeaks.js";
import type { StartUp } from "./report.js";
import { cut } from "./testMarket.js";

const SETTLED = 1e-3, DAY = 86_400_000;

/** Indicators whose first warm value is off by more than a thousandth of their standard deviation when history begins a third of the data later. */
export function startUpInstability({ load, params, market }: Questions): readonly StartUp[] {
  const { openTime, length } = market.candles, third = Math.floor(length / 3);
  const midnight = openTime.findIndex((time, row) => row >= third && time % DAY === 0), from = midnight < 0 ? third : midnight;
  const long = columnsOf(load(), params, market.candles), short = columnsOf(load(), params, cut(market, from, length).candles);
  return Object.keys(long).flatMap((indicator): StartUp[] => {
    const a = long[indicator]!.subarray(from), b = short[indicator]!, warm = b.findIndex((value) => !Number.isNaN(value)), scale = standardDeviation(a.filter(Number.isFinite));
    if (warm < 0 || !(scale > 0)) return [];
    const off = (row: number): number => Math.abs(a[row]! - b[row]!) / scale;
    const last = a.findLastIndex((_, row) => row >= warm && !(off(row) <= SETTLED));
    return last < 0 ? [] : [{ indicator, difference: off(warm), settlesAfter: last === a.length - 1 ? undefined : last + 1 - warm }];
  });
}
