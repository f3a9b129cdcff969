/**
 * Binance Vision's archives: which there are of a series, what each is named and where it lies. A law of names, nothing is asked of a network here.
 * One csv a zip, a month or a day (UTC) each, beside it `<name>.CHECKSUM`. Source: https://github.com/binance/binance-public-data (README).
 */
import type { Millis } from "../../market/units.js";
import { parseSymbol } from "../../market/symbol.js";
import type { Series, SeriesKind } from "../seriesTable.js";
import type { Window } from "../window.js";

export const BINANCE_VISION = "https://data.binance.vision";

export type Period = "monthly" | "daily";

export interface Archive {
  readonly series: Series;
  readonly period: Period;
  /** The month or the day whose rows it holds. */
  readonly span: Window;
  /** `BTCUSDT-1m-2024-01.zip` */
  readonly name: string;
  /** Below the base address, without a leading slash. */
  readonly path: string;
}

export const DAY = 86_400_000;

/** Bar lengths that klines are published in and that are of one length. https://github.com/binance/binance-public-data#klines */
const INTERVALS = ["1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w"];

const FOLDERS: Readonly<Record<SeriesKind, string>> = { candles: "klines", mark: "markPriceKlines", funding: "fundingRate", trades: "aggTrades" };

/** Exchanges that publish archives beside their REST interface. */
export const hasArchives = (exchange: string): boolean => exchange === "binance";

/** The month or day that holds `time`, UTC. */
export function periodOf(period: Period, time: Millis): Window {
  const date = new Date(time), year = date.getUTCFullYear(), month = date.getUTCMonth();
  if (period === "monthly") return { from: Date.UTC(year, month), to: Date.UTC(year, month + 1) };
  const from = Math.floor(time / DAY) * DAY;
  return { from, to: from + DAY };
}

/** The archive of the period that holds `time`; undefined where Binance publishes none of that kind: other exchanges, inverse contracts, funding by day, marks of spot. */
export function archiveAt(series: Series, period: Period, time: Millis): Archive | undefined {
  const { kind, exchange, symbol, timeframe } = series, market = parseSymbol(symbol), futures = kind === "funding" || kind === "mark";
  if (!hasArchives(exchange) || market.kind === "inverse" || (futures && market.kind === "spot") || (kind === "funding" && period === "daily")) return undefined;
  if (timeframe !== undefined && !INTERVALS.includes(timeframe)) return undefined;
  const id = `${market.base}${market.quote}`, span = periodOf(period, time), date = new Date(span.from).toISOString().slice(0, period === "monthly" ? 7 : 10);
  const name = `${id}-${timeframe ?? FOLDERS[kind]}-${date}.zip`;
  const folder = ["data", market.kind === "spot" ? "spot" : "futures/um", period, FOLDERS[kind], id, ...(timeframe === undefined ? [] : [timeframe])].join("/");
  return { series, period, span, name, path: `${folder}/${name}` };
}

/** Archives of the series that hold some of the spans and whose time had ended by `now`, oldest first, each once. */
export function archivesOver(series: Series, period: Period, spans: Iterable<Window>, now: Millis): readonly Archive[] {
  const found = new Map<string, Archive>();
  for (const { from, to } of spans) {
    for (let time = from; time < to; time = periodOf(period, time).to) {
      const archive = archiveAt(series, period, time);
      if (archive !== undefined && archive.span.to <= now) found.set(archive.path, archive);
    }
  }
  return [...found.values()];
}
