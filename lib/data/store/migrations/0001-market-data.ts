/**
 * Market data: candles, mark prices, funding, trades, the ledger of gaps and the ledger of imported files.
 * All are keyed: the same row again, or a newer version of it, replaces (read with FINAL). Times are ms UTC. Codecs as measured in
 * design/storage.md, 4. A number the source does not give is NaN, never 0.
 *
 * Synthetic markets are stored under the exchange name `synthetic` and no other: the column `synthetic` follows from it.
 */
import type { Migration } from "./migration.js";

const KEYS = "exchange LowCardinality(String), symbol LowCardinality(String)";
const TIME = "DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))";
const NUMBER = "Float64 CODEC(ZSTD(1))", UNKNOWN = "Float64 DEFAULT nan CODEC(ZSTD(1))";
/** The newest row of a key wins; by default the one stored last. */
const VERSION = "ver UInt64 DEFAULT toUnixTimestamp64Milli(now64(3)) CODEC(ZSTD(1))";
const OHLC = `open ${NUMBER}, high ${NUMBER}, low ${NUMBER}, close ${NUMBER}`;

export const marketData: Migration = {
  version: 1,
  name: "market data",
  statements: [
    `CREATE TABLE IF NOT EXISTS candles (${KEYS}, tf LowCardinality(String), ts ${TIME}, ${OHLC}, volume ${NUMBER},
      quote_volume ${UNKNOWN}, trades ${UNKNOWN}, taker_buy_volume ${UNKNOWN}, ${VERSION}, synthetic Bool ALIAS exchange = 'synthetic')
      ENGINE = ReplacingMergeTree(ver) PARTITION BY toYear(ts) ORDER BY (exchange, symbol, tf, ts)`,
    `CREATE TABLE IF NOT EXISTS mark_prices (${KEYS}, tf LowCardinality(String), ts ${TIME}, ${OHLC}, ${VERSION})
      ENGINE = ReplacingMergeTree(ver) PARTITION BY toYear(ts) ORDER BY (exchange, symbol, tf, ts)`,
    `CREATE TABLE IF NOT EXISTS funding (${KEYS}, ts ${TIME}, rate ${NUMBER}, mark ${UNKNOWN}, ${VERSION})
      ENGINE = ReplacingMergeTree(ver) ORDER BY (exchange, symbol, ts)`,
    // side: the taker's, 1 bought, -1 sold.
    `CREATE TABLE IF NOT EXISTS trades (${KEYS}, ts ${TIME}, id UInt64 CODEC(Delta, ZSTD(1)), price ${NUMBER}, quantity ${NUMBER}, side Int8, ${VERSION})
      ENGINE = ReplacingMergeTree(ver) PARTITION BY toYYYYMM(ts) ORDER BY (exchange, symbol, ts, id)`,
    // kind: candles or mark. from_ts and to_ts: open times of the first and the last missing bar. filled = 1 once the bars have come.
    `CREATE TABLE IF NOT EXISTS gaps (kind LowCardinality(String), ${KEYS}, tf LowCardinality(String), from_ts ${TIME}, to_ts ${TIME}, bars UInt32, filled UInt8 DEFAULT 0, ${VERSION})
      ENGINE = ReplacingMergeTree(ver) ORDER BY (kind, exchange, symbol, tf, from_ts)`,
    // rows: of the file. first_ts and last_ts: what it spans.
    `CREATE TABLE IF NOT EXISTS files (sha256 String, kind LowCardinality(String), ${KEYS}, tf LowCardinality(String), name String, rows UInt64,
      first_ts DateTime64(3, 'UTC'), last_ts DateTime64(3, 'UTC'), imported DateTime64(3, 'UTC') DEFAULT now64(3), ${VERSION})
      ENGINE = ReplacingMergeTree(ver) ORDER BY (sha256, kind, exchange, symbol, tf)`,
  ],
};
