/**
 * Who collects into this store, and how it goes: a row a collector, written anew every few seconds. Times are the store's own clock, so that claims of two
 * machines can be told apart. `state` is JSON (CollectionState); `ended` = 1 once it has stopped in order.
 */
import type { Migration } from "./migration.js";

const TIME = "DateTime64(3, 'UTC') DEFAULT now64(3)";

export const collectors: Migration = {
  version: 5,
  name: "collectors",
  statements: [
    `CREATE TABLE IF NOT EXISTS collectors (id String, host String, pid UInt32, claimed ${TIME}, beat ${TIME}, state String CODEC(ZSTD(3)), ended UInt8 DEFAULT 0)
      ENGINE = ReplacingMergeTree(beat) ORDER BY id`,
  ],
};
