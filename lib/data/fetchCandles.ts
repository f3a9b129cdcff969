/** Candles asked of an exchange for this once: nothing is stored. What is needed often belongs into the store, by `npm run data -- backfill`. */
import { candles, type Candles, type Column } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { timeframeMs, timeframeOf, type Timeframe } from "../market/timeframe.js";
import { utc, type Millis } from "../market/units.js";
import type { ColumnName } from "./sources/columnNames.js";
import { openSource } from "./sources/openSource.js";
import type { SourceOptions, SourcePage } from "./sources/source.js";
import { windowOf } from "./window.js";

/**
 * Finished candles that open in [from, to): dates (UTC) or ms; `to` is by default now. Minutes that the exchange does not have are gaps.
 * From a simulated exchange (`exchangeUrl`) they are marked synthetic, whatever it was fed with.
 * @throws QuantError NO_DATA when the exchange has none there, BAD_CANDLES, BAD_DATE, EMPTY_WINDOW, and those of Source.pages
 */
export async function fetchCandles(exchange: string, symbol: string, timeframe: Timeframe, from: string | Millis, to?: string | Millis, options: SourceOptions = {}): Promise<Candles> {
  const window = windowOf(from, to), tf = timeframeOf(timeframeMs(timeframe)), source = await openSource(exchange, { attempts: 3, ...options }); // somebody is waiting
  try {
    const pages: SourcePage[] = [];
    for await (const page of source.pages({ kind: "candles", symbol, timeframe: tf, ...window })) if (page.rows > 0) pages.push(page);
    if (pages.length === 0) throw noData(exchange, symbol, tf, window.from);
    const column = (name: ColumnName): Column => joined(pages.map(({ columns }) => columns[name]!));
    return candles({ exchange, symbol, synthetic: source.exchangeUrl !== undefined, builtFrom: tf }, tf, {
      openTime: column("time"), open: column("open"), high: column("high"), low: column("low"), close: column("close"), volume: column("volume"),
      takerBuyVolume: pages[0]!.columns.takerBuyVolume === undefined ? undefined : column("takerBuyVolume"),
    });
  } finally {
    await source.close();
  }
}

function joined(parts: readonly Column[]): Column {
  const whole = new Float64Array(parts.reduce((rows, part) => rows + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function noData(exchange: string, symbol: string, timeframe: Timeframe, from: Millis): QuantError {
  return new QuantError("input", "NO_DATA", `${exchange} has no finished ${timeframe} candles of ${symbol} from ${utc(from)} on, in the range asked for`, { exchange, symbol });
}
