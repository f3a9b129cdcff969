/** Archives of klines as Binance Vision packs them: made of minutes, a month or a day a zip, twelve columns, header or none, ms or us. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { zipOf } from "../temporaryFiles.js";

/** One bar: open time (ms), open, high, low, close, volume as text, so that no digit changes on its way. */
export interface Minute { readonly time: number; readonly fields: string }

export interface KlineForm { readonly header?: boolean; readonly micros?: boolean }

const HEADER = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore";

/** The rows of a zip's csv. Quote volume, count and taker volume follow from the bar, so that they agree wherever they are made. */
export function klineCsv(minutes: readonly Minute[], { header = false, micros = false }: KlineForm = {}): string {
  const scale = micros ? "000" : "", rows = minutes.map(({ time, fields }) => `${time}${scale},${fields},${time + 59_999}${micros ? "999" : scale},${1000 + (time / 60_000) % 977},${(time / 60_000) % 89},0.00000000,0.00000000,0`);
  return [...(header ? [HEADER] : []), ...rows, ""].join("\n");
}

export const klinePath = (market: "spot" | "futures/um", period: "monthly" | "daily", date: string, folder = "klines"): string =>
  `data/${market}/${period}/${folder}/BTCUSDT/1m/BTCUSDT-1m-${date}.zip`;

export const klineZip = (path: string, minutes: readonly Minute[], form?: KlineForm): Buffer => zipOf({ [path.split("/").at(-1)!.replace(".zip", ".csv")]: klineCsv(minutes, form) });

/** Groups minutes by the first `digits` characters of their ISO date: 7 months, 10 days. */
export function groupByDate(minutes: readonly Minute[], digits: 7 | 10): ReadonlyMap<string, readonly Minute[]> {
  const groups = new Map<string, Minute[]>();
  for (const minute of minutes) {
    const date = new Date(minute.time).toISOString().slice(0, digits), group = groups.get(date);
    if (group === undefined) groups.set(date, [minute]);
    else group.push(minute);
  }
  return groups;
}

/** Real minutes of a file of ../shared/data. */
export function minutesOf(path: string): readonly Minute[] {
  return gunzipSync(readFileSync(path)).toString("latin1").trimEnd().split("\n").slice(1).map((line) => {
    const comma = line.indexOf(",");
    return { time: Number(line.slice(0, comma)), fields: line.slice(comma + 1) };
  });
}
