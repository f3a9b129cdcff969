/**
 * Days on which Binance Vision's monthly archives are known to differ from its daily archives and its API, which agree. Facts with their sources.
 * Such a day is always compared, and the daily archive wins. Days that a monthly archive lacks need no entry: they are missing, and found.
 */
import { DAY, type Archive } from "./archive.js";

interface DamagedDay { readonly kind: "spot" | "linear"; readonly day: string; readonly source: string }

const DAMAGED: readonly DamagedDay[] = [
  { kind: "spot", day: "2020-12-21", source: "https://github.com/binance/binance-public-data/issues/475" },
  { kind: "spot", day: "2021-09-29", source: "https://github.com/binance/binance-public-data/issues/475" },
];

/** Damaged days of a monthly archive of candles: their starts, and who says so. */
export function knownDamage({ series, span }: Archive): ReadonlyMap<number, string> {
  const market = series.symbol.includes(":") ? "linear" : "spot", days = DAMAGED.filter(({ kind }) => series.kind === "candles" && kind === market);
  return new Map(days.map(({ day, source }) => [Date.parse(day), source] as const).filter(([day]) => day >= span.from && day + DAY <= span.to));
}
