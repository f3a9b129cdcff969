/** Every figure by name: `figures.price(candles)`. Re-exports, no code. */
import { candleReturnsFigure } from "./candleReturns.js";
import { drawdownFigure } from "./drawdown.js";
import { equityCurveFigure } from "./equityCurve.js";
import { gapsFigure } from "./gaps.js";
import { heatMapFigure } from "./heatMap.js";
import { markoutsFigure } from "./markouts.js";
import { monthlyReturnsFigure } from "./monthlyReturns.js";
import { overviewFigure } from "./overview.js";
import { pnlSplitFigure } from "./pnlSplit.js";
import { priceFigure } from "./price.js";
import { returnsHistogramFigure } from "./returnsHistogram.js";
import { tradesOnPriceFigure } from "./tradesOnPrice.js";
import { volatilityByHourFigure, volatilityByYearFigure } from "./volatility.js";

export interface Figures {
  /** Of candles. */
  readonly price: typeof priceFigure;
  readonly candleReturns: typeof candleReturnsFigure;
  readonly gaps: typeof gapsFigure;
  readonly volatilityByHour: typeof volatilityByHourFigure;
  readonly volatilityByYear: typeof volatilityByYearFigure;
  /** Of a run, a second one beside it where named. */
  readonly overview: typeof overviewFigure;
  readonly equityCurve: typeof equityCurveFigure;
  readonly drawdown: typeof drawdownFigure;
  readonly tradesOnPrice: typeof tradesOnPriceFigure;
  readonly returnsHistogram: typeof returnsHistogramFigure;
  readonly monthlyReturns: typeof monthlyReturnsFigure;
  /** Of a maker's run, by `makerRun`. */
  readonly markouts: typeof markoutsFigure;
  readonly pnlSplit: typeof pnlSplitFigure;
  /** Of a score over two parameters, by `scoreGrid`. */
  readonly heatMap: typeof heatMapFigure;
}

export const figures: Figures = {
  price: priceFigure, candleReturns: candleReturnsFigure, gaps: gapsFigure, volatilityByHour: volatilityByHourFigure, volatilityByYear: volatilityByYearFigure,
  overview: overviewFigure, equityCurve: equityCurveFigure, drawdown: drawdownFigure, tradesOnPrice: tradesOnPriceFigure, returnsHistogram: returnsHistogramFigure, monthlyReturns: monthlyReturnsFigure,
  markouts: markoutsFigure, pnlSplit: pnlSplitFigure, heatMap: heatMapFigure,
};
