/**
 * What trials earned day by day, and searches that can be taken up again. `day` counts days since 1970; `trial` is the trial's id (market/run.ts).
 * A search is what was asked (`request`, JSON), on what it rests (`basis`, JSON), and its trials in the order proposed (`outcome`, JSON).
 */
import type { Migration } from "./migration.js";

const TEXT = "String CODEC(ZSTD(3))";

export const searches: Migration = {
  version: 6,
  name: "days of trials, searches",
  statements: [
    `CREATE TABLE IF NOT EXISTS trial_days (family LowCardinality(String), trial String CODEC(ZSTD(1)), day UInt32 CODEC(Delta, ZSTD(1)), value Float64 CODEC(ZSTD(1)))
      ENGINE = ReplacingMergeTree ORDER BY (family, trial, day)`,
    `CREATE TABLE IF NOT EXISTS searches (id String, begun DateTime64(3, 'UTC'), request ${TEXT}, basis ${TEXT}) ENGINE = ReplacingMergeTree ORDER BY id`,
    `CREATE TABLE IF NOT EXISTS search_trials (search String, number UInt32, trial String, params ${TEXT}, outcome ${TEXT}, repeats Int32) ENGINE = ReplacingMergeTree ORDER BY (search, number)`,
  ],
};
