/**
 * Runs and trials. A run's row is written last: its columns without it are never read. Removing a run writes a newer row that says so.
 * `params` of a trial is canonical JSON; a trial is one look, and the same look (same moment) again is the same row.
 */
import type { Migration } from "./migration.js";

const TIME = "DateTime64(3, 'UTC') CODEC(ZSTD(1))", NUMBER = "Float64 CODEC(ZSTD(1))";
const ROW = "run_id String CODEC(ZSTD(1)), seq UInt32 CODEC(Delta, ZSTD(1)), ts Float64 CODEC(ZSTD(1))";
/** Time is a double here: a run gives back the bytes it was saved with. */
const columnTable = (name: string, columns: string): string =>
  `CREATE TABLE IF NOT EXISTS ${name} (${ROW}, ${columns}, ver UInt64 DEFAULT toUnixTimestamp64Milli(now64(3)) CODEC(ZSTD(1))) ENGINE = ReplacingMergeTree(ver) ORDER BY (run_id, seq)`;

export const runs: Migration = {
  version: 2,
  name: "runs and trials",
  statements: [
    `CREATE TABLE IF NOT EXISTS runs (run_id String, created ${TIME}, kind LowCardinality(String), strategy LowCardinality(String), exchange LowCardinality(String),
      symbol LowCardinality(String), timeframe LowCardinality(String), status LowCardinality(String), synthetic UInt8, manifest String CODEC(ZSTD(3)), metrics String CODEC(ZSTD(3)),
      counts String CODEC(ZSTD(3)), equity_rows UInt32, fill_rows UInt32, funding_rows UInt32, deleted UInt8 DEFAULT 0, ver UInt64)
      ENGINE = ReplacingMergeTree(ver) ORDER BY run_id`,
    columnTable("run_equity", `equity ${NUMBER}, position ${NUMBER}`),
    columnTable("run_fills", `quantity ${NUMBER}, price ${NUMBER}, fee ${NUMBER}, maker UInt8, reason UInt8, point UInt8, order_number ${NUMBER}, mid ${NUMBER}`),
    columnTable("run_funding", `amount ${NUMBER}`),
    `CREATE TABLE IF NOT EXISTS trials (family String, strategy_hash String, params String CODEC(ZSTD(3)), data_hash String, rules_hash String, at ${TIME}, sharpe ${NUMBER}, started_by String)
      ENGINE = ReplacingMergeTree ORDER BY (family, strategy_hash, params, data_hash, rules_hash, at, started_by)`,
  ],
};
