/**
 * A run that can show itself: `report(run).equityCurve()`. Every method is pure and makes its figure or table anew.
 * Knows no notebook and no terminal: `show()` and the command line do.
 */
import type { Candles } from "../market/candles.js";
import type { TrialStanding } from "../research/trialStanding.js";
import type { EquityColumns, FillColumns, FundingColumns, Manifest, OrderColumns, OrderCounts, Run, RunStatus } from "../market/run.js";
import { QuantError } from "../market/errors.js";
import { DISPLAY, type DisplayBundle, type Table } from "./table.js";
import type { Figure } from "./figure.js";
import { drawdownFigure } from "./figures/drawdown.js";
import { equityCurveFigure } from "./figures/equityCurve.js";
import { markoutsFigure } from "./figures/markouts.js";
import { monthlyReturnsFigure } from "./figures/monthlyReturns.js";
import { overviewFigure } from "./figures/overview.js";
import { pnlSplitFigure } from "./figures/pnlSplit.js";
import { returnsHistogramFigure } from "./figures/returnsHistogram.js";
import { tradesOnPriceFigure } from "./figures/tradesOnPrice.js";
import { htmlReport } from "./html.js";
import { hasMakerFills, makerOf, makerRun, type MakerRun } from "./makerRun.js";
import { makerTable } from "./makerTable.js";
import { metricsTable, parametersTable } from "./metricsTable.js";
import { standingText, verdict } from "./verdict.js";

/** What a report shows beside the run itself. */
export interface ReportExtras {
  /** The bars it ran on, for trades on the price. */
  readonly candles?: Candles | undefined;
  /** Buy-and-hold over the same window under the same rules. */
  readonly benchmark?: Run | undefined;
  /** What the result is worth after all trials of its family. */
  readonly trials?: TrialStanding | undefined;
}

/** A run with its figures and tables; everything a `Run` has is there unchanged. */
export interface RunReport extends Run {
  readonly benchmark: Run | undefined;
  /** How many trials its family has had and what is left of the result after them; undefined of a run that was not counted just now, such as a SYNTHETIC one. */
  readonly trials: TrialStanding | undefined;
  equityCurve(): Figure;
  drawdown(): Figure;
  /** @param candles default: those of the report. @throws QuantError NO_CANDLES where there are none */
  tradesOnPrice(candles?: Candles): Figure;
  returnsHistogram(): Figure;
  monthlyReturns(): Figure;
  /** Curve and headline numbers in one: what a cell shows of a bare run. */
  overview(): Figure;
  /** The metrics, the benchmark's beside them. */
  table(): Table;
  /** Fill ratio, markouts, where the profit came from, inventory, break-even fee (K1-K7). @throws QuantError NO_MAKER_FILLS for a run that made no liquidity */
  makerTable(): Table;
  /** What the market did after the maker's fills. @throws QuantError NO_MAKER_FILLS */
  markouts(): Figure;
  /** Spread, inventory, funding and fees as steps to the profit. @throws QuantError NO_MAKER_FILLS */
  pnlSplit(): Figure;
  /** The manifest. */
  parameters(): Table;
  /** What the numbers say, computed. */
  verdict(): string;
  /** A page that needs no network. */
  html(): string;
  [DISPLAY](): DisplayBundle;
}

export const report = (run: Run, extras: ReportExtras = {}): RunReport => new ReportedRun(run, extras);

class ReportedRun implements RunReport {
  readonly id: string;
  readonly manifest: Manifest;
  readonly status: RunStatus;
  readonly metrics: Readonly<Record<string, number>>;
  readonly counts: OrderCounts;
  readonly equity: EquityColumns;
  readonly fills: FillColumns;
  readonly funding: FundingColumns;
  readonly orders?: OrderColumns;
  readonly benchmark: Run | undefined;
  readonly trials: TrialStanding | undefined;
  readonly #candles: Candles | undefined;

  constructor({ id, manifest, status, metrics, counts, equity, fills, funding, orders }: Run, { candles, benchmark, trials }: ReportExtras) {
    this.id = id;
    this.manifest = manifest;
    this.status = status;
    this.metrics = metrics;
    this.counts = counts;
    this.equity = equity;
    this.fills = fills;
    this.funding = funding;
    if (orders !== undefined) this.orders = orders;
    this.benchmark = benchmark;
    this.trials = trials;
    this.#candles = candles;
  }

  equityCurve(): Figure { return equityCurveFigure(this, this.benchmark); }
  drawdown(): Figure { return drawdownFigure(this, this.benchmark); }
  returnsHistogram(): Figure { return returnsHistogramFigure(this); }
  monthlyReturns(): Figure { return monthlyReturnsFigure(this); }
  overview(): Figure { return overviewFigure(this, this.benchmark); }
  table(): Table { return metricsTable(this.benchmark === undefined ? [this] : [this, this.benchmark]); }
  makerTable(): Table { return makerTable([this.#maker()]); }
  markouts(): Figure { return markoutsFigure(this.#maker()); }
  pnlSplit(): Figure { return pnlSplitFigure(this.#maker()); }
  parameters(): Table { return parametersTable(this); }
  verdict(): string { return [verdict(this, this.benchmark), ...(this.trials === undefined ? [] : [standingText(this.trials)])].join(" "); }
  html(): string { return htmlReport(this, { candles: this.#candles, benchmark: this.benchmark }); }

  tradesOnPrice(candles: Candles | undefined = this.#candles): Figure {
    if (candles === undefined) throw new QuantError("input", "NO_CANDLES", "trades are drawn on prices: give the candles of the run, as in tradesOnPrice(candles)");
    return tradesOnPriceFigure(this, candles);
  }

  [DISPLAY](): DisplayBundle {
    const tables = [this.table(), ...(makerOf(this) === undefined ? [] : [this.makerTable()])];
    return { "application/vnd.plotly.v1+json": this.overview(), "text/html": tables.map((table) => table.html()).join("\n"), "text/plain": [...tables.map((table) => table.text()), this.verdict()].join("\n\n") };
  }

  /** As the run carries them, else computed from the report's candles. */
  #maker(): MakerRun {
    const carried = makerOf(this);
    if (carried !== undefined) return carried;
    if (!hasMakerFills(this)) throw new QuantError("input", "NO_MAKER_FILLS", `${this.manifest.strategy.name} made no liquidity in this run: maker metrics are of resting orders that were filled`);
    if (this.#candles === undefined) throw new QuantError("input", "NO_CANDLES", "maker metrics need the bars of the run: give them, as in report(run, { candles })");
    return makerRun(this, this.#candles);
  }
}
