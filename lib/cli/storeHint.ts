/** What somebody is told whose store is empty: how to fill it, and what a download of Binance's minutes would come to where its archives answer. Fetches none. */
import { estimateArchives } from "../data/backfill/estimate.js";
import { BINANCE_VISION } from "../data/dumps/archive.js";
import { openMarketData } from "../data/marketData.js";
import type { Series } from "../data/seriesTable.js";
import type { Millis } from "../market/units.js";

const EXCHANGE = "binance", SYMBOL = "BTC/USDT:USDT", FROM = "2020-01-01";
const OFFERED: readonly Series[] = [
  { kind: "candles", exchange: EXCHANGE, symbol: SYMBOL, timeframe: "1m" }, { kind: "funding", exchange: EXCHANGE, symbol: SYMBOL, timeframe: undefined },
];
/** Nobody waits for an offer. */
const DEADLINE_MS = 3_000;
/** A usual line, and half of what the bench shows for unpacking and storing: archives of minutes have about 27 bytes a row. */
const BYTES_A_SECOND = 20e6 / 8, STORED_BYTES_A_SECOND = 27 * 150_000;

const FILES = `import files you have (Binance Vision zips, csv, csv.gz):
  npm run data -- import FILE… --exchange binance --symbol BTC/USDT --timeframe 1m
or make up a market to look around with, labelled SYNTHETIC wherever it shows:
  npm run data -- synthetic
`;

/** Undefined when the store holds data. */
export async function storeHint(now: Millis = Date.now()): Promise<string | undefined> {
  const data = await openMarketData();
  try {
    return (await data.coverage()).length > 0 ? undefined : await emptyStoreText(process.env["BTC_QUANT_DUMPS_URL"] ?? BINANCE_VISION, now);
  } finally {
    await data.close();
  }
}

/** @param base where archives lie */
export async function emptyStoreText(base: string, now: Millis): Promise<string> {
  const window = { from: Date.parse(FROM), to: now }, found = await Promise.all(OFFERED.map((series) => estimateArchives(base, series, window, now, DEADLINE_MS)));
  const bytes = found.reduce((sum, estimate) => sum + (estimate?.bytes ?? 0), 0), opening = "The store is empty. In another terminal, in this folder, ";
  if (found[0] === undefined) return `${opening}${FILES}`;
  const minutes = Math.max(1, Math.round((bytes / BYTES_A_SECOND + bytes / STORED_BYTES_A_SECOND) / 60));
  return `${opening}download Binance's minutes and funding since 2020: about ${Math.round(bytes / 1e6)} MB, ${minutes} ${minutes === 1 ? "minute" : "minutes"} at 20 Mbit/s:
  npm run data -- backfill --exchange ${EXCHANGE} --symbol ${SYMBOL} --kinds candles,funding --from ${FROM}
or ${FILES}`;
}
