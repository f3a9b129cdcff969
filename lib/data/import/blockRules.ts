/** What is done to a file's rows before they are looked at: times brought to the store's resolution, taker volume joined onto its candles. Every change is noted for the reader. */
import { QuantError } from "../../market/errors.js";
import { utc } from "../../market/units.js";
import type { FileKind } from "../sources/columnNames.js";
import { brokenRow, type Block } from "../sources/rowDecoder.js";
import type { SeriesColumns } from "../seriesTable.js";

const MINUTE = 60_000;

/** The block with its times as the store keeps them, and a sentence if that changed any. Candles are never touched: their times have to be right. */
export function atStoredResolution(kind: FileKind, block: Block): { readonly block: Block; readonly note: string | undefined } {
  const step = kind === "funding" ? MINUTE : kind === "trades" ? 1 : undefined, { time } = block.columns;
  if (step === undefined || time === undefined) return { block, note: undefined };
  const cut = time.map((value) => Math.floor(value / step) * step), changed = cut.some((value, row) => value !== time[row]);
  if (!changed) return { block, note: undefined };
  const note = kind === "funding"
    ? "settlement times some ms past their minute were stored as the minute"
    : "times in microseconds were cut to milliseconds; the order of trades is their id's";
  return { block: { ...block, columns: { ...block.columns, time: cut } }, note };
}

/**
 * Taker volume as candles: the stored candles of the same times with the file's columns laid over them.
 * @throws QuantError BROKEN_ROW for a row without a stored candle
 */
export function ontoCandles(block: Block, stored: SeriesColumns): Block {
  const { time = new Float64Array(0), ...given } = block.columns, candleTime = stored.time ?? new Float64Array(0), rows = new Uint32Array(time.length);
  for (let row = 0, at = 0; row < time.length; row++) {
    while (at < candleTime.length && candleTime[at]! < time[row]!) at++;
    if (candleTime[at] !== time[row]) throw brokenRow(block.file, block.firstLine + row, `no candle of ${utc(time[row]!)} is stored to join it to: import the candles first`);
    rows[row] = at;
  }
  const picked = Object.fromEntries(Object.entries(stored).map(([name, column]) => [name, Float64Array.from(rows, (at) => column[at]!)]));
  return { ...block, columns: { ...picked, ...given, time } };
}

/** Mark price klines have the shape of candles and no volume: a file that could be either is not guessed at. @throws QuantError AMBIGUOUS_KIND */
export function refuseIdleCandles(file: string, rows: number, tradedRows: number): void {
  if (rows < 2 || tradedRows > 0) return;
  throw new QuantError("data", "AMBIGUOUS_KIND", `${file}: the volume of all ${rows} candles is 0, as in a file of mark prices: say --kind mark if it is one; nothing of this file was stored`, { file });
}
