/** A run with its maker metrics beside it: what the maker's figures and table are made of. Computes none of them. */
import type { Candles } from "../market/candles.js";
import { QuantError } from "../market/errors.js";
import { inCoin, inDollars, moneyFills } from "../market/inverse.js";
import type { Run } from "../market/run.js";
import type { MarkPrices } from "../market/series.js";
import { utc } from "../market/units.js";
import { summariseMaker, type MakerInput, type MakerMetrics } from "../metrics/makerSummary.js";
import { barMids, lastKnown, type MidPrices } from "../metrics/midPrices.js";

export interface MakerRun { readonly run: Run; readonly maker: MakerMetrics }

/** What a run does not carry. `endPrice` defaults to the last close; a run on a mark series with a position left at the end is valued at its last mark. */
export type MakerOptions = Partial<Pick<MakerInput, "orders" | "cap" | "splitHorizon" | "sampleEvery" | "window" | "endPrice">>;

/**
 * @param candles the run's bars; with an hour more at the end the last fills have markouts too
 * @throws QuantError NO_CANDLES when they end before the run
 */
export function makerRun(run: Run, candles: Candles, options: MakerOptions = {}): MakerRun {
  const { manifest, equity, orders } = run, mids = barMids(candles), end = equity.time[equity.length - 1] ?? manifest.market.to;
  const close = lastKnown(mids.time, mids.mid, 0, Float64Array.of(end))[0]!;
  if (Number.isNaN(close)) throw new QuantError("input", "NO_CANDLES", `maker metrics need the bars of the run: these do not reach ${utc(end)} UTC, where it ends`, { end });
  return { run, maker: summariseMaker(inMoney(run, { endPrice: close, orders, ...options }, mids)) };
}

/** Of inverse contracts all that has a price or a position is turned round, so that the figures are of coin; edges in basis points stay what they were. */
function inMoney({ manifest: { market, seed }, fills, equity, funding }: Run, options: MakerOptions & { readonly endPrice: number }, mids: MidPrices): MakerInput {
  const { contractSize } = market;
  if (contractSize === undefined) return { ...options, fills, mids, equity, funding, seed };
  const { cap } = options, { time, equity: money, position } = equity;
  return {
    ...options, ...(cap === undefined ? {} : { cap: cap * contractSize }), endPrice: 1 / options.endPrice, fills: moneyFills(fills, market), mids: { ...mids, mid: inCoin(mids.mid) },
    equity: { time, equity: money, position: inDollars(position, contractSize) }, funding, seed,
  };
}

/**
 * The run with its maker metrics among the headline numbers, by the names of `MakerMetrics`, where a fill of it made liquidity; otherwise as it is.
 * @param mark at which the run was valued, where it had a series of its own
 * @throws QuantError NO_CANDLES as `makerRun`
 */
export function withMakerMetrics(run: Run, candles: Candles, mark?: MarkPrices): Run {
  if (!hasMakerFills(run)) return run;
  const { maker } = makerRun(run, candles, run.manifest.market.mark === "series" && mark !== undefined ? { endPrice: lastMark(mark, candles, run.manifest.market.to) } : {});
  return { ...run, metrics: Object.freeze({ ...run.metrics, ...maker }) };
}

/** The maker metrics that a run carries since `withMakerMetrics`; undefined where it carries none. */
export const makerOf = (run: Run): MakerRun | undefined => ((run.metrics["makerFills"] ?? 0) > 0 ? { run, maker: run.metrics as unknown as MakerMetrics } : undefined);

export const hasMakerFills = ({ fills }: Run): boolean => fills.maker.includes(1);

/** Of the last bar; where that has none, its close, as in the run. */
function lastMark({ openTime, close, length }: MarkPrices, candles: Candles, end: number): number {
  const opened = end - candles.interval, row = openTime.lastIndexOf(opened, length - 1);
  return row >= 0 ? close[row]! : candles.close[candles.length - 1]!;
}
