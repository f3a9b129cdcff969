/**
 * The reused `now` object that `decide` reads, and the generated code that fills it from columns, one assignment a field.
 * Generated, because a loop over names with computed keys is twice as slow. Knows no strategy beyond the names of its indicators.
 */
import type { Candles, Column } from "../market/candles.js";

/** Plain numbers by name: the bar, the market, the indicators. */
export type Now = Record<string, number>;
/** The columns a run reads, by the same names. */
export type NowColumns = Record<string, Column>;
export type Load = (now: Now, columns: NowColumns, row: number) => void;

const BAR_FIELDS = ["time", "open", "high", "low", "close", "volume"] as const;
const loads = new Map<string, Load>();

/** NaN in every field, so that V8 keeps a double in each. Funding, and bid and ask where the data has them, are set when they happen. */
export function emptyNow(names: readonly string[], interval: number): Now {
  const now: Now = {};
  for (const name of [...BAR_FIELDS, "interval", "bid", "ask", "mark", "funding", ...names]) now[name] = NaN;
  now["interval"] = interval;
  return now;
}

export function nowColumns(candles: Candles, mark: Column | undefined, indicators: Readonly<Record<string, Column>>): NowColumns {
  const { openTime: time, open, high, low, close, volume } = candles;
  return { time, open, high, low, close, volume, ...(mark === undefined ? {} : { mark }), ...indicators };
}

/** The same names give the same function, so that its call stays one target. */
export function loaderOf(names: readonly string[]): Load {
  const key = JSON.stringify(names);
  let load = loads.get(key);
  if (load === undefined) {
    const lines = names.map((name) => `now[${JSON.stringify(name)}] = columns[${JSON.stringify(name)}][row];`);
    // The text is made of quoted names and nothing else.
    // oxlint-disable-next-line typescript/no-implied-eval
    load = new Function("now", "columns", "row", `"use strict";\n${lines.join("\n")}`) as Load;
    loads.set(key, load);
  }
  return load;
}
