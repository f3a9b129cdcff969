/**
 * A run that can show itself: `report(run).equityCurve()`. Every method is pure and makes its figure or table anew.
 * Knows no notebook and no terminal: `show()` and the command line do.
 */
import type { Candles } from "../market/candles.js";
import type { EquityColumns, FillColumns, FundingColumns, Manifest, OrderCounts, Run, RunStatus } from "../market/run.js";
import { QuantError } from "../market/errors.js";
import { DISPLAY, type DisplayBundle, type Table } from "./table.js";
import type { Figure } from "./figure.js";
import { drawdownFigure } from "./figures/drawdown.js";
import { equityCurveFigure } from "./figures/equityCurve.js";
import { monthlyReturnsFigure } from "./figures/monthlyReturns.js";
import { overviewFigure } from "./figures/overview.js";
import { returnsHistogramFigure } from "./figures/returnsHistogram.js";
import { tradesOnPriceFigure } from "./figures/tradesOnPrice.js";
import { htmlReport } from "./html.js";
import { metricsTable, parametersTable } from "./metricsTable.js";
import { verdict } from "./verdict.js";

/** What a report shows beside the run itself. */
export interface ReportExtras {
  /** The bars it ran on, for trades on the price. */
  readonly candles?: Candles | undefined;
  /** Buy-and-hold over the same window under the same rules. */
  readonly benchmark?: Run | undefined;
}

/** A run with its figures and tables; everything a `Run` has is there unchanged. */
export interface RunReport extends Run {
  readonly benchmark: Run | undefined;
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
  readonly benchmark: Run | undefined;
  readonly #candles: Candles | undefined;

  constructor({ id, manifest, status, metrics, counts, equity, fills, funding }: Run, { candles, benchmark }: ReportExtras) {
    this.id = id;
    this.manifest = manifest;
    this.status = status;
    this.metrics = metrics;
    this.counts = counts;
    this.equity = equity;
    this.fills = fills;
    this.funding = funding;
    this.benchmark = benchmark;
    this.#candles = candles;
  }

  equityCurve(): Figure { return equityCurveFigure(this, this.benchmark); }
  drawdown(): Figure { return drawdownFigure(this, this.benchmark); }
  returnsHistogram(): Figure { return returnsHistogramFigure(this); }
  monthlyReturns(): Figure { return monthlyReturnsFigure(this); }
  overview(): Figure { return overviewFigure(this, this.benchmark); }
  table(): Table { return metricsTable(this.benchmark === undefined ? [this] : [this, this.benchmark]); }
  parameters(): Table { return parametersTable(this); }
  verdict(): string { return verdict(this, this.benchmark); }
  html(): string { return htmlReport(this, { candles: this.#candles, benchmark: this.benchmark }); }

  tradesOnPrice(candles: Candles | undefined = this.#candles): Figure {
    if (candles === undefined) throw new QuantError("input", "NO_CANDLES", "trades are drawn on prices: give the candles of the run, as in tradesOnPrice(candles)");
    return tradesOnPriceFigure(this, candles);
  }

  [DISPLAY](): DisplayBundle {
    const table = this.table();
    return { "application/vnd.plotly.v1+json": this.overview(), "text/html": table.html(), "text/plain": `${table.text()}\n\n${this.verdict()}` };
  }
}
