/**
 * Best quotes, and one's own orders, fills and balances by account (the label in the keys file). Numbers are doubles, as every room computes with them;
 * what the exchange said word for word stands in `raw`. `stored` is when a row came in, for whoever follows. Read with FINAL.
 *
 * `quotes.id`: the exchange's number of the update, 0 where it gives none. `orders.ver`: ms of the exchange's word, so that a late old word never wins.
 * Flags are 1 and 0. Money survives a power cut: it is on the disk before it is acknowledged.
 */
import type { Migration } from "./migration.js";

const TEXT = "LowCardinality(String)", TIME = "DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1))", NUMBER = "Float64 CODEC(ZSTD(1))", ID = "String CODEC(ZSTD(1))";
const OWN = `account ${TEXT}, exchange ${TEXT}`, STORED = "stored DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(DoubleDelta, ZSTD(1))", RAW = "raw String DEFAULT '' CODEC(ZSTD(3))";
const DURABLE = "SETTINGS fsync_after_insert = 1, fsync_part_directory = 1";

export const quotesAndAccount: Migration = {
  version: 4,
  name: "quotes and account",
  statements: [
    `CREATE TABLE IF NOT EXISTS quotes (exchange ${TEXT}, symbol ${TEXT}, ts ${TIME}, id UInt64 CODEC(Delta, ZSTD(1)), bid ${NUMBER}, bid_size ${NUMBER}, ask ${NUMBER}, ask_size ${NUMBER},
      ver UInt64 DEFAULT toUnixTimestamp64Milli(now64(3)) CODEC(ZSTD(1)))
      ENGINE = ReplacingMergeTree(ver) PARTITION BY toYYYYMM(ts) ORDER BY (exchange, symbol, ts, id)`,
    `CREATE TABLE IF NOT EXISTS orders (${OWN}, symbol ${TEXT}, client_id ${ID}, order_id ${ID}, placed ${TIME}, updated ${TIME}, side ${TEXT}, type ${TEXT}, price ${NUMBER}, trigger ${NUMBER},
      quantity ${NUMBER}, filled ${NUMBER}, average_price ${NUMBER}, state ${TEXT}, post_only UInt8, reduce_only UInt8, ${RAW}, ${STORED}, ver UInt64 CODEC(ZSTD(1)))
      ENGINE = ReplacingMergeTree(ver) ORDER BY (account, exchange, symbol, client_id) ${DURABLE}`,
    `CREATE TABLE IF NOT EXISTS fills (${OWN}, symbol ${TEXT}, ts ${TIME}, trade_id ${ID}, order_id ${ID}, client_id ${ID}, side ${TEXT}, price ${NUMBER}, quantity ${NUMBER}, fee ${NUMBER}, fee_asset ${TEXT},
      liquidity ${TEXT}, ${RAW}, ${STORED})
      ENGINE = ReplacingMergeTree(stored) PARTITION BY toYYYYMM(ts) ORDER BY (account, exchange, symbol, ts, trade_id) ${DURABLE}`,
    `CREATE TABLE IF NOT EXISTS balances (${OWN}, asset ${TEXT}, ts ${TIME}, total ${NUMBER}, free ${NUMBER}, ${RAW}, ${STORED})
      ENGINE = ReplacingMergeTree(stored) ORDER BY (account, exchange, asset, ts) ${DURABLE}`,
  ],
};
