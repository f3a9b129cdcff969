/** The maker metrics of a run, of others beside it, in words and units (K1-K7). Computes none of them. */
import { parseSymbol } from "../market/symbol.js";
import { markoutRows, type MakerMetrics } from "../metrics/makerSummary.js";
import { MARKOUT_HORIZONS } from "../metrics/markout.js";
import { count, duration, money, number, percent } from "./format.js";
import type { MakerRun } from "./makerRun.js";
import { table, type Table } from "./table.js";

interface Line { readonly name: string; readonly of: (shown: MakerRun) => string }

type Figures = (maker: MakerMetrics) => number;
const cash = (name: string, amount: Figures): Line => ({ name, of: ({ run, maker }) => money(amount(maker), parseSymbol(run.manifest.market.symbol).settle) });
const share = (name: string, fraction: Figures): Line => ({ name, of: ({ maker }) => percent(fraction(maker)) });
const basisPoints = (value: number): string => `${number(value)}${Number.isNaN(value) ? "" : " bp"}`;

const ORDERS: readonly Line[] = [
  { name: "Orders sent", of: ({ maker }) => count(maker.sentOrders) },
  share("Filled of the quantity accepted", (m) => m.fillRatio),
  share("Filled whole of the orders accepted", (m) => m.filledShare),
  { name: "Cancels a fill", of: ({ maker }) => number(maker.cancelToFill, 1) },
  { name: "Median time to the fill", of: ({ maker }) => duration(maker.medianQueueTime) },
  share("Post-only orders refused", (m) => m.postOnlyRejectRate),
];
const MARKOUTS: readonly Line[] = Object.values(MARKOUT_HORIZONS).map((horizon, i) => ({ name: `Markout after ${duration(horizon)}`, of: ({ maker }) => markoutText(maker, i) }));
const PROFIT: readonly Line[] = [
  cash("Earned by the spread", (m) => m.spreadPnl),
  cash("Earned by inventory", (m) => m.inventoryPnl),
  { name: "… of it right after the fills", of: ({ run, maker }) => afterFills(run.manifest.market.symbol, maker) },
  cash("Funding received", (m) => m.fundingPnl),
  cash("Fees paid", (m) => m.feesPaid),
  cash("Profit", (m) => m.makerPnl),
  { name: "Break-even fee", of: ({ maker }) => basisPoints(maker.breakEvenFee) },
];
const INVENTORY: readonly Line[] = [
  share("Maker share of the notional", (m) => m.makerShare),
  { name: "Taker fills that no stop explains", of: ({ maker }) => count(maker.strayTakerFills) },
  { name: "Half-life of the position", of: ({ maker }) => (maker.inventoryHalfLife === Infinity ? "∞" : duration(maker.inventoryHalfLife)) },
  share("Mean use of the position limit", (m) => m.meanInventoryUse),
  share("Time at the position limit", (m) => m.timeAtCap),
];
const VARIANCE: readonly Line[] = [
  { name: "Slope of profit on variance, t", of: ({ maker }) => number(maker.varianceSlopeT) },
  { name: "Profit a window, top tenth by variance", of: ({ run, maker }) => topTenth(run.manifest.market.symbol, maker) },
];

/** As a number that is not known is written. */
const MISSING = number(NaN);

/** A column a run: one run under several fill rules, or several runs. What none of them can answer is left out. */
export function makerTable(shown: readonly MakerRun[], names: readonly string[] = shown.map(({ run }) => run.manifest.strategy.name)): Table {
  const rows = [...ORDERS, ...MARKOUTS, ...PROFIT, ...INVENTORY, ...VARIANCE].map(({ name, of }) => [name, ...shown.map(of)]);
  return table("", [{ name: "" }, ...names.map((name) => ({ name, align: "right" as const }))], rows.filter(([, ...values]) => values.some((value) => value !== MISSING)));
}

function markoutText(maker: MakerMetrics, i: number): string {
  const { markout, low, high } = markoutRows(maker)[i]!;
  return `${basisPoints(markout)}${Number.isNaN(low) ? "" : ` (${number(low)} … ${number(high)})`}`;
}

function afterFills(symbol: string, { adversePnl, splitHorizon }: MakerMetrics): string {
  return `${money(adversePnl, parseSymbol(symbol).settle)}${Number.isNaN(adversePnl) ? "" : ` in ${duration(splitHorizon)}`}`;
}

function topTenth(symbol: string, { topDecilePnl, topDecilePnlLow, topDecilePnlHigh }: MakerMetrics): string {
  return `${money(topDecilePnl, parseSymbol(symbol).settle)}${Number.isNaN(topDecilePnlLow) ? "" : ` (${number(topDecilePnlLow)} … ${number(topDecilePnlHigh)})`}`;
}
