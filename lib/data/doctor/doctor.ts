/** The whole examination: machine, store, clocks, data, keys. What can not be reached is a finding too. Repairs nothing. */
import type { Millis } from "../../market/units.js";
import { coverage, type Coverage } from "../coverage.js";
import { readKeys } from "../keys/keys.js";
import { askPermissions, type AskPermissions } from "../keys/permissions.js";
import { openSource, sourceNames } from "../sources/openSource.js";
import type { SourceOptions } from "../sources/source.js";
import { homeAt } from "../store/home.js";
import { openStore } from "../store/open.js";
import type { StoreOptions } from "../store/store.js";
import { storeStatus } from "../store/status.js";
import { clockFinding } from "./exchangeClock.js";
import { examined, type Finding } from "./finding.js";
import { freshnessFindings } from "./freshness.js";
import { keyFindings } from "./keyFindings.js";
import { diskFinding, nodeFinding } from "./machine.js";

export interface DoctorMeans {
  readonly store?: StoreOptions | undefined;
  readonly source?: SourceOptions | undefined;
  readonly askPermissions?: AskPermissions | undefined;
  readonly now?: (() => Millis) | undefined;
}

/** Asked where nothing is stored yet. */
const USUAL_EXCHANGE = "binance";
/** A person waits: one try, a few seconds. */
const IMPATIENT: SourceOptions = { attempts: 1, deadlineMs: 8_000 };

export async function examine({ store, source, askPermissions: ask = askPermissions, now = Date.now }: DoctorMeans = {}): Promise<readonly Finding[]> {
  const asking = { ...IMPATIENT, ...source }, stored = await storeFindings(store), exchanges = exchangesOf(stored.series);
  const clocks = await Promise.all(exchanges.map((exchange) => examined(`clock of ${exchange}`, "warning", async () => [await clockOf(exchange, asking, now)])));
  return [
    nodeFinding(), await diskFinding(homeAt(store?.home).path), ...stored.findings, ...clocks.flat(),
    ...(stored.series === undefined ? [] : freshnessFindings(stored.series, now())),
    ...await examined("keys", "error", async () => keyFindings(readKeys(), ask, asking)),
  ];
}

interface Stored { readonly findings: readonly Finding[]; readonly series: readonly Coverage[] | undefined }

async function storeFindings(options: StoreOptions | undefined): Promise<Stored> {
  let series: readonly Coverage[] | undefined;
  const findings = await examined("store", "error", async () => {
    const store = await openStore(options);
    try {
      series = await coverage(store);
      const status = await storeStatus(options), fallback = status.kind === "local" && status.owner?.engine === "gateway" ? status.owner.note : undefined;
      return [{ subject: "store", verdict: fallback === undefined ? "ok" : "warning", sentence: fallback === undefined ? store.description : `${store.description}, through the fallback (${fallback}): the same answers, large ones take more memory` }];
    } finally {
      await store.close();
    }
  });
  return { findings, series };
}

function exchangesOf(series: readonly Coverage[] = []): readonly string[] {
  const stored = [...new Set(series.map(({ exchange }) => exchange))].filter((exchange) => sourceNames.includes(exchange));
  return stored.length > 0 ? stored : [USUAL_EXCHANGE];
}

async function clockOf(exchange: string, options: SourceOptions, now: () => Millis): Promise<Finding> {
  const source = await openSource(exchange, options);
  try {
    return await clockFinding(source, now);
  } finally {
    await source.close();
  }
}
