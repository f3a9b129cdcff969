/** A year of real minutes out of ../shared/data, where it is; the tests that need it skip and say so where it is not. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { candles, type Candles } from "../../lib/market/candles.js";

const FOLDER = process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data";
const path = (year: number): string => join(FOLDER, `binance-BTCUSDT-spot-1m-${year}.csv.gz`);

export const hasMinutes = (...years: readonly number[]): boolean => years.every((year) => existsSync(path(year)));

/** timestamp,open,high,low,close,volume a line. One year at a time, so that no more than one stands in memory as text. */
function yearOf(year: number): readonly Float64Array[] {
  const rows = gunzipSync(readFileSync(path(year))).toString("latin1").trimEnd().split("\n"), columns = Array.from({ length: 6 }, () => new Float64Array(rows.length - 1));
  for (let row = 1; row < rows.length; row++) rows[row]!.split(",", 6).forEach((field, column) => (columns[column]![row - 1] = Number(field)));
  return columns;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

export function realMinutes(...years: readonly number[]): Candles {
  const parts = years.map(yearOf), column = (i: number): Float64Array => joined(parts.map((part) => part[i]!));
  return candles({ exchange: "binance", symbol: "BTC/USDT", synthetic: false, builtFrom: "1m" }, "1m", { openTime: column(0), open: column(1), high: column(2), low: column(3), close: column(4), volume: column(5) });
}
