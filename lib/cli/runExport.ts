/** A stored run as files that other programs read. ClickHouse writes them; this names their columns. */
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { FileFormat, Store } from "../data/store/store.js";
import { FILL_REASONS, type Run } from "../market/run.js";
import { jsonOf, manifestJson } from "./runsText.js";

export type ExportFormat = "csv" | "parquet";
const FORMAT: Readonly<Record<ExportFormat, FileFormat>> = { csv: "CSVWithNames", parquet: "Parquet" };

const TIME = "fromUnixTimestamp64Milli(toInt64(ts), 'UTC') AS time";
const COLUMNS = {
  equity: ["run_equity", `${TIME}, equity, position`],
  fills: ["run_fills", `${TIME}, quantity, price, fee, if(maker = 1, 'maker', 'taker') AS liquidity, [${FILL_REASONS.map((reason) => `'${reason}'`).join(", ")}][reason + 1] AS why, point, order_number AS order, mid`],
  funding: ["run_funding", `${TIME}, amount`],
} as const;

/** Writes equity, fills and funding in that format, and the rest of the run as run.json. @returns the files written */
export async function exportRun(store: Store, run: Run, format: ExportFormat, folder: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const rest = join(folder, "run.json"), written = [rest];
  writeFileSync(rest, `${jsonOf({ id: run.id, status: run.status, manifest: manifestJson(run), metrics: run.metrics, counts: run.counts })}\n`);
  for (const [name, [table, columns]] of Object.entries(COLUMNS)) {
    const file = join(folder, `${name}.${format}`);
    await pipeline(await store.raw(`SELECT ${columns} FROM ${table} FINAL WHERE run_id = {id: String} ORDER BY seq`, FORMAT[format], { id: run.id }), createWriteStream(file));
    written.push(file);
  }
  return written;
}
