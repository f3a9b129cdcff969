/**
 * Runs in the store: the port `RunStore` of market. A run's columns are written first and its row last, so that a run is there whole or not at all;
 * it comes back bit for bit. Knows no engine and judges no run.
 */
import { QuantError } from "../../market/errors.js";
import { canonicalJson, type Run, type RunStore, type RunSummary } from "../../market/run.js";
import type { Columns, InsertColumns, Store } from "./store.js";

interface RunRow {
  readonly run_id: string; readonly created: number; readonly status: RunSummary["status"]; readonly manifest: string; readonly metrics: string;
  readonly counts: string; readonly equity_rows: number; readonly fill_rows: number; readonly funding_rows: number;
}

const ROW = "run_id, toFloat64(toUnixTimestamp64Milli(created)) AS created, status, manifest, metrics, counts, equity_rows, fill_rows, funding_rows";
const LISTED_BY_DEFAULT = 1000;

export function runStore(store: Store): RunStore {
  return {
    async save(run, created) {
      const { equity, fills, funding } = run;
      await saveColumns(store, "run_equity", run.id, equity.length, { ts: equity.time, equity: equity.equity, position: equity.position });
      await saveColumns(store, "run_fills", run.id, fills.length, {
        ts: fills.time, quantity: fills.quantity, price: fills.price, fee: fills.fee, maker: fills.maker, reason: fills.reason, point: fills.point, order_number: fills.order, mid: fills.mid,
      });
      await saveColumns(store, "run_funding", run.id, funding.length, { ts: funding.time, amount: funding.amount });
      await store.insertColumns("runs", rowOf(run, created, await nextVersion(store, run.id)));
    },
    async list(limit = LISTED_BY_DEFAULT) {
      return (await store.rows<RunRow>(`SELECT ${ROW} FROM runs FINAL WHERE deleted = 0 ORDER BY runs.created DESC, run_id LIMIT {limit: UInt32}`, { limit })).map(summaryOf);
    },
    async load(id) {
      const row = await find(store, id);
      return row === undefined ? undefined : loadRun(store, row);
    },
    async remove(id) {
      const row = await find(store, id);
      if (row === undefined) return false;
      await store.command("INSERT INTO runs SELECT * REPLACE (1 AS deleted, ver + 1 AS ver) FROM runs FINAL WHERE run_id = {id: String}", { id: row.run_id });
      for (const table of ["run_equity", "run_fills", "run_funding"]) await store.command(`DELETE FROM ${table} WHERE run_id = {id: String}`, { id: row.run_id });
      return true;
    },
  };
}

async function saveColumns(store: Store, table: string, id: string, length: number, columns: InsertColumns): Promise<void> {
  await store.insertColumns(table, { run_id: id, seq: counting(length), ...columns });
}

function counting(length: number): Uint32Array {
  const numbers = new Uint32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = i;
  return numbers;
}

function rowOf(run: Run, created: number, version: number): InsertColumns {
  const { kind, strategy, market } = run.manifest;
  return {
    run_id: [run.id], created, kind, strategy: strategy.name, exchange: market.exchange, symbol: market.symbol, timeframe: market.timeframe, status: run.status,
    synthetic: market.synthetic ? 1 : 0, manifest: canonicalJson(run.manifest), metrics: canonicalJson(run.metrics), counts: canonicalJson(run.counts),
    equity_rows: run.equity.length, fill_rows: run.fills.length, funding_rows: run.funding.length, ver: version,
  };
}

/** A counter instead of a clock: the row written last wins, whatever the time is. */
async function nextVersion(store: Store, id: string): Promise<number> {
  const [row] = await store.rows<{ next: number }>("SELECT toFloat64(max(ver) + 1) AS next FROM runs WHERE run_id = {id: String}", { id });
  return row?.next ?? 1;
}

/** The run of that id, or of the only id that starts so. @throws QuantError AMBIGUOUS_RUN */
async function find(store: Store, id: string): Promise<RunRow | undefined> {
  if (id === "") return undefined;
  const rows = await store.rows<RunRow>(`SELECT ${ROW} FROM runs FINAL WHERE deleted = 0 AND startsWith(run_id, {id: String}) ORDER BY run_id LIMIT 5`, { id });
  const exact = rows.find((row) => row.run_id === id);
  if (exact === undefined && rows.length > 1) throw new QuantError("input", "AMBIGUOUS_RUN", `more than one run starts with ${id}: ${rows.map((row) => row.run_id).join(", ")}`);
  return exact ?? rows[0];
}

const summaryOf = (row: RunRow): RunSummary => ({ id: row.run_id, created: row.created, status: row.status, manifest: parse(row.manifest), metrics: parse(row.metrics) });

/** Canonical JSON writes NaN and the infinities as texts. */
const NOT_FINITE: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity };
const parse = <T>(text: string): T => JSON.parse(text, (_, value: unknown) => (typeof value === "string" && Object.hasOwn(NOT_FINITE, value) ? NOT_FINITE[value] : value)) as T;

async function loadRun(store: Store, row: RunRow): Promise<Run> {
  const equity = await loadColumns(store, "run_equity", "ts, equity, position", row.run_id, row.equity_rows);
  const fills = await loadColumns(store, "run_fills", "ts, quantity, price, fee, maker, reason, point, order_number, mid", row.run_id, row.fill_rows);
  const funding = await loadColumns(store, "run_funding", "ts, amount", row.run_id, row.funding_rows);
  const bytes = (name: string): Uint8Array => Uint8Array.from(fills.column(name));
  return {
    id: row.run_id, manifest: parse(row.manifest), status: row.status, metrics: parse(row.metrics), counts: parse(row.counts),
    equity: { length: equity.length, time: equity.column("ts"), equity: equity.column("equity"), position: equity.column("position") },
    fills: {
      length: fills.length, time: fills.column("ts"), quantity: fills.column("quantity"), price: fills.column("price"), fee: fills.column("fee"),
      maker: bytes("maker"), reason: bytes("reason"), point: bytes("point"), order: fills.column("order_number"), mid: fills.column("mid"),
    },
    funding: { length: funding.length, time: funding.column("ts"), amount: funding.column("amount") },
  };
}

/** @throws QuantError RUN_DAMAGED when rows are missing */
async function loadColumns(store: Store, table: string, columns: string, id: string, rows: number): Promise<Columns> {
  const found = await store.columns(`SELECT ${columns} FROM ${table} FINAL WHERE run_id = {id: String} AND seq < {rows: UInt32} ORDER BY seq`, { id, rows }, { rows });
  if (found.length !== rows) throw new QuantError("data", "RUN_DAMAGED", `run ${id} has ${found.length} of its ${rows} rows in ${table}: run it again`);
  return found;
}
