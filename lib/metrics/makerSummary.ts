/**
 * All maker metrics of a run (K1-K7) in one flat object, for the table, `--json` and comparison.
 * Only calls the other files of this room; knows no strategy, no venue and no format. NaN is "not defined here" and becomes null in JSON.
 */
import type { EquityColumns, OrderColumns } from "../market/run.js";
import type { Millis } from "../market/units.js";
import { checkFunding, NO_FUNDING, type FundingPayments } from "./fills.js";
import { inventoryHalfLife, inventoryUse } from "./inventory.js";
import { checkMakerFills, onlyMakers, type MakerFills } from "./makerFills.js";
import { makerShare, type MakerShare } from "./makerShare.js";
import { MARKOUT_HORIZONS, markouts, type HorizonName, type Markout } from "./markout.js";
import { checkMids, type MidPrices } from "./midPrices.js";
import { orderStatistics, type OrderStatistics } from "./orderStatistics.js";
import { breakEvenFee, inventorySplit, pnlSplit, type PnlSplit } from "./pnlSplit.js";
import { MIN_WINDOWS, volRegression } from "./volRegression.js";
import { volWindows, type VolWindows } from "./volWindows.js";

export interface MakerInput {
  readonly fills: MakerFills;
  /** The market's prices over the run and, for the last markouts, beyond it. */
  readonly mids: MidPrices;
  /** Samples at the closes. */
  readonly equity: Pick<EquityColumns, "time" | "equity" | "position">;
  /** The mark at which the last row of equity values the position, quote currency. */
  readonly endPrice: number;
  /** Of the bootstrap: the run's own. */
  readonly seed: number;
  readonly funding?: FundingPayments | undefined;
  /** Without them K1 is NaN. */
  readonly orders?: OrderColumns | undefined;
  /** The strategy's largest position, base currency; without it `meanInventoryUse` and `timeAtCap` are NaN. */
  readonly cap?: number | undefined;
  /** Where the inventory result is split; default 5m. */
  readonly splitHorizon?: HorizonName | undefined;
  /** ms between the samples of the half-life; default the bars' length, a minute for quotes. */
  readonly sampleEvery?: Millis | undefined;
  /** ms of a window of the regression on variance; default 1h, or one bar where bars are longer. */
  readonly window?: Millis | undefined;
}

/** `markout1s`, `adverse1h` …: of maker fills, as `Markout` has them. */
export type MarkoutMetrics = { readonly [K in `${"markout" | "markoutLow" | "markoutHigh" | "halfSpread" | "adverse" | "markoutFills"}${HorizonName}`]: number };

/** Of K6, windows measured in price: see `VolRegression`. NaN below ten whole windows. */
export interface VarianceMetrics {
  readonly varianceWindows: number;
  /** Of profit on realised variance alone: base / quote currency. */
  readonly varianceSlope: number;
  /** By the larger of HC and Newey-West error; the claim "long volatility" needs more than 3. */
  readonly varianceSlopeT: number;
  /** The same with squared displacement beside it: for a ladder an identity, no evidence. */
  readonly varianceSlopeBeside: number;
  readonly displacementSlope: number;
  readonly displacementSlopeT: number;
  /** Quote currency a window, in the tenth of windows with the most variance. */
  readonly topDecilePnl: number;
  readonly topDecilePnlLow: number;
  readonly topDecilePnlHigh: number;
}

/** Money in quote currency, shares as fractions, times in ms, edges and fees in basis points of notional. */
export interface MakerMetrics extends OrderStatistics, MarkoutMetrics, MakerShare, VarianceMetrics {
  readonly makerFills: number;
  /** Parts of `makerPnl`, by `PnlSplit`. */
  readonly spreadPnl: number;
  readonly inventoryPnl: number;
  readonly fundingPnl: number;
  readonly feesPaid: number;
  readonly makerPnl: number;
  readonly fillNotional: number;
  /** What the identity leaves over: rounding. */
  readonly pnlResidual: number;
  /** ms. */
  readonly splitHorizon: Millis;
  /** Parts of `inventoryPnl`, by `InventorySplit`. */
  readonly adversePnl: number;
  readonly carriedPnl: number;
  readonly unsplitFills: number;
  readonly inventoryHalfLife: Millis;
  readonly meanInventoryUse: number;
  readonly timeAtCap: number;
  readonly breakEvenFee: number;
}

const HOUR: Millis = 3_600_000;
const MINUTE: Millis = 60_000;

/** @throws QuantError BAD_FILLS, BAD_MIDS, BAD_FUNDING, BAD_PRICE, BAD_ORDERS, BAD_CAP, BAD_INTERVAL, BAD_WINDOW */
export function summariseMaker(input: MakerInput): MakerMetrics {
  const { fills, mids, equity, endPrice, seed, funding = NO_FUNDING, orders, cap, splitHorizon = "5m", sampleEvery = mids.interval || MINUTE, window = Math.max(HOUR, mids.interval) } = input;
  checkMakerFills(fills);
  checkMids(mids);
  checkFunding(funding);
  const makers = onlyMakers(fills), split = pnlSplit(fills, endPrice, funding), use = cap === undefined ? { meanUse: NaN, atCap: NaN } : inventoryUse(equity.position, cap);
  return Object.freeze({
    ...(orders === undefined ? NO_ORDERS : orderStatistics(orders)),
    ...byHorizon(markouts(makers, mids, seed)), makerFills: makers.time.length,
    ...namedSplit(split), ...namedInventory(fills, mids, MARKOUT_HORIZONS[splitHorizon], split),
    inventoryHalfLife: inventoryHalfLife(equity, sampleEvery), meanInventoryUse: use.meanUse, timeAtCap: use.atCap,
    ...makerShare(fills), ...varianceMetrics(volWindows(equity, mids, window)), breakEvenFee: breakEvenFee(split),
  });
}

/** The markouts of a summary as rows again, in the order of their horizons. */
export function markoutRows(metrics: MarkoutMetrics): readonly Markout[] {
  return HORIZON_NAMES.map((name) => ({
    horizon: MARKOUT_HORIZONS[name], fills: metrics[`markoutFills${name}`], markout: metrics[`markout${name}`], low: metrics[`markoutLow${name}`], high: metrics[`markoutHigh${name}`],
    halfSpread: metrics[`halfSpread${name}`], adverse: metrics[`adverse${name}`],
  }));
}

const HORIZON_NAMES = Object.keys(MARKOUT_HORIZONS) as readonly HorizonName[];

function byHorizon(rows: readonly Markout[]): MarkoutMetrics {
  const metrics: Record<string, number> = {};
  rows.forEach(({ fills, markout, low, high, halfSpread, adverse }, i) => {
    const name = HORIZON_NAMES[i]!;
    Object.assign(metrics, { [`markout${name}`]: markout, [`markoutLow${name}`]: low, [`markoutHigh${name}`]: high, [`halfSpread${name}`]: halfSpread, [`adverse${name}`]: adverse, [`markoutFills${name}`]: fills });
  });
  return metrics as MarkoutMetrics;
}

type SplitMetrics = Pick<MakerMetrics, "spreadPnl" | "inventoryPnl" | "fundingPnl" | "feesPaid" | "makerPnl" | "fillNotional" | "pnlResidual">;

function namedSplit({ spread, inventory, funding, fees, total, notional, residual }: PnlSplit): SplitMetrics {
  return { spreadPnl: spread, inventoryPnl: inventory, fundingPnl: funding, feesPaid: fees, makerPnl: total, fillNotional: notional, pnlResidual: residual };
}

function namedInventory(fills: MakerFills, mids: MidPrices, splitHorizon: Millis, { inventory }: PnlSplit): Pick<MakerMetrics, "splitHorizon" | "adversePnl" | "carriedPnl" | "unsplitFills"> {
  const { adverse, carried, unknownFills } = inventorySplit(fills, mids, splitHorizon, inventory);
  return { splitHorizon, adversePnl: adverse, carriedPnl: carried, unsplitFills: unknownFills };
}

function varianceMetrics(windows: VolWindows): VarianceMetrics {
  if (windows.pnl.length < MIN_WINDOWS) return { ...NO_VARIANCE, varianceWindows: windows.pnl.length };
  const { alone, besideDisplacement: beside, deciles } = volRegression(windows), top = deciles[deciles.length - 1]!;
  return {
    varianceWindows: windows.pnl.length, varianceSlope: alone.variance.estimate, varianceSlopeT: alone.variance.t, varianceSlopeBeside: beside.variance.estimate,
    displacementSlope: beside.squaredDisplacement.estimate, displacementSlopeT: beside.squaredDisplacement.t,
    topDecilePnl: top.meanPnl, topDecilePnlLow: top.low, topDecilePnlHigh: top.high,
  };
}

const NO_VARIANCE: VarianceMetrics = {
  varianceWindows: 0, varianceSlope: NaN, varianceSlopeT: NaN, varianceSlopeBeside: NaN, displacementSlope: NaN, displacementSlopeT: NaN, topDecilePnl: NaN, topDecilePnlLow: NaN, topDecilePnlHigh: NaN,
};

const NO_ORDERS: OrderStatistics = {
  sentOrders: NaN, acceptedOrders: NaN, filledOrders: NaN, canceledOrders: NaN, fillRatio: NaN, filledShare: NaN, cancelToFill: NaN, medianQueueTime: NaN, postOnlyRejectRate: NaN,
};
