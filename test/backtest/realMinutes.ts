/** A year of real minutes out of ../shared/data, where it is; the tests that need it skip and say so where it is not. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { candles, type Candles } from "../../lib/market/candles.js";

const FOLDER = process.env["BTC_QUANT_TEST_DATA"] ?? "../shared/data";
const path = (year: number): string => join(FOLDER, `binance-BTCUSDT-spot-1m-${year}.csv.gz`);

export const hasMinutes = (...years: readonly number[]): boolean => years.every((year) => existsSync(path(year)));

/** timestamp,open,high,low,close,volume a line. */
export function realMinutes(...years: readonly number[]): Candles {
  const rows = years.flatMap((year) => gunzipSync(readFileSync(path(year))).toString("latin1").trimEnd().split("\n").slice(1));
  const columns = Array.from({ length: 6 }, () => new Float64Array(rows.length));
  rows.forEach((line, row) => line.split(",").slice(0, 6).forEach((field, column) => (columns[column]![row] = Number(field))));
  const [openTime, open, high, low, close, volume] = columns as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  return candles({ exchange: "binance", symbol: "BTC/USDT", synthetic: false, builtFrom: "1m" }, "1m", { openTime, open, high, low, close, volume });
}
