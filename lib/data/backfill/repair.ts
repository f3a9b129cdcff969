/** Every gap of the ledger filled as far as any source has its bars. What the exchange never had stays missing, and is called so. */
import { timeframeMs } from "../../market/timeframe.js";
import { checkExchange, SYNTHETIC } from "../exchanges.js";
import { coverage, type Coverage } from "../coverage.js";
import { recordGaps } from "../gaps/gapLedger.js";
import type { Source } from "../sources/source.js";
import type { Store } from "../store/store.js";
import { fillMeans, type BackfillMeans } from "./backfill.js";
import { fillSeries } from "./fillSeries.js";
import type { FillOutcome } from "./job.js";

/** Which series: all that are given must fit; none given is every one. */
export interface RepairRequest { readonly exchange?: string | undefined; readonly symbol?: string | undefined; readonly timeframe?: string | undefined }

/** Opens the exchange of a series; undefined where it can not be asked. */
export type SourceFor = (exchange: string) => Promise<Source | undefined>;

/**
 * Candles and marks, each series from its first stored bar to its last. Made-up markets have no source and are passed over.
 * @throws QuantError as `backfill`
 */
export async function repair(means: Omit<BackfillMeans, "source">, request: RepairRequest, sourceFor: SourceFor): Promise<readonly FillOutcome[]> {
  if (request.exchange !== undefined) checkExchange(request.exchange);
  const fill = await fillMeans(means, means.now ?? Date.now()), outcomes: FillOutcome[] = [];
  for (const { kind, exchange, symbol, timeframe, first, last } of await seriesWithGaps(fill.store, request)) {
    const window = { from: first, to: last + timeframeMs(timeframe) };
    outcomes.push(await fillSeries({ ...fill, source: await sourceFor(exchange) }, { kind, exchange, symbol, timeframe }, window));
  }
  return outcomes;
}

type BarCoverage = Coverage & { readonly kind: "candles" | "mark"; readonly timeframe: string };

const isBars = (series: Coverage): series is BarCoverage => (series.kind === "candles" || series.kind === "mark") && series.timeframe !== undefined;

/** Brings the ledger up to what is stored, then asks it. */
async function seriesWithGaps(store: Store, request: RepairRequest): Promise<readonly BarCoverage[]> {
  await refreshGaps(store);
  const wanted = (given: string | undefined, is: string): boolean => given === undefined || given === is;
  return (await coverage(store)).filter(isBars).filter((series) => series.gaps > 0 && series.exchange !== SYNTHETIC
    && wanted(request.exchange, series.exchange) && wanted(request.symbol, series.symbol) && wanted(request.timeframe, series.timeframe));
}

/** The ledger of every series as its rows stand now, whoever wrote or deleted them. */
export async function refreshGaps(store: Store): Promise<void> {
  for (const { kind, exchange, symbol, timeframe } of (await coverage(store)).filter(isBars)) await recordGaps(store, { kind, exchange, symbol, timeframe });
}
