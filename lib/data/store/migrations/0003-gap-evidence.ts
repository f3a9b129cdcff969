/**
 * What is known about stretches of time of a series, one finding a row, never changed:
 * - `absent`: the source was asked and had no rows there (bars);
 * - `repaired`: bars that were missing came from the source;
 * - `whole`: everything the source has of that stretch was stored (funding and trades, whose rows come when they come).
 * from_ts inclusive, to_ts exclusive. source: monthly, daily (archives) or rest. reference: the archive, or the request.
 */
import type { Migration } from "./migration.js";

const TEXT = "LowCardinality(String)", TIME = "DateTime64(3, 'UTC')";

export const gapEvidence: Migration = {
  version: 3,
  name: "gap evidence",
  statements: [
    `CREATE TABLE IF NOT EXISTS gap_evidence (kind ${TEXT}, exchange ${TEXT}, symbol ${TEXT}, tf ${TEXT}, finding ${TEXT}, source ${TEXT},
      from_ts ${TIME}, to_ts ${TIME}, reference String, at ${TIME} DEFAULT now64(3))
      ENGINE = ReplacingMergeTree(at) ORDER BY (kind, exchange, symbol, tf, finding, source, from_ts, to_ts)`,
  ],
};
