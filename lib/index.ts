/** The door of the package `btc-quant`: what notebooks, strategy files and users import. Re-exports, no code. */

// From names to a run: loads, runs, stores and reports.
export { backtest, band, data, optimize, runs, type BacktestRequest, type BandOfRules, type NotebookRuns, type OptimizeRequest } from "./workbench/notebook.js";
export type { FrameReader, NotebookData } from "./workbench/notebookData.js";

export type { Coverage } from "./data/coverage.js";
export type { SeriesKind, StoredKind } from "./data/seriesTable.js";
export type { MarketDataQuery } from "./data/marketDataQuery.js";
export type { AccountQuery } from "./data/account/accountRecords.js";
export type { Live, RecordReader, SeriesReader } from "./data/output.js";

// Exchanges: asked ad hoc, and simulated on this machine.
export { fetchCandles } from "./data/fetchCandles.js";
export type { SourceNotice, SourceOptions } from "./data/sources/source.js";
export { startExchange, type AnswerFault, type ExchangeOptions, type FaultOrder, type FeedBars, type FeedFunding, type FeedGrid, type FeedMark, type FeedTrades, type MarketFeed, type SimulatedExchange, type StreamChances, type StreamFault } from "./exchange/index.js";

// Strategies.
export { defineStrategy, type AccountView, type DecideOn, type Indicators, type MarketView, type Now, type QuoteOptions, type Strategy, type Want } from "./strategy/strategy.js";
export { int, real, type Param, type Params, type Values } from "./strategy/param.js";
export { strategyNamed, strategyNames } from "./strategy/catalogue.js";
export { smaCrossover } from "./strategy/smaCrossover.js";
export { rsiReversion } from "./strategy/rsiReversion.js";
export { buyAndHold } from "./strategy/buyAndHold.js";
export { sourceHash } from "./strategy/source.js";
export { glftHalfSpread, glftQuotes, glftSkew, type GlftParameters } from "./strategy/glft.js";
export type { Instruction } from "./market/order.js";

// Indicators.
export * from "./indicators/index.js";

// Market words and columns.
export { bp, utc, type Fraction, type Millis } from "./market/units.js";
export { between, candles, closeTime, hashCandles, rowAt, sliceCandles, type CandleColumns, type CandleOrigin, type Candles, type Column, type Gap } from "./market/candles.js";
export { resample } from "./market/resample.js";
export { timeframeMs, type Timeframe } from "./market/timeframe.js";
export { instrument, type Instrument } from "./market/instrument.js";
export type { DatedFees, Fees, TradingRules } from "./market/tradingRules.js";
export type { MarketKind, MarketSymbol } from "./market/symbol.js";
export type { Funding, MarkPrices, Quotes, Trades } from "./market/series.js";
export type { Balance, Balances, ColumnsOf, OwnFill, OwnFills, OwnOrder, OwnOrders } from "./market/accountRecords.js";
export type { AccountSettings, DailyReturns, EquityColumns, FamilyStanding, FillMode, FillColumns, FillRules, FundingColumns, LiquidationRule, Manifest, Latency, MarginMode, MarketManifest, OrderColumns, OrderCounts, PathRule, QueueModel, Run, RunStatus, RunSummary, TapeRules } from "./market/run.js";
export { isQuantError, QuantError } from "./market/errors.js";

// The simulator on columns you hold already: synchronous, touches no store.
export { backtest as simulate, band as simulateBand, bandOf, BAND_RULES, defaultRules, type Band, type BandMember, type BandVerdict, type BacktestData, type BacktestOptions, type BacktestResult, type Timing } from "./backtest/index.js";

// The same on prints, quotes and book messages, and what reads raw captures of them.
export { backtestTrades, barsOf, type TapeData, type TapeLatency, type TapeOptions } from "./backtest/index.js";
export { readL2Captures, type L2Capture } from "./data/sources/l2Capture.js";
export type { DepthColumns, QuoteColumns, TradeColumns } from "./market/tape.js";

// Metrics: columns in, numbers out.
export { ladderCheck, type LadderCheck } from "./metrics/ladder.js";
export { summariseMaker, type MakerInput, type MakerMetrics } from "./metrics/makerSummary.js";
export { summarise, type Metrics, type MetricsInput } from "./metrics/summary.js";
export { dailyEquity, simpleReturns } from "./metrics/daily.js";
export { sharpe, volatility } from "./metrics/sharpe.js";
export { drawdown } from "./metrics/drawdown.js";
export { roundTrips } from "./metrics/roundTrips.js";
export { deflatedSharpe, probabilisticSharpe } from "./metrics/significance.js";
export { bootstrapInterval } from "./metrics/bootstrap.js";

// Research: which rows to fit on and to judge on, and how likely a result is overfitted.
export { combinatorialPurged, purgedKFold, rowsOf, walkForward, type CombinatorialOptions, type CombinatorialSplits, type KFoldOptions, type PurgeOptions, type RowRange, type Split, type WalkForwardOptions } from "./research/splits.js";
export { signFlipSurrogate } from "./research/surrogate.js";
export { backtestOverfitting, type OverfittingProbability } from "./research/pbo.js";

// Research: search, validation, the holdout.
export { searchSpace, type Axis, type Narrowing, type ParamValues, type Space } from "./research/search/space.js";
export { openSearch, searchNames, type Search, type SearchName, type StoredSearch } from "./research/search/search.js";
export { optimise, type EvaluateBatch, type OptimiseOptions, type SearchProgress, type SearchResult } from "./research/search/optimise.js";
export { bestTrial, distinctTrials, failures, requireBest, type SearchRecord, type TrialRecord } from "./research/search/trialRecord.js";
export { inProcess } from "./research/search/inProcess.js";
export { foldObjective, type Objective, type ObjectiveOptions, type TrialOutcome } from "./research/objective.js";
export { playedAlone, playedWhole, type Play, type Subject } from "./research/play.js";
export { dayGrid, sharpeOfDays, type DailyResult, type DayGrid } from "./research/dailyResult.js";
export { validateCombinatorial, validateWalkForward, type CombinatorialResult, type FitOptions, type JudgedSplit, type WalkForwardResult } from "./research/validation/crossValidation.js";
export { overfittingOfSearch, trialMatrix, type TrialMatrix } from "./research/validation/trialMatrix.js";
export { plateau, type Neighbour, type Plateau } from "./research/validation/plateau.js";
export { memoryHoldoutLog, withHoldout, type Holdout, type HoldoutLog, type HoldoutOpening } from "./research/validation/holdout.js";

// Research: what a search amounts to after all trials of its family.
export { standingAmong, trialStanding, type TrialStanding } from "./research/trialStanding.js";
export { objections, type RankedTrial, type SearchFinding, type SearchSubject } from "./research/searchFinding.js";
export { judgeHere, judgeTrial, type JudgedTrial, type TrialJudge, type TrialQuestion } from "./research/workers/judgeTrial.js";
export type { SearchRequest, Validation } from "./workbench/searchRequest.js";
export { searchReport, type SearchReport } from "./report/searchReport.js";

// Research: signals as arrays, exits around a strategy, made-up worlds, the lookahead test.
export { fromSignals, signalStrategy, type SignalOptions, type Signals } from "./research/signals/fromSignals.js";
export { withExits, type ProtectiveExits } from "./research/signals/protectiveExits.js";
export { scoreGrid, type ScoreGrid, type ScoreGridOptions } from "./research/scoreGrid.js";
export { plantedEdge, randomWalk, type PlantedOptions, type WorldOptions } from "./research/worlds/nullWorlds.js";
export { blockSurrogate } from "./research/worlds/blockSurrogate.js";
export { lookahead, type LookaheadOptions } from "./research/lookahead/lookahead.js";
export type { Leak, LeakKind, LookaheadReport, StartUp } from "./research/lookahead/report.js";

// Figures, tables and the notebook's surface.
export type { Figure, Json, PackedNumbers, Trace } from "./report/figure.js";
export { figures, type Figures } from "./report/figures/index.js";
export { bandReport, type BandReport } from "./report/bandTable.js";
export { makerOf, makerRun, withMakerMetrics, type MakerOptions, type MakerRun } from "./report/makerRun.js";
export { makerTable } from "./report/makerTable.js";
export { report, type ReportExtras, type RunReport } from "./report/runReport.js";
export { table, type DisplayBundle, type Table, type TableColumn } from "./report/table.js";
export { show, type Displayable, type Showable, type Shown } from "./report/notebook.js";
export { frame, type Frame, type FrameColumns, type FrameRows, type FrameSeries } from "./report/notebookFrame.js";
export { progress, type Progress } from "./report/notebookProgress.js";
export { parameters } from "./report/parameters.js";
