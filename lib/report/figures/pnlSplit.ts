/** Where a maker's profit came from: spread, inventory, funding and fees as steps from nothing to the result. */
import { parseSymbol } from "../../market/symbol.js";
import type { MakerMetrics } from "../../metrics/makerSummary.js";
import type { Figure } from "../figure.js";
import { duration, money } from "../format.js";
import { runHeading } from "../labels.js";
import type { MakerRun } from "../makerRun.js";
import { numbers } from "../packed.js";
import { COLOUR, figure, valueAxis } from "../theme.js";

export function pnlSplitFigure({ run, maker }: MakerRun): Figure {
  const { settle } = parseSymbol(run.manifest.market.symbol), steps = [...split(maker), ["Profit", maker.makerPnl] as const], amounts = steps.map(([, amount]) => amount);
  return figure(runHeading("Where the profit came from", run), [{
    type: "waterfall", x: steps.map(([name]) => name), y: numbers(Float64Array.from(amounts)), measure: steps.map((_, i) => (i < steps.length - 1 ? "relative" : "total")),
    text: amounts.map((amount) => money(amount, settle)), textposition: "outside", cliponaxis: false, hovertemplate: "%{x}: %{text}<extra></extra>",
    increasing: { marker: { color: COLOUR.buy } }, decreasing: { marker: { color: COLOUR.loss } }, totals: { marker: { color: COLOUR.strategy } }, connector: { line: { color: COLOUR.benchmark, width: 1 } },
  }], { xaxis: valueAxis("", { type: "category" }), yaxis: valueAxis(settle), showlegend: false, hovermode: "closest" }, 360);
}

/** Inventory as one step where the data can not say what came right after the fills. */
function split(maker: MakerMetrics): readonly (readonly [name: string, amount: number])[] {
  const within = duration(maker.splitHorizon);
  const inventory = Number.isNaN(maker.adversePnl) ? [["Inventory", maker.inventoryPnl] as const] : [[`Inventory, first ${within}`, maker.adversePnl] as const, ["Inventory, carried", maker.carriedPnl] as const];
  return [["Spread", maker.spreadPnl], ...inventory, ["Funding", maker.fundingPnl], ["Fees", -maker.feesPaid]];
}
